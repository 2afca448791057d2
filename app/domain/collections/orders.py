"""What two persons decide about money that came in: match it, take it off a bill, send it back, void its receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.values.money import Money


class CollectionAct(StrEnum):
    """What one person proposes and another settles."""

    MATCH = "match"
    UNMATCH = "unmatch"
    REFUND = "refund"
    VOID_RECEIPT = "void_receipt"


class OrderState(StrEnum):
    """Where an order of two persons stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class RefundTo:
    """The account that money goes back to: a bank's code, or ``PROMPTPAY`` with an id of it."""

    bank: str
    account: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CollectionOrder:
    """What the first person signs; ``act`` says which fields are filled, every one has a reason.

    ``amount`` is None where a receipt is voided; ``bank``, ``acct`` and ``acct_name`` say where a refund goes.
    """

    req_id: str
    act: CollectionAct
    payment_id: str
    bill_id: str
    receipt_id: str
    amount: Money | None
    bank: str
    acct: str = field(repr=False)
    acct_name: str = field(repr=False)
    reason: str


@dataclass(frozen=True, slots=True)
class SignedCollectionOrder:
    """An order as the log tells it; ``text`` and ``decision`` are the exact bytes that were signed, b'' before.

    ``answer`` is the second person's reason, or the maker's for taking it back. ``bank_ref`` is a refund's.
    """

    order: CollectionOrder
    state: OrderState
    maker_uid: str
    made_at: datetime
    text: bytes = field(repr=False)
    sig: str = field(repr=False)
    decided_by: str = ""
    decided_at: datetime | None = None
    answer: str = ""
    bank_ref: str = ""
    decision: bytes = field(default=b"", repr=False)
    decision_sig: str = field(default="", repr=False)
