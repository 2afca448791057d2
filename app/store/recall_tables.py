"""The tables of money called back and of notices to payees; as `app.store.tables`, of which they are a part."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text

from app.store.tables import metadata


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


recall = Table(
    "recall",
    metadata,
    Column("recall_id", Text, primary_key=True, nullable=False),
    _number("seq"),
    _text("op_id"),
    _number("number"),
    _text("state"),
    _text("what"),
    _text("opened_at"),
    Column("view", LargeBinary, nullable=False),
    Index("recall_by_line", "op_id", "number"),
    sqlite_strict=True,
)

payee_notice = Table(
    "payee_notice",
    metadata,
    _text("op_id"),
    _number("number"),
    _text("channel"),
    _text("state"),
    _text("problem"),
    _text("at"),
    PrimaryKeyConstraint("op_id", "number"),
    sqlite_strict=True,
)

message_read = Table(
    "message_read",
    metadata,
    _text("uid"),
    _number("seq"),
    PrimaryKeyConstraint("uid", "seq"),
    sqlite_strict=True,
)
"""Messages of the inbox that somebody has read, by the number of their event."""
