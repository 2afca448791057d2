"""When the bank moves money to the treasury: in its hours, from the opening to the unit's cut-off on bank days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator.calendar import opening, read_time
from app.simulator.clock import BANGKOK
from app.simulator.tables import units

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.simulator.calendar import BankCalendar


def moves_at(connection: Connection, calendar: BankCalendar, unit: str, approved: datetime) -> datetime:
    """Return when the money of a remittance moves that is approved at a moment: at once, or at the next opening."""
    cut_off = connection.execute(select(units.c.cut_off).where(units.c.unit == unit)).scalar_one()
    day = calendar.earliest_value_date(approved, read_time(cut_off))
    return max(opening(day), approved)


def next_opening(calendar: BankCalendar, now: datetime) -> datetime:
    """Return the opening of the bank day after today."""
    return opening(calendar.day_from(now.astimezone(BANGKOK).date() + timedelta(days=1)))
