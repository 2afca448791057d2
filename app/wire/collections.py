"""What is paid on bills, and what two persons decide about money that does not fit (document 002).

The unit is told of every payment once, by the bank's reference. What fits a bill by reference and amount is matched at
once, the rest waits in a queue. All values are strings, '' is none; ``*_satang`` as in `app.wire.disbursement.Line`.
"""

from __future__ import annotations

from enum import StrEnum

from app.wire.codec import Message
from app.wire.forms import Day, Moment, Number, Satang, Signature, Uuid
from app.wire.orders import OrderDecision, ProposeOrder, RecallOrder, SettleOrder, UnitOrder

COLLECTION_ORDER = "khlang.collection/1"
COLLECTION_DECISION = "khlang.collection-decision/1"
PROPOSE_COLLECTION = "khlang.propose-collection/1"
SETTLE_COLLECTION = "khlang.settle-collection/1"
RECALL_COLLECTION = "khlang.recall-collection/1"

COLLECTIONS_CHANGED = "collections.changed"
COLLECTION_ORDERED = "collection.ordered"
COLLECTION_SETTLED = "collection.settled"
COLLECTION_RECALLED = "collection.recalled"


class Channel(StrEnum):
    """Where a payer paid."""

    COUNTER = "counter"
    ATM = "atm"
    INTERNET = "internet"
    MOBILE = "mobile"
    CARD = "card"  # a terminal of the agency; its money comes on the next bank day
    PROMPTPAY = "promptpay"
    OTHER_BANK = "other_bank"  # by the cross-bank file


class CollectionState(StrEnum):
    """What has become of money that came in."""

    MATCHED = "matched"  # all of it belongs to bills
    QUEUED = "queued"  # some of it belongs to nothing yet
    REFUNDED = "refunded"  # nothing is left of it in the queue, and some went back
    REVERSED = "reversed"  # the bank took it back: it was never paid


class QueueCause(StrEnum):
    """Why money waits in the queue."""

    NO_REFERENCE = "no_reference"
    WRONG_REFERENCE = "wrong_reference"  # no bill has it
    UNDER = "under"
    OVER = "over"
    DOUBLE = "double"  # the bill was paid already
    LATE = "late"  # after the bill's last day
    CANCELLED = "cancelled"  # the bill was given up
    UNMATCHED = "unmatched"  # taken off its bill again by two persons


class CollectionAct(StrEnum):
    """What one person proposes and another settles."""

    MATCH = "match"  # ``satang`` of a payment belong to a bill
    UNMATCH = "unmatch"  # they do not
    REFUND = "refund"  # ``satang`` go back to the payer
    VOID_RECEIPT = "void_receipt"  # its number stays in the register


class Allocation(Message, frozen=True):
    """So much of a payment belongs to this bill."""

    bill_id: Uuid
    satang: Satang


class Collection(Message, frozen=True):
    """A payment as the central system sees it now; ``payment_id`` is the bank's reference, and no payment has two.

    ``value_date`` is the day on which the money is in the account. ``cause`` is a `QueueCause` while it is queued.
    ``open_req_id`` is the order about it that waits, or ''. ``receipt_id`` is the receipt that stands for it, or ''.
    ``remitted_at`` is '' until it was sent to the treasury.
    """

    payment_id: str
    version: Number
    channel: str
    ref1: str
    ref2: str
    satang: Satang
    payer_name: str
    sending_bank: str
    place: str
    paid_at: Moment
    value_date: Day
    state: str
    cause: str
    allocations: tuple[Allocation, ...]
    refunded_satang: Satang
    open_req_id: str
    receipt_id: str
    remitted_at: Moment


class CollectionOrder(UnitOrder, frozen=True):
    """What the maker signs, label COL1; ``act`` says which fields are filled.

    ``match`` and ``unmatch``: payment_id, bill_id, satang. ``refund``: payment_id, satang, and the account that it goes
    to. ``void_receipt``: receipt_id, and its payment_id. Every one has a reason.
    """

    act: str
    payment_id: str
    bill_id: Uuid
    receipt_id: str
    satang: Satang
    bank: str
    acct: str
    acct_name: str
    reason: str


class CollectionDecision(OrderDecision, frozen=True):
    """What the second person signs, label COL2; ``decision`` is ``approve`` or ``return`` (with a reason)."""


class ProposeCollection(ProposeOrder[CollectionOrder], frozen=True):
    """Command of a collection maker."""


class SettleCollection(SettleOrder[CollectionDecision], frozen=True):
    """Command of an authorizer of the unit, another person than the maker.

    Neither of the two sends money back to themselves or pays their own bill with it: ``own_matter``.
    """


class RecallCollection(RecallOrder, frozen=True):
    """Command of the maker: takes an unsettled order back."""


class CollectionsChanged(Message, frozen=True):
    """Event: payments as they are from here on.

    ``what``: received, reversed, ordered, matched, unmatched, refunded, receipted, voided, remitted or recalled.
    """

    what: str
    collections: tuple[Collection, ...]


class CollectionOrdered(Message, frozen=True):
    """Event: an order waits for a second person."""

    req_id: Uuid
    order: str
    order_sig: Signature


class CollectionSettled(Message, frozen=True):
    """Event: ``status`` approved (its effect is told by the events after this one) or returned.

    ``bank_ref`` is the bank's reference of a refund, '' otherwise.
    """

    req_id: Uuid
    status: str
    order: str
    order_sig: Signature
    decision: str
    decision_sig: Signature
    bank_ref: str


class CollectionRecalled(Message, frozen=True):
    """Event: taken back by its maker."""

    req_id: Uuid
    reason: str
