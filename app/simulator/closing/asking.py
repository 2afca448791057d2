"""What a unit is told before it closes a day: which one, from where on, and what must be seen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.clock import moment_text
from app.simulator.closing import days, demands, exceptions
from app.wire.closing import DayAsked

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.simulator.calendar import BankCalendar


def answer(connection: Connection, now: datetime, calendar: BankCalendar, unit: str) -> DayAsked:
    """Return what a unit has to close next."""
    at = moment_text(now)
    following = days.following(connection, now, calendar, unit)
    until = following.ends(at)
    found = [one.told for one in demands.unsolved(connection, unit) if one.at <= until] if following.day else []
    return DayAsked(
        server_time=at,
        begins=following.begins,
        day=following.text,
        since=following.since,
        open_from=following.open_from,
        demanded=tuple(found),
        open_exceptions=tuple(map(exceptions.numbered, exceptions.kept_open(connection, unit, following.text))),
    )
