"""Columns as nearly every table of the store has them: never empty, of SQLite's strict kinds."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Text


def number_column(name: str) -> Column[int]:
    """Return a column of integers."""
    return Column(name, Integer, nullable=False)


def text_column(name: str) -> Column[str]:
    """Return a column of texts."""
    return Column(name, Text, nullable=False)


def bytes_column(name: str) -> Column[bytes]:
    """Return a column of bytes, kept as they came."""
    return Column(name, LargeBinary, nullable=False)
