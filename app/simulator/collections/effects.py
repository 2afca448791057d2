"""What an order about money changes, and when it may: looked at when it is proposed and again when it is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from app.simulator import ledger
from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date
from app.simulator.collections import arrivals, bills, payments
from app.simulator.collections.tables import allocations
from app.simulator.disbursement.limits import demand_within_limit
from app.simulator.payees.register import accounts_of
from app.simulator.receipts import register
from app.simulator.refusals import Refused
from app.simulator.remittances import parts
from app.simulator.storage import next_number
from app.wire.codes import Refusal
from app.wire.collections import CollectionAct, CollectionState, QueueCause
from app.wire.receipts import ReceiptVoided

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Row

    from app.simulator.disbursement.call import Call
    from app.simulator.log import Author
    from app.wire.collections import CollectionOrder

Money = tuple["Row[Any]", "Row[Any] | None"]
"""A payment, and the bill that the order names."""


def demand_possible(call: Call, order: CollectionOrder) -> Money:
    """Return what an order is about; refuse it where it cannot have its effect now."""
    row = payments.of_unit(call.connection, call.signed.unit, order.payment_id)
    bill = bills.of_unit(call.connection, call.signed.unit, order.bill_id) if order.bill_id else None
    _DEMANDS[CollectionAct(order.act)](call, order, row, bill)
    return row, bill


def demand_not_own(call: Call, order: CollectionOrder, bill: Row[Any] | None) -> None:
    """Refuse to ask for, or approve, that money goes to one's own account or pays one's own bill."""
    if order.act == CollectionAct.REFUND and (order.bank, order.acct) in accounts_of(call.connection, call.signed):
        raise Refused(Refusal.OWN_MATTER, line="")
    if order.act == CollectionAct.MATCH and bill is not None:
        bills.demand_not_own(call.signed, bill.payer_id)


def take(call: Call, order: CollectionOrder, money: Money, author: Author) -> None:
    """Give an approved order its effect, and tell it."""
    row = payments.change(call.connection, money[0], open_req_id="")
    if order.act == CollectionAct.VOID_RECEIPT:
        said = ReceiptVoided(order.receipt_id, order.req_id, order.reason)
        register.void(call.connection, call.now, said, author)
        payments.receipted(call.connection, call.now, {row.payment_id: ""}, author)
    elif order.act == CollectionAct.REFUND:
        _refund(call, order, row, author)
    else:
        _allot(call, order, (row, money[1]), author)


def refund_reference(call: Call, agency: str) -> str:
    """Return the bank's reference of the next refund; they count by agency and fiscal year, without a gap."""
    fy = fiscal_year(local_date(call.now))
    return f"R{fy}-{agency}-{next_number(call.connection, f'refund_ref:{agency}:{fy}'):06d}"


def _demand_match(_call: Call, order: CollectionOrder, row: Row[Any], bill: Row[Any] | None) -> None:
    payments.demand_untouched(row)
    if bill is None:
        raise Refused(Refusal.NOT_FOUND)
    if bill.cancelled_at:
        raise Refused(Refusal.STATUS_FORBIDS, status=bill.state, action=order.act)
    if int(order.satang) > payments.left_satang(row):
        raise Refused(Refusal.PAYMENT_EXCEEDED, left_satang=str(payments.left_satang(row)))
    if int(order.satang) > bills.open_satang(bill):
        raise Refused(Refusal.BILL_EXCEEDED, open_satang=str(bills.open_satang(bill)))


def _demand_unmatch(call: Call, order: CollectionOrder, row: Row[Any], bill: Row[Any] | None) -> None:
    payments.demand_untouched(row)
    belongs = _allocated(call, row, bill) if bill is not None else 0
    if int(order.satang) > belongs:
        raise Refused(Refusal.PAYMENT_EXCEEDED, left_satang=str(belongs))


def _demand_refund(call: Call, order: CollectionOrder, row: Row[Any], _bill: Row[Any] | None) -> None:
    payments.demand_untouched(row)
    demand_within_limit(call.connection, call.signed.uid, int(order.satang))
    if not row.booked_at:  # the money of a card is not there yet
        raise Refused(Refusal.STATUS_FORBIDS, status=row.state, action=order.act)
    if int(order.satang) > payments.left_satang(row):
        raise Refused(Refusal.PAYMENT_EXCEEDED, left_satang=str(payments.left_satang(row)))


def _demand_void(call: Call, order: CollectionOrder, row: Row[Any], _bill: Row[Any] | None) -> None:
    register.demand_standing(call.connection, call.signed.unit, order.receipt_id, row.payment_id)
    # Its receipt is what keeps the rest of a payment that went in part from going elsewhere.
    free = not row.remitted_at and row.open_req_id in ("", order.req_id)
    if free and parts.has_gone(call.connection, row.payment_id):
        raise Refused(Refusal.REMITTED, payment_id=row.payment_id)


_DEMANDS: dict[CollectionAct, Callable[[Call, CollectionOrder, Row[Any], Row[Any] | None], None]] = {
    CollectionAct.MATCH: _demand_match,
    CollectionAct.UNMATCH: _demand_unmatch,
    CollectionAct.REFUND: _demand_refund,
    CollectionAct.VOID_RECEIPT: _demand_void,
}


def _allocated(call: Call, row: Row[Any], bill: Row[Any]) -> int:
    mine = (allocations.c.payment_id == row.payment_id, allocations.c.bill_id == bill.bill_id)
    return call.connection.scalar(select(allocations.c.satang).where(*mine)) or 0


def _allot(call: Call, order: CollectionOrder, money: Money, author: Author) -> None:
    """Let so much of a payment belong to a bill, or not any more."""
    row, bill = money
    if bill is None:
        raise LookupError(order.req_id)
    matches = order.act == CollectionAct.MATCH
    before = _allocated(call, row, bill)
    after = before + int(order.satang) * (1 if matches else -1)
    mine = (allocations.c.payment_id == row.payment_id, allocations.c.bill_id == bill.bill_id)
    if not before:
        belongs = {"payment_id": row.payment_id, "bill_id": bill.bill_id, "satang": after}
        call.connection.execute(insert(allocations).values(belongs))
    elif after:
        call.connection.execute(update(allocations).where(*mine).values(satang=after))
    else:
        call.connection.execute(delete(allocations).where(*mine))
    changed = {} if matches else {"state": CollectionState.QUEUED.value, "cause": QueueCause.UNMATCHED.value}
    row = payments.summed(call.connection, row, **changed)
    what = payments.MATCHED if matches else payments.UNMATCHED
    payments.tell(call.connection, call.now, [row], what, author)
    _tell_bills(call, row, {bill.bill_id}, what, author)


def _refund(call: Call, order: CollectionOrder, row: Row[Any], author: Author) -> None:
    satang = int(order.satang)
    ledger.refund(call.connection, arrivals.money_of(row, order.req_id, satang, call.now), order.bank)
    row = payments.change(call.connection, row, refunded_satang=row.refunded_satang + satang)
    payments.tell(call.connection, call.now, [row], payments.REFUNDED, author)
    _tell_bills(call, row, set(), bills.UNMATCHED, author)


def _tell_bills(call: Call, row: Row[Any], also: set[str], what: str, author: Author) -> None:
    """Count and tell the bill of an order and the one that the payment's references name: it waits less for both."""
    about = sorted(also | ({row.bill_id} if row.bill_id else set()))
    changed = [
        payments.count_bill(call.connection, call.now, bills.find(call.connection, bill_id)) for bill_id in about
    ]
    if changed:
        bills.tell(call.connection, call.now, changed, what, author)
