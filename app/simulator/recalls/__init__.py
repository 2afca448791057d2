"""Money that went wrong: called back from payees, and returned to the treasury (document 002; rules.md 3.6)."""
