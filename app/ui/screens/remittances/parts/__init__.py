"""What the screens about remittances share."""
