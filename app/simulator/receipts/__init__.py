"""Receipts of collections: numbered without a gap, signed by the bank's key, voided and never edited (PT-1 to PT-3)."""
