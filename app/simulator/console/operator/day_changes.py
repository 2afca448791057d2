"""Changes of days and hours: what each moves is seen before it is done, and done only as it was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from app.simulator import fields
from app.simulator.console.acts import Done
from app.simulator.disbursement import terms
from app.simulator.fields import is_digits
from app.simulator.holidays import standing, versions
from app.simulator.holidays.moving import Moves
from app.simulator.holidays.versions import BackWanted, CalendarPut, CalendarWanted
from app.simulator.refusals import Refused, wrong
from app.wire import api
from app.wire.access import CalendarDay
from app.wire.codes import Refusal
from app.wire.signature import sha256_hex

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent
    from app.wire.access import Service

_DIGITS_MAX = 9
_DAY = ("day", "name_th", "banks", "offices")


class DayChangePages:
    """What the operator does with holidays and cut-offs."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    # A day

    async def day(self, asked: Asked) -> dict[str, Any]:
        """Show the form of a day: as it is, or as a working day where it is to be taken away."""
        day = asked.said("day") if fields.read_day(asked.said("day")) else ""
        held = await self._central.storage.read(standing.changed_days)
        found = {one.day.isoformat(): standing.told(one) for one in standing.whole(held)}
        before = found.get(day, CalendarDay(day, standing.CLOSED, standing.CLOSED, ""))
        if asked.said("away"):
            before = msgspec.structs.replace(before, banks=standing.OPEN, offices=standing.OPEN)
        return {"before": before, "is_new": day not in found, "today": self._central.clock.text()}

    async def look(self, _asked: Asked, sent: Sent) -> Done:
        """Tell what a day would move; nothing changes."""
        wanted = await self._wanted(sent)
        moves = await self._counter.ask("POST", f"{api.OPERATOR_CALENDAR}/check", Moves, wanted)
        return Done(sent.text("day"), {"moves": msgspec.to_builtins(moves), "looked": _seen(sent, wanted.version)})

    async def put(self, _asked: Asked, sent: Sent) -> Done:
        """Let a day be as the form says; only what was looked at."""
        wanted = await self._wanted(sent)
        if sent.text("looked") != _seen(sent, wanted.version):
            raise wrong("looked")
        done = await self._counter.ask("PUT", api.OPERATOR_CALENDAR, CalendarPut, wanted)
        return Done(sent.text("day"), {"moved": done.moves.count, "note": wanted.note})

    async def _wanted(self, sent: Sent) -> CalendarWanted:
        banks, offices = (standing.CLOSED if sent.text(name) else standing.OPEN for name in ("banks", "offices"))
        day = CalendarDay(sent.text("day"), banks, offices, sent.text("name_th").strip())
        held = await self._central.storage.read(versions.listed)
        days = tuple(one for one in held.days if one.day != day.day)
        return CalendarWanted((*days, day), held.version, sent.text("note").strip())

    # A version

    async def version(self, asked: Asked) -> dict[str, Any]:
        """Show the days of a version, and what going back to it moves."""
        number = _version(asked)

        def read(connection: Connection) -> dict[str, Any]:
            return {"calendar": versions.listed(connection), "days": versions.days_at(connection, number)}

        moves = await self._counter.ask("GET", f"{api.OPERATOR_CALENDAR}/{number}/back", Moves)
        return {**await self._central.storage.read(read), "version": number, "moves": msgspec.to_builtins(moves)}

    async def go_back(self, asked: Asked, sent: Sent) -> Done:
        """Let the days of an earlier version hold again; only over the version that was looked at."""
        number, looked_at = _version(asked), sent.text("looked")
        if not is_digits(looked_at, _DIGITS_MAX):
            raise wrong("version")
        wanted = BackWanted(int(looked_at))
        done = await self._counter.ask("POST", f"{api.OPERATOR_CALENDAR}/{number}/back", CalendarPut, wanted)
        return Done(str(number), {"moved": done.moves.count})

    # A cut-off

    async def hours(self, asked: Asked) -> dict[str, Any]:
        """Show the form of a service's cut-off."""
        return {"service": (await self._service(asked))[1]}

    async def look_hours(self, asked: Asked, sent: Sent) -> Done:
        """Tell what another cut-off would move; nothing changes."""
        held, service = await self._service(asked)
        table = _table(held, service, sent)
        moves = await self._counter.ask("POST", f"{api.OPERATOR_SERVICES}/check", Moves, table)
        told = {"moves": msgspec.to_builtins(moves), "looked": _same(table), "cut_off": sent.text("cut_off")}
        return Done(service.service, told)

    async def put_hours(self, asked: Asked, sent: Sent) -> Done:
        """Let a service be of the day until another time; the rest of its row stays."""
        held, service = await self._service(asked)
        table = _table(held, service, sent)
        if not fields.is_text(sent.text("note")):
            raise wrong("note")
        if sent.text("looked") != _same(table):
            raise wrong("looked")
        await self._counter.do("PUT", api.OPERATOR_SERVICES, table)
        before, after = service.cut_off, sent.text("cut_off")
        return Done(f"{service.service} {before} → {after}", {"note": sent.text("note").strip()})

    async def _service(self, asked: Asked) -> tuple[terms.Services, Service]:
        """Return the table of services and the row that the address names."""
        held = await self._central.storage.read(terms.services_table)
        named = (asked.named("service"), asked.named("valid_from"))
        found = next((row for row in held.services if (row.service, row.valid_from) == named), None)
        if found is None:
            raise Refused(Refusal.NOT_FOUND)
        return held, found


def _table(held: terms.Services, service: Service, sent: Sent) -> terms.Services:
    """Return the table with another cut-off of one service, over the version that holds."""
    changed = msgspec.structs.replace(service, cut_off=sent.text("cut_off"))
    return msgspec.structs.replace(held, services=tuple(changed if row is service else row for row in held.services))


def _seen(sent: Sent, version: int) -> str:
    """Return what stands for a day as the form says it, over the version that holds."""
    return sha256_hex("\n".join((str(version), *(sent.text(name) for name in _DAY))).encode())


def _same(table: terms.Services) -> str:
    return sha256_hex(msgspec.json.encode(table))


def _version(asked: Asked) -> int:
    text = asked.named("version")
    if not is_digits(text, _DIGITS_MAX):
        raise Refused(Refusal.NOT_FOUND)
    return int(text)
