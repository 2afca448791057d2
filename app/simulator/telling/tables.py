"""Notices to payees with what became of them, and the simulated operator's side of SMS."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.simulator.tables import metadata

RECORDED = "recorded"
"""A notice that nobody sends: the way was not switched on when it was due."""

notices = Table(
    "notices",
    metadata,
    Column("n_notice", Integer, primary_key=True, autoincrement=True),
    Column("op_id", Text, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("subject", Text, nullable=False, server_default=""),
    Column("text", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=""),
    Column("problem", Text, nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("told_at", Text, nullable=False, server_default=""),
    ForeignKeyConstraint(["op_id", "rev", "n"], ["lines.op_id", "lines.rev", "lines.n"]),
    UniqueConstraint("op_id", "rev", "n"),
)
"""``state``: '' waits, ``sent``, ``failed`` with the ``problem``, or `RECORDED`."""
_waits = text("state = ''")
Index("notices_waiting", notices.c.channel, notices.c.n_notice, sqlite_where=_waits, postgresql_where=_waits)

paper_letters = Table(
    "paper_letters",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("agency", Text, nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("about", Text, nullable=False),
    Column("is_bill", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("problem", Text, nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("told_at", Text, nullable=False),
    ForeignKeyConstraint(["unit", "file_sha256"], ["papers.unit", "papers.sha256"]),
)
"""Bills and receipts that go to payers with a paper of the unit; ``state`` as of a notice, ``day`` counts them."""
Index(
    "paper_letters_waiting",
    paper_letters.c.tries,
    paper_letters.c.n,
    sqlite_where=_waits,
    postgresql_where=_waits,
)
Index("paper_letters_of_day", paper_letters.c.unit, paper_letters.c.day)

sms_gateway = Table(
    "sms_gateway",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("problem", Text, nullable=False, server_default=""),
)
"""Messages as the simulated telephone company took them; ``problem`` says why one could not be delivered."""
