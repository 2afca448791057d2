"""Practising: the room of drills, and one drill beside the list."""
