"""The close of a working day: what a maker signs, what a second person decides, and what the bank keeps of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.domain.closing.exceptions import DayException, NumberedException, Proposed
    from app.domain.closing.matching import ByHand
    from app.domain.closing.statement import EntryKind
    from app.domain.values.money import Money


class DayAct(StrEnum):
    """What is ordered about a day."""

    CLOSE = "close"
    REOPEN = "reopen"


class DayState(StrEnum):
    """Where a working day stands."""

    OPEN = "open"
    CLOSED = "closed"
    CLOSED_WITH_EXCEPTIONS = "closed_with_exceptions"
    REOPENED = "reopened"


class OrderState(StrEnum):
    """Where an order about a day stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many payments, and their sum."""

    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of the three-way comparison: what is ours, what the account shows, and the treasury's word or None."""

    what: EntryKind
    account: str = field(repr=False)
    ours: Tally
    bank: Tally
    treasury: Tally | None

    @property
    def agrees(self) -> bool:
        """Whether all who have a word say the same; of an account's first balance the bank alone has one."""
        if self.what.value == "opening":
            return True
        return self.ours == self.bank and self.treasury in (None, self.ours)


@dataclass(frozen=True, slots=True)
class AccountDay:
    """What a close says of one account; ``statement_sha256`` names exactly what the bank signed."""

    account: str = field(repr=False)
    opening: Money
    came_in: Money
    went_out: Money
    closing: Money
    entries: int
    statement_sha256: str


@dataclass(frozen=True, slots=True)
class DayOrder:
    """What the first person signs; a reopening is empty but for its reason.

    ``since`` None is the unit's beginning. ``anchor_seq`` and ``anchor_head`` are the end of the maker's audit chain.
    """

    req_id: str
    act: DayAct
    day: date
    version: int
    since: datetime | None
    until: datetime | None
    accounts: tuple[AccountDay, ...] = ()
    compared: tuple[Compared, ...] = ()
    matches: tuple[ByHand, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    anchor_seq: int = 0
    anchor_head: str = ""
    reason: str = ""

    @property
    def open_count(self) -> int:
        """How many exceptions stay open with it."""
        return sum(one.is_open for one in self.exceptions)


@dataclass(frozen=True, slots=True)
class DayRecord:
    """What the bank signed when an order was settled."""

    day: date
    version: int
    state: DayState
    since: datetime | None
    until: datetime | None
    order_sha256: str
    order_sig_sha256: str
    decision_sha256: str
    exceptions: tuple[NumberedException, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class SignedDayOrder:
    """An order as the log tells it; texts are the exact bytes that were signed, b'' before.

    ``answer`` is the second person's reason, or the maker's for taking it back. ``seq`` is its newest event's number.
    """

    order: DayOrder
    state: OrderState
    maker_uid: str
    made_at: datetime
    seq: int
    text: bytes = field(repr=False)
    sig: str = field(repr=False)
    decided_by: str = ""
    decided_at: datetime | None = None
    answer: str = ""
    decision: bytes = field(default=b"", repr=False)
    decision_sig: str = field(default="", repr=False)
    record: DayRecord | None = None
    record_text: bytes = field(default=b"", repr=False)
    record_sig: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the central system told of the day to be closed next; ``day`` None where none is left.

    ``begins`` is the unit's first day, ``open_from`` the moment from which ``day`` may be closed. ``demanded`` must be
    in a close that is made now, ``open_exceptions`` are kept open from earlier ones.
    """

    begins: date | None
    day: date | None
    since: datetime | None
    open_from: datetime | None
    demanded: tuple[Proposed, ...]
    open_exceptions: tuple[NumberedException, ...]
