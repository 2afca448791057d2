"""What the central system remembers of its calendar: every version that ever held, and what it moved."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from app.simulator.tables import metadata

__all__ = ["calendar_versions", "metadata", "moved_moments"]

calendar_versions = Table(
    "calendar_versions",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("back_to", Integer, nullable=False),
    Column("days", Text, nullable=False),
)
"""The highest version is in force; before the first one the product's own table holds alone.

``days`` (JSON) are those that are otherwise than in that table. ``back_to`` names the version whose days these are, 0
for others.
"""

moved_moments = Table(
    "moved_moments",
    metadata,
    Column("what", Text, primary_key=True),
    Column("about", Text, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("asked", Text, nullable=False),
    Column("becomes", Text, nullable=False),
)
"""What waits on another day than the one that it was ``asked`` for, because banks are closed on that one.

``n`` is the number of a line, 0 for anything else. Where something does not wait for ``becomes`` any more, it was given
another moment meanwhile, or has had its own.
"""
