"""What falls due about bills and payments: the last day of a bill ends, and a card's money comes into the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator.clock import moment_text, read_moment
from app.simulator.collections import arrivals
from app.simulator.collections import bills as stored
from app.simulator.collections.tables import bills, payments
from app.simulator.due import PASSED, Due, Ran
from app.wire.api import OUTCOMES_PER_EVENT_MAX

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

BOOKED, EXPIRED = "payment_booked", "bills_expired"
_p, _b = payments.c, bills.c
_BOOKED_FIRST = (
    select(_p.book_at, _p.payment_id)
    .where(_p.book_at.is_not(None), _p.payment_id.not_in(PASSED))
    .order_by(_p.book_at, _p.unit, _p.turn)
    .limit(1)
)
_OVER_FIRST = (
    select(_b.expires_at, _b.bill_id)
    .where(_b.expires_at.is_not(None), _b.bill_id.not_in(PASSED))
    .order_by(_b.expires_at, _b.unit, _b.ref2)
    .limit(1)
)


class BookingDesk:
    """Brings money into accounts whose value date has come, unit by unit."""

    def due(self, connection: Connection, passed: Collection[str] = ()) -> Due | None:
        """Return the earliest payment that waits for its day, or None."""
        row = connection.execute(_BOOKED_FIRST, {"passed": passed}).first()
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
        row = connection.execute(_OVER_FIRST, {"passed": passed}).first()
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
