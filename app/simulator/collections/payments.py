"""Payments as they stand: one rule makes the state of the sums, and every change is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, update

from app.simulator import log
from app.simulator.clock import moment_text
from app.simulator.collections import bills
from app.simulator.collections.tables import allocations, payments
from app.simulator.collections.tables import bills as bill_table
from app.simulator.portal import queue
from app.simulator.refusals import Refused
from app.wire.api import OUTCOMES_PER_EVENT_MAX
from app.wire.codes import Refusal
from app.wire.collections import (
    COLLECTIONS_CHANGED,
    Allocation,
    Collection,
    CollectionsChanged,
    CollectionState,
    QueueCause,
)

if TYPE_CHECKING:
    from collections.abc import Collection as Some
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.log import Author, Position

RECEIVED, REVERSED, ORDERED, RECALLED = "received", "reversed", "ordered", "recalled"
MATCHED, UNMATCHED, REFUNDED = "matched", "unmatched", "refunded"
RECEIPTED, VOIDED, REMITTED = "receipted", "voided", "remitted"
_COUNTED = (QueueCause.UNDER.value, QueueCause.OVER.value, QueueCause.DOUBLE.value, QueueCause.UNMATCHED.value)
"""Why money waits that counts as come for its bill; what came late or for nothing does not."""


def find(connection: Connection, payment_id: str) -> Row[Any] | None:
    """Return a payment by the bank's reference, or None."""
    return connection.execute(select(payments).where(payments.c.payment_id == payment_id)).one_or_none()


def written_otherwise(connection: Connection, payment_id: str) -> bool:
    """Say whether a payment has this reference in other letters, great for small: it is the same one."""
    same = (func.lower(payments.c.payment_id) == payment_id.lower(), payments.c.payment_id != payment_id)
    return connection.execute(select(payments.c.payment_id).where(*same)).first() is not None


def of_unit(connection: Connection, unit: str, payment_id: str) -> Row[Any]:
    """Return a payment of a unit; another unit's is as unknown as none at all (T-15)."""
    row = find(connection, payment_id)
    if row is None or row.unit != unit:
        raise Refused(Refusal.NOT_FOUND)
    return row


def left_satang(row: Row[Any]) -> int:
    """Return what of a payment belongs to nothing yet and did not go back."""
    if row.state == CollectionState.REVERSED:
        return 0
    return int(row.satang - row.matched_satang - row.refunded_satang)


def demand_untouched(row: Row[Any]) -> None:
    """Refuse to take money away that is reversed, receipted or with the treasury."""
    if row.state == CollectionState.REVERSED:
        raise Refused(Refusal.STATUS_FORBIDS, status=row.state, action="change")
    if row.remitted_at:
        raise Refused(Refusal.REMITTED, payment_id=row.payment_id)
    if row.receipt_id:
        raise Refused(Refusal.RECEIPT_STANDS, receipt_id=row.receipt_id)


def change(connection: Connection, row: Row[Any], **values: Any) -> Row[Any]:
    """Write changed columns of a payment with the state that follows from them, as its next version; not told yet."""
    mine = payments.c.payment_id == row.payment_id
    values["version"] = row.version + 1
    row = connection.execute(update(payments).where(mine).values(values).returning(payments)).one()
    state = _state(row)
    cause = row.cause if state is CollectionState.QUEUED else ""
    settled = update(payments).where(mine).values(state=state.value, cause=cause)
    return connection.execute(settled.returning(payments)).one()


def _state(row: Row[Any]) -> CollectionState:
    if row.state == CollectionState.REVERSED:
        return CollectionState.REVERSED
    if left_satang(row):
        return CollectionState.QUEUED
    return CollectionState.REFUNDED if row.refunded_satang else CollectionState.MATCHED


def summed(connection: Connection, row: Row[Any], **values: Any) -> Row[Any]:
    """Count again what of a payment belongs to bills, and write it with other changed columns."""
    total = select(func.sum(allocations.c.satang)).where(allocations.c.payment_id == row.payment_id)
    return change(connection, row, matched_satang=connection.scalar(total) or 0, **values)


