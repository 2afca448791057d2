"""Receipts (ใบเสร็จรับเงิน): numbered by the central system without a gap, signed by it, voided by two, never edited.

Numbers run by unit and Buddhist fiscal year: ``number`` from 1, in books of `BOOK` receipts. All values are strings.
"""

from __future__ import annotations

from app.wire.codec import Message
from app.wire.forms import FiscalYear, Moment, Satang, Signature, Uuid
from app.wire.orders import Command

OFFICIAL_RECEIPT = "khlang.official-receipt/1"
ISSUE_RECEIPTS = "khlang.issue-receipts/1"
PRINT_RECEIPTS = "khlang.print-receipts/1"

BOOK = 100


class ReceiptItem(Message, frozen=True):
    """What was paid for."""

    bill_id: Uuid
    revenue_type: str
    revenue_code: str
    name_th: str
    item: str
    satang: Satang


class OfficialReceipt(Message, frozen=True):
    """What the central system signs, label OFFR. ``receipt_id`` is ``unit/fy/number``; one stands for a payment.

    ``issuer_uid`` and ``issuer_name`` are the collection maker's; ``channel`` as in `app.wire.collections.Channel`.
    """

    typ: str
    receipt_id: str
    agency: str
    agency_name: str
    unit: str
    unit_name: str
    fy: FiscalYear
    book: str
    number: str
    payer_name: str
    payer_id: str
    payer_address: str
    items: tuple[ReceiptItem, ...]
    total_satang: Satang
    payment_id: str
    ref1: str
    ref2: str
    channel: str
    paid_at: Moment
    issued_at: Moment
    issuer_uid: str
    issuer_name: str


class SignedOfficialReceipt(Message, frozen=True):
    """``receipt`` is the canonical text of an `OfficialReceipt`, ``sig`` the bank's over it."""

    receipt: str
    sig: Signature


class IssueReceipts(Command, frozen=True):
    """Command of a collection maker: a receipt for each payment, in this order; all or none.

    Up to `app.wire.api.RECEIPTS_PER_COMMAND_MAX`; every payment is in the account, all of it belongs to bills or went
    back, it has no receipt, and no order about it waits.
    """

    payment_ids: tuple[str, ...]


class PrintReceipts(Command, frozen=True):
    """Command of a collection maker, before printing: the first print is the original, every later one a copy.

    A receipt that was voided may be printed, too; the paper says so.
    """

    receipt_ids: tuple[str, ...]


RECEIPTS_ISSUED = "receipts.issued"
RECEIPTS_PRINTED = "receipts.printed"
RECEIPT_VOIDED = "receipt.voided"


class ReceiptsIssued(Message, frozen=True):
    """Event: receipts hold from here on, in the order of their numbers."""

    receipts: tuple[SignedOfficialReceipt, ...]


class ReceiptPrint(Message, frozen=True):
    """A print: ``copy`` 0 is the original, then 1, 2 ..."""

    receipt_id: str
    copy: str


class ReceiptsPrinted(Message, frozen=True):
    """Event: prints that somebody took; the record's actor and time are the print's."""

    prints: tuple[ReceiptPrint, ...]


class ReceiptVoided(Message, frozen=True):
    """Event: a receipt does not hold any more; ``req_id`` is the order that two persons signed."""

    receipt_id: str
    req_id: Uuid
    reason: str
