"""What moved on an account: stretches that the bank signed, one joining the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from app.domain.values.dates import bangkok_day
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime


class EntryKind(StrEnum):
    """What an entry is, as the bank names it."""

    OPENING = "opening"
    DRAW = "draw"
    BATCH = "batch"
    LINE_RETURNED = "line_returned"
    RECALL = "recall"
    COLLECTION = "collection"
    REVERSAL = "reversal"
    REFUND = "refund"
    REMITTANCE = "remittance"
    REMITTANCE_REFUSED = "remittance_refused"
    POSTING = "posting"
    OTHER = "other"


class Side(StrEnum):
    """Whether money came in or went out."""

    IN = "C"
    OUT = "D"


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement; ``entry_id`` names it for ever on its account. ``count`` is how many payments it sums up.

    ``signed``: it stands in a statement that the bank signed; otherwise it was read from a file.
    """

    account: str = field(repr=False)
    entry_id: str
    booked_at: datetime
    side: Side
    amount: Money
    kind: EntryKind
    reference: str
    bank_ref: str
    count: int
    text: str
    signed: bool = True

    @property
    def day(self) -> date:
        """The day in Bangkok on which it was booked."""
        return bangkok_day(self.booked_at)

    @property
    def change(self) -> int:
        """By how many satang it changes the balance."""
        return self.amount.satang if self.side is Side.IN else -self.amount.satang


@dataclass(frozen=True, slots=True)
class Statement:
    """Movements of an account after ``since`` (None: from its beginning) up to and including ``until``."""

    account: str = field(repr=False)
    name: str
    since: datetime | None
    until: datetime
    opening: Money
    came_in: Money
    went_out: Money
    closing: Money
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A statement with the exact bytes that the bank signed."""

    statement: Statement
    text: bytes = field(repr=False)
    sig: str = field(repr=False)


def flaw(statement: Statement) -> str:
    """Say what is wrong inside a statement: ``stretch``, ``order``, ``twice``, ``outside``, ``sum``; '' for nothing."""
    moments = [entry.booked_at for entry in statement.entries]
    if statement.since is not None and statement.since > statement.until:
        return "stretch"
    if moments != sorted(moments):
        return "order"
    if len({entry.entry_id for entry in statement.entries}) != len(moments):
        return "twice"
    if not all(_within(statement, entry) for entry in statement.entries):
        return "outside"
    came_in = summed(entry for entry in statement.entries if entry.side is Side.IN)
    went_out = summed(entry for entry in statement.entries if entry.side is Side.OUT)
    closing = statement.opening + came_in - went_out
    if (came_in, went_out, closing) != (statement.came_in, statement.went_out, statement.closing):
        return "sum"
    return ""


def summed(entries: Iterable[Entry]) -> Money:
    """Return the sum of movements, whatever their side."""
    return Money(sum(entry.amount.satang for entry in entries))


def joins(before: Statement, after: Statement) -> bool:
    """Say whether a stretch begins with the balance with which the one before it ends."""
    return before.until == after.since and before.closing == after.opening


def gap(statements: Sequence[Statement]) -> datetime | None:
    """Return the moment at which the balances of one account's stretches, in their order, do not join, or None."""
    for before, after in pairwise(statements):
        if not joins(before, after):
            return after.since
    return None


def _within(statement: Statement, entry: Entry) -> bool:
    after = statement.since is None or entry.booked_at > statement.since
    return after and entry.booked_at <= statement.until and entry.amount.satang > 0 and entry.count > 0
