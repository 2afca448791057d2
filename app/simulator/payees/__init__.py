"""The register of payees, as the central system keeps it, and the papers that belong to payments."""
