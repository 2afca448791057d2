"""Bills that a collection maker signs: all of an order or none of it; and one that is given up again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from app.simulator import fields, log
from app.simulator.calendar import fiscal_year
from app.simulator.clock import is_moment, local_date, moment_text
from app.simulator.collections import bills as stored
from app.simulator.collections import receiving, references, revenue
from app.simulator.collections.tables import bill_orders, bills
from app.simulator.portal import billing
from app.simulator.refusals import Refused, demand_fields, wrong
from app.simulator.signed_words import demand_made, is_known
from app.simulator.storage import next_numbers
from app.wire.api import BILL_SATANG_MAX, BILLS_PER_ORDER_MAX
from app.wire.bills import BILL_ORDER, BILLS_ISSUED, BillsIssued, BillState, Reference
from app.wire.codec import encode
from app.wire.codes import Refusal, Role
from app.wire.signature import ISSUE_BILLS, signature_sha256

if TYPE_CHECKING:
    from sqlalchemy import Row

    from app.simulator.disbursement.call import Call
    from app.wire.bills import BillDraft, BillOrder, CancelBill, IssueBills, RevenueType
    from app.wire.orders import OrderDone

DUE_DAYS_MAX = 366
ISSUED = "issued"
_COPIED = (
    "bill_id",
    "payer_name",
    "payer_id",
    "payer_address",
    "payer_email",
    "payer_mobile",
    "revenue_type",
    "item",
    "due_date",
    "request_id",
)


def issue_bills(call: Call, cmd_id: str, command: IssueBills) -> OrderDone:
    """Let signed bills hold and give each its references, in their order."""
    order = command.order
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_COLLECTION)
    if (order.agency, order.unit) != (call.signed.agency, call.signed.unit):
        raise Refused(Refusal.OTHER_UNIT)
    demand_made(call, order, ISSUE_BILLS, command.order_sig)
    home = receiving.of_unit(call.connection, order.unit)
    if home is None:
        raise Refused(Refusal.RECEIVING_NONE)
    types = revenue.on(call.connection, local_date(call.now).isoformat())
    _demand_order(call, order, types)
    values = {
        "req_id": order.req_id,
        "agency": order.agency,
        "unit": order.unit,
        "order": encode(order).decode(),
        "order_sig": command.order_sig,
        "maker_uid": order.maker_uid,
        "at": call.at,
    }
    kept = call.connection.execute(insert(bill_orders).values(values).returning(bill_orders)).one()
    given = _keep(call, order, home, types)
    author = call.author(cmd_id, order.maker_kid, signature_sha256(command.order_sig))
    body = BillsIssued(kept.req_id, kept.order, kept.order_sig, given)
    owner = (order.agency, order.unit)
    position = log.append(call.connection, call.at, owner, BILLS_ISSUED, order.req_id, body, author)
    for draft in order.bills:
        if draft.request_id:
            answer = (draft.request_id, draft.bill_id)
            billing.billed(call.connection, call.now, order.unit, answer, author)
    return call.answer(cmd_id, order.req_id, ISSUED, position)


def cancel_bill(call: Call, cmd_id: str, command: CancelBill) -> OrderDone:
    """Give up a bill that nothing was paid on; any collection maker of the unit may."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_COLLECTION)
    row = stored.of_unit(call.connection, call.signed.unit, command.bill_id)
    if not fields.is_sentence(command.reason):
        raise wrong("reason")
    stored.demand_not_own(call.signed, row.payer_id)
    if row.state == BillState.CANCELLED:
        raise Refused(Refusal.STATUS_FORBIDS, status=row.state, action=stored.CANCELLED)
    if row.received_satang or row.matched_satang:
        received = max(row.received_satang, row.matched_satang)
        raise Refused(Refusal.BILL_TOUCHED, received_satang=str(received))
    row = stored.change(call.connection, call.now, row, cancelled_at=call.at, reason=command.reason)
    position = stored.tell(call.connection, call.now, [row], stored.CANCELLED, call.author(cmd_id))
    return call.answer(cmd_id, row.bill_id, row.state, position)


