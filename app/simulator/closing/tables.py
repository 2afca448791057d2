"""What the central system remembers of closing days: since when, orders, records, and what did not fit."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint, text

from app.simulator.tables import metadata

first_days = Table(
    "first_days",
    metadata,
    Column("unit", Text, ForeignKey("units.unit"), primary_key=True),
    Column("day", Text, nullable=False),
)
"""The day on which each unit came to the central system."""

days = Table(
    "days",
    metadata,
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("day", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text, nullable=False),
    PrimaryKeyConstraint("unit", "day"),
)
"""How each day stands that was ever closed; ``state`` is the wire's `DayState`. The stretch never changes."""

day_orders = Table(
    "day_orders",
    metadata,
    Column("req_id", Text, primary_key=True),
    Column("agency", Text, ForeignKey("agencies.agency"), nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("maker_uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("maker_device", Text, nullable=False),
    Column("order", Text, nullable=False),
    Column("order_sig", Text, nullable=False),
    Column("decision", Text, nullable=False, server_default=""),
    Column("decision_sig", Text, nullable=False, server_default=""),
    Column("record", Text, nullable=False, server_default=""),
    Column("record_sig", Text, nullable=False, server_default=""),
    Column("proposed_at", Text, nullable=False),
    Column("settled_at", Text, nullable=False, server_default=""),
)
"""What two persons decide about a day, every version of it; ``status`` as of a proposal, ``record`` the bank's word."""
_waits = text("status = 'pending'")
Index("one_day_order_a_unit", day_orders.c.unit, unique=True, sqlite_where=_waits, postgresql_where=_waits)
_approved = text("status = 'approved'")
Index(
    "one_close_a_version",
    day_orders.c.unit,
    day_orders.c.day,
    day_orders.c.version,
    day_orders.c.act,
    unique=True,
    sqlite_where=_approved,
    postgresql_where=_approved,
)

day_exceptions = Table(
    "day_exceptions",
    metadata,
    Column("exception_id", Text, primary_key=True),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("fy", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("satang", Text, nullable=False),
    Column("owner_uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("solved_on", Text, nullable=False, server_default=""),
    UniqueConstraint("unit", "fy", "n"),
)
"""What does not fit, for ever: by its number of the unit and the fiscal year. ``since`` and ``solved_on`` are days."""
_open = text("state = 'open'")
Index("exceptions_open", day_exceptions.c.unit, sqlite_where=_open, postgresql_where=_open)

deadlines_told = Table(
    "deadlines_told",
    metadata,
    Column("unit", Text, ForeignKey("units.unit"), nullable=False),
    Column("rule", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("unit", "rule", "about", "due_on", "what"),
)
"""Of which deadlines people were told, each once: that it is near, and that it is over."""
