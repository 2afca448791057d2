"""Practising at a simulated central system."""
