"""What the desktop and the central system agreed to say; both sides import it, it imports neither."""
