"""Every screen and dialog with lively sample data, to be looked at and to be inspected."""
