"""How bills and requests hang together: a bill answers a request, its payment is told to the Biz Portal, once.

Called by whoever changes bills and receipts, in the same transaction: no request ever says other than its bill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from app.simulator import log
from app.simulator.clock import moment_text
from app.simulator.collections.tables import allocations, bills, payments
from app.simulator.portal import requests as stored
from app.simulator.portal.tables import reports, requests
from app.simulator.refusals import Refused
from app.wire.bills import BillState
from app.wire.codes import Refusal
from app.wire.portal import RequestState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.log import Author
    from app.wire.bills import BillDraft

_AWAITS = (RequestState.BILLED, RequestState.DONE)
_ENDED = (BillState.EXPIRED, BillState.CANCELLED)


def demand_billable(connection: Connection, unit: str, line: str, draft: BillDraft) -> None:
    """Refuse a draft that does not answer the request it names: a filed one of the unit, its fee, its applicant.

    ``line`` is the draft's place in its order, for the facts of ``field_wrong``.
    """
    row = stored.of_unit(connection, unit, draft.request_id)
    stored.demand(row, stored.BILLED)
    if draft.revenue_type != row.revenue_type:
        raise Refused(Refusal.REVENUE_TYPE_WRONG, bill_id=draft.bill_id, code=draft.revenue_type)
    if row.fee_satang and draft.satang != row.fee_satang:
        raise Refused(Refusal.FEE_DIFFERS, bill_id=draft.bill_id, fee_satang=row.fee_satang)
    for name, asked, said in (
        ("payer_name", row.applicant_name, draft.payer_name),
        ("payer_id", row.applicant_id, draft.payer_id),
    ):
        if asked != said:
            raise Refused(Refusal.FIELD_WRONG, field=name, line=line)


def billed(connection: Connection, now: datetime, unit: str, answer: tuple[str, str], author: Author) -> None:
    """Let a request be answered by a bill that was just issued; ``answer``: the request's id and the bill's.

    Two bills of one order for one request: the second is refused with ``status_forbids``.
    """
    request_id, bill_id = answer
    row = stored.change(
        connection, stored.of_unit(connection, unit, request_id), stored.BILLED, bill_id=bill_id, reason=""
    )
    stored.tell(connection, now, row, stored.BILLED, author)


def bill_changed(connection: Connection, now: datetime, bill: Row[Any]) -> None:
    """Bring the request of a bill, if it has one, to where the bill stands now.

    A request that has another bill meanwhile, or was refused, is left alone: the money waits for two persons.
    """
    row = stored.find(connection, bill.request_id) if bill.request_id else None
    if row is None:
        return
    mine, all_there = row.bill_id == bill.bill_id, bill.matched_satang == bill.satang
    if all_there and not row.payment_id:
        if (mine and row.state in _AWAITS) or row.state == RequestState.FILED:
            _paid(connection, now, row, bill)
    elif mine and row.payment_id and not all_there:
        row = _unpaid(connection, now, row)
    if mine and not all_there and bill.state in _ENDED and row.state == RequestState.BILLED and not bill.matched_satang:
        row = stored.change(connection, row, stored.UNBILLED, bill_id="")
        stored.tell(connection, now, row, stored.UNBILLED)
        filed_again(connection, now, row)


def filed_again(connection: Connection, now: datetime, row: Row[Any]) -> None:
    """Let a request that waits for the agency again be paid where another bill of it was, late, meanwhile."""
    mine = (bills.c.request_id == row.request_id, bills.c.matched_satang == bills.c.satang)
    bill = connection.execute(select(bills).where(*mine).order_by(bills.c.ref2).limit(1)).one_or_none()
    if bill is not None:
        _paid(connection, now, row, bill)


def receipts_changed(connection: Connection, now: datetime, of: Mapping[str, str], author: Author) -> None:
    """Write the receipts of payments into the requests that they paid, '' where one was voided; told each time."""
    found = connection.execute(select(requests).where(requests.c.payment_id.in_(of)).order_by(requests.c.request_id))
    for row in found.all():
        receipt_id = of[row.payment_id]
        row = stored.change(connection, row, stored.RECEIPTED, receipt_id=receipt_id)
        if receipt_id:
            _report(connection, now, row, stored.RECEIPTED)
        stored.tell(connection, now, row, stored.RECEIPTED, author)


def _paid(connection: Connection, now: datetime, row: Row[Any], bill: Row[Any]) -> None:
    """Tell the Biz Portal that a request is paid: the one moment at which it is, so that it is told once."""
    last = select(payments.c.payment_id, payments.c.receipt_id)
    last = last.join(allocations, allocations.c.payment_id == payments.c.payment_id)
    last = last.where(allocations.c.bill_id == bill.bill_id)
    last = last.order_by(payments.c.arrived_at.desc(), payments.c.turn.desc()).limit(1)
    came = dict(connection.execute(last).one()._mapping)
    row = stored.change(connection, row, stored.PAID, bill_id=bill.bill_id, reported_at=moment_text(now), **came)
    _report(connection, now, row, stored.PAID)
    stored.tell(connection, now, row, stored.PAID)


def _unpaid(connection: Connection, now: datetime, row: Row[Any]) -> Row[Any]:
    """Take it back: the bank reversed the payment, or two persons took it off its bill."""
    before = row
    row = stored.change(connection, row, stored.UNPAID, payment_id="", receipt_id="", reported_at="")
    _report(connection, now, row, stored.UNPAID, before.payment_id)
    stored.tell(connection, now, row, stored.UNPAID, log.BANK)
    return row


def _report(connection: Connection, now: datetime, row: Row[Any], what: str, payment_id: str = "") -> None:
    satang = connection.execute(select(bills.c.satang).where(bills.c.bill_id == row.bill_id)).scalar_one()
    values = {"request_id": row.request_id, "version": row.version, "what": what, "bill_id": row.bill_id}
    values |= {
        "payment_id": payment_id or row.payment_id,
        "satang": satang,
        "receipt_id": row.receipt_id,
        "at": moment_text(now),
    }
    connection.execute(insert(reports).values(values))
