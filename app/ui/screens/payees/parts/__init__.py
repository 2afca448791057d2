"""What the screens of the register share."""
