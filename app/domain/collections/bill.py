"""A bill (ใบแจ้งการชำระเงิน): what is asked of a payer, under which references, and how it stands (document 002)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.values.money import Money

if TYPE_CHECKING:
    from datetime import date, datetime


class BillState(StrEnum):
    """Where a bill stands; what came in decides over what was done with the paper."""

    ISSUED = "issued"
    SENT = "sent"
    VIEWED = "viewed"
    PART_PAID = "part_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


UNPAID = frozenset({BillState.ISSUED, BillState.SENT, BillState.VIEWED})
"""States of bills that nothing was paid on, and that may still be paid; only these can be cancelled."""

PAYABLE = UNPAID | {BillState.PART_PAID}
"""States in which money is still awaited."""

SETTLED = frozenset({BillState.PAID, BillState.OVERPAID})


@dataclass(frozen=True, slots=True)
class BillDraft:
    """A bill as its maker asks for it; ``bill_id`` is the maker's, for life. ``due_date`` is the last day to pay.

    ``payer_id`` is a citizen or tax id or ''; ``request_id`` names the Portal's request that it answers, or ''.
    """

    bill_id: str
    payer_name: str = field(repr=False)
    payer_id: str = field(repr=False)
    payer_address: str = field(repr=False)
    payer_email: str = field(repr=False)
    payer_mobile: str = field(repr=False)
    revenue_type: str
    item: str
    amount: Money
    due_date: date
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class BillReference:
    """What a bill is paid under; the central system gave it (see `app.domain.collections.references`)."""

    ref1: str
    ref2: str
    biller_id: str
    company_code: str
    product_code: str


@dataclass(frozen=True, slots=True)
class BillStanding:
    """Where a bill stands: ``matched`` belongs to it, ``received`` came with its references, kept or not.

    ``version`` counts from 1 and rises with every change.
    """

    version: int
    state: BillState
    matched: Money
    received: Money
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Bill:
    """An issued bill; ``req_id`` names the order of bills that its maker signed."""

    draft: BillDraft
    reference: BillReference
    standing: BillStanding
    req_id: str
    maker_uid: str
    issued_at: datetime

    @property
    def bill_id(self) -> str:
        """Its name for life."""
        return self.draft.bill_id

    @property
    def state(self) -> BillState:
        """Where it stands."""
        return self.standing.state

    @property
    def open_amount(self) -> Money:
        """What is still to be paid on it; nothing on one that is settled or given up."""
        if self.state is BillState.CANCELLED:
            return Money(0)
        return Money(max(0, self.draft.amount.satang - self.standing.matched.satang))

    @property
    def awaits_money(self) -> bool:
        """Whether it may still be paid."""
        return self.state in PAYABLE

    def overdue_days(self, day: date) -> int:
        """Return for how many days its last day to pay is over, 0 where it is not."""
        return max(0, (day - self.draft.due_date).days)


class LetterState(StrEnum):
    """What became of one e-mail; ``RECORDED`` where no server is set up."""

    SENT = "sent"
    FAILED = "failed"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class LetterReport:
    """What became of one e-mail about a bill or a receipt; ``problem`` is the mail server's, or ''."""

    about: str
    email: str = field(repr=False)
    file_sha256: str
    state: LetterState
    problem: str
    at: datetime
