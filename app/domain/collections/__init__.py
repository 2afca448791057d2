"""Collecting: bills and their references, payments on them, receipts, requests of the Portal (documents 000, 002)."""
