"""What the central system remembers of money that is called back."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, Table, Text, text

from app.simulator.tables import metadata

recalls = Table(
    "recalls",
    metadata,
    Column("recall_id", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("unit", Text, ForeignKey("units.unit"), nullable=False, index=True),
    Column("op_id", Text, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("satang", BigInteger, nullable=False),
    Column("back_satang", BigInteger, nullable=False, server_default="0"),
    Column("back_on", Text, nullable=False, server_default=""),
    Column("found_on", Text, nullable=False),
    Column("letter_no", Text, nullable=False),
    Column("letter_date", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("maker_uid", Text, ForeignKey("users.uid"), nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("due_at", Text),
    Column("due_satang", BigInteger, nullable=False, server_default="0"),
    Column("due_answer", Text, nullable=False, server_default=""),
    Column("answer", Text, nullable=False, server_default=""),
    Column("req_id", Text, nullable=False, server_default="", index=True),
    Column("order", Text, nullable=False, server_default=""),
    Column("order_sig", Text, nullable=False, server_default=""),
    Column("decision", Text, nullable=False, server_default=""),
    Column("decision_sig", Text, nullable=False, server_default=""),
    Column("returned_at", Text, nullable=False, server_default=""),
    Column("documents", Text, nullable=False, server_default="[]"),
    Column("bank_ref", Text, nullable=False, server_default=""),
    Column("turn", Integer, nullable=False, server_default="0"),
    ForeignKeyConstraint(["op_id", "rev", "n"], ["lines.op_id", "lines.rev", "lines.n"]),
)
"""``due_at``: when the payee's bank does something: it answers with ``due_satang``, or no money and the code in
``due_answer``; where both are empty it takes the request up. None: nothing comes by itself. ``turn`` counts a unit's
recalls as they came.
"""
return_orders = Table(
    "return_orders",
    metadata,
    Column("req_id", Text, primary_key=True),
    Column("recall_id", Text, ForeignKey("recalls.recall_id"), nullable=False),
)
"""The name of every order to return money, also of those that went back: a recall holds its newest only."""
Index("recalls_of_line", recalls.c.op_id, recalls.c.n)
Index(
    "recalls_due",
    recalls.c.due_at,
    sqlite_where=text("due_at IS NOT NULL"),
    postgresql_where=text("due_at IS NOT NULL"),
)
