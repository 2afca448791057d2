"""Screens: each answers one question; they never import one another."""
