"""The calendar: working days and holidays of a year as the table that both programs share has them, and cut-offs."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

import resources
from app.simulator import calendar
from app.simulator.clock import local_date
from app.simulator.console.acts import Done
from app.simulator.disbursement import terms
from app.simulator.refusals import wrong
from app.wire import api

if TYPE_CHECKING:
    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent

_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day of the table."""

    day: str
    name: str
    banks_closed: bool
    offices_closed: bool
    weekend: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month's count of days on which banks and offices work."""

    first: str
    bank_days: int
    office_days: int


class DayPages:
    """What the operator sees of days, and sets of hours."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, asked: Asked) -> dict[str, Any]:
        """Show a year's days and the services' cut-offs."""
        today = local_date(self._central.clock.now())
        years = sorted({day.day[:4] for day in _holidays()})
        year = asked.said("year") if asked.said("year") in years else str(today.year)
        return {
            "today": today.isoformat(),
            "next_bank_day": self._central.calendar.days_after(today, 1).isoformat(),
            "next_office_day": calendar.offices().days_after(today, 1).isoformat(),
            "fiscal_year": calendar.fiscal_year(today),
            "year": year,
            "years": years,
            "holidays": [one for one in _holidays() if one.day.startswith(year)],
            "months": [self._month(date(int(year), number, 1)) for number in range(1, 13)],
            "services": await self._central.storage.read(terms.services_of),
        }

    def _month(self, first: date) -> Month:
        days = [first + timedelta(days=number) for number in range(31)]
        mine = [day for day in days if day.month == first.month]
        banks, offices = self._central.calendar, calendar.offices()
        return Month(first.isoformat(), sum(map(banks.is_open, mine)), sum(map(offices.is_open, mine)))

    async def cut_off(self, _asked: Asked, sent: Sent) -> Done:
        """Let a service be of the day until another time; the rest of its row stays."""
        service, valid_from, wanted = sent.text("service"), sent.text("valid_from"), sent.text("cut_off")
        rows = await self._central.storage.read(terms.services_of)
        mine = [(row.service, row.valid_from) == (service, valid_from) for row in rows]
        if not any(mine):
            raise wrong("service")
        changed = (
            msgspec.structs.replace(row, cut_off=wanted) if here else row for row, here in zip(rows, mine, strict=True)
        )
        await self._counter.do("PUT", api.OPERATOR_SERVICES, terms.Services(tuple(changed)))
        return Done(f"{service} {wanted}")


@cache
def _holidays() -> tuple[Holiday, ...]:
    with resources.path("data", "holidays_th.csv").open(encoding="utf-8", newline="") as table:
        return tuple(
            Holiday(
                row["date"],
                row["name_th"],
                row["bank_closed"] == "1",
                row["gov_closed"] == "1",
                date.fromisoformat(row["date"]).weekday() >= _WEEKEND,
            )
            for row in csv.DictReader(table)
        )
