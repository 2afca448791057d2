"""What the central system remembers of remittances: terms, orders, what became of them, and whose money went."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.simulator.tables import metadata
from app.wire.remittances import DepositAccount, KindTerms, Office, RemittanceState

kinds = Table(
    "remittance_kinds",
    metadata,
    Column("place", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in KindTerms.__struct_fields__),
)
"""What each kind asks for, as it is served, in its order; ``accounts`` are words with blanks between them."""

offices = Table(
    "treasury_offices",
    metadata,
    Column("place", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in Office.__struct_fields__),
)
"""Where remittances go; every account named here is one of the ledger's."""

offices_of_units = Table(
    "treasury_offices_of_units",
    metadata,
    Column("unit", Text, ForeignKey("units.unit"), primary_key=True),
    Column("office", Text, nullable=False),
)
"""A unit's own office; a unit without a row has the first of the table, the Department."""

deposits = Table(
    "deposit_accounts",
    metadata,
    Column("place", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in DepositAccount.__struct_fields__),
)
"""What may be deposited with the treasury out of an off-budget account."""

remittance_orders = Table(
    "remittance_orders",
    metadata,
    Column("req_id", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("maker_uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("maker_device", Text, nullable=False),
    Column("order", Text, nullable=False),
    Column("order_sig", Text, nullable=False),
    Column("decision", Text, nullable=False, server_default=""),
    Column("decision_sig", Text, nullable=False, server_default=""),
    Column("proposed_at", Text, nullable=False),
    Column("settled_at", Text, nullable=False, server_default=""),
)
"""What two persons decide, as canonical texts; ``status`` as of a proposal."""

remittances = Table(
    "remittances",
    metadata,
    Column("req_id", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False, index=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("state", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("account", Text, ForeignKey("accounts.account"), nullable=False),
    Column("office", Text, nullable=False),
    Column("office_account", Text, ForeignKey("accounts.account"), nullable=False),
    Column("owner_unit", Text, nullable=False),
    Column("doc_no", Text, nullable=False),
    Column("satang", BigInteger, nullable=False),
    Column("maker_uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("auth_uid", Text, nullable=False, server_default=""),
    Column("made_at", Text, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("due_at", Text),
    Column("bank_ref", Text, nullable=False, server_default=""),
    Column("sent_at", Text, nullable=False, server_default=""),
    Column("record", Text, nullable=False, server_default=""),
    Column("record_sig", Text, nullable=False, server_default=""),
    Column("documents", Text, nullable=False, server_default="[]"),
    Column("answered_at", Text, nullable=False, server_default=""),
    Column("code", Text, nullable=False, server_default=""),
    Column("recall_id", Text, nullable=False, server_default=""),
    UniqueConstraint("unit", "turn"),
    CheckConstraint("satang > 0", name="remitted_something"),
    CheckConstraint(
        "(record <> '') = (sent_at <> '') AND (sent_at <> '') = (bank_ref <> '')", name="recorded_when_it_moved"
    ),
)
"""How each remittance stands; ``state`` is the wire's `RemittanceState`.

``due_at``: when the bank moves the money of an approved one, or the treasury answers one that was sent; None: nothing
comes by itself. ``turn`` counts a unit's as they came. ``documents`` is JSON of the wire's
`BookedDocument`. ``recall_id`` is filled for a recall's return.
"""
NOT_ITS_MONEY = (RemittanceState.SENT_BACK.value, RemittanceState.RECALLED.value, RemittanceState.REFUSED.value)
"""States in which a remittance holds no money any more: it may go with another one."""
Index("remittances_of_a_draw", remittances.c.unit, remittances.c.doc_no)
_waits = text("due_at IS NOT NULL")
Index(
    "remittances_at_work",
    *(remittances.c[name] for name in ("due_at", "unit", "turn")),
    sqlite_where=_waits,
    postgresql_where=_waits,
)

parts = Table(
    "remittance_parts",
    metadata,
    Column("req_id", Text, ForeignKey("remittances.req_id"), primary_key=True),
    Column("payment_id", Text, ForeignKey("payments.payment_id"), primary_key=True),
    Column("revenue_type", Text, primary_key=True),
    Column("satang", BigInteger, nullable=False),
    Column("living", Integer, nullable=False),
)
"""Whose money a remittance is. ``living`` is 0 once it was sent back, recalled or refused: the part may go again."""
_lives = text("living = 1")
Index(
    "one_remittance_a_part",
    parts.c.payment_id,
    parts.c.revenue_type,
    unique=True,
    sqlite_where=_lives,
    postgresql_where=_lives,
)
