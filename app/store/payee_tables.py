"""The tables of the payee register; as `app.store.tables`, of which they are a part."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text, text
from sqlalchemy import UniqueConstraint as Unique

from app.store.tables import metadata


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


payee = Table(
    "payee",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("payee_id"),
    _number("version"),
    _text("person_type"),
    _text("person_id"),
    _text("name"),
    _text("office"),
    _text("bank"),
    _text("acct"),
    _text("acct_name"),
    _text("account_kind"),
    _text("permission_no"),
    _text("permission_date"),
    _text("mobile"),
    _text("email"),
    _text("form_sha256"),
    _text("form_date"),
    _text("until"),
    _text("merged_into"),
    _number("form_seen"),
    _text("changed_at"),
    _text("sought"),
    Unique("payee_id"),
    Index("payee_search", "name", "sought"),  # a search reads this and nothing else
    Index("payee_by_account", "acct"),
    sqlite_strict=True,
)

payee_change = Table(
    "payee_change",
    metadata,
    Column("req_id", Text, primary_key=True, nullable=False),
    _number("seq"),
    _text("status"),
    _text("reason"),
    _text("maker_uid"),
    _text("proposed_at"),
    _text("decided_by"),
    _text("decided_at"),
    _text("answer"),
    _number("entries_count"),
    Column("change", LargeBinary, nullable=False),
    _text("change_sig"),
    Column("decision", LargeBinary, nullable=False),
    _text("decision_sig"),
    CheckConstraint("status IN ('pending', 'approved', 'returned', 'recalled')"),
    Index("payee_change_pending", "seq", sqlite_where=text("status = 'pending'")),
    sqlite_strict=True,
)

payee_entry = Table(
    "payee_entry",
    metadata,
    _text("payee_id"),
    _text("req_id"),
    _number("number"),
    _number("version"),
    _text("record"),
    _text("before"),
    _text("merged_into"),
    _number("left_out"),
    _number("form_seen"),
    PrimaryKeyConstraint("payee_id", "req_id"),
    Index("payee_entry_of", "req_id", "number"),
    sqlite_strict=True,
)

payee_check = Table(
    "payee_check",
    metadata,
    _text("payee_id"),
    _text("bank"),
    _text("acct"),
    _text("name"),
    _text("match"),
    _text("bank_name"),
    _text("at"),
    _number("seq"),
    PrimaryKeyConstraint("payee_id", "bank", "acct", "name"),
    sqlite_strict=True,
)
