"""What the unit's log tells about bills, payments, receipts and requests, read from signed bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.collections.bill import BillDraft, BillReference, BillStanding, LetterReport
    from app.domain.collections.orders import CollectionOrder
    from app.domain.collections.payment import Payment
    from app.domain.collections.receipt import OfficialReceipt
    from app.domain.collections.request import PortalRequest, Posting


@dataclass(frozen=True, slots=True)
class IssuedBill:
    """A bill of an order with the references that it got."""

    draft: BillDraft
    reference: BillReference


@dataclass(frozen=True, slots=True)
class BillsIssued:
    """Bills hold from here on; ``order`` are the exact bytes that their maker signed, of which the rest was read."""

    req_id: str
    source_sha256: str
    maker_uid: str
    bills: tuple[IssuedBill, ...]
    order: bytes = field(repr=False)
    order_sig: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BillsChanged:
    """How bills stand now, by their id; ``what`` happened as the wire names it."""

    what: str
    standings: tuple[tuple[str, BillStanding], ...]


@dataclass(frozen=True, slots=True)
class LettersReported:
    """What became of e-mails about bills or receipts."""

    reports: tuple[LetterReport, ...]


@dataclass(frozen=True, slots=True)
class PaymentsChanged:
    """Payments as they are from here on; ``what`` happened as the wire names it."""

    what: str
    payments: tuple[Payment, ...]


@dataclass(frozen=True, slots=True)
class CollectionOrdered:
    """An order waits for a second person; ``text`` are the exact bytes that its maker signed."""

    order: CollectionOrder
    maker_uid: str
    text: bytes = field(repr=False)
    sig: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CollectionSettled:
    """A second person approved an order or returned it; ``decision`` are the exact bytes that were signed."""

    order: CollectionOrder
    maker_uid: str
    approved: bool
    decided_by: str
    reason: str
    bank_ref: str
    text: bytes = field(repr=False)
    sig: str = field(repr=False)
    decision: bytes = field(repr=False)
    decision_sig: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CollectionRecalled:
    """An order was taken back by its maker."""

    req_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class IssuedReceipt:
    """A receipt with the exact bytes that the bank signed."""

    told: OfficialReceipt
    text: bytes = field(repr=False)
    sig: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReceiptsIssued:
    """Receipts hold from here on, in the order of their numbers."""

    receipts: tuple[IssuedReceipt, ...]


@dataclass(frozen=True, slots=True)
class ReceiptsPrinted:
    """Prints that somebody took, by receipt: 0 is the original, then 1, 2 ..."""

    prints: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ReceiptVoided:
    """A receipt does not hold any more."""

    receipt_id: str
    req_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class RequestChanged:
    """A request as it is from here on; ``what`` happened as the wire names it."""

    what: str
    request: PortalRequest


@dataclass(frozen=True, slots=True)
class TreasuryPosted:
    """Money of the unit went to the treasury by itself."""

    postings: tuple[Posting, ...]


_OfMoney = (
    PaymentsChanged | CollectionOrdered | CollectionSettled | CollectionRecalled | RequestChanged | TreasuryPosted
)
CollectionNews = (
    BillsIssued | BillsChanged | LettersReported | ReceiptsIssued | ReceiptsPrinted | ReceiptVoided | _OfMoney
)


def subjects(item: CollectionNews) -> tuple[str, ...]:
    """Return the bills, payments, orders, receipts and requests that news is about, each once."""
    if isinstance(item, BillsIssued | BillsChanged | LettersReported):
        named = _of_bills(item)
    elif isinstance(item, ReceiptsIssued | ReceiptsPrinted | ReceiptVoided):
        named = _of_receipts(item)
    else:
        named = _of_money(item)
    return tuple(dict.fromkeys(filter(None, named)))


def _of_bills(item: BillsIssued | BillsChanged | LettersReported) -> list[str]:
    match item:
        case BillsIssued(bills=bills):
            return [name for one in bills for name in (one.draft.bill_id, one.draft.request_id)]
        case BillsChanged(standings=standings):
            return [bill_id for bill_id, _ in standings]
    return [report.about for report in item.reports]


def _of_receipts(item: ReceiptsIssued | ReceiptsPrinted | ReceiptVoided) -> list[str]:
    match item:
        case ReceiptsIssued(receipts=receipts):
            return [name for one in receipts for name in (one.told.receipt_id, one.told.payment_id)]
        case ReceiptsPrinted(prints=prints):
            return [receipt_id for receipt_id, _ in prints]
    return [item.receipt_id]


def _of_money(item: _OfMoney) -> list[str]:
    match item:
        case PaymentsChanged(payments=payments):
            return [payment.payment_id for payment in payments]
        case CollectionOrdered(order=order) | CollectionSettled(order=order):
            return [order.req_id, order.payment_id, order.bill_id, order.receipt_id]
        case CollectionRecalled(req_id=req_id):
            return [req_id]
        case RequestChanged(request=request):
            return [request.request_id]
    return [posting.payment_id for posting in item.postings]


def subject(item: CollectionNews) -> str:
    """Return the one name under which the log keeps news, '' for news about many."""
    if isinstance(item, BillsIssued):
        return item.req_id
    if isinstance(item, CollectionOrdered | CollectionSettled):
        return item.order.req_id
    found = subjects(item)
    return found[0] if len(found) == 1 else ""
