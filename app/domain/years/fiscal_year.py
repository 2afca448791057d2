"""The Thai fiscal year: 1 October to 30 September in Bangkok, named by the Buddhist year in which it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.recalls.routing import year_ends
from app.domain.values.dates import BANGKOK, bangkok_day, fiscal_year

RETENTION_YEARS = 10
"""Finance papers are kept so long after their year at least, and until the State Audit Office is done (rules.md 6)."""


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """A fiscal year by its Buddhist number: 2569 is 1 October 2025 to 30 September 2026."""

    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return year_ends(self.number - 1) + timedelta(days=1)

    @property
    def last(self) -> date:
        """Its last day."""
        return year_ends(self.number)

    @property
    def begins_at(self) -> datetime:
        """The first moment of it."""
        return datetime.combine(self.first, time(), BANGKOK)

    @property
    def ends_at(self) -> datetime:
        """Midnight after its last day: the first moment that is not in it any more."""
        return datetime.combine(self.last + timedelta(days=1), time(), BANGKOK)

    @property
    def keep_until(self) -> date:
        """The last day on which its papers must still be there."""
        return year_ends(self.number + RETENTION_YEARS)

    def is_over(self, now: datetime) -> bool:
        """Say whether it has ended at ``now``."""
        return now >= self.ends_at

    def days_left(self, day: date) -> int:
        """Return how many days come after ``day`` until its last one: 0 on 30 September, below it afterwards."""
        return (self.last - day).days


def year_of(moment: datetime) -> FiscalYear:
    """Return the fiscal year in Bangkok at a moment."""
    return FiscalYear(fiscal_year(bangkok_day(moment)))
