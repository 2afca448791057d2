"""What falls due about bills and payments: the last day of a bill ends, and a card's money comes into the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.simulator.clock import moment_text, read_moment
from app.simulator.collections import arrivals
from app.simulator.collections import bills as stored
from app.simulator.collections.tables import bills, payments
from app.simulator.due import Due, Ran
from app.wire.api import OUTCOMES_PER_EVENT_MAX

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

BOOKED, EXPIRED = "payment_booked", "bills_expired"


class BookingDesk:
    """Brings money into accounts whose value date has come, payment by payment."""

    def due(self, connection: Connection) -> Due | None:
        """Return the earliest payment that waits for its day, or None."""
        row = _next(connection)
        return None if row is None else Due(read_moment(row.book_at), row.payment_id, BOOKED)

    def step(self, connection: Connection, now: datetime) -> Ran | None:
        """Book the earliest one whose time has come; None if there is none."""
        row = _next(connection)
        if row is None or read_moment(row.book_at) > now:
            return None
        arrivals.book(connection, now, row)
        return Ran(moment_text(now), BOOKED, row.payment_id, 1)


class ExpiryDesk:
    """Lets bills expire that were not paid by the end of their last day."""

    def due(self, connection: Connection) -> Due | None:
        """Return the earliest bill that ends, or None."""
        ends = select(bills.c.expires_at, bills.c.bill_id).where(bills.c.expires_at.is_not(None))
        row = connection.execute(ends.order_by(bills.c.expires_at).limit(1)).first()
        return None if row is None else Due(read_moment(row.expires_at), row.bill_id, EXPIRED)

    def step(self, connection: Connection, now: datetime) -> Ran | None:
        """Let the bills of one unit expire whose time has come; None if there are none."""
        due = self.due(connection)
        if due is None or due.at > now:
            return None
        unit = select(bills.c.unit).where(bills.c.bill_id == due.op_id).scalar_subquery()
        mine = (bills.c.unit == unit, bills.c.expires_at <= moment_text(now))
        over = select(bills).where(*mine).order_by(bills.c.expires_at, bills.c.bill_id).limit(OUTCOMES_PER_EVENT_MAX)
        rows = [stored.change(connection, now, row) for row in connection.execute(over).all()]
        stored.tell(connection, now, rows, stored.EXPIRED)
        return Ran(moment_text(now), EXPIRED, due.op_id, len(rows))


def _next(connection: Connection) -> Row[Any] | None:
    waiting = select(payments).where(payments.c.book_at.is_not(None))
    return connection.execute(waiting.order_by(payments.c.book_at, payments.c.payment_id).limit(1)).first()
