"""Money that came in: a payment by its bank's reference, what of it belongs to which bill, and why the rest waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.values.money import Money

if TYPE_CHECKING:
    from datetime import date, datetime


class Channel(StrEnum):
    """Where a payer paid."""

    COUNTER = "counter"
    ATM = "atm"
    INTERNET = "internet"
    MOBILE = "mobile"
    CARD = "card"
    PROMPTPAY = "promptpay"
    OTHER_BANK = "other_bank"


class PaymentState(StrEnum):
    """What has become of money that came in."""

    MATCHED = "matched"
    QUEUED = "queued"
    REFUNDED = "refunded"
    REVERSED = "reversed"


SETTLED = (PaymentState.MATCHED, PaymentState.REFUNDED)
"""States in which nothing of a payment waits; of what went back only a part, the rest belongs to bills."""


class QueueCause(StrEnum):
    """Why money waits in the queue."""

    NO_REFERENCE = "no_reference"
    WRONG_REFERENCE = "wrong_reference"
    UNDER = "under"
    OVER = "over"
    DOUBLE = "double"
    LATE = "late"
    CANCELLED = "cancelled"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Allocation:
    """So much of a payment belongs to this bill."""

    bill_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as the central system told it last; ``payment_id`` is the bank's reference, and no payment has two.

    ``value_date`` is the day on which the money is in the account. ``cause`` is None unless it is queued.
    ``open_req_id`` is the order about it that waits, ``receipt_id`` the receipt that stands for it, '' for none.
    ``remitted_at`` is None until it was sent to the treasury.
    """

    payment_id: str
    version: int
    channel: Channel
    ref1: str
    ref2: str
    amount: Money
    payer_name: str = field(repr=False)
    sending_bank: str
    place: str
    paid_at: datetime
    value_date: date
    state: PaymentState
    cause: QueueCause | None
    allocations: tuple[Allocation, ...]
    refunded: Money
    open_req_id: str
    receipt_id: str
    remitted_at: datetime | None

    @property
    def matched(self) -> Money:
        """So much of it belongs to bills."""
        return Money(sum(each.amount.satang for each in self.allocations))

    @property
    def waiting(self) -> Money:
        """So much of it belongs to nothing yet."""
        if self.state is PaymentState.REVERSED:
            return Money(0)
        return self.amount - self.matched - self.refunded

    def arrived(self, day: date) -> bool:
        """Say whether its money is in the account on a day; a card's comes later."""
        return self.value_date <= day

    @property
    def is_settled(self) -> bool:
        """Whether all of it belongs to bills, but for what went back to the payer."""
        return self.state in SETTLED and bool(self.allocations)

    def can_be_receipted(self, day: date) -> bool:
        """Say whether a receipt may be asked for it on a day."""
        return self.is_settled and not self.receipt_id and self.arrived(day)
