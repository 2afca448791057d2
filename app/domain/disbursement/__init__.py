"""Paying: batches of credit transfers and what becomes of them."""
