"""What the central system remembers of paying beside batches and lines: what may be paid, how, and from which draw."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from app.simulator.tables import metadata
from app.wire.access import PaymentKind, Service

__all__ = ["batch_stages", "closed_lines", "draws", "kinds", "metadata", "services"]


def _place() -> Column[int]:
    return Column("place", Integer, primary_key=True)


kinds = Table(
    "kinds",
    metadata,
    _place(),
    *(Column(name, Text, nullable=False) for name in PaymentKind.__struct_fields__),
)
"""The kinds of payment as they are served, in their order; the operator may replace them."""

services = Table(
    "services",
    metadata,
    _place(),
    *(Column(name, Text, nullable=False) for name in Service.__struct_fields__),
)
"""How the bank carries batches, likewise."""

draws = Table(
    "draws",
    metadata,
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("doc_no", Text, nullable=False),
    Column("doc_date", Text, nullable=False),
    Column("account", Text, ForeignKey("accounts.account"), nullable=False),
    Column("fy", Text, nullable=False),
    Column("satang", BigInteger, nullable=False),
    Column("drawn_on", Text, nullable=False),
    Column("gfmis", Integer, nullable=False),
    Column("expense", Text, nullable=False),
    PrimaryKeyConstraint("unit", "doc_no"),
)
"""Money of the treasury by document; what is reserved and paid of it is always counted from the lines.

``gfmis`` 0: the unit's own word, which its first batch gave. ``expense`` is the account of what it is claimed for.
"""

closed_lines = Table(
    "closed_lines",
    metadata,
    Column("op_id", Text, ForeignKey("batches.op_id"), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("op_id", "rev", "n"),
)
"""Failed lines that their maker ended: they are not paid again."""

batch_stages = Table(
    "batch_stages",
    metadata,
    Column("op_id", Text, ForeignKey("batches.op_id"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("lines", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("rules", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("op_id", "n"),
)
"""Every step of a batch and of its lines, as `app.wire.disbursement.BatchStage` tells it; never changed.

Lines that go the same way at the same time are one row: ``1-19,21``.
"""
