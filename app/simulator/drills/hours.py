"""When a drill can be done: while banks and offices are open, with enough of the day left for every step of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator.calendar import OPENS, opening, read_time
from app.simulator.clock import BANGKOK
from app.simulator.tables import units

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from app.simulator.calendar import BankCalendar

ROOM = timedelta(hours=1)
"""So long before the cut-off a drill may still be begun."""


def next_chance(connection: Connection, calendar: BankCalendar, unit: str, now: datetime) -> datetime | None:
    """Return when a drill of the unit can be done next, or None where that is now."""
    cut_off: str = connection.execute(select(units.c.cut_off).where(units.c.unit == unit)).scalar_one()
    today = now.astimezone(BANGKOK).date()
    last = datetime.combine(today, read_time(cut_off), BANGKOK) - ROOM
    day = _open_from(calendar, today if now < last else today + timedelta(days=1))
    return None if day == today and now.astimezone(BANGKOK).time() >= OPENS else opening(day)


def _open_from(calendar: BankCalendar, day: date) -> date:
    while not (calendar.is_open(day) and calendar.offices.is_open(day)):
        day += timedelta(days=1)
    return day
