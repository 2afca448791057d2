"""Keeping every request with its answer, and playing a day again to the same end (SIM-18)."""
