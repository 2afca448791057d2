"""What the bank's staff reports and sees of payments into receiving accounts (SIM-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.simulator.collections import arrivals, lookup
from app.simulator.collections.tables import payments

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.calendar import BankCalendar
    from app.simulator.collections.arrivals import PaymentWanted

SHOWN_MAX = 1_000


class PaymentShown(msgspec.Struct):
    """A payment as the bank has it; ``booked_at`` is '' while its money is not in the account."""

    payment_id: str
    unit: str
    channel: str
    ref1: str
    ref2: str
    satang: str
    payer_name: str
    paid_at: str
    value_date: str
    booked_at: str
    state: str
    cause: str
    receipt_id: str
    remitted_at: str


class PaymentsShown(msgspec.Struct):
    """Payments, the newest last."""

    payments: list[PaymentShown]


class ReversalWanted(msgspec.Struct, forbid_unknown_fields=True):
    """Why the bank takes a payment back."""

    reason: str


class BillLookedUp(msgspec.Struct):
    """What the counter's screen shows before it takes money; ``problem`` as in `app.simulator.collections.lookup`."""

    problem: str
    unit: str
    payer_name: str
    item: str
    satang: str
    to_pay_satang: str
    due_date: str


def report(connection: Connection, now: datetime, calendar: BankCalendar, wanted: PaymentWanted) -> PaymentShown:
    """Take a payment in, once, and return it as it stands."""
    return shown(arrivals.receive(connection, now, calendar, wanted))


def reverse(connection: Connection, now: datetime, payment_id: str, wanted: ReversalWanted) -> PaymentShown:
    """Take a payment back, once, and return it as it stands."""
    return shown(arrivals.reverse(connection, now, payment_id, wanted.reason))


def listed(connection: Connection, unit: str) -> PaymentsShown:
    """Return the newest payments, of one unit if it is named."""
    newest = (payments.c.arrived_at.desc(), payments.c.unit, payments.c.turn.desc())
    query = select(payments).order_by(*newest).limit(SHOWN_MAX)
    if unit:
        query = query.where(payments.c.unit == unit)
    return PaymentsShown([shown(row) for row in reversed(connection.execute(query).all())])


def look_up(connection: Connection, now: datetime, ref1: str, ref2: str) -> BillLookedUp:
    """Return the bill of two references as a payer's screen shows it."""
    found = lookup.look_up(connection, ref1, ref2, now)
    bill = found.bill
    if bill is None:
        return BillLookedUp(found.problem, "", "", "", "", "", "")
    amounts = (str(bill.satang), str(found.to_pay_satang))
    return BillLookedUp(found.problem, bill.unit, bill.payer_name, bill.item, *amounts, bill.due_date)


def shown(row: Row[Any]) -> PaymentShown:
    """Return a payment as the bank's staff sees it."""
    texts = {name: getattr(row, name) for name in PaymentShown.__struct_fields__ if name != "satang"}
    return PaymentShown(satang=str(row.satang), **texts)
