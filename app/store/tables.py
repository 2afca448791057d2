"""The tables of ``khlang.db``. Any change here is a new revision in ``migrations`` and a new `schema.FINGERPRINT`.

Text that may be missing is empty, never NULL; NULL stands for a date, a moment or an amount that is not there.
Moments are text as `dates.instant` writes it, days are ISO text, money is whole satang, yes and no are 1 and 0.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.store.columns import bytes_column, number_column, text_column

metadata = MetaData()

batch = Table(
    "batch",
    metadata,
    Column("id", Integer, primary_key=True),  # never used twice: a list on a screen may still hold a deleted one
    text_column("op_id"),
    number_column("rev"),
    text_column("status"),
    text_column("delivery"),
    text_column("kind"),
    text_column("purpose"),
    text_column("memo"),
    text_column("debit_account"),
    Column("value_date", Text),
    text_column("document_no"),
    Column("document_date", Text),
    text_column("duplicate_reason"),
    text_column("sub_kind"),
    text_column("service"),
    text_column("basis_no"),
    Column("basis_date", Text),
    Column("draw_satang", Integer),
    text_column("residue_reason"),
    text_column("follows"),
    text_column("attachments"),
    text_column("file_name"),
    text_column("file_sha256"),
    Column("file_total_satang", Integer),
    text_column("copied_from"),
    number_column("lines_count"),
    number_column("total_satang"),
    number_column("errors_count"),
    number_column("warnings_count"),
    text_column("maker_uid"),
    number_column("mine"),
    text_column("created_at"),
    text_column("updated_at"),
    number_column("version"),
    text_column("reason"),
    number_column("signatures_have"),
    number_column("signatures_needed"),
    text_column("suspect"),
    number_column("settled_count"),
    number_column("settled_satang"),
    number_column("failed_count"),
    number_column("failed_satang"),
    Column("file_sheet", Text, nullable=False, server_default=""),
    Column("reason_facts", Text, nullable=False, server_default="{}"),
    UniqueConstraint("op_id"),
    Index("batch_by_file", "file_sha256"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)

line = Table(
    "line",
    metadata,
    Column("id", Integer, primary_key=True),  # batch.id << 20 | number: one integer names a line, batches lie together
    number_column("sheet_row"),
    text_column("bank"),
    text_column("account"),
    text_column("name"),
    text_column("amount"),
    Column("satang", Integer),
    text_column("person_id"),
    text_column("mobile"),
    text_column("email"),
    text_column("reference"),
    text_column("originals"),
    text_column("status"),
    text_column("reason"),
    text_column("bank_reference"),
    Column("settled_at", Text),
    text_column("notice"),
    text_column("verdicts"),
    text_column("origin"),
    text_column("closed"),
    text_column("payee_id"),
    text_column("payee_rev"),
    sqlite_strict=True,
)
# Only lines that were handed in are ever looked up by account, so an import of a draft pays for no index.
Index("line_paid", line.c.account, line.c.satang, sqlite_where=text("status <> 'draft'"))
Index("line_of_payee", line.c.payee_id, sqlite_where=text("payee_id <> ''"))
Index("line_paid_again", line.c.origin, sqlite_where=text("origin <> ''"))

paper = Table(
    "paper",
    metadata,
    Column("sha256", Text, primary_key=True, nullable=False),
    text_column("name"),
    text_column("media"),
    text_column("kept_at"),
    number_column("uploaded"),
    bytes_column("content"),
    sqlite_strict=True,
)

draw = Table(
    "draw",
    metadata,
    Column("doc_no", Text, primary_key=True, nullable=False),
    text_column("doc_date"),
    text_column("account"),
    text_column("fy"),
    number_column("satang"),
    number_column("reserved_satang"),
    number_column("paid_satang"),
    number_column("residue_satang"),
    text_column("drawn_on"),
    number_column("gfmis"),
    text_column("batches"),
    text_column("documents"),
    sqlite_strict=True,
)

signed = Table(
    "signed",
    metadata,
    text_column("op_id"),
    number_column("rev"),
    bytes_column("payment"),
    text_column("payment_sig"),
    Column("receipt", LargeBinary),
    text_column("receipt_sig"),
    PrimaryKeyConstraint("op_id", "rev"),
    sqlite_strict=True,
)

signed_authorization = Table(
    "signed_authorization",
    metadata,
    text_column("op_id"),
    number_column("rev"),
    number_column("number"),
    bytes_column("record"),
    text_column("signature"),
    PrimaryKeyConstraint("op_id", "rev", "number"),
    sqlite_strict=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True),  # the order in which people acted
    text_column("cmd_id"),
    text_column("op_id"),
    text_column("kind"),
    bytes_column("request"),
    text_column("sha256"),
    text_column("state"),
    number_column("tries"),
    text_column("next_at"),
    text_column("created_at"),
    bytes_column("response"),
    text_column("problem"),
    UniqueConstraint("cmd_id"),
    CheckConstraint("state IN ('queued', 'sent', 'done', 'refused')"),
    Index("outbox_unsettled", "op_id", sqlite_where=text("state IN ('queued', 'sent')")),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)

cursor = Table(
    "cursor",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    text_column("epoch"),
    number_column("seq"),
    text_column("leaf"),
    sqlite_strict=True,
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    text_column("log"),
    number_column("seq"),
    text_column("leaf"),
    text_column("signature"),
    sqlite_strict=True,
)

event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True),
    text_column("leaf"),
    text_column("at"),
    text_column("kind"),
    text_column("op_id"),
    text_column("uid"),
    text_column("device"),
    text_column("detail"),
    bytes_column("record"),
    bytes_column("body"),
    text_column("salt"),
    Index("event_by_op_id", "op_id"),
    sqlite_strict=True,
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    text_column("at"),
    text_column("uid"),
    text_column("name"),
    text_column("device"),
    text_column("action"),
    text_column("about"),
    text_column("facts"),
    text_column("previous"),
    text_column("digest"),
    Index("audit_by_about", "about"),
    sqlite_strict=True,
)

unit = Table(
    "unit",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    text_column("body"),
    sqlite_strict=True,
)

public_key = Table(
    "public_key",
    metadata,
    Column("kid", Text, primary_key=True, nullable=False),
    text_column("uid"),
    text_column("public_key"),
    text_column("device"),
    text_column("device_name"),
    text_column("registered_at"),
    text_column("revoked_at"),
    sqlite_strict=True,
)

profile = Table(
    "profile",
    metadata,
    Column("fingerprint", Text, primary_key=True, nullable=False),
    text_column("name"),
    text_column("columns"),
    text_column("used_at"),
    sqlite_strict=True,
)

template = Table(
    "template",
    metadata,
    Column("name", Text, primary_key=True, nullable=False),
    text_column("kind"),
    text_column("head"),
    text_column("lines"),
    number_column("lines_count"),
    number_column("total_satang"),
    text_column("saved_at"),
    sqlite_strict=True,
)

alembic_version = Table(
    "alembic_version",
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table, word for word, so that a new file is stamped without importing Alembic."""
