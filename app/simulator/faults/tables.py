"""What is armed, how far each fault has come, where scenarios stand, and what struck."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Table, Text

from app.simulator.tables import metadata

faults = Table(
    "faults",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("armed", Text, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("seen", Integer, nullable=False, server_default="0"),
    Column("struck", Integer, nullable=False, server_default="0"),
)
"""In the order in which they were armed; ``armed`` is the JSON of the operator, ``seen`` what it looked at."""

fault_scenarios = Table(
    "fault_scenarios", metadata, Column("name", Text, primary_key=True), Column("state", Text, nullable=False)
)
"""Scenarios that left their first state."""

faults_struck = Table(
    "faults_struck",
    metadata,
    Column("position", BigInteger, nullable=False),
    Column("route", Text, nullable=False),
    Column("fault", Text, nullable=False),
    Column("times", BigInteger, nullable=False),
    PrimaryKeyConstraint("position", "route", "fault"),
)
"""How often each fault struck, also after it was taken back."""
