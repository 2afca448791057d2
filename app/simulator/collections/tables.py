"""What the central system remembers of collecting: accounts, bills, payments, orders, files of other banks."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

from app.simulator.tables import metadata
from app.wire.bills import RevenueType

receiving = Table(
    "receiving",
    metadata,
    Column("unit", Text, ForeignKey("units.unit"), primary_key=True),
    Column("account", Text, ForeignKey("accounts.account"), nullable=False, unique=True),
    Column("company_code", Text, nullable=False, unique=True),
    Column("biller_id", Text, nullable=False, unique=True),
    Column("promptpay_id", Text, nullable=False),
    Column("remits", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
)
"""The one receiving account of a unit, with what it is called by those who pay into it."""

revenue_types = Table(
    "revenue_types",
    metadata,
    Column("place", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in RevenueType.__struct_fields__),
)
"""What may be collected, as it is served, in its order; the operator may replace it."""

bill_orders = Table(
    "bill_orders",
    metadata,
    Column("req_id", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False, index=True),
    Column("order", Text, nullable=False),
    Column("order_sig", Text, nullable=False),
    Column("maker_uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("at", Text, nullable=False),
)
"""What makers signed, as canonical texts."""

bills = Table(
    "bills",
    metadata,
    Column("bill_id", Text, primary_key=True),
    Column("req_id", Text, ForeignKey("bill_orders.req_id"), nullable=False, index=True),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False, index=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("state", Text, nullable=False),
    Column("ref1", Text, nullable=False),
    Column("ref2", Text, nullable=False),
    Column("revenue_type", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("satang", BigInteger, nullable=False),
    Column("due_date", Text, nullable=False),
    Column("payer_name", Text, nullable=False),
    Column("payer_id", Text, nullable=False),
    Column("payer_address", Text, nullable=False),
    Column("payer_email", Text, nullable=False),
    Column("payer_mobile", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("matched_satang", BigInteger, nullable=False, server_default="0"),
    Column("waiting_satang", BigInteger, nullable=False, server_default="0"),
    Column("received_satang", BigInteger, nullable=False, server_default="0"),
    Column("sent_at", Text, nullable=False, server_default=""),
    Column("viewed_at", Text, nullable=False, server_default=""),
    Column("cancelled_at", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("changed_at", Text, nullable=False),
    Column("expires_at", Text),
    UniqueConstraint("ref1", "ref2"),
    CheckConstraint("matched_satang >= 0 AND matched_satang <= satang", name="never_overmatched"),
    CheckConstraint("waiting_satang >= 0 AND received_satang >= 0", name="bill_sums"),
)
"""``waiting_satang``: of payments with the bill's references that belong to nothing yet and came in time.

``expires_at``: when the bill expires if nothing changes; None: it does not. ``state`` is always what `app.simulator.\
collections.bills.state_of` makes of the other columns.
"""
Index(
    "bills_expiring",
    bills.c.expires_at,
    bills.c.unit,
    bills.c.ref2,
    sqlite_where=text("expires_at IS NOT NULL"),
    postgresql_where=text("expires_at IS NOT NULL"),
)
Index("bills_of_a_request", bills.c.request_id)

payments = Table(
    "payments",
    metadata,
    Column("payment_id", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False, index=True),
    Column("account", Text, ForeignKey("accounts.account"), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("state", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("ref1", Text, nullable=False),
    Column("ref2", Text, nullable=False),
    Column("bill_id", Text, ForeignKey("bills.bill_id"), index=True),
    Column("satang", BigInteger, nullable=False),
    Column("payer_name", Text, nullable=False),
    Column("sending_bank", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("paid_at", Text, nullable=False),
    Column("arrived_at", Text, nullable=False),
    Column("value_date", Text, nullable=False),
    Column("book_at", Text),
    Column("booked_at", Text, nullable=False, server_default=""),
    Column("matched_satang", BigInteger, nullable=False, server_default="0"),
    Column("refunded_satang", BigInteger, nullable=False, server_default="0"),
    Column("open_req_id", Text, nullable=False, server_default=""),
    Column("receipt_id", Text, nullable=False, server_default=""),
    Column("remitted_at", Text, nullable=False, server_default=""),
    Column("said_sha256", Text, nullable=False),
    Column("turn", Integer, nullable=False, server_default="0"),
    CheckConstraint("satang > 0 AND matched_satang >= 0 AND refunded_satang >= 0", name="payment_sums"),
    CheckConstraint("matched_satang + refunded_satang <= satang", name="never_overspent"),
)
"""Payments as the bank has them, by its reference. ``bill_id``: the bill that the references name, None for none.

``book_at``: when the money comes into the account, None once it has (``booked_at``) or never will. ``said_sha256`` is
the hash of what the bank said first: the same reference with other words is refused. ``turn`` counts a unit's payments
as they came: their references may be anybody's.
"""
Index("one_payment_a_reference", func.lower(payments.c.payment_id), unique=True)
Index(
    "payments_to_book",
    payments.c.book_at,
    payments.c.unit,
    payments.c.turn,
    sqlite_where=text("book_at IS NOT NULL"),
    postgresql_where=text("book_at IS NOT NULL"),
)

Index(
    "payments_not_remitted",
    payments.c.unit,
    payments.c.value_date,
    sqlite_where=text("remitted_at = ''"),
    postgresql_where=text("remitted_at = ''"),
)

allocations = Table(
    "allocations",
    metadata,
    Column("payment_id", Text, ForeignKey("payments.payment_id"), nullable=False),
    Column("bill_id", Text, ForeignKey("bills.bill_id"), nullable=False, index=True),
    Column("satang", BigInteger, nullable=False),
    PrimaryKeyConstraint("payment_id", "bill_id"),
    CheckConstraint("satang > 0", name="allocated"),
)
"""Which part of which payment belongs to which bill; what is taken off is deleted."""

collection_orders = Table(
    "collection_orders",
    metadata,
    Column("req_id", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("payment_id", Text, ForeignKey("payments.payment_id"), nullable=False, index=True),
    Column("maker_uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("maker_device", Text, nullable=False),
    Column("order", Text, nullable=False),
    Column("order_sig", Text, nullable=False),
    Column("decision", Text, nullable=False, server_default=""),
    Column("decision_sig", Text, nullable=False, server_default=""),
    Column("bank_ref", Text, nullable=False, server_default=""),
    Column("proposed_at", Text, nullable=False),
    Column("settled_at", Text, nullable=False, server_default=""),
)
"""What two persons decide about a payment; ``status`` as of a proposal."""
_waits = text("status = 'pending'")
Index(
    "one_order_a_payment",
    collection_orders.c.payment_id,
    unique=True,
    sqlite_where=_waits,
    postgresql_where=_waits,
)

cross_bank_files = Table(
    "cross_bank_files",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.account"), nullable=False),
    Column("effective_date", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("satang", BigInteger, nullable=False),
    Column("at", Text, nullable=False),
)
"""Files that were taken in, by the hash of their records: none has an effect twice."""
