"""What the treasury's system remembers: documents with their entries, what is booked for what, closed periods."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from app.simulator.tables import metadata

documents = Table(
    "gfmis_documents",
    metadata,
    Column("doc", Integer, primary_key=True, autoincrement=True),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("fy", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("booked_at", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("fund", Text, nullable=False),
    Column("revenue_code", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("reverses", Text, nullable=False),
    UniqueConstraint("agency", "kind", "fy", "number"),
)
"""Columns are those of the wire's `GfmisDocument`; ``doc`` is their order. Rows are only added."""
Index("documents_of_a_matter", documents.c.unit, documents.c.matter, documents.c.about)
Index("documents_of_a_year", documents.c.unit, documents.c.fy, documents.c.period)

entries = Table(
    "gfmis_entries",
    metadata,
    Column("doc", Integer, ForeignKey("gfmis_documents.doc"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("side", Text, nullable=False),
    Column("gl_account", Text, nullable=False),
    Column("satang", BigInteger, nullable=False),
    Column("automatic", Integer, nullable=False),
    PrimaryKeyConstraint("doc", "n"),
)
"""Both sides of every document, in their order; they add up to zero in each."""

rows = Table(
    "gfmis_rows",
    metadata,
    Column("place", Integer, primary_key=True),
    Column("event", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("debit", Text, nullable=False),
    Column("credit", Text, nullable=False),
    Column("automatic", Integer, nullable=False),
    Column("confidence", Text, nullable=False),
)
"""What is booked for what, in its order; the operator may replace it."""

closed_periods = Table(
    "gfmis_closed_periods",
    metadata,
    Column("fy", Text, nullable=False),
    Column("period", Text, nullable=False),
    PrimaryKeyConstraint("fy", "period"),
)
"""Periods into which nothing is booked any more, for all agencies."""
