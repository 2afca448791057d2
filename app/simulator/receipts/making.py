"""Making receipts: numbered, signed and told in one transaction, all of a command or none (PT-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from app.simulator import log
from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date
from app.simulator.collections import payments as money
from app.simulator.collections import revenue
from app.simulator.collections.tables import allocations, bills, payments
from app.simulator.portal import billing
from app.simulator.receipts.register import demand_named
from app.simulator.receipts.tables import receipts
from app.simulator.receipts.terms import is_settled, type_of
from app.simulator.refusals import Refused
from app.simulator.storage import next_numbers
from app.simulator.tables import agencies, units, users
from app.wire.codec import encode
from app.wire.codes import Refusal, Role
from app.wire.receipts import (
    BOOK,
    OFFICIAL_RECEIPT,
    RECEIPTS_ISSUED,
    OfficialReceipt,
    ReceiptItem,
    ReceiptsIssued,
    SignedOfficialReceipt,
)
from app.wire.signature import OFFICIAL_RECEIPT as LABEL
from app.wire.signature import sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Row

    from app.simulator.disbursement.call import Call
    from app.wire.bills import RevenueType
    from app.wire.orders import OrderDone
    from app.wire.receipts import IssueReceipts

ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class _Paid:
    """A payment with the bills it paid and how much of each."""

    row: Row[Any]
    parts: tuple[Row[Any], ...]


@dataclass(frozen=True, slots=True)
class _Office:
    """Whoever issues: names as they are printed."""

    agency_name: str
    unit_name: str
    issuer_name: str


def issue_receipts(call: Call, cmd_id: str, command: IssueReceipts) -> OrderDone:
    """Give each payment its receipt, in the command's order; a refused command uses no number."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_COLLECTION)
    found = _payments(call, demand_named(command.payment_ids, "payment_ids"))
    fy, office = fiscal_year(local_date(call.now)), _office(call)
    types = revenue.of_all(call.connection)
    numbers = next_numbers(call.connection, f"receipt:{call.signed.unit}:{fy}", len(found))
    made = [_receipt(call, office, (fy, number), paid, types) for number, paid in zip(numbers, found, strict=True)]
    texts = [encode(one) for one in made]
    signed = [SignedOfficialReceipt(text.decode(), sign(call.bank_key, LABEL, text)) for text in texts]
    rows = [
        {
            "receipt_id": one.receipt_id,
            "agency": one.agency,
            "unit": one.unit,
            "fy": one.fy,
            "number": int(one.number),
            "payment_id": one.payment_id,
            "receipt": said.receipt,
            "sig": said.sig,
        }
        for one, said in zip(made, signed, strict=True)
    ]
    call.connection.execute(insert(receipts), rows)
    author, owner = call.author(cmd_id), (call.signed.agency, call.signed.unit)
    first = made[0].receipt_id
    body = ReceiptsIssued(tuple(signed))
    position = log.append(call.connection, call.at, owner, RECEIPTS_ISSUED, first, body, author)
    of = {one.payment_id: one.receipt_id for one in made}
    money.receipted(call.connection, call.now, of, author)
    billing.receipts_changed(call.connection, call.now, of, author)
    return call.answer(cmd_id, first, ISSUED, position)


def _payments(call: Call, ids: Sequence[str]) -> list[_Paid]:
    """Return the payments of the unit in the order they were named; refuse where one cannot have a receipt now."""
    mine = (payments.c.unit == call.signed.unit, payments.c.payment_id.in_(ids))
    # Held until the commit: on a server with many writers nobody else gives these payments a receipt meanwhile.
    there = select(payments).where(*mine).order_by(payments.c.payment_id).with_for_update()
    rows = {row.payment_id: row for row in call.connection.execute(there)}
    parts: dict[str, list[Row[Any]]] = {}
    belongs = select(allocations.c.payment_id, allocations.c.satang.label("part_satang"), bills)
    belongs = belongs.join(bills, bills.c.bill_id == allocations.c.bill_id)
    for part in call.connection.execute(belongs.where(allocations.c.payment_id.in_(ids)).order_by(bills.c.ref2)):
        parts.setdefault(part.payment_id, []).append(part)
    found = []
    for payment_id in ids:
        row = rows.get(payment_id)
        if row is None:
            raise Refused(Refusal.NOT_FOUND)
        if row.receipt_id or not is_settled(row):
            raise Refused(Refusal.RECEIPT_NOT_DUE, payment_id=payment_id)
        if row.open_req_id:
            raise Refused(Refusal.PROPOSAL_PENDING, req_id=row.open_req_id)
        found.append(_Paid(row, tuple(parts[payment_id])))
    return found


def _office(call: Call) -> _Office:
    row = call.connection.execute(
        select(agencies.c.name.label("agency_name"), units.c.name.label("unit_name"), users.c.name_th)
        .join(units, units.c.agency == agencies.c.agency)
        .join(users, users.c.unit == units.c.unit)
        .where(users.c.uid == call.signed.uid)
    ).one()
    return _Office(row.agency_name, row.unit_name, row.name_th)


def _receipt(
    call: Call, office: _Office, place: tuple[str, int], paid: _Paid, types: Iterable[RevenueType]
) -> OfficialReceipt:
    (fy, number), row = place, paid.row
    # Whose references the payment bore has paid, whoever else's bill takes a part of it.
    payer = next((part for part in paid.parts if part.bill_id == row.bill_id), paid.parts[0])
    return OfficialReceipt(
        typ=OFFICIAL_RECEIPT,
        receipt_id=f"{row.unit}/{fy}/{number}",
        agency=row.agency,
        agency_name=office.agency_name,
        unit=row.unit,
        unit_name=office.unit_name,
        fy=fy,
        book=str((number - 1) // BOOK + 1),
        number=str(number),
        payer_name=payer.payer_name,
        payer_id=payer.payer_id,
        payer_address=payer.payer_address,
        items=tuple(_item(part, type_of(types, part.revenue_type, row)) for part in paid.parts),
        total_satang=str(row.matched_satang),
        payment_id=row.payment_id,
        ref1=row.ref1,
        ref2=row.ref2,
        channel=row.channel,
        paid_at=row.paid_at,
        issued_at=call.at,
        issuer_uid=call.signed.uid,
        issuer_name=office.issuer_name,
    )


def _item(part: Row[Any], named: RevenueType | None) -> ReceiptItem:
    """Return a line of a receipt; a type that is in the table no more keeps its code for a name."""
    return ReceiptItem(
        bill_id=part.bill_id,
        revenue_type=part.revenue_type,
        revenue_code=named.revenue_code if named else "",
        name_th=named.name_th if named else part.revenue_type,
        item=part.item,
        satang=str(part.part_satang),
    )
