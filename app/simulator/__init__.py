"""The central system, simulated: bank and treasury in one process that knows only the wire."""
