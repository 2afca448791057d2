"""Screens about money that went wrong: the list of recalls, the assistant, the return to the treasury."""
