"""A receipt (ใบเสร็จรับเงิน): numbered and signed by the central system, never edited, only voided and issued again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.collections.payment import Channel
    from app.domain.values.money import Money

NUMBER_DIGITS = 6


@dataclass(frozen=True, slots=True)
class ReceiptItem:
    """What was paid for."""

    bill_id: str
    revenue_type: str
    revenue_code: str
    name_th: str
    item: str
    amount: Money


@dataclass(frozen=True, slots=True)
class OfficialReceipt:
    """What the central system signed; ``receipt_id`` is unit, fiscal year and number. One stands for a payment.

    ``fy`` is the Buddhist fiscal year, ``number`` runs from 1 in it without a gap, in books of a hundred.
    """

    receipt_id: str
    agency: str
    agency_name: str
    unit: str
    unit_name: str
    fy: int
    book: int
    number: int
    payer_name: str = field(repr=False)
    payer_id: str = field(repr=False)
    payer_address: str = field(repr=False)
    items: tuple[ReceiptItem, ...]
    total: Money
    payment_id: str
    ref1: str
    ref2: str
    channel: Channel
    paid_at: datetime
    issued_at: datetime
    issuer_uid: str
    issuer_name: str


@dataclass(frozen=True, slots=True)
class VoidMark:
    """That a receipt does not hold any more: by which order of two persons, why and since when."""

    req_id: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptPrint:
    """A print that the central system counted: ``copy`` 0 is the original, then 1, 2 ..."""

    copy: int
    uid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as the log tells it; ``text`` are the exact bytes that the bank signed with ``sig``."""

    told: OfficialReceipt
    text: bytes = field(repr=False)
    sig: str = field(repr=False)
    void: VoidMark | None = None
    prints: tuple[ReceiptPrint, ...] = ()

    @property
    def receipt_id(self) -> str:
        """Its name for life."""
        return self.told.receipt_id

    @property
    def holds(self) -> bool:
        """Whether it was not voided."""
        return self.void is None


def shown_number(fy: int, number: int) -> str:
    """Return a receipt's number as it is printed: ``000123/2570``."""
    return f"{number:0{NUMBER_DIGITS}d}/{fy}"


def number_of(receipt_id: str) -> str:
    """Return the printed number of the receipt of that id, where nothing else of it is at hand."""
    _, fy, number = receipt_id.split("/")
    return shown_number(int(fy), int(number))
