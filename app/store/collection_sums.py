"""Counts and sums of collecting, made by the database: what is asked at every look of a window reads no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.domain.collections.payment import PaymentState
from app.domain.values.money import Money
from app.store.collection_tables import bill as bill_table
from app.store.collection_tables import payment as payment_table
from app.store.listings import Totals
from app.store.payments import receipt_due

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import ColumnElement

    from app.domain.collections.bill import BillState
    from app.store.handles import Reading

_B, _P = bill_table.c, payment_table.c


def queued(rd: Reading) -> Totals:
    """Return the money that waits in the queue and about which nobody decides yet: what of it belongs to nothing."""
    waiting = _P.satang - _P.matched_satang - _P.refunded_satang
    return _totals(rd, waiting, _P.state == PaymentState.QUEUED.value, _P.open_req_id == "")


def receipts_due(rd: Reading, day: date) -> Totals:
    """Return the payments of `app.store.payments.without_receipt`, and what of them belongs to bills."""
    return _totals(rd, _P.matched_satang, *receipt_due(day))


def unpaid(rd: Reading, states: Iterable[BillState]) -> Totals:
    """Return the bills in these states, and what is still open on them."""
    return _totals(rd, _B.satang - _B.matched_satang, _B.state.in_(sorted(state.value for state in states)))


def received(rd: Reading) -> tuple[Money, Money, Money]:
    """Return what came in and was not taken back, what of it belongs to bills, and what went back to payers."""
    columns = (_P.satang, _P.matched_satang, _P.refunded_satang)
    query = select(*(func.coalesce(func.sum(column), 0) for column in columns))
    row = rd.connection.execute(query.where(_P.state != PaymentState.REVERSED.value)).one()
    return Money(row[0]), Money(row[1]), Money(row[2])


def matched_by_bills(rd: Reading) -> Money:
    """Return what belongs to bills, as they tell it themselves."""
    return _totals(rd, _B.matched_satang).total


def _totals(rd: Reading, satang: ColumnElement[int], *wanted: ColumnElement[bool]) -> Totals:
    row = rd.connection.execute(select(func.count(), func.coalesce(func.sum(satang), 0)).where(*wanted)).one()
    return Totals(row[0], Money(row[1]))
