"""What several paying screens share."""
