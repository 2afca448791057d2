"""Who is let in at all: nobody in a maintenance window, and no program that is too old (SIM-27).

What is closed is the door for people and their programs. Money that is on its way goes on its way: the back office
releases, pays and answers in the window as on any night (`app.simulator.worker` never asks the gate), since what was
approved with a value date must not wait for housekeeping. The operator, the console and those who ask whether the
system is alive are let in always.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import TYPE_CHECKING

import msgspec

from app.simulator import fields
from app.simulator.clock import BANGKOK, YEARS, moment_text
from app.simulator.refusals import Refused, wrong
from app.simulator.storage import fact, keep_fact
from app.simulator.whole_tables import demand_looked_at, version_of
from app.wire import api
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.simulator.clock import Clock
    from app.simulator.shared import Shared
    from app.wire.access import Problem

SHARED = "gate"
WINDOWS_MAX = 50
RETRY_SECONDS_MAX = 300
"""Whoever is turned away asks again after so long at the most: a window may end early."""
_ALWAYS_OPEN = (
    api.HEALTH,
    api.READY,
    api.ABOUT,
    api.OPENAPI,
    api.VECTORS,
    api.CURRENT_SESSION,
    "/v1/operator/",
    "/developer",
    "/pages/",
)
"""Where paths begin that the gate lets through: signs of life, who is speaking, staff, and files of the pages.

A session is kept through a window, or ended in it: nobody types a password anew because the bank was closed.
"""
_WIRE = "/v1/"
_DAILY = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")
_VERSION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}")


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When it is closed, by the clock of Bangkok: every day (``22:00`` to ``02:00``), or once (``2026-11-23T22:00``).

    The texts are shown beside the hour, each in its language; both may be empty.
    """

    begins: str
    ends: str
    text_th: str = ""
    text_en: str = ""


class GateRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the gate asks: the windows, and the least version of the client; '' lets every version in."""

    windows: tuple[Window, ...] = ()
    least_client: str = ""


class GateWanted(GateRules, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the gate is to ask; ``version`` is that of the rules that were looked at."""

    version: str


class GateShown(msgspec.Struct):
    """What the gate asks, and whether it is closed now and until when; '' while it is open."""

    windows: tuple[Window, ...]
    least_client: str
    closed_until: str
    version: str


class Gate:
    """What holds in this process now, kept up with the database by `Shared`."""

    def __init__(self, shared: Shared, clock: Clock) -> None:
        self._clock = clock
        self._rules = GateRules()
        shared.register(SHARED, self._load)

    def demand(self, path: str, headers: Mapping[str, str]) -> None:
        """Refuse with ``maintenance`` or ``client_too_old`` whoever may not come in now; names of headers are small."""
        if path.startswith(_ALWAYS_OPEN):
            return
        if self._rules.windows:
            demand_open(self._rules, self._clock.now())
        if self._rules.least_client and path.startswith(_WIRE):
            own = headers.get(api.HEADER_CLIENT.lower(), "")
            if version(own) < version(self._rules.least_client):
                said = _VERSION.match(own)
                told = said.group() if said else ""  # nothing else of what a stranger says is said again
                raise Refused(Refusal.CLIENT_TOO_OLD, least=self._rules.least_client, own=told)

    def problem(self, headers: Mapping[str, str]) -> Problem | None:
        """Return what whoever asks with these headers is refused with at any closed door, None while they are open."""
        try:
            self.demand(_WIRE, headers)
        except Refused as refused:
            return refused.problem()
        return None

    def _load(self, connection: Connection) -> None:
        self._rules = rules(connection)


def rules(connection: Connection) -> GateRules:
    """Return what holds in the database."""
    kept = fact(connection, SHARED)
    return msgspec.json.decode(kept, type=GateRules) if kept else GateRules()


def put(connection: Connection, shared: Shared, wanted: GateWanted) -> None:
    """Let other rules hold from now on.

    Refuses with ``field_wrong``: ``version`` where others hold than were looked at, or the number of the window from 1.
    """
    demand_looked_at(version_of(rules(connection)), wanted.version)
    if wanted.least_client and not _VERSION.fullmatch(wanted.least_client):
        raise wrong("least_client")
    if len(wanted.windows) > WINDOWS_MAX:
        raise wrong("windows")
    for n, window in enumerate(wanted.windows, 1):
        fault = _fault(window)
        if fault:
            raise wrong(fault, str(n))
    kept = GateRules(wanted.windows, wanted.least_client)
    keep_fact(connection, SHARED, msgspec.json.encode(kept).decode())
    shared.changed(connection, SHARED)


def shown(held: GateRules, now: datetime) -> GateShown:
    """Return rules with what they mean now."""
    closed = _closed(held.windows, now)
    return GateShown(held.windows, held.least_client, moment_text(closed[0]) if closed else "", version_of(held))


def demand_open(held: GateRules, now: datetime) -> None:
    """Refuse with ``maintenance`` while a window is."""
    closed = _closed(held.windows, now)
    if closed is None:
        return
    until, window = closed
    seconds = min(RETRY_SECONDS_MAX, max(1, ceil((until - now).total_seconds())))
    raise Refused(
        Refusal.MAINTENANCE,
        until=moment_text(until),
        text_th=window.text_th,
        text_en=window.text_en,
        retry_after=str(seconds),
    )


def version(text: str) -> tuple[int, ...]:
    """Return the numbers that a version begins with, in their order; none for what has no number."""
    found = _VERSION.match(text)
    numbers = [int(part) for part in found.group().split(".")] if found else []
    while numbers and numbers[-1] == 0:
        numbers.pop()  # 1.0 is no newer than 1
    return tuple(numbers)


def _closed(windows: tuple[Window, ...], now: datetime) -> tuple[datetime, Window] | None:
    """Return until when it is closed without a pause, and which window began it; None while it is open."""
    first, until = None, now
    for _ in range(len(windows) + 1):
        ends = [(end, window) for window in windows if (end := _end(window, until)) is not None]
        if not ends:
            break
        until, last = max(ends, key=lambda one: one[0])
        first = first or last
    return None if first is None else (until, first)


def _end(window: Window, now: datetime) -> datetime | None:
    """Return when a window ends that is now; None for one that is not."""
    if _DATED.match(window.begins):
        begins, ends = (datetime.fromisoformat(text).replace(tzinfo=BANGKOK) for text in (window.begins, window.ends))
        return ends if begins <= now < ends else None
    local = now.astimezone(BANGKOK)
    for day in (local.date() - timedelta(days=1), local.date()):
        begins, ends = _on(day, window.begins), _on(day, window.ends)
        ends += timedelta(days=1) if ends <= begins else timedelta()
        if begins <= now < ends:
            return ends
    return None


def _on(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), BANGKOK)


def _fault(window: Window) -> str:
    """Return the field of a window that cannot be meant, or ''."""
    if not (fields.is_text(window.text_th) and fields.is_text(window.text_en)):
        return "text_th" if not fields.is_text(window.text_th) else "text_en"
    if _DAILY.match(window.begins):
        return "" if _DAILY.match(window.ends) and window.ends != window.begins else "ends"
    if not _is_dated(window.begins):
        return "begins"
    return "" if _is_dated(window.ends) and window.begins < window.ends else "ends"


def _is_dated(text: str) -> bool:
    if not _DATED.match(text):
        return False
    try:
        return datetime.fromisoformat(text).year in YEARS
    except ValueError:
        return False
