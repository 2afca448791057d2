"""The register of receipts: rows are only added, and what was signed is never changed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, UniqueConstraint, text

from app.simulator.tables import metadata

receipts = Table(
    "receipts",
    metadata,
    Column("receipt_id", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("fy", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("payment_id", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("sig", Text, nullable=False),
    Column("prints", BigInteger, nullable=False, server_default="0"),
    Column("void_req_id", Text, nullable=False, server_default=""),
    Column("void_reason", Text, nullable=False, server_default=""),
    Column("voided_at", Text, nullable=False, server_default=""),
    UniqueConstraint("unit", "fy", "number"),
)
"""``receipt`` is the canonical text that ``sig`` is over; ``voided_at`` '' while it holds; ``prints`` taken so far."""
_STANDS = text("voided_at = ''")
Index(
    "one_receipt_a_payment",
    receipts.c.payment_id,
    unique=True,
    sqlite_where=_STANDS,
    postgresql_where=_STANDS,
)
