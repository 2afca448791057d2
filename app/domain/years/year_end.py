"""What a unit must finish before 30 September is over in Bangkok, and what becomes of it afterwards (rules.md 3.6).

Every matter belongs to a fiscal year: that of the money, of the day it came in, of the day it is paid on. Its way is
one until midnight after the year's last day, and another, or a late one, from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.recalls.recall import Urgency, urgency
from app.domain.recalls.routing import Route, way
from app.domain.years.fiscal_year import FiscalYear

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.domain.values.calendar import BusinessCalendar
    from app.domain.values.money import Money

NEAR_DAYS = 30
"""So many days before the year's end, or fewer, are shown as near."""


class Matter(StrEnum):
    """What may still be open, in the order in which it is told."""

    RECALL = "recall"
    DRAW = "draw"
    BATCH = "batch"
    REMIT = "remit"
    RECEIPT = "receipt"
    QUEUE = "queue"
    DAY = "day"


class Course(StrEnum):
    """What is done with a matter: the routes of money that goes back, and for all else its year or a later one."""

    IN_YEAR = "in_year"
    PRIOR_YEAR = "prior_year"
    MEDICAL = "medical"
    THIS_YEAR = "this_year"
    NEXT_YEAR = "next_year"


_ROUTED = frozenset({Matter.RECALL, Matter.DRAW})


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something that is still open; ``subject`` is by what its screen finds it, ``since`` the day it began.

    ``medical`` is of recalls alone: such money always goes back as revenue.
    """

    matter: Matter
    year: FiscalYear
    subject: str
    reference: str
    title: str
    amount: Money | None
    since: date
    medical: bool = False

    def course_on(self, day: date) -> Course:
        """Return what is done with it on a day in Bangkok."""
        if self.matter in _ROUTED:
            return _COURSES[way(self.medical, self.year.number, day).route]
        return Course.THIS_YEAR if day <= self.year.last else Course.NEXT_YEAR

    @property
    def course_after(self) -> Course:
        """What is done with it once its year is over."""
        return self.course_on(FiscalYear(self.year.number + 1).first)

    def changes(self, day: date) -> bool:
        """Say whether something else is done with it after the year than on this day."""
        return self.course_on(day) is not self.course_after

    def days_left(self, day: date) -> int:
        """Return the days until its year ends, 0 on the last day, below it once that is over."""
        return self.year.days_left(day)

    def urgency(self, day: date) -> Urgency:
        """Say how the year's end stands for it; what is done the same way afterwards knows no hurry."""
        if self.matter in _ROUTED and self.medical:
            return Urgency.NONE
        return urgency(self.days_left(day), near=NEAR_DAYS)

    def age_days(self, day: date) -> int:
        """Return for how many days it has been open."""
        return max(0, (day - self.since).days)


_COURSES = {Route.IN_YEAR: Course.IN_YEAR, Route.PRIOR_YEAR: Course.PRIOR_YEAR, Route.MEDICAL: Course.MEDICAL}


def in_order(items: Iterable[OpenItem]) -> list[OpenItem]:
    """Return what is open by its year, the oldest first, then by matter, then the oldest first."""
    kinds = list(Matter)
    return sorted(items, key=lambda one: (one.year, kinds.index(one.matter), one.since, one.reference))


def last_working_day(calendar: BusinessCalendar, year: FiscalYear) -> date:
    """Return the last day of a year on which offices and banks both work: later nothing moves in it."""
    day = year.last
    while not (calendar.government_open(day) and calendar.bank_open(day)):
        day = day.replace(day=day.day - 1)
    return day
