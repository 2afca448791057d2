"""The bank's clock-work: waits for the next due time and does what is due; no busy loop (SIM-09)."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING

from app.simulator import sessions, snapshots
from app.simulator.clock import Clock, ClockSetting, moment_text, read_moment, read_setting
from app.simulator.storage import fact, keep_fact

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from app.simulator.context import Central
    from app.simulator.due import Desk, Ran

_logger = logging.getLogger("khlang.central")
_AGAIN_AFTER_SECONDS = 5.0
"""After trouble with the database."""
WAIT_SECONDS_MAX = 3600.0
_CLOCK = "clock"


class Worker:
    """Runs the back office: in the background when its time comes, and at once when the operator moves the clock."""

    def __init__(self, central: Central, office: Desk, done: Callable[[], None] | None = None) -> None:
        self._central = central
        self._office = office
        self._done = done
        self._woken = asyncio.Event()
        self._turn = asyncio.Lock()

    def wake(self) -> None:
        """Look again at what is due: something was approved, or the clock was moved.

        Whoever is told of what was done looks again, too: a command may have left letters to send.
        """
        self._woken.set()
        if self._done is not None:
            self._done()

    async def run_for_ever(self) -> None:
        """Do what is due, then sleep until the next due time or until woken."""
        while True:
            self._woken.clear()
            try:
                async with self._turn:
                    await self._run_due()
                seconds = await self._seconds_to_sleep()
            except Exception:
                _logger.exception("settlement")
                seconds = _AGAIN_AFTER_SECONDS
            try:
                await asyncio.wait_for(self._woken.wait(), seconds)
            except TimeoutError:
                continue

    async def advance(self, to: datetime) -> list[Ran]:
        """Move the clock to ``to``, doing on the way everything that falls due, each at its own time.

        Running sessions stay alive: the people did not go away.
        """
        storage, clock = self._central.storage, self._central.clock
        async with self._turn:
            ran = await self._run_due()
            while (due := await storage.read(self._office.due)) is not None and due.at <= to:
                await self._jump(due.at)
                ran += await self._run_due()
            await self._jump(to)
            await storage.write(lambda connection: _keep_setting(connection, clock.setting))
        self.wake()
        return ran

    async def _jump(self, to: datetime) -> None:
        """Let it be ``to``, unless it is later; sessions are lengthened first, so that none seems to have ended."""
        clock = self._central.clock
        if to > clock.now():
            await self._central.storage.write(lambda connection: sessions.carry_over(connection, clock.now(), to))
            clock.jump(to)

    async def set_clock(self, setting: ClockSetting) -> None:
        """Put the clock to another time or speed; leases are not spared."""
        async with self._turn:
            self._central.clock.setting = setting
            await self._central.storage.write(lambda connection: _keep_setting(connection, setting))
        self.wake()

    async def go_back(self, source: Path) -> None:
        """Put the whole database back to a snapshot, the clock with it."""
        central = self._central

        def restore(connection: Connection) -> tuple[str, Clock]:
            return snapshots.restore(connection, source), start_clock(connection, None)

        async with self._turn:
            central.epoch, clock = await central.storage.write(restore)
            central.clock.setting = clock.setting
        self.wake()

    async def _run_due(self) -> list[Ran]:
        ran: list[Ran] = []
        while (done := await self._central.storage.write(self._step)) is not None:
            ran.append(done)
            if self._done is not None:
                self._done()
        return ran

    def _step(self, connection: Connection) -> Ran | None:
        return self._office.step(connection, self._central.clock.now())

    async def _seconds_to_sleep(self) -> float | None:
        due = await self._central.storage.read(self._office.due)
        seconds = None if due is None else self._central.clock.seconds_until(due.at)
        # The machine's clock may be set; look again now and then.
        return None if seconds is None else min(seconds, WAIT_SECONDS_MAX)


def _keep_setting(connection: Connection, setting: ClockSetting) -> None:
    values = [moment_text(setting.shown), moment_text(setting.wall), str(setting.speed), setting.mode]
    keep_fact(connection, _CLOCK, json.dumps(values))


def start_clock(connection: Connection, asked: str | None) -> Clock:
    """Return the clock as asked for at the start, or as it was left."""
    kept = fact(connection, _CLOCK)
    if asked is not None or not kept:
        clock = Clock(read_setting(asked or "real"))
        _keep_setting(connection, clock.setting)
        return clock
    shown, wall, speed, mode = json.loads(kept)
    return Clock(ClockSetting(read_moment(shown), read_moment(wall), float(speed), mode))
