"""The bank's days and hours: holidays, cut-off, fiscal years, and when a batch may be paid (SIM-10)."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import resources
from app.simulator.clock import BANGKOK

OPENS = time(8, 30)
VALUE_DAYS_AHEAD_MAX = 30
_SATURDAY = 5
BUDDHIST_ERA = 543
_FISCAL_YEAR_BEGINS = 10
"""October."""


class BankCalendar:
    """Knows the days on which banks are closed."""

    def __init__(self, closed: frozenset[date]) -> None:
        self._closed = closed

    def is_open(self, day: date) -> bool:
        """Say whether banks settle on ``day``."""
        return day.weekday() < _SATURDAY and day not in self._closed

    def day_from(self, day: date) -> date:
        """Return ``day`` if banks are open, else the next day on which they are."""
        while not self.is_open(day):
            day += timedelta(days=1)
        return day

    def days_after(self, day: date, count: int) -> date:
        """Return the bank day that is ``count`` bank days after ``day``."""
        for _ in range(count):
            day = self.day_from(day + timedelta(days=1))
        return day

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


def shipped() -> BankCalendar:
    """Return the bank's calendar of the holiday table that comes with the product."""
    return _of_column("bank_closed")


@cache
def offices() -> BankCalendar:
    """Return the days of government offices, which are closed on some days when banks are not, and the other way."""
    return _of_column("gov_closed")


def _of_column(column: str) -> BankCalendar:
    with resources.path("data", "holidays_th.csv").open(encoding="utf-8", newline="") as table:
        days = (date.fromisoformat(row["date"]) for row in csv.DictReader(table) if row[column] == "1")
        return BankCalendar(frozenset(days))
