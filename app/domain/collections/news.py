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


CollectionNews = (
    BillsIssued
    | BillsChanged
    | LettersReported
    | PaymentsChanged
    | CollectionOrdered
    | CollectionSettled
    | CollectionRecalled
    | ReceiptsIssued
    | ReceiptsPrinted
    | ReceiptVoided
    | RequestChanged
    | TreasuryPosted
)
