"""The tables of collecting: bills, payments, orders of two persons, receipts, requests; a part of `app.store.tables`.

All but `bill_draft` and `receiving` is told by the log and rebuilt from it alone.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text

from app.store.tables import metadata


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


receiving = Table(
    "receiving",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True, nullable=False),
    _bytes("body"),
    sqlite_strict=True,
)
"""How the unit collects, as the central system told it last."""

bill_draft = Table(
    "bill_draft",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("bill_id"),
    _text("body"),
    _text("saved_at"),
    Index("bill_draft_by_name", "bill_id", unique=True),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)

bill = Table(
    "bill",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("bill_id"),
    _text("req_id"),
    _text("ref1"),
    _text("ref2"),
    _text("biller_id"),
    _text("company_code"),
    _text("product_code"),
    _text("payer_name"),
    _text("payer_id"),
    _text("payer_address"),
    _text("payer_email"),
    _text("payer_mobile"),
    _text("revenue_type"),
    _text("item"),
    _number("satang"),
    _text("due_date"),
    _text("request_id"),
    _text("maker_uid"),
    _text("issued_at"),
    _text("issued_on"),
    _number("version"),
    _text("state"),
    _number("matched_satang"),
    _number("received_satang"),
    _text("reason"),
    _text("changed_at"),
    Index("bill_by_name", "bill_id", unique=True),
    Index("bill_by_reference", "ref2", "ref1", unique=True),
    Index("bill_by_state", "state", "due_date"),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)

letter = Table(
    "letter",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("about"),
    _text("email"),
    _text("file_sha256"),
    _text("state"),
    _text("problem"),
    _text("at"),
    Index("letter_by_about", "about"),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)

payment = Table(
    "payment",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("payment_id"),
    _number("version"),
    _text("channel"),
    _text("ref1"),
    _text("ref2"),
    _number("satang"),
    _text("payer_name"),
    _text("sending_bank"),
    _text("place"),
    _text("paid_at"),
    _text("paid_on"),
    _text("value_date"),
    _text("state"),
    _text("cause"),
    _number("matched_satang"),
    _number("refunded_satang"),
    _text("open_req_id"),
    _text("receipt_id"),
    _text("remitted_at"),
    Index("payment_by_name", "payment_id", unique=True),
    Index("payment_by_day", "paid_on"),
    Index("payment_by_state", "state"),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)

allocation = Table(
    "allocation",
    metadata,
    _text("payment_id"),
    _text("bill_id"),
    _number("satang"),
    PrimaryKeyConstraint("payment_id", "bill_id"),
    Index("allocation_by_bill", "bill_id"),
    sqlite_strict=True,
)

collection_order = Table(
    "collection_order",
    metadata,
    Column("req_id", Text, primary_key=True, nullable=False),
    _text("state"),
    _text("act"),
    _text("payment_id"),
    _text("bill_id"),
    _text("receipt_id"),
    Column("satang", Integer),
    _text("bank"),
    _text("acct"),
    _text("acct_name"),
    _text("reason"),
    _text("maker_uid"),
    _text("made_at"),
    _bytes("text"),
    _text("sig"),
    _text("decided_by"),
    _text("decided_at"),
    _text("answer"),
    _text("bank_ref"),
    _bytes("decision"),
    _text("decision_sig"),
    Index("collection_order_by_state", "state", "made_at"),
    Index("collection_order_by_payment", "payment_id"),
    sqlite_strict=True,
)

official_receipt = Table(
    "official_receipt",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("receipt_id"),
    _number("fy"),
    _number("number"),
    _text("payment_id"),
    _text("payer_name"),
    _number("satang"),
    _text("issued_at"),
    _text("issued_on"),
    _text("cmd_id"),
    _bytes("text"),
    _text("sig"),
    _text("void_req_id"),
    _text("void_reason"),
    _text("voided_at"),
    Index("official_receipt_by_name", "receipt_id", unique=True),
    Index("official_receipt_by_number", "fy", "number", unique=True),
    Index("official_receipt_by_payment", "payment_id"),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)

receipt_print = Table(
    "receipt_print",
    metadata,
    _text("receipt_id"),
    _number("copy"),
    _text("uid"),
    _text("at"),
    _text("cmd_id"),
    PrimaryKeyConstraint("receipt_id", "copy"),
    Index("receipt_print_by_command", "cmd_id"),
    sqlite_strict=True,
)

portal_request = Table(
    "portal_request",
    metadata,
    Column("request_id", Text, primary_key=True, nullable=False),
    _number("version"),
    _text("state"),
    _text("filed_at"),
    _bytes("view"),
    Index("portal_request_by_state", "state", "filed_at"),
    sqlite_strict=True,
)

posting = Table(
    "posting",
    metadata,
    Column("posting_id", Text, primary_key=True, nullable=False),
    _text("payment_id"),
    _number("satang"),
    _number("seq"),
    Index("posting_by_payment", "payment_id"),
    sqlite_strict=True,
)
"""What the Portal sent on by itself; ``seq`` is the event whose body tells the entries."""

collection_history = Table(
    "collection_history",
    metadata,
    _text("about"),
    _number("seq"),
    _text("what"),
    PrimaryKeyConstraint("about", "seq"),
    sqlite_strict=True,
)
"""Which events are about a bill, a payment, an order, a receipt or a request."""
