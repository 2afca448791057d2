"""What is remembered of drills: where each person stands, and what was passed, which going back does not forget."""

from __future__ import annotations

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Table, Text

from app.simulator.tables import metadata
from app.wire.drills import DrillState

drill_runs = Table(
    "drill_runs",
    metadata,
    Column("uid", Text, nullable=False),
    Column("drill", Text, nullable=False),
    Column("run", Integer, nullable=False),
    Column("state", Text, nullable=False, server_default=DrillState.NEW.value),
    Column("began_at", Text, nullable=False),
    Column("begun", Integer, nullable=False),
    Column("began_seq", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("named", Text, nullable=False),
    Column("mistakes", Text, nullable=False, server_default="[]"),
    Column("problem", Text, nullable=False),
    Column("busy", Integer, nullable=False),
    PrimaryKeyConstraint("uid", "drill"),
)
"""``run`` counts how often it was begun, the last time when the machine's clock said ``begun``, in seconds.
``began_seq`` is where the unit's log stood; ``step`` the next one; ``named`` what names of the script stand for;
``mistakes`` the numbers of those that were seen. ``busy`` is since when somebody has the person's partners to
themselves, by that clock, 0 while nobody has: one request at a time, of all processes. Runs that a former program
kept are as if not begun.
"""

drill_passes = Table(
    "drill_passes",
    metadata,
    Column("uid", Text, nullable=False),
    Column("drill", Text, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("mistakes", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    PrimaryKeyConstraint("uid", "n"),
)
"""``n`` counts a person's from 1; ``mistakes`` how many were seen on the way; ``seconds`` passed meanwhile by the
machine's clock, since drills move the simulator's.
"""

KEPT_APART = frozenset({drill_passes.name})
OWN_STORY = frozenset({drill_runs.name, drill_passes.name})
"""What is no part of a recording: what drills have done is, as requests of their own."""