def _demand_order(call: Call, order: BillOrder, types: dict[str, RevenueType]) -> None:
    ids = [draft.bill_id for draft in order.bills]
    demand_fields(
        ("typ", order.typ == BILL_ORDER),
        ("req_id", fields.is_uuid(order.req_id) and not is_known(call.connection, bill_orders, order.req_id)),
        ("source_sha256", not order.source_sha256 or fields.is_sha256(order.source_sha256)),
        ("made_at", is_moment(order.made_at)),
        ("bills", 0 < len(ids) <= BILLS_PER_ORDER_MAX and len(set(ids)) == len(ids)),
    )
    taken = set(call.connection.execute(select(bills.c.bill_id).where(bills.c.bill_id.in_(ids))).scalars())
    for number, draft in enumerate(order.bills, 1):
        line = str(number)
        if field := "bill_id" if draft.bill_id in taken else _fault(call, draft):
            raise wrong(field, line)
        stored.demand_not_own(call.signed, draft.payer_id, line)
        _demand_type(draft, types, order.unit)
        if draft.request_id:
            billing.demand_billable(call.connection, order.unit, line, draft)


def _fault(call: Call, draft: BillDraft) -> str:
    today, due = local_date(call.now), fields.read_day(draft.due_date)
    checks = (
        ("bill_id", fields.is_uuid(draft.bill_id)),
        ("payer_name", fields.is_name(draft.payer_name)),
        ("payer_id", not draft.payer_id or fields.is_person_id(draft.payer_id)),
        ("payer_address", fields.is_text(draft.payer_address)),
        ("payer_email", not draft.payer_email or fields.is_email(draft.payer_email)),
        ("payer_mobile", not draft.payer_mobile or fields.is_mobile(draft.payer_mobile)),
        ("item", fields.is_sentence(draft.item)),
        ("satang", fields.is_satang(draft.satang) and int(draft.satang) <= BILL_SATANG_MAX),
        ("due_date", due is not None and today <= due <= today + timedelta(days=DUE_DAYS_MAX)),
        ("request_id", not draft.request_id or fields.is_text(draft.request_id)),
    )
    return next((name for name, sound in checks if not sound), "")


def _demand_type(draft: BillDraft, types: dict[str, RevenueType], unit: str) -> None:
    kind = types.get(draft.revenue_type)
    # What others collect for this unit it collects itself as its own, which is another type.
    if kind is None or kind.owner_unit == unit:
        raise Refused(Refusal.REVENUE_TYPE_WRONG, bill_id=draft.bill_id, code=draft.revenue_type)
    if kind.fee_satang and draft.satang != kind.fee_satang:
        raise Refused(Refusal.FEE_DIFFERS, bill_id=draft.bill_id, fee_satang=kind.fee_satang)


def _keep(call: Call, order: BillOrder, home: Row[Any], types: dict[str, RevenueType]) -> tuple[Reference, ...]:
    """Write the bills with references that count by unit and fiscal year, without a gap."""
    fy = fiscal_year(local_date(call.now))
    numbers = next_numbers(call.connection, f"bill:{order.unit}:{fy}", len(order.bills))
    given = []
    rows = []
    for number, draft in zip(numbers, order.bills, strict=True):
        ref1, ref2 = references.make(order.unit, fy, number)
        product_code = types[draft.revenue_type].product_code
        given.append(Reference(draft.bill_id, ref1, ref2, home.biller_id, home.company_code, product_code))
        rows.append(_row(call, order, draft, (ref1, ref2)))
    call.connection.execute(insert(bills), rows)
    return tuple(given)


def _row(call: Call, order: BillOrder, draft: BillDraft, refs: tuple[str, str]) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in _COPIED} | {
        "req_id": order.req_id,
        "agency": order.agency,
        "unit": order.unit,
        "state": BillState.ISSUED.value,
        "ref1": refs[0],
        "ref2": refs[1],
        "satang": int(draft.satang),
        "changed_at": call.at,
        "expires_at": moment_text(stored.ends(draft.due_date)),
    }
