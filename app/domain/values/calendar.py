"""Business days and cut-offs, from the holiday table (rules.md 5.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.values.dates import BANGKOK

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

    def earliest_value_date(self, now: datetime, cut_off: time) -> date:
        """Return the first day on which a batch approved at ``now`` can be paid, given the daily ``cut_off``."""
        local = now.astimezone(BANGKOK)
        day = local.date() if local.time() < cut_off else local.date() + timedelta(days=1)
        return self.next_bank_day(day)
