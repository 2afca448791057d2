"""What the screens of the fiscal year share."""
