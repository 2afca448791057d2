"""Payments as the log told them last, and what of them belongs to which bill."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from app.domain.collections.orders import CollectionAct, OrderState
from app.domain.collections.payment import SETTLED, Allocation, Channel, Payment, PaymentState, QueueCause
from app.domain.search.kinds import Kind
from app.domain.values.dates import bangkok_day, instant, parse_instant
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.store import collection_orders, search_index
from app.store.bills import NOT_FOLLOWING
from app.store.collection_tables import allocation as allocation_table
from app.store.collection_tables import bill as bill_table
from app.store.collection_tables import payment as payment_table
from app.store.records import among

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Row

    from app.domain.collections.news import PaymentsChanged
    from app.store.handles import Reading, Writing

_P, _A = payment_table.c, allocation_table.c
_ACTS = {"matched": CollectionAct.MATCH, "unmatched": CollectionAct.UNMATCH, "refunded": CollectionAct.REFUND}
_MAY_VARY = frozenset(
    {"version", "state", "cause", "allocations", "refunded", "open_req_id", "receipt_id", "remitted_at"}
)


def put_changed(tx: Writing, told: PaymentsChanged, seq: int) -> None:
    """Write payments as they are from here on.

    Raises `Tampered` for a step back, for a payment that is another one now or told twice at once, for money on a bill
    that was never issued, and for money that was moved without an order of two persons.
    """
    names = [one.payment_id for one in told.payments]
    if len(set(names)) != len(names):
        raise Tampered(NOT_FOLLOWING, seq=seq)
    known = named(tx, names)
    for payment in told.payments:
        before = known.get(payment.payment_id)
        if before is not None and not _follows(tx, told.what, before, payment):
            raise Tampered(NOT_FOLLOWING, seq=seq)
        _put(tx, payment, is_new=before is None)
    _demand_bills(tx, {each.bill_id for payment in told.payments for each in payment.allocations}, seq)
    tx.touched("payment")


def _follows(tx: Writing, what: str, before: Payment, now: Payment) -> bool:
    """Say whether a payment may be as it is told after it was as it is known."""
    same = all(getattr(before, name) == getattr(now, name) for name in Payment.__slots__ if name not in _MAY_VARY)
    if not same or now.version <= before.version or before.state is PaymentState.REVERSED:
        return False
    moved = (_parts(before), before.refunded) != (_parts(now), now.refunded)
    if now.state is PaymentState.REVERSED:
        return True
    return not moved or _was_ordered(tx, _ACTS.get(what), before, now)


def _was_ordered(tx: Writing, act: CollectionAct | None, before: Payment, now: Payment) -> bool:
    """Say whether two persons decided exactly this move of money."""
    order = collection_orders.order(tx, before.open_req_id)
    if order is None or act is None or order.order.act is not act or order.state is not OrderState.APPROVED:
        return False
    said = order.order
    satang = said.amount.satang if said.amount else 0
    parts, refunded = _parts(before), before.refunded.satang
    if act is CollectionAct.REFUND:
        refunded += satang
    else:
        sign = 1 if act is CollectionAct.MATCH else -1
        parts[said.bill_id] = parts.get(said.bill_id, 0) + sign * satang
    wanted = {bill_id: part for bill_id, part in parts.items() if part}
    return said.payment_id == now.payment_id and (wanted, refunded) == (_parts(now), now.refunded.satang)


def _parts(payment: Payment) -> dict[str, int]:
    return {each.bill_id: each.amount.satang for each in payment.allocations}


def _demand_bills(tx: Writing, bill_ids: set[str], seq: int) -> None:
    found = select(func.count()).where(bill_table.c.bill_id.in_(among(bill_ids)))
    if bill_ids and tx.connection.execute(found).scalar() != len(bill_ids):
        raise Tampered(NOT_FOLLOWING, seq=seq)


def _put(tx: Writing, payment: Payment, *, is_new: bool) -> None:
    row = {
        "payment_id": payment.payment_id,
        "version": payment.version,
        "channel": payment.channel.value,
        "ref1": payment.ref1,
        "ref2": payment.ref2,
        "satang": payment.amount.satang,
        "payer_name": payment.payer_name,
        "sending_bank": payment.sending_bank,
        "place": payment.place,
        "paid_at": instant(payment.paid_at),
        "paid_on": bangkok_day(payment.paid_at).isoformat(),
        "value_date": payment.value_date.isoformat(),
        "state": payment.state.value,
        "cause": payment.cause.value if payment.cause else "",
        "matched_satang": payment.matched.satang,
        "refunded_satang": payment.refunded.satang,
        "open_req_id": payment.open_req_id,
        "receipt_id": payment.receipt_id,
        "remitted_at": instant(payment.remitted_at) if payment.remitted_at else "",
    }
    if is_new:
        tx.connection.execute(insert(payment_table), row)
        search_index.put(tx, Kind.PAYMENT, {payment.payment_id: _words(payment)})
    else:
        tx.connection.execute(update(payment_table).where(_P.payment_id == payment.payment_id).values(row))
        tx.connection.execute(delete(allocation_table).where(_A.payment_id == payment.payment_id))
    parts = [
        {"payment_id": payment.payment_id, "bill_id": each.bill_id, "satang": each.amount.satang}
        for each in payment.allocations
    ]
    if parts:
        tx.connection.execute(insert(allocation_table), parts)


def _words(payment: Payment) -> tuple[str | int, ...]:
    """Return what a payment is found by."""
    return payment.payer_name, payment.amount.satang, payment.ref1, payment.ref2, payment.payment_id


def payment(rd: Reading, payment_id: str) -> Payment | None:
    """Return a payment, None where it was not heard of."""
    return named(rd, [payment_id]).get(payment_id)


def named(rd: Reading, payment_ids: Iterable[str]) -> dict[str, Payment]:
    """Return those of these payments that are known, by their id."""
    return {one.payment_id: one for one in _payments(rd, _P.payment_id.in_(among(payment_ids)))}


def of_bill(rd: Reading, bill_id: str, ref1: str, ref2: str) -> list[Payment]:
    """Return what was paid on a bill, matched to it or named by its references, in the order in which it came."""
    matched = select(_A.payment_id).where(_A.bill_id == bill_id)
    return _payments(rd, _P.payment_id.in_(matched) | ((_P.ref1 == ref1) & (_P.ref2 == ref2)))


def of_days(rd: Reading, first: date, last: date) -> list[Payment]:
    """Return what was paid from one day in Bangkok to another, in the order in which it came."""
    return _payments(rd, _P.paid_on.between(first.isoformat(), last.isoformat()))


def in_account_on(rd: Reading, day: date) -> list[Payment]:
    """Return the payments whose money is in the account from this day on."""
    return _payments(rd, _P.value_date == day.isoformat())


def paid_before_value(rd: Reading, day: date) -> list[Payment]:
    """Return what was paid until a day and is in the account on a later one only."""
    return _payments(rd, _P.paid_on <= day.isoformat(), _P.value_date > day.isoformat())


def without_receipt(rd: Reading, day: date) -> list[Payment]:
    """Return the payments for which a receipt may be asked on a day."""
    return _payments(rd, *receipt_due(day))


def receipt_due(day: date) -> tuple[ColumnElement[bool], ...]:
    """Return what a payment must be for a receipt to be asked for it on a day."""
    settled = (_P.state.in_([state.value for state in SETTLED]), _P.matched_satang > 0)
    return (*settled, _P.receipt_id == "", _P.value_date <= day.isoformat(), _P.open_req_id == "")


def came_between(rd: Reading, first: date, last: date) -> list[Payment]:
    """Return the payments that belong to bills and whose money came into the account from one day to another."""
    return _payments(rd, _P.value_date.between(first.isoformat(), last.isoformat()), _P.matched_satang > 0)


def row_id(rd: Reading, payment_id: str) -> int:
    """Return the list's id of a payment, -1 where it was not heard of."""
    return rd.connection.execute(select(_P.id).where(_P.payment_id == payment_id)).scalar() or -1


