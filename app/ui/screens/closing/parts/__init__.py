"""Parts that several of these screens share."""
