"""Drills: scenario scripts that a clerk does with own hands while the central system does the others' part (UI-8)."""
