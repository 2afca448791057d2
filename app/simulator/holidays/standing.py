"""The calendar in force: the product's table of holidays with the days in place of its own that the operator put."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from app.simulator.calendar import BankCalendar, NamedDay, of_days, shipped, table
from app.simulator.holidays.tables import calendar_versions
from app.wire.access import CalendarDay

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from app.simulator.shared import Shared

SHARED = "calendar"
OPEN, CLOSED = "open", "closed"
_NEWEST = select(calendar_versions.c.days).order_by(calendar_versions.c.version.desc()).limit(1)


class CalendarInForce:
    """Keeps a process's calendar in step with the database."""

    def __init__(self, shared: Shared) -> None:
        self.calendar = shipped()
        shared.register(SHARED, self._load)

    def _load(self, connection: Connection) -> None:
        self.calendar.become(calendar_of(changed_days(connection)))


def changed_days(connection: Connection) -> tuple[CalendarDay, ...]:
    """Return the days in force that are otherwise than in the product's table, by day."""
    return days_of(connection.scalar(_NEWEST))


def in_force(connection: Connection) -> BankCalendar:
    """Return the calendar that holds in this transaction."""
    return _made(changed_days(connection))


@lru_cache(maxsize=8)
def _made(days: tuple[CalendarDay, ...]) -> BankCalendar:
    return calendar_of(days)


def calendar_of(days: Iterable[CalendarDay]) -> BankCalendar:
    """Return the product's calendar with these days in place of its own."""
    return of_days(whole(days))


def whole(days: Iterable[CalendarDay]) -> list[NamedDay]:
    """Return the product's table with these days in place of its own, by day."""
    found = {one.day: one for one in table()} | {
        date.fromisoformat(one.day): NamedDay(
            date.fromisoformat(one.day), one.name_th, one.banks == CLOSED, one.offices == CLOSED
        )
        for one in days
    }
    return [found[day] for day in sorted(found)]


def told(one: NamedDay) -> CalendarDay:
    """Return a day of the table as it is told to units."""
    banks, offices = (CLOSED if closed else OPEN for closed in (one.banks_closed, one.offices_closed))
    return CalendarDay(one.day.isoformat(), banks, offices, one.name_th)


def days_of(text: str | None) -> tuple[CalendarDay, ...]:
    """Return days as a version keeps them; none for None."""
    return msgspec.json.decode(text, type=tuple[CalendarDay, ...]) if text else ()
