"""Screens of the fiscal year: what must be done before it ends, and its archive."""
