"""Periods of the books: a fiscal year has twelve, October is the first; the operator closes and opens them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, insert, select

from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date
from app.simulator.gfmis.tables import closed_periods
from app.simulator.refusals import Refused
from app.simulator.whole_tables import WholeTable, demand_looked_at, version_of
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

CLOSED_MAX = 240
LAST = "12"
_FIRST_MONTH, _MONTHS = 10, 12
_FY = re.compile(r"2[5-7][0-9]{2}\Z")
_PERIOD = re.compile(r"(?:0[1-9]|1[0-2])\Z")


@dataclass(frozen=True, slots=True)
class Period:
    """A month of the books: the Buddhist fiscal year, and 01 (October) to 12 (September)."""

    fy: str
    period: str


class ClosedPeriod(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of them, closed."""

    fy: str
    period: str


class ClosedPeriods(WholeTable):
    """All closed periods."""

    closed: tuple[ClosedPeriod, ...]


def of_day(day: date) -> Period:
    """Return the period of a calendar day in Bangkok."""
    return Period(fiscal_year(day), f"{(day.month - _FIRST_MONTH) % _MONTHS + 1:02d}")


def is_period(fy: str, period: str) -> bool:
    """Say whether the texts are a Buddhist fiscal year and one of its periods."""
    return _FY.match(fy) is not None and _PERIOD.match(period) is not None


def is_closed(connection: Connection, one: Period) -> bool:
    """Say whether nothing is booked into a period any more."""
    mine = (closed_periods.c.fy == one.fy, closed_periods.c.period == one.period)
    return connection.execute(select(closed_periods.c.fy).where(*mine)).first() is not None


def demand_open(connection: Connection, now: datetime) -> Period:
    """Return the period of ``now``; refuse with ``period_closed`` if it is closed."""
    one = of_day(local_date(now))
    if is_closed(connection, one):
        raise Refused(Refusal.PERIOD_CLOSED, fy=one.fy, period=one.period)
    return one


def next_open(connection: Connection, now: datetime) -> Period:
    """Return the period of ``now``, or the first one after it that is not closed."""
    day = local_date(now)
    while is_closed(connection, of_day(day)):
        day = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return of_day(day)


def closed(connection: Connection) -> ClosedPeriods:
    """Return the closed periods, the oldest first."""
    query = select(closed_periods.c.fy, closed_periods.c.period).order_by(closed_periods.c.fy, closed_periods.c.period)
    rows = tuple(ClosedPeriod(*row) for row in connection.execute(query))
    return ClosedPeriods(rows, version=version_of(rows))


def put(connection: Connection, wanted: ClosedPeriods) -> ClosedPeriods:
    """Close these periods and open all others, over what was looked at.

    Refuses with ``field_wrong``: ``version``, or by its row from 1 what is no period, or is named twice.
    """
    demand_looked_at(closed(connection).version, wanted.version)
    if len(wanted.closed) > CLOSED_MAX:
        raise Refused(Refusal.FIELD_WRONG, field="rows", line="")
    for at, one in enumerate(wanted.closed, 1):
        if not is_period(one.fy, one.period) or one in wanted.closed[: at - 1]:
            raise Refused(Refusal.FIELD_WRONG, field="period", line=str(at))
    connection.execute(delete(closed_periods))
    if wanted.closed:
        connection.execute(insert(closed_periods), [msgspec.structs.asdict(one) for one in wanted.closed])
    return closed(connection)