def with_ids(rd: Reading, ids: Iterable[int]) -> dict[int, Payment]:
    """Return the payments with these row ids."""
    names = select(_P.id, _P.payment_id).where(_P.id.in_(among(ids)))
    found = {row.id: row.payment_id for row in rd.connection.execute(names)}
    known = named(rd, found.values())
    return {row_id: known[name] for row_id, name in found.items()}


def _payments(rd: Reading, *wanted: ColumnElement[bool]) -> list[Payment]:
    rows = rd.connection.execute(select(payment_table).where(*wanted).order_by(_P.id)).all()
    names = select(_P.payment_id).where(*wanted)
    parts: dict[str, list[Allocation]] = {}
    query = select(allocation_table).where(_A.payment_id.in_(names)).order_by(_A.payment_id, _A.bill_id)
    for row in rd.connection.execute(query):
        parts.setdefault(row.payment_id, []).append(Allocation(row.bill_id, Money(row.satang)))
    return [_payment(row, tuple(parts.get(row.payment_id, ()))) for row in rows]


def _payment(row: Row[Any], allocations: tuple[Allocation, ...]) -> Payment:
    return Payment(
        payment_id=row.payment_id,
        version=row.version,
        channel=Channel(row.channel),
        ref1=row.ref1,
        ref2=row.ref2,
        amount=Money(row.satang),
        payer_name=row.payer_name,
        sending_bank=row.sending_bank,
        place=row.place,
        paid_at=parse_instant(row.paid_at),
        value_date=date.fromisoformat(row.value_date),
        state=PaymentState(row.state),
        cause=QueueCause(row.cause) if row.cause else None,
        allocations=allocations,
        refunded=Money(row.refunded_satang),
        open_req_id=row.open_req_id,
        receipt_id=row.receipt_id,
        remitted_at=parse_instant(row.remitted_at) if row.remitted_at else None,
    )
