"""What the central system remembers of agencies, their proposals, policies and applications."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text, text

from app.simulator.tables import metadata

policies = Table(
    "policies",
    metadata,
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("policy", Text, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("agency", "version"),
)
"""The newest version is in force; ``policy`` is the canonical text of `app.wire.administration.Policy`."""


templates = Table(
    "templates",
    metadata,
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("req_id", Text, ForeignKey("proposals.req_id"), nullable=False),
    Column("template", Text, nullable=False),
    Column("emblem", Text, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("agency", "version"),
)
"""The newest version is in force; ``template`` is the canonical text, ``emblem`` the hash of the PNG in it, or ''."""


proposals = Table(
    "proposals",
    metadata,
    Column("req_id", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("subject_name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("proposal", Text, nullable=False),
    Column("proposal_sig", Text, nullable=False),
    Column("maker_uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("proposed_at", Text, nullable=False),
    Column("decision", Text, nullable=False, server_default=""),
    Column("decision_sig", Text, nullable=False, server_default=""),
    Column("settled_at", Text, nullable=False, server_default=""),
    Column("turn", Integer, nullable=False, server_default="0"),
)
"""``about`` is what at most one undecided proposal may be about."""
Index(
    "one_pending",
    proposals.c.agency,
    proposals.c.about,
    unique=True,
    sqlite_where=text("status = 'pending'"),
    postgresql_where=text("status = 'pending'"),
)


slips = Table(
    "slips",
    metadata,
    Column("slip_id", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("uid", Text, nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("device_name", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("printed_at", Text, nullable=False, server_default=""),
    Column("expires_at", Text, nullable=False, server_default=""),
    Column("void_at", Text, nullable=False, server_default=""),
    Column("turn", Integer, nullable=False, server_default="0"),
)
"""What may be printed once; the secret is made then and only its hash stays, with the user or the workstation."""


reviews = Table(
    "reviews",
    metadata,
    Column("uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("period", Text, nullable=False),
    Column("req_id", Text, ForeignKey("proposals.req_id"), nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("uid", "period"),
)


applications = Table(
    "applications",
    metadata,
    Column("application_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("company_id", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("code_sha256", Text, nullable=False, server_default=""),
    Column("form", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("turn", Integer, nullable=False, server_default="0"),
)
"""Agencies and units that ask for the service; ``code_sha256`` opens an agency's own application."""


person_notices = Table(
    "person_notices",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False),
    Column("uid", Text, ForeignKey("users.uid"), nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=""),
    Column("problem", Text, nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("told_at", Text, nullable=False, server_default=""),
)
"""What users are told by SMS or e-mail: activation codes, whose turn it is, alarms; ``state`` as with payees' notices.
"""
Index("notices_about", person_notices.c.about)
