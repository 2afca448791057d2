"""Closing days: the calendar, the guided close, the second person, what does not fit, and what moved on accounts."""
