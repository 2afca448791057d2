"""How old collected money is: until it was with the treasury, or while it still waits, by days since it came."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.reports.paid import Sum, total

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.domain.values.money import Money


class AgeClass(StrEnum):
    """For how many days money was, or is, not with the treasury."""

    TO_3 = "to_3"
    TO_7 = "to_7"
    TO_15 = "to_15"
    TO_30 = "to_30"
    OVER_30 = "over_30"


_LAST_DAYS = ((3, AgeClass.TO_3), (7, AgeClass.TO_7), (15, AgeClass.TO_15), (30, AgeClass.TO_30))


@dataclass(frozen=True, slots=True)
class Collected:
    """Money of bills that came into the account on ``since``; all of it was with the treasury on ``gone``, or None."""

    since: date
    gone: date | None
    amount: Money

    def days(self, today: date) -> int:
        """Return for how many days it was, or until ``today`` has been, not with the treasury."""
        return max(0, ((self.gone or today) - self.since).days)


@dataclass(frozen=True, slots=True)
class AgeSum:
    """Money of one age: what went to the treasury at that age, and what waits at it."""

    age: AgeClass
    gone: Sum
    waiting: Sum


def age_class(days: int) -> AgeClass:
    """Return the class of an age."""
    return next((age for last, age in _LAST_DAYS if days <= last), AgeClass.OVER_30)


def by_age(collected: Iterable[Collected], today: date) -> list[AgeSum]:
    """Return every class, the youngest first."""
    gone: dict[AgeClass, list[Sum]] = {age: [] for age in AgeClass}
    waiting: dict[AgeClass, list[Sum]] = {age: [] for age in AgeClass}
    for one in collected:
        (waiting if one.gone is None else gone)[age_class(one.days(today))].append(Sum(1, one.amount))
    return [AgeSum(age, total(gone[age]), total(waiting[age])) for age in AgeClass]


def oldest(collected: Iterable[Collected], today: date) -> int | None:
    """Return the age of the oldest money that waits, None where none does."""
    return max((one.days(today) for one in collected if one.gone is None), default=None)
