"""What was asked and how it was answered, of all processes together: by route, and in all."""

from __future__ import annotations

import asyncio
import logging
import os
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, insert, select

from app.simulator.chance import Chance
from app.simulator.clock import moment_text
from app.simulator.console.accounts import machine_time
from app.simulator.console.tables import TURN, console_traffic
from app.simulator.operations.figures import SECONDS
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.operations.figures import Figures

EVERY_SECONDS = 1.0
FORGOTTEN_AFTER = timedelta(hours=1)
"""A process that said nothing for so long is no more."""
_REFUSED, _FAILED = 400, 500
_WAITS = (api.EVENTS,)
"""Routes that wait for something to happen: their times say nothing about how quick we are."""
_logger = logging.getLogger("khlang.console")


class Answered(msgspec.Struct):
    """How a route was answered: counts, and how many answers took up to each of `SECONDS`, and longer."""

    route: str
    method: str
    requests: int = 0
    refused: int = 0
    failed: int = 0
    times: list[int] = []

    def add(self, other: Answered) -> None:
        """Count what another one counted as well."""
        self.requests += other.requests
        self.refused += other.refused
        self.failed += other.failed
        self.times = _added(self.times, other.times)

    def since(self, before: Answered) -> Answered:
        """Return what was counted after ``before``; a process that went away took its counts with it."""
        return Answered(
            self.route,
            self.method,
            max(0, self.requests - before.requests),
            max(0, self.refused - before.refused),
            max(0, self.failed - before.failed),
            [max(0, now - then) for now, then in zip(self.times, before.times or [0] * len(self.times), strict=True)],
        )

    def within_ms(self, share: float) -> float:
        """Return the time within which a ``share`` of the requests was answered; 0 without any."""
        wanted, seen = share * sum(self.times), 0
        for bound, count in zip((*SECONDS, SECONDS[-1]), self.times, strict=True):
            seen += count
            if count and seen >= wanted:
                return bound * 1000
        return 0.0


def counted(figures: Figures) -> list[Answered]:
    """Return what a process counted, by route and method."""
    found: dict[tuple[str, str], Answered] = {}
    for (route, method, status), number in list(figures.requests.items()):
        one = found.setdefault((route, method), Answered(route, method))
        one.requests += number
        one.refused += number if _REFUSED <= status < _FAILED else 0
        one.failed += number if status >= _FAILED or not status else 0
    for names, spread in list(figures.answering.items()):
        if names in found:
            found[names].times = list(spread.counts)
    return list(found.values())


def together(some: Iterable[Answered]) -> list[Answered]:
    """Return the counts of several processes as those of one, by route."""
    found: dict[tuple[str, str], Answered] = {}
    for one in some:
        found.setdefault((one.route, one.method), Answered(one.route, one.method)).add(one)
    return [found[names] for names in sorted(found)]


def in_all(some: Iterable[Answered]) -> Answered:
    """Return all routes as one; the times of those that wait are left out."""
    whole = Answered("", "", times=[0] * (len(SECONDS) + 1))
    for one in some:
        whole.add(msgspec.structs.replace(one, times=[]) if one.route in _WAITS else one)
    return whole


class Traffic:
    """What this process answered, and what the others say that they did."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self._process = f"{os.getpid()}-{Chance().named().token_hex(4)}"

    async def publish_for_ever(self) -> None:
        """Write down what this process counted, for the one that has the console; only where there are others."""
        said = b""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            now_said = msgspec.json.encode(counted(self._central.figures))
            if now_said == said:
                continue
            try:
                await self._central.storage.write(partial(self._keep, now_said), TURN)
                said = now_said
            except Exception:
                _logger.exception("traffic")

    def read(self, connection: Connection) -> list[Answered]:
        """Return what all processes answered, by route."""
        if not self._central.storage.is_shared:
            return together(counted(self._central.figures))
        since = moment_text(machine_time() - FORGOTTEN_AFTER)
        rows = connection.scalars(select(console_traffic.c.counted).where(console_traffic.c.at >= since))
        return together(one for text in rows for one in msgspec.json.decode(text, type=list[Answered]))

    async def show(self, _asked: Asked) -> dict[str, Any]:
        """Show the routes."""
        routes, port = await self._central.storage.read(self.read), self._central.settings.metrics_port
        return {"routes": routes, "whole": in_all(routes), "half": 0.5, "nearly_all": 0.95, "metrics_port": port}

    def _keep(self, text: bytes, connection: Connection) -> None:
        now = machine_time()
        over = console_traffic.c.at < moment_text(now - FORGOTTEN_AFTER)
        mine = console_traffic.c.process == self._process
        connection.execute(delete(console_traffic).where(over | mine))
        row = {"process": self._process, "at": moment_text(now), "counted": text.decode()}
        connection.execute(insert(console_traffic).values(row))


def _added(one: list[int], other: list[int]) -> list[int]:
    if not one or not other:
        return list(one or other)
    return [a + b for a, b in zip(one, other, strict=True)]
