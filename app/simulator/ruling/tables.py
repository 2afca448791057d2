"""What the central system remembers of its rules: every version that ever held, as it was written."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from app.simulator.tables import metadata

__all__ = ["metadata", "rule_versions"]

rule_versions = Table(
    "rule_versions",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("back_to", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("text", Text, nullable=False),
)
"""The highest version is in force; ``back_to`` names the one whose text it repeats, 0 for a new text."""
