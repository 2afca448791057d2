"""What several administration screens share."""
