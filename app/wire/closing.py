"""Closing a day (document 002): what the unit printed, what its accounts moved, and what the treasury said, compared.

A close of a working day covers everything booked after the close before it, up to its ``until``: the end of that day,
or a moment from the unit's cut-off on if it is made the same day. Two persons sign; what does not fit stays as an
exception with its number until it is solved. Days are closed in their order. All values are strings, '' is none.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID, uuid5

from app.wire.codec import Message
from app.wire.forms import Balance, Day, Moment, Number, Satang, Sha256, Signature, Uuid
from app.wire.orders import OrderDecision, ProposeOrder, RecallOrder, SettleOrder, UnitOrder

DAY_ORDER = "khlang.day/1"
DAY_DECISION = "khlang.day-decision/1"
PROPOSE_DAY = "khlang.propose-day/1"
SETTLE_DAY = "khlang.settle-day/1"
RECALL_DAY = "khlang.recall-day/1"
DAY_RECORD = "khlang.day-record/1"

DAY_ORDERED = "day.ordered"
DAY_SETTLED = "day.settled"
DAY_RECALLED = "day.recalled"

_EXCEPTIONS = UUID("5d2b7a0e-7c1f-5b1e-9a43-0f6f3c9e4d21")


class DayAct(StrEnum):
    """What is ordered about a day."""

    CLOSE = "close"
    REOPEN = "reopen"  # with a reason; the close that was stays in evidence


class DayState(StrEnum):
    """Where a working day stands."""

    OPEN = "open"
    CLOSED = "closed"
    CLOSED_WITH_EXCEPTIONS = "closed_with_exceptions"
    REOPENED = "reopened"


class ExceptionKind(StrEnum):
    """What does not fit. The central system demands those marked so; the others are the unit's own word."""

    ACKNOWLEDGEMENT_MISSING = "acknowledgement_missing"  # demanded; about a remittance the treasury has not answered
    REMITTANCE_REFUSED = "remittance_refused"  # demanded; about a remittance, until its money is sent again
    PAYMENT_QUEUED = "payment_queued"  # demanded; about a payment that belongs to no bill
    RESULT_MISSING = "result_missing"  # demanded; about a batch (op_id) with lines that are not answered on their day
    RECORD_NOT_PRINTED = "record_not_printed"  # about a remittance
    ENTRY_UNMATCHED = "entry_unmatched"  # about an entry of the statement
    ITEM_UNMATCHED = "item_unmatched"  # about something of ours that the account does not show
    AMOUNT_DIFFERS = "amount_differs"  # about an entry
    OTHER = "other"


class Compared(Message, frozen=True):
    """One row of the comparison, ``what`` an `EntryKind`: ours, the account's, and the treasury's where it has a word.

    Satang without sign; ``treasury_*`` is '' where the treasury says nothing. Every kind of every statement has a row,
    whose ``bank_*`` are the sums of its entries' counts and amounts, whatever their side.
    """

    what: str
    account: str
    ours_count: Number
    ours_satang: Satang
    bank_count: Number
    bank_satang: Satang
    treasury_count: Number
    treasury_satang: Satang


class AccountDay(Message, frozen=True):
    """The statement of one account for the stretch; ``statement_sha256`` is over its canonical text."""

    account: str
    opening_satang: Balance
    in_satang: Satang
    out_satang: Satang
    closing_satang: Balance
    entries: str
    statement_sha256: Sha256


class ManualMatch(Message, frozen=True):
    """Entries and things of ours that a person says belong together; ``items`` as ``kind:id``."""

    entry_ids: tuple[str, ...]
    items: tuple[str, ...]
    reason: str


def exception_id(unit: str, kind: str, about: str) -> str:
    """Return the name of an exception: the same thing that does not fit has the same one at every place, always."""
    return str(uuid5(_EXCEPTIONS, "\n".join((unit, kind, about))))


class DayException(Message, frozen=True):
    """What does not fit: `exception_id` names it for ever, by unit, kind and about. ``satang`` may be ''.

    ``state`` open or solved; ``reason`` says why it is open, or how it was solved. ``owner_uid`` looks after it.
    """

    exception_id: str
    kind: str
    account: str
    about: str
    satang: Satang
    owner_uid: str
    state: str
    reason: str


class DayOrder(UnitOrder, frozen=True):
    """What the maker signs, label DAY1; a `reopen` has a reason, ``day`` and ``version`` and is empty otherwise.

    ``since`` is the ``until`` of the close before, '' for the first. ``version`` is 1 for a day's first close and
    rises when it was reopened; another close of the same day covers the same stretch. ``anchor_*`` is the head of the
    maker's audit chain. Every account of the unit is there, by number.
    """

    act: str
    day: str
    version: Number
    since: str
    until: str
    accounts: tuple[AccountDay, ...]
    compared: tuple[Compared, ...]
    matches: tuple[ManualMatch, ...]
    exceptions: tuple[DayException, ...]
    anchor_seq: Number
    anchor_head: str
    reason: str


class DayDecision(OrderDecision, frozen=True):
    """What the second person signs, label DAY2; ``decision`` is ``approve`` or ``return`` (with a reason)."""


class ProposeDay(ProposeOrder[DayOrder], frozen=True):
    """Command of any maker of the unit."""


class SettleDay(SettleOrder[DayDecision], frozen=True):
    """Command of an authorizer of the unit, another person than the maker."""


class RecallDay(RecallOrder, frozen=True):
    """Command of the maker: takes an unsettled order back."""


class NumberedException(Message, frozen=True):
    """An exception as the central system keeps it: its number by unit and fiscal year, and since which day."""

    exception: DayException
    number: str
    since: str
    solved_on: Day


class DayRecord(Message, frozen=True):
    """What the bank signs when a day is settled, label DAYR; ``order_sha256`` names what both persons signed."""

    typ: str
    agency: str
    unit: str
    day: str
    version: Number
    state: str
    since: str
    until: str
    order_sha256: Sha256
    order_sig_sha256: Sha256
    decision_sha256: Sha256
    exceptions: tuple[NumberedException, ...]
    at: Moment


class DayOrdered(Message, frozen=True):
    """Event: an order about a day waits for a second person."""

    order: str
    order_sig: Signature


class DaySettled(Message, frozen=True):
    """Event: ``status`` approved or returned; ``record`` is the canonical text of a `DayRecord`, '' for a return."""

    req_id: Uuid
    status: str
    order: str
    order_sig: Signature
    decision: str
    decision_sig: Signature
    record: str
    record_sig: Signature


class DayRecalled(Message, frozen=True):
    """Event: taken back by its maker."""

    req_id: Uuid
    reason: str


class Demanded(Message, frozen=True):
    """An exception that the central system wants to see in a close."""

    kind: str
    account: str
    about: str
    satang: Satang


class DayAsked(Message, frozen=True):
    """Answer of ``GET /v1/days/next``: the day to be closed next and from where; ``day`` '' where none is left to be.

    ``open_from`` is the moment from which it may be closed. ``demanded`` holds if it were closed now.
    """

    server_time: Moment
    begins: str
    day: str
    since: str
    open_from: str
    demanded: tuple[Demanded, ...]
    open_exceptions: tuple[NumberedException, ...]
