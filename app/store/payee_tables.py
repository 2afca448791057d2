"""The tables of the payee register; as `app.store.tables`, of which they are a part."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text, text
from sqlalchemy import UniqueConstraint as Unique

from app.store.columns import number_column, text_column
from app.store.tables import metadata

payee = Table(
    "payee",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("payee_id"),
    number_column("version"),
    text_column("person_type"),
    text_column("person_id"),
    text_column("name"),
    text_column("office"),
    text_column("bank"),
    text_column("acct"),
    text_column("acct_name"),
    text_column("account_kind"),
    text_column("permission_no"),
    text_column("permission_date"),
    text_column("mobile"),
    text_column("email"),
    text_column("form_sha256"),
    text_column("form_date"),
    text_column("until"),
    text_column("merged_into"),
    number_column("form_seen"),
    text_column("changed_at"),
    text_column("sought"),
    Unique("payee_id"),
    Index("payee_search", "name", "sought"),  # a search reads this and nothing else
    Index("payee_by_account", "acct"),
    sqlite_strict=True,
)

payee_change = Table(
    "payee_change",
    metadata,
    Column("req_id", Text, primary_key=True, nullable=False),
    number_column("seq"),
    text_column("status"),
    text_column("reason"),
    text_column("maker_uid"),
    text_column("proposed_at"),
    text_column("decided_by"),
    text_column("decided_at"),
    text_column("answer"),
    number_column("entries_count"),
    Column("change", LargeBinary, nullable=False),
    text_column("change_sig"),
    Column("decision", LargeBinary, nullable=False),
    text_column("decision_sig"),
    CheckConstraint("status IN ('pending', 'approved', 'returned', 'recalled')"),
    Index("payee_change_pending", "seq", sqlite_where=text("status = 'pending'")),
    sqlite_strict=True,
)

payee_entry = Table(
    "payee_entry",
    metadata,
    text_column("payee_id"),
    text_column("req_id"),
    number_column("number"),
    number_column("version"),
    text_column("record"),
    text_column("before"),
    text_column("merged_into"),
    number_column("left_out"),
    number_column("form_seen"),
    PrimaryKeyConstraint("payee_id", "req_id"),
    Index("payee_entry_of", "req_id", "number"),
    Index("payee_entry_left_out", "req_id", sqlite_where=text("left_out = 1")),
    sqlite_strict=True,
)

payee_aside = Table(
    "payee_aside",
    metadata,
    Column("req_id", Text, primary_key=True, nullable=False),
    text_column("at"),
    text_column("reason"),
    sqlite_strict=True,
)
"""Changes of which their maker put aside what went back."""

payee_check = Table(
    "payee_check",
    metadata,
    text_column("payee_id"),
    text_column("bank"),
    text_column("acct"),
    text_column("name"),
    text_column("match"),
    text_column("bank_name"),
    text_column("at"),
    number_column("seq"),
    PrimaryKeyConstraint("payee_id", "bank", "acct", "name"),
    sqlite_strict=True,
)