def count_bill(connection: Connection, now: datetime, bill: Row[Any]) -> Row[Any]:
    """Count again what came for a bill and what belongs to it, and write it."""
    p = payments.c
    named = p.bill_id == bill.bill_id
    matched = select(func.sum(allocations.c.satang)).where(allocations.c.bill_id == bill.bill_id)
    received = select(func.sum(p.satang)).where(named, p.state != CollectionState.REVERSED.value)
    left = func.sum(p.satang - p.matched_satang - p.refunded_satang)
    # What came late stays late, though it was another bill's for a while.
    in_time = or_(p.cause != QueueCause.UNMATCHED.value, p.paid_at < moment_text(bills.ends(bill.due_date)))
    waiting = select(left).where(named, p.state == CollectionState.QUEUED.value, p.cause.in_(_COUNTED), in_time)
    sums = {"matched_satang": matched, "received_satang": received, "waiting_satang": waiting}
    return bills.change(connection, now, bill, **{name: connection.scalar(query) or 0 for name, query in sums.items()})


def bills_of(connection: Connection, row: Row[Any]) -> list[str]:
    """Return the bills that a payment belongs to, or names, in order."""
    mine = select(allocations.c.bill_id).where(allocations.c.payment_id == row.payment_id)
    about = or_(bill_table.c.bill_id.in_(mine), bill_table.c.bill_id == row.bill_id)
    found = select(bill_table.c.bill_id).where(about).order_by(bill_table.c.ref1, bill_table.c.ref2)
    return list(connection.execute(found).scalars())


def view(connection: Connection, row: Row[Any]) -> Collection:
    """Return a payment as the wire says it."""
    mine = select(allocations).join(bill_table, bill_table.c.bill_id == allocations.c.bill_id)
    mine = mine.where(allocations.c.payment_id == row.payment_id).order_by(bill_table.c.ref1, bill_table.c.ref2)
    return Collection(
        payment_id=row.payment_id,
        version=str(row.version),
        channel=row.channel,
        ref1=row.ref1,
        ref2=row.ref2,
        satang=str(row.satang),
        payer_name=row.payer_name,
        sending_bank=row.sending_bank,
        place=row.place,
        paid_at=row.paid_at,
        value_date=row.value_date,
        state=row.state,
        cause=row.cause,
        allocations=tuple(Allocation(one.bill_id, str(one.satang)) for one in connection.execute(mine)),
        refunded_satang=str(row.refunded_satang),
        open_req_id=row.open_req_id,
        receipt_id=row.receipt_id,
        remitted_at=row.remitted_at,
    )


def tell(
    connection: Connection, now: datetime, rows: Sequence[Row[Any]], what: str, author: Author = log.BANK
) -> Position:
    """Write into the unit's log how payments of one unit stand now; ``what`` as in `CollectionsChanged`.

    What the Portal sends to the treasury by itself waits for that from here on, or not any more.
    """
    position = log.head(connection, rows[0].unit)
    for start in range(0, len(rows), OUTCOMES_PER_EVENT_MAX):
        some = rows[start : start + OUTCOMES_PER_EVENT_MAX]
        body = CollectionsChanged(what=what, collections=tuple(view(connection, row) for row in some))
        obj = some[0].payment_id if len(some) == 1 else ""
        owner = (some[0].agency, some[0].unit)
        position = log.append(connection, moment_text(now), owner, COLLECTIONS_CHANGED, obj, body, author)
    for row in rows:
        queue.payment_changed(connection, now, row)
    return position


def receipted(connection: Connection, now: datetime, of: Mapping[str, str], author: Author) -> Position:
    """Write the receipts of payments of one unit, '' where one was voided, and tell it."""
    rows = [change(connection, row, receipt_id=of[row.payment_id]) for row in _named(connection, of)]
    return tell(connection, now, rows, RECEIPTED if all(of.values()) else VOIDED, author)


def remitted(connection: Connection, now: datetime, payment_ids: Some[str], author: Author = log.BANK) -> Position:
    """Write that money of payments of one unit went to the treasury, and tell it."""
    rows = [change(connection, row, remitted_at=moment_text(now)) for row in _named(connection, payment_ids)]
    return tell(connection, now, rows, REMITTED, author)


def _named(connection: Connection, payment_ids: Some[str]) -> Sequence[Row[Any]]:
    mine = select(payments).where(payments.c.payment_id.in_(sorted(payment_ids)))
    return connection.execute(mine.order_by(payments.c.turn)).all()
