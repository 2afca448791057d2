"""What the console remembers: its accounts, who is signed in, wrong passwords, and every act.

None of it is part of the story that snapshots keep: going back changes no password and forgets no act. Times are the
machine's, since the simulator's clock may stand still or jump.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text

from app.simulator.tables import metadata

console_users = Table(
    "console_users",
    metadata,
    Column("name", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("faces", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False, server_default=""),
)
"""``faces``: the words of `app.simulator.console.faces.Face`, a space between them."""

console_sessions = Table(
    "console_sessions",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("name", Text, ForeignKey("console_users.name"), nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
)

console_tries = Table(
    "console_tries",
    metadata,
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("name", "address"),
)
"""Wrong passwords in a row; names need not exist."""

console_acts = Table(
    "console_acts",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("once", Text, nullable=False, unique=True),
    Column("at", Text, nullable=False),
    Column("shown_at", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("face", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("outcome", Text, nullable=False),
)
"""``once`` names the form: it has its effect once. ``shown_at`` is the simulator's time.

``outcome``: ``begun`` until it is known, then ``done`` or the code of the refusal.
"""
Index("console_acts_of_a_person", console_acts.c.name, console_acts.c.n)

console_traffic = Table(
    "console_traffic",
    metadata,
    Column("process", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("counted", Text, nullable=False),
)
"""What each of several processes answered, so that one of them can show it all."""

OWN_TABLES = frozenset(
    table.name for table in (console_users, console_sessions, console_tries, console_acts, console_traffic)
)

TURN = "console"
"""Whose turn writing them is: units' work goes on beside it."""
