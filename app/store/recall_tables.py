"""The tables of money called back and of notices to payees; as `app.store.tables`, of which they are a part."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, Table, Text

from app.store.columns import number_column, text_column
from app.store.tables import metadata

recall = Table(
    "recall",
    metadata,
    Column("recall_id", Text, primary_key=True, nullable=False),
    number_column("seq"),
    text_column("op_id"),
    number_column("number"),
    text_column("state"),
    text_column("what"),
    text_column("opened_at"),
    Column("view", LargeBinary, nullable=False),
    Index("recall_by_line", "op_id", "number"),
    sqlite_strict=True,
)

payee_notice = Table(
    "payee_notice",
    metadata,
    text_column("op_id"),
    number_column("number"),
    text_column("channel"),
    text_column("state"),
    text_column("problem"),
    text_column("at"),
    PrimaryKeyConstraint("op_id", "number"),
    sqlite_strict=True,
)

message_read = Table(
    "message_read",
    metadata,
    text_column("uid"),
    number_column("seq"),
    PrimaryKeyConstraint("uid", "seq"),
    sqlite_strict=True,
)
"""Messages of the inbox that somebody has read, by the number of their event."""
