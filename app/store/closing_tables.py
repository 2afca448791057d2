"""The tables of account statements and of closing the day; a part of `app.store.tables`.

Statements are what the bank signed and this workstation fetched; the rest is told by the log and rebuilt from it alone.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from app.store.columns import bytes_column, number_column, text_column
from app.store.tables import metadata

statement = Table(
    "statement",
    metadata,
    text_column("account"),
    text_column("since"),
    text_column("until"),
    number_column("opening_satang"),
    number_column("closing_satang"),
    number_column("entries"),
    text_column("fetched_at"),
    bytes_column("text"),
    text_column("sig"),
    PrimaryKeyConstraint("account", "since", "until"),
    sqlite_strict=True,
)
"""Stretches of accounts as the bank signed them; those of one account join where ``since`` is another's ``until``."""

statement_entry = Table(
    "statement_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("account"),
    text_column("entry_id"),
    text_column("booked_at"),
    text_column("booked_on"),
    text_column("side"),
    number_column("satang"),
    text_column("kind"),
    text_column("reference"),
    text_column("bank_ref"),
    number_column("count"),
    text_column("text"),
    number_column("signed"),
    Index("statement_entry_by_name", "account", "entry_id", unique=True),
    Index("statement_entry_by_moment", "account", "booked_at"),
    Index("statement_entry_by_reference", "reference"),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)
"""``signed`` 0: read from a file, and in no statement of the bank's yet."""

day_asked = Table(
    "day_asked",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True, nullable=False),
    bytes_column("body"),
    sqlite_strict=True,
)
"""Which day is to be closed next, as the central system told it last."""

day_order = Table(
    "day_order",
    metadata,
    Column("req_id", Text, primary_key=True, nullable=False),
    text_column("state"),
    text_column("act"),
    text_column("day"),
    number_column("version"),
    text_column("since"),
    text_column("until"),
    text_column("maker_uid"),
    text_column("made_at"),
    number_column("seq"),
    bytes_column("text"),
    text_column("sig"),
    text_column("decided_by"),
    text_column("decided_at"),
    text_column("answer"),
    bytes_column("decision"),
    text_column("decision_sig"),
    bytes_column("record"),
    text_column("record_sig"),
    Index("day_order_by_day", "day", "version"),
    Index("day_order_by_state", "state"),
    sqlite_strict=True,
)
"""``text`` and ``decision`` are what two persons signed, ``record`` what the bank signed; b'' before each."""

day_exception = Table(
    "day_exception",
    metadata,
    Column("exception_id", Text, primary_key=True, nullable=False),
    text_column("number"),
    text_column("kind"),
    text_column("account"),
    text_column("about"),
    Column("satang", Integer),
    text_column("owner_uid"),
    text_column("state"),
    text_column("reason"),
    text_column("since"),
    text_column("solved_on"),
    number_column("seq"),
    Index("day_exception_by_state", "state"),
    sqlite_strict=True,
)
"""What does not fit as the newest record tells it; every record that told it is in its order."""
