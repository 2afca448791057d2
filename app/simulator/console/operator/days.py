"""The calendar: working days and holidays of a year with those that the operator put, cut-offs, and all versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.simulator.calendar import fiscal_year, is_weekend
from app.simulator.clock import local_date
from app.simulator.disbursement import terms
from app.simulator.holidays import standing, versions
from app.simulator.holidays.versions import YEARS_AHEAD_MAX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.simulator.calendar import NamedDay
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.holidays.versions import CalendarShown


@dataclass(frozen=True, slots=True)
class Shown:
    """A day of the calendar; ``is_put`` by the operator, ``is_over`` and never changed."""

    day: NamedDay
    is_put: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month's count of days on which banks and offices work."""

    first: str
    bank_days: int
    office_days: int


class DayPages:
    """What the operator sees of days and hours."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def show(self, asked: Asked) -> dict[str, Any]:
        """Show a year's days, the services' cut-offs, and the calendar's versions."""

        def read(connection: Connection) -> tuple[CalendarShown, Sequence[Any]]:
            return versions.listed(connection), terms.services_of(connection)

        held, services = await self._central.storage.read(read)
        today, days = local_date(self._central.clock.now()), standing.whole(held.days)
        years = [str(year) for year in range(days[0].day.year, max(today.year, days[-1].day.year) + 1)]
        year = asked.said("year") if asked.said("year") in years else str(today.year)
        put = {one.day for one in held.days}
        banks = self._central.calendar
        return {
            "today": today.isoformat(),
            "next_bank_day": banks.days_after(today, 1).isoformat(),
            "next_office_day": banks.offices.days_after(today, 1).isoformat(),
            "fiscal_year": fiscal_year(today),
            "first_day": (today + timedelta(days=1)).isoformat(),
            "last_day": date(today.year + YEARS_AHEAD_MAX, 12, 31).isoformat(),
            "year": year,
            "years": years,
            "holidays": [
                Shown(one, one.day.isoformat() in put, one.day <= today or is_weekend(one.day))
                for one in days
                if str(one.day.year) == year
            ],
            "months": [self._month(date(int(year), number, 1)) for number in range(1, 13)],
            "services": services,
            "calendar": held,
        }

    def _month(self, first: date) -> Month:
        days = [first + timedelta(days=number) for number in range(31)]
        mine = [day for day in days if day.month == first.month]
        banks = self._central.calendar
        return Month(first.isoformat(), sum(map(banks.is_open, mine)), sum(map(banks.offices.is_open, mine)))
