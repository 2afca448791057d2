"""What a payer's screen learns of a bill before money moves: counter, machine, telephone and the citizen's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.simulator.clock import local_date
from app.simulator.collections import bills, references
from app.simulator.collections.tables import bills as bill_table
from app.simulator.collections.tables import receiving
from app.wire.bills import BillState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

UNKNOWN = "unknown"
"""Right digits, but no bill has them, or not under this biller."""
REF1, REF2 = "ref1", "ref2"
"""Mistyped: the check digits say so."""
PAID, EXPIRED, CANCELLED = "paid", "expired", "cancelled"


@dataclass(frozen=True, slots=True)
class Found:
    """A bill, or why it cannot be paid; ``problem`` '' where it can.

    ``to_pay_satang`` is what is still to come: asked for, less what belongs to it, less what came and waits.
    """

    problem: str
    bill: Row[Any] | None
    to_pay_satang: int


def look_up(connection: Connection, ref1: str, ref2: str, now: datetime, biller_id: str = "") -> Found:
    """Return the bill of these references; ``biller_id`` '' is any biller."""
    if mistyped := references.fault(ref1, ref2):
        return Found(mistyped, None, 0)
    query = select(bill_table).where(bill_table.c.ref1 == ref1, bill_table.c.ref2 == ref2)
    if biller_id:
        query = query.join(receiving, receiving.c.unit == bill_table.c.unit).where(receiving.c.biller_id == biller_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        return Found(UNKNOWN, None, 0)
    to_pay = max(0, bills.open_satang(row) - row.waiting_satang)
    return Found(_problem(row, now, to_pay), row, to_pay)


def _problem(row: Row[Any], now: datetime, to_pay: int) -> str:
    state = bills.state_of(row, local_date(now))
    if state is BillState.CANCELLED:
        return CANCELLED
    if not to_pay:
        return PAID
    return EXPIRED if state is BillState.EXPIRED else ""
