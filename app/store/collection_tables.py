"""The tables of collecting: bills, payments, orders of two persons, receipts, requests; a part of `app.store.tables`.

All but `bill_draft` and `receiving` is told by the log and rebuilt from it alone.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from app.store.columns import bytes_column, number_column, text_column
from app.store.tables import metadata

receiving = Table(
    "receiving",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True, nullable=False),
    bytes_column("body"),
    sqlite_strict=True,
)
"""How the unit collects, as the central system told it last."""

bill_draft = Table(
    "bill_draft",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("bill_id"),
    text_column("body"),
    text_column("saved_at"),
    Index("bill_draft_by_name", "bill_id", unique=True),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)

bill = Table(
    "bill",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("bill_id"),
    text_column("req_id"),
    text_column("ref1"),
    text_column("ref2"),
    text_column("biller_id"),
    text_column("company_code"),
    text_column("product_code"),
    text_column("payer_name"),
    text_column("payer_id"),
    text_column("payer_address"),
    text_column("payer_email"),
    text_column("payer_mobile"),
    text_column("revenue_type"),
    text_column("item"),
    number_column("satang"),
    text_column("due_date"),
    text_column("request_id"),
    text_column("maker_uid"),
    text_column("issued_at"),
    text_column("issued_on"),
    number_column("version"),
    text_column("state"),
    number_column("matched_satang"),
    number_column("received_satang"),
    text_column("reason"),
    text_column("changed_at"),
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
    text_column("about"),
    text_column("email"),
    text_column("file_sha256"),
    text_column("state"),
    text_column("problem"),
    text_column("at"),
    Index("letter_by_about", "about"),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)

payment = Table(
    "payment",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("payment_id"),
    number_column("version"),
    text_column("channel"),
    text_column("ref1"),
    text_column("ref2"),
    number_column("satang"),
    text_column("payer_name"),
    text_column("sending_bank"),
    text_column("place"),
    text_column("paid_at"),
    text_column("paid_on"),
    text_column("value_date"),
    text_column("state"),
    text_column("cause"),
    number_column("matched_satang"),
    number_column("refunded_satang"),
    text_column("open_req_id"),
    text_column("receipt_id"),
    text_column("remitted_at"),
    Index("payment_by_name", "payment_id", unique=True),
    Index("payment_by_day", "paid_on"),
    Index("payment_by_state", "state"),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)

allocation = Table(
    "allocation",
    metadata,
    text_column("payment_id"),
    text_column("bill_id"),
    number_column("satang"),
    PrimaryKeyConstraint("payment_id", "bill_id"),
    Index("allocation_by_bill", "bill_id"),
    sqlite_strict=True,
)

collection_order = Table(
    "collection_order",
    metadata,
    Column("req_id", Text, primary_key=True, nullable=False),
    text_column("state"),
    text_column("act"),
    text_column("payment_id"),
    text_column("bill_id"),
    text_column("receipt_id"),
    Column("satang", Integer),
    text_column("bank"),
    text_column("acct"),
    text_column("acct_name"),
    text_column("reason"),
    text_column("maker_uid"),
    text_column("made_at"),
    bytes_column("text"),
    text_column("sig"),
    text_column("decided_by"),
    text_column("decided_at"),
    text_column("answer"),
    text_column("bank_ref"),
    bytes_column("decision"),
    text_column("decision_sig"),
    Index("collection_order_by_state", "state", "made_at"),
    Index("collection_order_by_payment", "payment_id"),
    sqlite_strict=True,
)

official_receipt = Table(
    "official_receipt",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("receipt_id"),
    number_column("fy"),
    number_column("number"),
    text_column("payment_id"),
    text_column("payer_name"),
    number_column("satang"),
    text_column("issued_at"),
    text_column("issued_on"),
    text_column("cmd_id"),
    bytes_column("text"),
    text_column("sig"),
    text_column("void_req_id"),
    text_column("void_reason"),
    text_column("voided_at"),
    Index("official_receipt_by_name", "receipt_id", unique=True),
    Index("official_receipt_by_number", "fy", "number", unique=True),
    Index("official_receipt_by_payment", "payment_id"),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)

receipt_print = Table(
    "receipt_print",
    metadata,
    text_column("receipt_id"),
    number_column("copy"),
    text_column("uid"),
    text_column("at"),
    text_column("cmd_id"),
    PrimaryKeyConstraint("receipt_id", "copy"),
    Index("receipt_print_by_command", "cmd_id"),
    sqlite_strict=True,
)

portal_request = Table(
    "portal_request",
    metadata,
    Column("request_id", Text, primary_key=True, nullable=False),
    number_column("version"),
    text_column("state"),
    text_column("filed_at"),
    bytes_column("view"),
    Index("portal_request_by_state", "state", "filed_at"),
    sqlite_strict=True,
)

posting = Table(
    "posting",
    metadata,
    Column("posting_id", Text, primary_key=True, nullable=False),
    text_column("payment_id"),
    number_column("satang"),
    number_column("seq"),
    Index("posting_by_payment", "payment_id"),
    sqlite_strict=True,
)
"""What the Portal sent on by itself; ``seq`` is the event whose body tells the entries."""

collection_history = Table(
    "collection_history",
    metadata,
    text_column("about"),
    number_column("seq"),
    text_column("what"),
    PrimaryKeyConstraint("about", "seq"),
    sqlite_strict=True,
)
"""Which events are about a bill, a payment, an order, a receipt or a request."""
