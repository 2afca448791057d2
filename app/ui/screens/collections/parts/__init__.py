"""What the screens of collecting share."""
