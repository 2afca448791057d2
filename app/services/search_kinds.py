"""How each kind of found item is shown, in which room it opens, and which right is needed to find it.

Whoever adds a kind: `app.domain.search.kinds` names it with its fields, the store hands in their values by
`app.store.search_index.put` where it writes them, and here stands a `Shown`; its words are ``search.kind.<kind>``.
The ``needs`` of a kind must be that of its room: nobody finds what they may not open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import i18n
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import LineStatus
from app.domain.search.kinds import FIELDS, Field, Kind
from app.domain.search.place import LinePlace
from app.domain.values.dates import bangkok_day, clock_time, short
from app.domain.values.identifiers import masked_account
from app.domain.values.money import formatted
from app.services.board import Found
from app.services.remittance_words import term
from app.store import (
    bills,
    collection_orders,
    disbursement,
    listings,
    official_receipts,
    payee_listings,
    payments,
    remittances,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.collections.bill import Bill
    from app.domain.disbursement.record import Batch
    from app.services.desk import Desk
    from app.store.handles import Reading
    from app.store.search import Hit

BATCHES, RESULTS, DRAWS, RECALLS, REGISTER = "batches", "results", "draws", "recalls", "register"
BILLS, PAYMENTS, REQUESTS = "bills", "payments", "requests"
RECEIPTS, ORDERS = "official_receipts", "collection_orders"
REMITTANCES, TREASURY_DOCUMENTS, CLOSING = "remittances", "treasury_documents", "closing"
"""Screens by their key."""

UNSETTLED_ICON = "circle-question-mark"
_STATUS_ICONS = {
    BatchStatus.DRAFT: "pencil",
    BatchStatus.RETURNED: "undo-2",
    BatchStatus.WITHDRAWN: "undo-2",
    BatchStatus.SETTLED: "circle-check",
    BatchStatus.PARTLY_SETTLED: "triangle-alert",
    BatchStatus.REFUSED: "circle-x",
    BatchStatus.CANCELLED: "ban",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """How a kind is shown: the right to find it, and what makes a row of a hit, None for what is gone meanwhile."""

    needs: Action
    row: Callable[[Desk, Reading, Hit], Found | None]


def values_of(kind: Kind, hit: Hit) -> Mapping[Field, str]:
    """Return by field what is kept of an item, sums as people read them, accounts masked."""
    return {field: _readable(field, value) for field, value in zip(FIELDS[kind], hit.values, strict=True)}


def _readable(field: Field, value: str | int) -> str:
    if isinstance(value, int):
        return formatted(value)
    return masked_account(value) if field is Field.ACCOUNT and value else value


def found_batch(batch: Batch) -> Found:
    """Return a batch as a row of the search and of the home page."""
    unsettled = f"batches.delivery.{batch.delivery.value}"
    detail = i18n.text(
        "home.found",
        status=i18n.text(f"terms.batch.{batch.status.value}" if batch.delivery is Delivery.NONE else unsettled),
        count=f"{batch.lines_count:,}",
        amount=batch.total.format(),
        at=clock_time(batch.updated_at, i18n.language()),
    )
    icon = UNSETTLED_ICON if batch.delivery is not Delivery.NONE else _STATUS_ICONS.get(batch.status, "hourglass")
    return Found(batch_title(batch), detail, BATCHES, batch.op_id, icon)


def batch_title(batch: Batch | None) -> str:
    """Return what a batch is called."""
    if batch is None:
        return ""
    return batch.head.purpose or batch.file_name or i18n.text("batches.no_purpose")


def found_bill(bill: Bill) -> Found:
    """Return a bill as a row of the search and of the home page."""
    detail = i18n.text(
        "home.bill_found",
        state=i18n.text(f"bills.state.{bill.state}"),
        amount=bill.draft.amount.format(),
        day=short(bill.draft.due_date, i18n.language()),
        ref2=bill.reference.ref2,
    )
    return Found(bill.draft.payer_name, detail, BILLS, bill.bill_id)


def _payee(desk: Desk, rd: Reading, hit: Hit) -> Found | None:
    payee = payee_listings.payee(rd, hit.name)
    if payee is None:
        return None
    bank = desk.banks.title(payee.record.bank, i18n.language())
    return Found(payee.record.name, f"{bank} {payee.record.masked}", REGISTER, payee.payee_id, "user")


def _line(_: Desk, rd: Reading, hit: Hit) -> Found | None:
    line = listings.line_rows(rd, [hit.line_id]).get(hit.line_id)
    op_id = listings.op_ids_of_lines(rd, [hit.line_id]).get(hit.line_id)
    batch = disbursement.batch(rd, op_id) if op_id else None
    if line is None or batch is None:
        return None
    is_draft = line.status is LineStatus.DRAFT
    detail = i18n.text(
        "search.line",
        amount=formatted(line.satang) if line.satang is not None else line.amount,
        status=i18n.text(f"terms.line.{line.status.value}"),
        batch=batch_title(batch),
    )
    place = LinePlace(batch.op_id, hit.line_id)
    return Found(line.name, detail, BATCHES if is_draft else RESULTS, batch.op_id if is_draft else place, "circle-user")


def _batch(_: Desk, rd: Reading, hit: Hit) -> Found | None:
    batch = disbursement.batch(rd, hit.name)
    return found_batch(batch) if batch else None


def _draw(_: Desk, __: Reading, hit: Hit) -> Found:
    values = values_of(Kind.DRAW, hit)
    return Found(hit.name, i18n.text("search.amount", amount=values[Field.AMOUNT]), DRAWS, hit.name, "landmark")


def _recall(_: Desk, __: Reading, hit: Hit) -> Found:
    values = values_of(Kind.RECALL, hit)
    detail = i18n.text("search.recall", amount=values[Field.AMOUNT], letter=values[Field.LETTER])
    return Found(values[Field.NAME], detail, RECALLS, hit.name, "undo-2")


def _bill(_: Desk, rd: Reading, hit: Hit) -> Found | None:
    bill = bills.bill(rd, hit.name)
    return found_bill(bill) if bill else None


def _payment(_: Desk, rd: Reading, hit: Hit) -> Found | None:
    payment = payments.payment(rd, hit.name)
    if payment is None:
        return None
    detail = i18n.text(
        "incoming.found",
        channel=i18n.text(f"collection_terms.channel.{payment.channel}"),
        amount=payment.amount.format(),
        day=short(bangkok_day(payment.paid_at), i18n.language()),
        payment_id=payment.payment_id,
    )
    return Found(payment.payer_name or payment.payment_id, detail, PAYMENTS, payment.payment_id, "inbox")


def _receipt(_: Desk, rd: Reading, hit: Hit) -> Found | None:
    stored = official_receipts.named(rd, [hit.name])
    if not stored:
        return None
    values = values_of(Kind.RECEIPT, hit)
    key = "receipt_book.found_void" if stored[0].void else "receipt_book.found"
    detail = i18n.text(key, number=values[Field.NUMBER].split()[0], amount=values[Field.AMOUNT])
    return Found(values[Field.NAME], detail, RECEIPTS, hit.name, "file-check")


def _request(_: Desk, __: Reading, hit: Hit) -> Found:
    values = values_of(Kind.REQUEST, hit)
    detail = f"{values[Field.REQUEST_NO]} · {values[Field.SERVICE]}"
    return Found(values[Field.NAME], detail, REQUESTS, hit.name, "inbox")


def _order(_: Desk, rd: Reading, hit: Hit) -> Found | None:
    kept = collection_orders.order(rd, hit.name)
    if kept is None:
        return None
    detail = f"{values_of(Kind.ORDER, hit)[Field.AMOUNT]} {kept.order.payment_id}".strip()
    return Found(kept.order.reason, detail, ORDERS, hit.name, "badge-check")


def _letter(_: Desk, rd: Reading, hit: Hit) -> Found:
    about, email = hit.name.rsplit(" ", 1)
    bill = bills.bill(rd, about)
    detail = bill.draft.payer_name if bill else about
    return Found(email, detail, BILLS if bill else RECEIPTS, about, "send")


def _remittance(_: Desk, rd: Reading, hit: Hit) -> Found | None:
    one = remittances.one(rd, hit.name)
    if one is None:
        return None
    values = values_of(Kind.REMITTANCE, hit)
    said = (term("state", one.state), values[Field.AMOUNT], values[Field.NUMBER], values[Field.BANK_REFERENCE])
    return Found(term("kind", one.kind), " · ".join(filter(None, said)), REMITTANCES, hit.name, "landmark")


def _booked(_: Desk, __: Reading, hit: Hit) -> Found:
    values = values_of(Kind.BOOKED, hit)
    kind, year, number = hit.name.split("/")
    detail = i18n.text("search.booked", amount=values[Field.AMOUNT], year=year)
    return Found(f"{kind} {number}", detail, TREASURY_DOCUMENTS, hit.name, "file-spreadsheet")


def _exception(_: Desk, __: Reading, hit: Hit) -> Found:
    values = values_of(Kind.EXCEPTION, hit)
    number = values[Field.NUMBER]
    detail = " · ".join(filter(None, (number, values[Field.AMOUNT])))
    return Found(values[Field.REASON], detail, CLOSING, f"number:{number}", "triangle-alert")


SHOWN: Mapping[Kind, Shown] = {
    Kind.PAYEE: Shown(Action.VIEW_PAYEES, _payee),
    Kind.LINE: Shown(Action.OPEN_BATCH, _line),
    Kind.BATCH: Shown(Action.OPEN_BATCH, _batch),
    Kind.DRAW: Shown(Action.OPEN_BATCH, _draw),
    Kind.RECALL: Shown(Action.OPEN_BATCH, _recall),
    Kind.BILL: Shown(Action.VIEW_COLLECTIONS, _bill),
    Kind.PAYMENT: Shown(Action.VIEW_COLLECTIONS, _payment),
    Kind.RECEIPT: Shown(Action.VIEW_COLLECTIONS, _receipt),
    Kind.REQUEST: Shown(Action.VIEW_COLLECTIONS, _request),
    Kind.ORDER: Shown(Action.VIEW_COLLECTIONS, _order),
    Kind.LETTER: Shown(Action.VIEW_COLLECTIONS, _letter),
    Kind.REMITTANCE: Shown(Action.VIEW_REMITTANCES, _remittance),
    Kind.BOOKED: Shown(Action.VIEW_REMITTANCES, _booked),
    Kind.EXCEPTION: Shown(Action.VIEW_CLOSING, _exception),
}
"""Every kind that can be found."""
