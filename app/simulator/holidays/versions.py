"""Versions of the calendar: days are added and taken away from tomorrow on, and what waits for such a day moves.

What is kept are the days that are otherwise than in the product's own table. Whatever is decided from a change's
commit on goes by the new calendar, at every process; what is over stays, so today and the days before never change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, select

from app.simulator import fields
from app.simulator.calendar import is_weekend, table
from app.simulator.clock import local_date, moment_text
from app.simulator.holidays import moving
from app.simulator.holidays.moving import Moves
from app.simulator.holidays.standing import (
    CLOSED,
    OPEN,
    SHARED,
    calendar_of,
    changed_days,
    days_of,
    in_force,
    told,
    whole,
)
from app.simulator.holidays.tables import calendar_versions
from app.simulator.recalls import views
from app.simulator.refusals import Refused, wrong
from app.simulator.sessions import note
from app.wire.access import CalendarDay
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from app.simulator.shared import Shared

DAYS_MAX = 500
YEARS_AHEAD_MAX = 10
VERSIONS_SHOWN_MAX = 200


class CalendarVersion(msgspec.Struct):
    """A version: when it was put and why; ``back_to`` is the one whose days it repeats, 0 for none."""

    version: int
    at: str
    note: str
    back_to: int


class CalendarShown(msgspec.Struct):
    """The version in force (0 before the first), its days, and all versions, the newest first."""

    version: int
    days: tuple[CalendarDay, ...]
    versions: list[CalendarVersion]


class CalendarWanted(msgspec.Struct, forbid_unknown_fields=True):
    """All days that are to be otherwise than in the product's table; ``version`` is the one that was looked at."""

    days: tuple[CalendarDay, ...]
    version: int
    note: str = ""


class BackWanted(msgspec.Struct, forbid_unknown_fields=True):
    """``version`` is the one that holds, and was looked at."""

    version: int


class CalendarPut(msgspec.Struct):
    """The version that holds now, and what moved."""

    version: int
    moves: Moves


def listed(connection: Connection) -> CalendarShown:
    """Return what holds, and all versions."""
    c = calendar_versions.c
    rows = connection.execute(select(c.version, c.at, c.note, c.back_to).order_by(c.version.desc()))
    versions = [CalendarVersion(*row) for row in rows.fetchmany(VERSIONS_SHOWN_MAX)]
    return CalendarShown(versions[0].version if versions else 0, changed_days(connection), versions)


def check(connection: Connection, now: datetime, wanted: CalendarWanted) -> Moves:
    """Return what a calendar would move; refuse as `put`. Nothing changes."""
    return moving.of_calendars(connection, now, in_force(connection), calendar_of(_sound(connection, now, wanted)))


def put(connection: Connection, shared: Shared, now: datetime, wanted: CalendarWanted) -> CalendarPut:
    """Let other days hold from now on and move what waits for them.

    Refuses with ``field_wrong``: ``day`` and its number for one that is not sound, is over, or lies on a weekend,
    ``version`` where another one was put since it was looked at.
    """
    return _put(connection, shared, now, wanted, 0)


def go_back(connection: Connection, shared: Shared, now: datetime, version: int, looked_at: int) -> CalendarPut:
    """Let the days of an earlier version hold again, but for those that are over.

    Refuses with ``not_found``, and as `put` where another one was put since ``looked_at`` was.
    """
    wanted = CalendarWanted(_days_back(connection, now, version), looked_at)
    return _put(connection, shared, now, wanted, version)


def check_back(connection: Connection, now: datetime, version: int) -> Moves:
    """Return what going back would move; refuse with ``not_found``."""
    return moving.of_calendars(connection, now, in_force(connection), calendar_of(_days_back(connection, now, version)))


def days_at(connection: Connection, version: int) -> tuple[CalendarDay, ...]:
    """Return the days of a version; none of 0, the product's table alone; refuse with ``not_found``."""
    row = connection.execute(
        select(calendar_versions.c.days).where(calendar_versions.c.version == version)
    ).one_or_none()
    if row is None and version != 0:
        raise Refused(Refusal.NOT_FOUND, version=str(version))
    return days_of(row.days if row else None)


def _days_back(connection: Connection, now: datetime, version: int) -> tuple[CalendarDay, ...]:
    """Return the days of a version, but for what is over, which stays as it is."""
    today = local_date(now).isoformat()
    kept = [one for one in changed_days(connection) if one.day <= today]
    again = [one for one in days_at(connection, version) if one.day > today]
    return tuple(kept + again)


def _put(connection: Connection, shared: Shared, now: datetime, wanted: CalendarWanted, back_to: int) -> CalendarPut:
    days, held, version = _sound(connection, now, wanted), in_force(connection), wanted.version + 1
    kept = msgspec.json.encode(days).decode()
    row = CalendarVersion(version, moment_text(now), wanted.note, back_to)
    connection.execute(insert(calendar_versions).values(**msgspec.structs.asdict(row), days=kept))
    moves = moving.move(connection, now, held, whole(days), in_force(connection))
    views.tell_new_days(connection, now, held.offices)
    note(connection, now, "calendar", "calendar.changed", "", {"version": str(version), "moved": str(moves.count)})
    shared.changed(connection, SHARED)
    return CalendarPut(version, moves)


def _sound(connection: Connection, now: datetime, wanted: CalendarWanted) -> tuple[CalendarDay, ...]:
    """Return the days that are wanted, by day, without those that the product's table has as well."""
    held = listed(connection)
    if wanted.version != held.version:
        raise wrong("version")
    if not fields.is_text(wanted.note):
        raise wrong("note")
    if len(wanted.days) > DAYS_MAX:
        raise wrong("days")
    today, before = local_date(now), {one.day: one for one in held.days}
    for number, one in enumerate(wanted.days, 1):
        if fault := _fault(one, today, is_held=before.get(one.day) == one):
            raise wrong(fault, str(number))
    found = {one.day: one for one in wanted.days}
    if len(found) < len(wanted.days):
        raise wrong("day")
    gone = next((day for day in before if day not in found and day <= today.isoformat()), None)
    if gone is not None:
        raise wrong("day")
    own = {told.day: told for told in map(told, table())}
    return tuple(found[day] for day in sorted(found) if found[day] != own.get(day, _as_any(found[day])))


def _as_any(one: CalendarDay) -> CalendarDay:
    """Return a day of which the product's table says nothing: everybody works, whatever it was called for a while."""
    return CalendarDay(one.day, OPEN, OPEN, one.name_th)


def _fault(one: CalendarDay, today: date, *, is_held: bool) -> str:
    """Return the field of a day that cannot be meant, or ''."""
    day = fields.read_day(one.day)
    is_over = day is not None and day <= today and not is_held
    if day is None or is_over or day.year > today.year + YEARS_AHEAD_MAX:
        return "day"
    if is_weekend(day):
        return "weekend"
    words = {OPEN, CLOSED}
    if one.banks not in words or one.offices not in words:
        return "banks" if one.banks not in words else "offices"
    nameless = not one.name_th and CLOSED in (one.banks, one.offices)
    return "name_th" if nameless or not fields.is_text(one.name_th) else ""
