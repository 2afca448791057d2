"""What the screens about recalls share."""
