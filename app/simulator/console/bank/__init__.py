"""What the bank's staff see and do at the console."""
