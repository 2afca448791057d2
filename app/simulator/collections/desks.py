"""What falls due about bills and payments: the last day of a bill ends, and a card's money comes into the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator.clock import moment_text, read_moment
from app.simulator.collections import arrivals
from app.simulator.collections import bills as stored
from app.simulator.collections.tables import bills, payments
from app.simulator.due import Due, Ran
from app.wire.api import OUTCOMES_PER_EVENT_MAX

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

BOOKED, EXPIRED = "payment_booked", "bills_expired"


class BookingDesk:
    """Brings money into accounts whose value date has come, unit by unit."""

    def due(self, connection: Connection, passed: Collection[str] = ()) -> Due | None:
        """Return the earliest payment that waits for its day, or None."""
        p = payments.c
        waiting = select(p.book_at, p.payment_id).where(p.book_at.is_not(None), p.payment_id.not_in(passed))
        row = connection.execute(waiting.order_by(p.book_at, p.unit, p.turn).limit(1)).first()
        return None if row is None else Due(read_moment(row.book_at), row.payment_id, BOOKED)

    def step(self, connection: Connection, now: datetime, passed: Collection[str] = ()) -> Ran | None:
        """Book what has come for one unit; None if there is nothing."""
        due = self.due(connection, passed)
        if due is None or due.at > now:
            return None
        unit = select(payments.c.unit).where(payments.c.payment_id == due.op_id).scalar_subquery()
        mine = (
            payments.c.unit == unit,
            payments.c.book_at <= moment_text(now),
            payments.c.payment_id.not_in(passed),
        )
        come = select(payments).where(*mine).order_by(payments.c.book_at, payments.c.turn)
        rows = connection.execute(come.limit(OUTCOMES_PER_EVENT_MAX)).all()
        arrivals.book(connection, now, rows)
        return Ran(moment_text(now), BOOKED, due.op_id, len(rows))


class ExpiryDesk:
    """Lets bills expire that were not paid by the end of their last day."""

    def due(self, connection: Connection, passed: Collection[str] = ()) -> Due | None:
        """Return the earliest bill that ends, or None."""
        ends = select(bills.c.expires_at, bills.c.bill_id).where(
            bills.c.expires_at.is_not(None), bills.c.bill_id.not_in(passed)
        )
        row = connection.execute(ends.order_by(bills.c.expires_at, bills.c.unit, bills.c.ref2).limit(1)).first()
        return None if row is None else Due(read_moment(row.expires_at), row.bill_id, EXPIRED)

    def step(self, connection: Connection, now: datetime, passed: Collection[str] = ()) -> Ran | None:
        """Let the bills of one unit expire whose time has come; None if there are none."""
        due = self.due(connection, passed)
        if due is None or due.at > now:
            return None
        unit = select(bills.c.unit).where(bills.c.bill_id == due.op_id).scalar_subquery()
        mine = (bills.c.unit == unit, bills.c.expires_at <= moment_text(now), bills.c.bill_id.not_in(passed))
        over = select(bills).where(*mine).order_by(bills.c.expires_at, bills.c.ref2).limit(OUTCOMES_PER_EVENT_MAX)
        rows = [stored.change(connection, now, row) for row in connection.execute(over).all()]
        stored.tell(connection, now, rows, stored.EXPIRED)
        return Ran(moment_text(now), EXPIRED, due.op_id, len(rows))
