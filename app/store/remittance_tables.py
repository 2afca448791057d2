"""The tables of remittances and of the treasury's documents; a part of `app.store.tables`.

All but `remittance_terms` is told by the log and rebuilt from it alone.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Table

from app.store.columns import bytes_column, number_column, text_column
from app.store.tables import metadata

remittance_terms = Table(
    "remittance_terms",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True, nullable=False),
    bytes_column("body"),
    sqlite_strict=True,
)
"""How the unit remits, as the central system told it last."""

remittance = Table(
    "remittance",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("req_id"),
    number_column("version"),
    text_column("state"),
    text_column("kind"),
    text_column("account"),
    text_column("office"),
    text_column("owner_unit"),
    text_column("doc_no"),
    number_column("satang"),
    text_column("memo"),
    text_column("maker_uid"),
    text_column("made_at"),
    text_column("made_on"),
    text_column("decided_by"),
    text_column("decided_at"),
    text_column("answer"),
    text_column("due_at"),
    text_column("moved_at"),
    text_column("moved_on"),
    text_column("bank_ref"),
    text_column("answered_at"),
    text_column("code"),
    text_column("recall_id"),
    bytes_column("text"),
    text_column("sig"),
    bytes_column("decision"),
    text_column("decision_sig"),
    bytes_column("record"),
    text_column("record_sig"),
    Index("remittance_by_name", "req_id", unique=True),
    Index("remittance_by_state", "state"),
    Index("remittance_by_day", "moved_on"),
    Index("remittance_by_recall", "recall_id"),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)
"""``text`` and ``decision`` are what two persons signed, ``record`` what the bank signed; b'' before each."""

remittance_item = Table(
    "remittance_item",
    metadata,
    text_column("req_id"),
    number_column("item"),
    text_column("code"),
    text_column("revenue_code"),
    text_column("gl_account"),
    text_column("fund"),
    number_column("satang"),
    text_column("basis"),
    PrimaryKeyConstraint("req_id", "item"),
    Index("remittance_item_by_code", "code"),
    sqlite_strict=True,
)

remittance_part = Table(
    "remittance_part",
    metadata,
    text_column("req_id"),
    text_column("payment_id"),
    text_column("revenue_type"),
    text_column("receipt_id"),
    number_column("satang"),
    PrimaryKeyConstraint("req_id", "payment_id", "revenue_type"),
    Index("remittance_part_by_payment", "payment_id"),
    sqlite_strict=True,
)

remittance_document = Table(
    "remittance_document",
    metadata,
    text_column("req_id"),
    number_column("place"),
    number_column("item"),
    text_column("kind"),
    text_column("number"),
    PrimaryKeyConstraint("req_id", "place"),
    Index("remittance_document_by_number", "number"),
    sqlite_strict=True,
)

gfmis_document = Table(
    "gfmis_document",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("kind"),
    number_column("fy"),
    text_column("number"),
    text_column("period"),
    text_column("booked_at"),
    text_column("booked_on"),
    text_column("matter"),
    text_column("about"),
    text_column("fund"),
    text_column("revenue_code"),
    text_column("text"),
    text_column("reverses"),
    number_column("satang"),
    number_column("seq"),
    Index("gfmis_document_by_name", "kind", "fy", "number", unique=True),
    Index("gfmis_document_by_number", "number"),
    Index("gfmis_document_by_about", "about"),
    Index("gfmis_document_by_day", "booked_on"),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)
"""What the treasury booked for the unit; ``satang`` is the sum of one side, ``seq`` the event that told it."""

gfmis_entry = Table(
    "gfmis_entry",
    metadata,
    number_column("document"),
    number_column("place"),
    text_column("side"),
    text_column("gl_account"),
    number_column("satang"),
    number_column("automatic"),
    PrimaryKeyConstraint("document", "place"),
    Index("gfmis_entry_by_account", "gl_account"),
    sqlite_strict=True,
)
