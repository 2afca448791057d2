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

metadata = MetaData()


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


batch = Table(
    "batch",
    metadata,
    Column("id", Integer, primary_key=True),  # never used twice: a list on a screen may still hold a deleted one
    _text("op_id"),
    _number("rev"),
    _text("status"),
    _text("delivery"),
    _text("kind"),
    _text("purpose"),
    _text("memo"),
    _text("debit_account"),
    Column("value_date", Text),
    _text("document_no"),
    Column("document_date", Text),
    _text("duplicate_reason"),
    _text("sub_kind"),
    _text("service"),
    _text("basis_no"),
    Column("basis_date", Text),
    Column("draw_satang", Integer),
    _text("residue_reason"),
    _text("follows"),
    _text("attachments"),
    _text("file_name"),
    _text("file_sha256"),
    Column("file_total_satang", Integer),
    _text("copied_from"),
    _number("lines_count"),
    _number("total_satang"),
    _number("errors_count"),
    _number("warnings_count"),
    _text("maker_uid"),
    _number("mine"),
    _text("created_at"),
    _text("updated_at"),
    _number("version"),
    _text("reason"),
    _number("signatures_have"),
    _number("signatures_needed"),
    _text("suspect"),
    _number("settled_count"),
    _number("settled_satang"),
    _number("failed_count"),
    _number("failed_satang"),
    UniqueConstraint("op_id"),
    Index("batch_by_file", "file_sha256"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)

line = Table(
    "line",
    metadata,
    Column("id", Integer, primary_key=True),  # batch.id << 20 | number: one integer names a line, batches lie together
    _number("sheet_row"),
    _text("bank"),
    _text("account"),
    _text("name"),
    _text("amount"),
    Column("satang", Integer),
    _text("person_id"),
    _text("mobile"),
    _text("email"),
    _text("reference"),
    _text("originals"),
    _text("status"),
    _text("reason"),
    _text("bank_reference"),
    Column("settled_at", Text),
    _text("notice"),
    _text("verdicts"),
    _text("origin"),
    _text("closed"),
    _text("payee_id"),
    _text("payee_rev"),
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
    _text("name"),
    _text("media"),
    _text("kept_at"),
    _number("uploaded"),
    _bytes("content"),
    sqlite_strict=True,
)

draw = Table(
    "draw",
    metadata,
    Column("doc_no", Text, primary_key=True, nullable=False),
    _text("doc_date"),
    _text("account"),
    _text("fy"),
    _number("satang"),
    _number("reserved_satang"),
    _number("paid_satang"),
    _number("residue_satang"),
    _text("drawn_on"),
    _number("gfmis"),
    _text("batches"),
    sqlite_strict=True,
)

signed = Table(
    "signed",
    metadata,
    _text("op_id"),
    _number("rev"),
    _bytes("payment"),
    _text("payment_sig"),
    Column("receipt", LargeBinary),
    _text("receipt_sig"),
    PrimaryKeyConstraint("op_id", "rev"),
    sqlite_strict=True,
)

signed_authorization = Table(
    "signed_authorization",
    metadata,
    _text("op_id"),
    _number("rev"),
    _number("number"),
    _bytes("record"),
    _text("signature"),
    PrimaryKeyConstraint("op_id", "rev", "number"),
    sqlite_strict=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True),  # the order in which people acted
    _text("cmd_id"),
    _text("op_id"),
    _text("kind"),
    _bytes("request"),
    _text("sha256"),
    _text("state"),
    _number("tries"),
    _text("next_at"),
    _text("created_at"),
    _bytes("response"),
    _text("problem"),
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
    _text("epoch"),
    _number("seq"),
    _text("leaf"),
    sqlite_strict=True,
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    _text("log"),
    _number("seq"),
    _text("leaf"),
    _text("signature"),
    sqlite_strict=True,
)

event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True),
    _text("leaf"),
    _text("at"),
    _text("kind"),
    _text("op_id"),
    _text("uid"),
    _text("device"),
    _text("detail"),
    _bytes("record"),
    _bytes("body"),
    _text("salt"),
    Index("event_by_op_id", "op_id"),
    sqlite_strict=True,
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    _text("at"),
    _text("uid"),
    _text("name"),
    _text("device"),
    _text("action"),
    _text("about"),
    _text("facts"),
    _text("previous"),
    _text("digest"),
    Index("audit_by_about", "about"),
    sqlite_strict=True,
)

unit = Table(
    "unit",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True),
    _text("body"),
    sqlite_strict=True,
)

public_key = Table(
    "public_key",
    metadata,
    Column("kid", Text, primary_key=True, nullable=False),
    _text("uid"),
    _text("public_key"),
    _text("device"),
    _text("device_name"),
    _text("registered_at"),
    _text("revoked_at"),
    sqlite_strict=True,
)

profile = Table(
    "profile",
    metadata,
    Column("fingerprint", Text, primary_key=True, nullable=False),
    _text("name"),
    _text("columns"),
    _text("used_at"),
    sqlite_strict=True,
)

template = Table(
    "template",
    metadata,
    Column("name", Text, primary_key=True, nullable=False),
    _text("kind"),
    _text("head"),
    _text("lines"),
    _number("lines_count"),
    _number("total_satang"),
    _text("saved_at"),
    sqlite_strict=True,
)

alembic_version = Table(
    "alembic_version",
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table, word for word, so that a new file is stamped without importing Alembic."""
