"""Collecting: bills, what is paid on them by every channel, and what two persons decide about the rest (doc. 002)."""
