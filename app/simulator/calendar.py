"""The bank's days and hours: holidays, cut-off, fiscal years, and when a batch may be paid (SIM-10)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

import resources
from app.simulator.clock import BANGKOK

if TYPE_CHECKING:
    from collections.abc import Iterable

OPENS = time(8, 30)
VALUE_DAYS_AHEAD_MAX = 30
_SATURDAY = 5
BUDDHIST_ERA = 543
_FISCAL_YEAR_BEGINS = 10
"""October."""


class WorkingDays:
    """Knows the days on which somebody works: banks, or government offices."""

    def __init__(self, closed: frozenset[date]) -> None:
        self._closed = closed

    def is_open(self, day: date) -> bool:
        """Say whether they work on ``day``."""
        return not is_weekend(day) and day not in self._closed

    def day_from(self, day: date) -> date:
        """Return ``day`` if they work then, else the next day on which they do."""
        while not self.is_open(day):
            day += timedelta(days=1)
        return day

    def days_after(self, day: date, count: int) -> date:
        """Return the working day that is ``count`` working days after ``day``."""
        for _ in range(count):
            day = self.day_from(day + timedelta(days=1))
        return day


class BankCalendar(WorkingDays):
    """Banks' working days; ``offices`` are those of government, which are closed on some days when banks are not."""

    def __init__(self, closed: frozenset[date], offices: WorkingDays) -> None:
        super().__init__(closed)
        self.offices = offices

    def become(self, other: BankCalendar) -> None:
        """Hold what another one holds, for everybody who has this one."""
        self._closed, self.offices = other._closed, other.offices

    def earliest_value_date(self, now: datetime, cut_off: time, lead_days: int = 0) -> date:
        """Return the first day on which something handed in ``now`` can be paid, ``lead_days`` bank days later."""
        local = now.astimezone(BANGKOK)
        late = local.time() >= cut_off
        day = self.day_from(local.date() + timedelta(days=1) if late else local.date())
        return self.days_after(day, lead_days)

    def pay_at(self, approved: datetime, value_date: date, cut_off: time, lead_days: int = 0) -> datetime:
        """Return when an approved batch is paid: on its value date, or the next bank day if it missed the cut-off.

        A batch approved while the bank is open on that day is paid at once, unless it takes ``lead_days``.
        """
        day = max(self.day_from(value_date), self.earliest_value_date(approved, cut_off, lead_days))
        return max(opening(day), approved)


def opening(day: date) -> datetime:
    """Return the moment at which banks open on ``day``, in UTC."""
    return datetime.combine(day, OPENS, BANGKOK).astimezone(UTC)


def fiscal_year(day: date) -> str:
    """Return the Buddhist fiscal year of ``day``: it begins on 1 October of the year before."""
    return str(day.year + BUDDHIST_ERA + (day.month >= _FISCAL_YEAR_BEGINS))


def read_time(text: str) -> time:
    """Read ``HH:MM``."""
    return time.fromisoformat(text)


def is_weekend(day: date) -> bool:
    """Say whether nobody works on a day, whatever the table says."""
    return day.weekday() >= _SATURDAY


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day of the table of holidays; some of them have a name only, and are worked on."""

    day: date
    name_th: str
    banks_closed: bool
    offices_closed: bool


@cache
def table() -> tuple[NamedDay, ...]:
    """Return the holiday table that comes with the product, by day."""
    with resources.path("data", "holidays_th.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(
            NamedDay(
                date.fromisoformat(row["date"]), row["name_th"], row["bank_closed"] == "1", row["gov_closed"] == "1"
            )
            for row in csv.DictReader(rows)
        )


def of_days(days: Iterable[NamedDay]) -> BankCalendar:
    """Return the calendar of these days."""
    named = tuple(days)
    offices = WorkingDays(frozenset(one.day for one in named if one.offices_closed))
    return BankCalendar(frozenset(one.day for one in named if one.banks_closed), offices)


def shipped() -> BankCalendar:
    """Return the calendar of the holiday table that comes with the product."""
    return of_days(table())
