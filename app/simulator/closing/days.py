"""Which day is closed next: those on which offices and banks both work, in their order, from the unit's first on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from app.simulator.calendar import read_time
from app.simulator.clock import BANGKOK, local_date, moment_text
from app.simulator.closing.tables import days, first_days
from app.simulator.tables import units
from app.wire.closing import DayState

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from app.simulator.calendar import BankCalendar

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NextDay:
    """The day that comes next, ``day`` None where none is left to be closed.

    It covers what was booked after ``since`` ('' for everything so far). ``until`` is the one moment that it may end
    with; '' while the day runs: then any from ``open_from`` on that is over.
    """

    begins: str
    day: date | None = None
    version: int = 1
    since: str = ""
    until: str = ""
    open_from: str = ""

    @property
    def text(self) -> str:
        """The day as the wire writes it, '' for none."""
        return self.day.isoformat() if self.day else ""

    def ends(self, at: str) -> str:
        """Return where it would end if it were closed at ``at``."""
        return self.until or at


def begin(connection: Connection, unit: str, day: date) -> None:
    """Write down the day on which a unit comes to the central system."""
    connection.execute(insert(first_days).values(unit=unit, day=day.isoformat()))


def of_unit(connection: Connection, unit: str, day: str) -> Row[Any] | None:
    """Return how a day of a unit stands, None for one that was never closed."""
    return connection.execute(select(days).where(days.c.unit == unit, days.c.day == day)).one_or_none()


def following(connection: Connection, now: datetime, calendar: BankCalendar, unit: str) -> NextDay:
    """Return the day that a unit closes next: the earliest that was reopened, else the one after the last closed."""
    begins: str = connection.execute(select(first_days.c.day).where(first_days.c.unit == unit)).scalar_one()
    cut_off = read_time(connection.execute(select(units.c.cut_off).where(units.c.unit == unit)).scalar_one())
    mine = select(days).where(days.c.unit == unit)
    again = connection.execute(
        mine.where(days.c.state == DayState.REOPENED.value).order_by(days.c.day).limit(1)
    ).one_or_none()
    if again is not None:
        day = date.fromisoformat(again.day)
        return NextDay(begins, day, again.version + 1, again.since, again.until, _cut_off(day, cut_off))
    last = connection.execute(mine.order_by(days.c.day.desc()).limit(1)).one_or_none()
    day = _working_from(calendar, date.fromisoformat(last.day) + _ONE_DAY if last else date.fromisoformat(begins))
    since = last.until if last else ""
    today = local_date(now)
    if day > today:
        return NextDay(begins, since=since)
    return NextDay(begins, day, 1, since, end_of(day) if day < today else "", _cut_off(day, cut_off))


def newest_end(connection: Connection) -> str:
    """Return where the newest close of any unit ends, '' where nobody closed a day: nothing is booked before it."""
    return connection.scalar(select(func.max(days.c.until))) or ""


def is_working(calendar: BankCalendar, day: date) -> bool:
    """Say whether offices and banks both work on a day."""
    return calendar.is_open(day) and calendar.offices.is_open(day)


def end_of(day: date) -> str:
    """Return the last moment of a day in Bangkok: moments are told in thousandths of a second."""
    return moment_text(datetime.combine(day + _ONE_DAY, time(0), BANGKOK) - timedelta(milliseconds=1))


def _cut_off(day: date, cut_off: time) -> str:
    return moment_text(datetime.combine(day, cut_off, BANGKOK))


def _working_from(calendar: BankCalendar, day: date) -> date:
    while not is_working(calendar, day):
        day += _ONE_DAY
    return day
