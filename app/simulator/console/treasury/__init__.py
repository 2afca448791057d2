"""What the treasury's staff see and do at the console."""
