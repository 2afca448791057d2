"""Khlang: the finance unit's desktop program and the simulated central system it talks to."""
