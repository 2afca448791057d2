"""What people are told inside the program."""
