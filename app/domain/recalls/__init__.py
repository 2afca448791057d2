"""Money that went wrong: called back from payees and returned to the treasury."""
