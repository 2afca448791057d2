"""What the central system promises on the wire: every operation, its schemas, and whether what goes by fits them."""
