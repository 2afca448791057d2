"""Business days and cut-offs, from the holiday table (rules.md 5.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.domain.values.dates import BANGKOK

if TYPE_CHECKING:
    from collections.abc import Iterable

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off; banks and government offices do not always close together."""

    day: date
    name: str
    government_closed: bool
    bank_closed: bool


class BusinessCalendar:
    """Answers which days count, for banks (payments) and for government offices (deadlines)."""

    def __init__(self, holidays: tuple[Holiday, ...]) -> None:
        self.holidays = {holiday.day: holiday for holiday in holidays}

    def changed(self, days: Iterable[Holiday]) -> BusinessCalendar:
        """Return the calendar with these days in place of its own."""
        return BusinessCalendar((*self.holidays.values(), *days))

    def bank_open(self, day: date) -> bool:
        """Say whether banks settle on ``day``."""
        holiday = self.holidays.get(day)
        return day.weekday() < SATURDAY and not (holiday and holiday.bank_closed)

    def government_open(self, day: date) -> bool:
        """Say whether government offices work on ``day``."""
        holiday = self.holidays.get(day)
        return day.weekday() < SATURDAY and not (holiday and holiday.government_closed)

    def reason_closed(self, day: date) -> str:
        """Return the holiday's name, or an empty text for a weekend or a working day."""
        holiday = self.holidays.get(day)
        return holiday.name if holiday else ""

    def next_bank_day(self, day: date) -> date:
        """Return ``day`` itself if banks are open, else the first day after it on which they are."""
        while not self.bank_open(day):
            day += timedelta(days=1)
        return day

    def previous_bank_day(self, day: date) -> date:
        """Return the last day before ``day`` on which banks are open."""
        day -= timedelta(days=1)
        while not self.bank_open(day):
            day -= timedelta(days=1)
        return day

    def bank_days_after(self, day: date, count: int) -> date:
        """Return the bank day that is ``count`` bank days after ``day``, the first bank day from it on for 0."""
        day = self.next_bank_day(day)
        for _ in range(count):
            day = self.next_bank_day(day + timedelta(days=1))
        return day

    def earliest_value_date(self, now: datetime, cut_off: time, lead_days: int = 0) -> date:
        """Return the first day on which a batch approved at ``now`` can be paid.

        ``cut_off`` is the time of day after which the bank takes nothing more, ``lead_days`` the bank days that it
        needs from then on.
        """
        local = now.astimezone(BANGKOK)
        day = local.date() if local.time() < cut_off else local.date() + timedelta(days=1)
        return self.bank_days_after(day, lead_days)

    def last_moment(self, value_date: date, cut_off: time, lead_days: int = 0) -> datetime:
        """Return until when a batch must be approved to be paid on ``value_date``, or the next day of banks."""
        day = self.next_bank_day(value_date)
        for _ in range(lead_days):
            day = self.previous_bank_day(day)
        return datetime.combine(day, cut_off, BANGKOK)
