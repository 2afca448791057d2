"""Money, dates, identifiers and errors: the small words every subject uses."""
