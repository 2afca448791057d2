"""Fiscal years: when one begins and ends, what is still open before it does, and how long its papers are kept."""
