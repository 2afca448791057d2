"""What is remembered of drills: where each person stands, and what was passed, which going back does not forget."""

from __future__ import annotations

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Table, Text

from app.simulator.tables import metadata

drill_runs = Table(
    "drill_runs",
    metadata,
    Column("uid", Text, nullable=False),
    Column("drill", Text, nullable=False),
    Column("began_at", Text, nullable=False),
    Column("began_seq", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("named", Text, nullable=False),
    Column("problem", Text, nullable=False),
    PrimaryKeyConstraint("uid", "drill"),
)
"""``began_seq`` is where the unit's log stood; ``step`` the next one; ``named`` what names of the script stand for."""

drill_passes = Table(
    "drill_passes",
    metadata,
    Column("uid", Text, nullable=False),
    Column("drill", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("n", Integer, nullable=False),
    PrimaryKeyConstraint("uid", "n"),
)
"""``n`` counts a person's from 1."""

KEPT_APART = frozenset({drill_passes.name})
