"""What bills and receipts say, as plain data; '' stands for none, days are ISO, moments instants, sums satang."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.documents.pdf.content import digest

if TYPE_CHECKING:
    from app.documents.pdf.content import Layout, Office, Printing


class CollectionPaper(StrEnum):
    """The papers of collecting, as their codes name them."""

    BILL = "bill"
    RECEIPT = "official_receipt"


@dataclass(frozen=True, slots=True)
class BillSheet:
    """A bill. ``paid_satang`` of it came in already; ``mark`` is '' while it may be paid, else its state.

    A bill with a mark bears no code, so that nobody pays it: ``paid``, ``overpaid``, ``expired``, ``cancelled``.
    """

    payer_name: str = field(repr=False)
    payer_id: str = field(repr=False)
    payer_address: str = field(repr=False)
    revenue_name: str
    revenue_code: str
    item: str
    amount_satang: int
    issued_on: str
    due_date: str
    account_name: str
    company_code: str
    product_code: str
    biller_id: str
    ref1: str
    ref2: str
    promptpay_id: str = ""
    paid_satang: int = 0
    mark: str = ""

    @property
    def to_pay_satang(self) -> int:
        """What is still to be paid."""
        return max(0, self.amount_satang - self.paid_satang)


@dataclass(frozen=True, slots=True)
class Bills:
    """Bills to be printed in one go, each on a sheet of its own."""

    office: Office
    bills: tuple[BillSheet, ...]
    printing: Printing


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What was paid for."""

    name: str
    revenue_code: str
    item: str
    satang: int


@dataclass(frozen=True, slots=True)
class CopyMark:
    """That this is not the first print: which copy, who took it and when."""

    number: int
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class VoidedMark:
    """That the receipt does not hold any more."""

    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class ReceiptSheet:
    """A receipt; ``number`` is as it is printed. ``bank_signature`` is the bank's over what it says, as text.

    ``printed_by`` and ``printed_at`` tell of the original, on its copies, too: these differ from it by ``copy`` alone.
    ``office`` is whose paper it is where that differs from the others in a file, by an older template of the agency.
    """

    book: str
    number: str
    payer_name: str = field(repr=False)
    payer_id: str = field(repr=False)
    payer_address: str = field(repr=False)
    lines: tuple[ReceiptLine, ...]
    total_satang: int
    channel: str
    bank_reference: str
    ref1: str
    ref2: str
    paid_at: str
    issued_at: str
    receiver: str
    bank_signature: str
    printed_by: str
    printed_at: str
    copy: CopyMark | None = None
    voided: VoidedMark | None = None
    office: Office | None = None


@dataclass(frozen=True, slots=True)
class ReceiptSheets:
    """Receipts to be printed in one go; ``printing`` is who makes this file, and when."""

    office: Office
    receipts: tuple[ReceiptSheet, ...]
    printing: Printing
    layout: Layout = "page"


def bill_digest(bill: BillSheet, bills: Bills) -> str:
    """Return the hash of what one bill says."""
    return digest(CollectionPaper.BILL, bills.office, bills.printing, bill=bill)


def receipt_digest(receipt: ReceiptSheet, receipts: ReceiptSheets) -> str:
    """Return the hash of what one receipt says, the same for the original and its copies."""
    said = {name: getattr(receipt, name) for name in _SAID}
    return digest(CollectionPaper.RECEIPT, receipt.office or receipts.office, receipts.printing, receipt=said)


_OF_A_PRINT = frozenset({"printed_by", "printed_at", "copy", "voided", "office"})
_SAID = tuple(name for name in ReceiptSheet.__dataclass_fields__ if name not in _OF_A_PRINT)
