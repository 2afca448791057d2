"""The treasury's books: one journal for all agencies, entries from an editable table (rules.md 3.1, 3.8 to 3.10)."""
