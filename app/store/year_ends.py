"""What is open at the end of a fiscal year, as it lies in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain.closing.day import DayAct, OrderState
from app.domain.collections.payment import SETTLED, PaymentState
from app.domain.disbursement.batch import FINAL
from app.store import closing, disbursement, payments
from app.store.collection_tables import payment as payment_table
from app.store.tables import batch as batch_table

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement

    from app.domain.collections.payment import Payment
    from app.domain.disbursement.record import Batch
    from app.store.handles import Reading

_B, _P = batch_table.c, payment_table.c


def unfinished(rd: Reading) -> list[Batch]:
    """Return the batches that the bank is not done with, drafts that were not handed in among them."""
    final = sorted(status.value for status in FINAL)
    query = select(_B.op_id).where(_B.status.not_in(final)).order_by(_B.id)
    found = [disbursement.batch(rd, op_id) for op_id in rd.connection.execute(query).scalars()]
    return [batch for batch in found if batch is not None]


def unremitted(rd: Reading, day: date) -> list[Payment]:
    """Return the payments that belong to bills, are in the account on a day, and were not sent to the treasury."""
    in_account = _P.value_date <= day.isoformat()
    settled = (_P.state.in_([state.value for state in SETTLED]), _P.matched_satang > 0)
    return _payments(rd, *settled, _P.remitted_at == "", in_account)


def queued(rd: Reading) -> list[Payment]:
    """Return the payments that wait in the queue."""
    return _payments(rd, _P.state == PaymentState.QUEUED.value)


def closed_days(rd: Reading, first: date, last: date) -> set[date]:
    """Return the days from one to another of which a close holds."""
    newest = {order.day: order.act for order in closing.orders(rd, first, last) if order.state is OrderState.APPROVED}
    return {day for day, act in newest.items() if act is DayAct.CLOSE}


def _payments(rd: Reading, *wanted: ColumnElement[bool]) -> list[Payment]:
    ids = rd.connection.execute(select(_P.id).where(*wanted)).scalars()
    return [one for _, one in sorted(payments.with_ids(rd, list(ids)).items())]
