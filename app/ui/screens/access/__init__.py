"""Screens about who may do what."""
