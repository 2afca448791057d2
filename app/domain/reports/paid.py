"""What was paid, what the bank did not pay and why, and how long batches waited: counted for a table and its plot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.disbursement.transfer import LineStatus
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from datetime import date, datetime
    from typing import TypeVar

    Key = TypeVar("Key", bound=Hashable)

NOT_PAID = frozenset({LineStatus.REJECTED, LineStatus.RETURNED})
"""Not paid in the end: the bank did not pay, or the payee's bank sent the money back."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Lines that the bank answered alike on one day in Bangkok: how many, and what they amount to."""

    kind: str
    bank: str
    status: LineStatus
    reason: str
    day: date
    count: int
    satang: int


@dataclass(frozen=True, slots=True)
class Sum:
    """How many, and what they amount to."""

    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What was paid of a kind in a month, told by its first day."""

    month: date
    kind: str
    paid: Sum


@dataclass(frozen=True, slots=True)
class BankSum:
    """The lines to a bank that were answered, and those among them that were not paid."""

    bank: str
    answered: Sum
    failed: Sum

    @property
    def permyriad(self) -> int:
        """Return how many of ten thousand lines were not paid, rounded half up."""
        return share(self.failed.count, self.answered.count)


@dataclass(frozen=True, slots=True)
class CauseSum:
    """The lines that were not paid for one reason."""

    reason: str
    failed: Sum


def share(part: int, whole: int) -> int:
    """Return how many of ten thousand a part is, rounded half up; 0 of nothing."""
    return (2 * 10_000 * part + whole) // (2 * whole) if whole else 0


def paid_by_month(answered: Iterable[Answered]) -> list[MonthSum]:
    """Return what was paid by month and kind: months in order, in each the largest sum first."""
    paid = (one for one in answered if one.status is LineStatus.SETTLED)
    sums = _grouped(paid, lambda one: (one.day.replace(day=1), one.kind))
    found = [MonthSum(month, kind, paid) for (month, kind), paid in sums]
    return sorted(found, key=lambda one: (one.month, -one.paid.amount.satang, one.kind))


def failed_by_bank(answered: Iterable[Answered]) -> list[BankSum]:
    """Return every bank that answered, the highest rate of failures first."""
    told = list(answered)
    failed = dict(_grouped((one for one in told if one.status in NOT_PAID), lambda one: one.bank))
    nothing = Sum(0, Money(0))
    found = [BankSum(bank, every, failed.get(bank, nothing)) for bank, every in _grouped(told, lambda one: one.bank)]
    return sorted(found, key=lambda one: (-one.permyriad, -one.answered.count, one.bank))


def failed_by_cause(answered: Iterable[Answered]) -> list[CauseSum]:
    """Return every reason for which lines were not paid, the most frequent first."""
    sums = _grouped((one for one in answered if one.status in NOT_PAID), lambda one: one.reason)
    found = [CauseSum(reason, failed) for reason, failed in sums]
    return sorted(found, key=lambda one: (-one.failed.count, -one.failed.amount.satang, one.reason))


def total(sums: Iterable[Sum]) -> Sum:
    """Return all of them together."""
    every = list(sums)
    return Sum(sum(one.count for one in every), Money(sum(one.amount.satang for one in every)))


def _grouped(answered: Iterable[Answered], key: Callable[[Answered], Key]) -> list[tuple[Key, Sum]]:
    groups: dict[Key, list[Answered]] = {}
    for one in answered:
        groups.setdefault(key(one), []).append(one)
    return [(name, _sum(group)) for name, group in groups.items()]


def _sum(group: Sequence[Answered]) -> Sum:
    return Sum(sum(one.count for one in group), Money(sum(one.satang for one in group)))


class WaitClass(StrEnum):
    """How long a batch waited for its decision, by the clock on the wall."""

    TO_1H = "to_1h"
    TO_4H = "to_4h"
    TO_1D = "to_1d"
    TO_3D = "to_3d"
    OVER_3D = "over_3d"


_LONGEST = (
    (timedelta(hours=1), WaitClass.TO_1H),
    (timedelta(hours=4), WaitClass.TO_4H),
    (timedelta(days=1), WaitClass.TO_1D),
    (timedelta(days=3), WaitClass.TO_3D),
)


@dataclass(frozen=True, slots=True)
class Wait:
    """An edition of a batch that waited for a decision; ``until`` is None while it waits."""

    op_id: str
    since: datetime
    until: datetime | None

    def lasted(self, now: datetime) -> timedelta:
        """Return how long it waited, until ``now`` where it still does."""
        return max(timedelta(0), (self.until or now) - self.since)


@dataclass(frozen=True, slots=True)
class WaitSum:
    """How many batches waited so long: those decided, and those that still wait."""

    wait: WaitClass
    decided: int
    waiting: int


def wait_class(lasted: timedelta) -> WaitClass:
    """Return the class of a wait; an hour sharp is still up to an hour."""
    return next((found for longest, found in _LONGEST if lasted <= longest), WaitClass.OVER_3D)


def waits_by_class(waits: Iterable[Wait], now: datetime) -> list[WaitSum]:
    """Return every class, the shortest first."""
    decided, waiting = dict.fromkeys(WaitClass, 0), dict.fromkeys(WaitClass, 0)
    for one in waits:
        (waiting if one.until is None else decided)[wait_class(one.lasted(now))] += 1
    return [WaitSum(each, decided[each], waiting[each]) for each in WaitClass]


def median(lasted: Iterable[timedelta]) -> timedelta | None:
    """Return the middle one, of an even number the mean of the two in the middle; None of nothing."""
    ordered = sorted(lasted)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
