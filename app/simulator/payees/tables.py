"""What the central system remembers of payees, of changes to them, and of papers."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from app.simulator.tables import metadata

payee_changes = Table(
    "payee_changes",
    metadata,
    Column("req_id", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("maker_uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("maker_device", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("change_sig", Text, nullable=False),
    Column("decision", Text, nullable=False, server_default=""),
    Column("decision_sig", Text, nullable=False, server_default=""),
    Column("proposed_at", Text, nullable=False),
    Column("settled_at", Text, nullable=False, server_default=""),
    Column("aside_at", Text, nullable=False, server_default=""),
)
"""``change`` and ``decision`` are the canonical texts that were signed; ``status`` as of a proposal.

``aside_at`` is when its maker put aside what went back of it, '' while it is waited for.
"""

pending_payees = Table(
    "pending_payees",
    metadata,
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("payee_id", Text, nullable=False),
    Column("req_id", Text, ForeignKey("payee_changes.req_id"), nullable=False, index=True),
    PrimaryKeyConstraint("unit", "payee_id"),
)
"""Payees that an unsettled change is about: at most one each."""

payees = Table(
    "payees",
    metadata,
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("payee_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("bank", Text, nullable=False),
    Column("acct", Text, nullable=False),
    Column("acct_name", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("merged_into", Text, nullable=False),
    Column("ended_on", Text, nullable=False),
    Column("account_changed_on", Text, nullable=False),
    Column("record", Text, nullable=False),
    PrimaryKeyConstraint("unit", "payee_id"),
)
"""Payees as they were approved last; ``record`` is the canonical text, the columns are what lines are held against.

``ended_on``: the day on which a payee was merged into another, or ''. ``account_changed_on``: since when this is the
account, '' where it is the first one.
"""
_LIVING = text("person_id <> '' AND merged_into = ''")
Index(
    "one_payee_a_person",
    payees.c.unit,
    payees.c.person_id,
    unique=True,
    sqlite_where=_LIVING,
    postgresql_where=_LIVING,
)

payee_versions = Table(
    "payee_versions",
    metadata,
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("payee_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("req_id", Text, ForeignKey("payee_changes.req_id"), nullable=False),
    Column("record", Text, nullable=False),
    Column("merged_into", Text, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("unit", "payee_id", "version"),
)
"""Everything that a payee ever was; rows are only added."""

papers = Table(
    "papers",
    metadata,
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("media", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("uid", Text, ForeignKey("users.uid")),
    Column("day", Text, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("unit", "sha256"),
)
"""Scans and other files of a unit, by the hash of their bytes; ``day`` in Bangkok counts them.

Documents that an applicant attached at the Portal have no ``uid`` and no ``day``.
"""
Index("papers_of_day", papers.c.unit, papers.c.day)
