"""Account statements and closing the day: what fits together, what does not, and who says so."""
