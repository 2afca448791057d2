"""What the Portal remembers: requests of applicants, what it told the Biz Portal, and what it sent to the treasury."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text

from app.simulator.tables import metadata

requests = Table(
    "portal_requests",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False, index=True),
    Column("version", BigInteger, nullable=False, server_default="1"),
    Column("state", Text, nullable=False),
    Column("code_sha256", Text, nullable=False),
    Column("once_sha256", Text, unique=True),
    Column("service", Text, nullable=False),
    Column("service_name_th", Text, nullable=False),
    Column("service_name_en", Text, nullable=False),
    Column("revenue_type", Text, nullable=False),
    Column("fee_satang", Text, nullable=False),
    Column("applicant_name", Text, nullable=False),
    Column("applicant_id", Text, nullable=False),
    Column("applicant_address", Text, nullable=False),
    Column("applicant_email", Text, nullable=False),
    Column("applicant_mobile", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("documents", Text, nullable=False),
    Column("filed_at", Text, nullable=False),
    Column("filed_on", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("bill_id", Text, nullable=False, server_default="", index=True),
    Column("payment_id", Text, nullable=False, server_default="", index=True),
    Column("receipt_id", Text, nullable=False, server_default=""),
    Column("reported_at", Text, nullable=False, server_default=""),
    Column("document_no", Text, nullable=False, server_default=""),
    Column("document_date", Text, nullable=False, server_default=""),
    Column("document_sha256", Text, nullable=False, server_default=""),
)
"""Columns are those of the wire's `PortalRequest`; ``documents`` is JSON; ``code_sha256`` opens it to the applicant.

``once_sha256``: hash of what names the form that was sent, however often; nothing where the staff filed it.
"""
Index("requests_of_a_day", requests.c.filed_on, requests.c.applicant_id)

reports = Table(
    "biz_portal_reports",
    metadata,
    Column("request_id", Text, ForeignKey("portal_requests.request_id"), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("what", Text, nullable=False),
    Column("payment_id", Text, nullable=False),
    Column("bill_id", Text, nullable=False),
    Column("satang", BigInteger, nullable=False),
    Column("receipt_id", Text, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("request_id", "version"),
)
"""What the Biz Portal was told, once for each version of a request that is worth it.

``what``: ``paid``, ``unpaid`` after the bank or two persons took the payment off, ``receipted``.
"""

waiting = Table(
    "remittances_due",
    metadata,
    Column("payment_id", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("due_at", Text, nullable=False),
    Column("turn", Integer, nullable=False, server_default="0"),
)
"""Payments that the Portal has still to send to the treasury, and from when it may; ``turn`` is the payment's."""
Index("remittances_by_time", waiting.c.due_at, waiting.c.unit, waiting.c.turn)

postings = Table(
    "treasury_postings",
    metadata,
    Column("posting_id", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("payment_id", Text, nullable=False),
    Column("revenue_type", Text, nullable=False),
    Column("treasury", Text, nullable=False),
    Column("revenue_code", Text, nullable=False),
    Column("fund", Text, nullable=False),
    Column("satang", BigInteger, nullable=False),
    Column("bank_ref", Text, nullable=False),
    Column("posted_at", Text, nullable=False),
)
"""``posting_id`` says whose money it is, ``payment/revenue type``: nothing is posted twice; its entries are the
treasury's documents about it.
"""
Index("postings_of_unit", postings.c.unit, postings.c.posted_at)
