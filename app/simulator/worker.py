"""The bank's clock-work: waits for the next due time and does what is due; no busy loop (SIM-09)."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from app.simulator import clock_fact, passed_over, sessions, snapshots
from app.simulator.clock import Clock, read_moment
from app.simulator.due import DeskFailed
from app.simulator.news import EVERYTHING, LETTERS, OFFICE, SHARED
from app.simulator.operations.logs import told
from app.simulator.seat import Seat, Turn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from app.simulator.clock import ClockSetting
    from app.simulator.context import Central
    from app.simulator.due import BackOffice, Due, Ran
    from app.simulator.telling.sender import MailSender

T = TypeVar("T")
_logger = logging.getLogger("khlang.central")
_AGAIN_AFTER_SECONDS = 5.0
"""After trouble with the database; and where other processes may fall silent between their work and their word."""
WAIT_SECONDS_MAX = 3600.0
_REST_SHARE, _REST_SECONDS_MAX = 3.0, 0.5
"""After looking for nothing it rests so many times as long: on a busy day nearly every request wakes it."""


class Worker:
    """Runs the back office: in the background when its time comes, and at once when the operator moves the clock.

    In the background in one process only, the one with the seat; the clock may be moved in any.
    """

    def __init__(self, central: Central, office: BackOffice, sender: MailSender | None = None) -> None:
        self._central = central
        self._office = office
        self._sender = sender
        self._seat = Seat(central.storage)
        self._turn = Turn(central.storage)

    def wake(self) -> None:
        """Let it be looked again at what is due, and for letters: something was approved, or the clock was moved."""
        self._central.news.tell((OFFICE, LETTERS))

    async def run_for_ever(self) -> None:
        """Once the seat is ours, do what is due and send letters, sleep until the next due time or until woken."""
        try:
            await self._seat.hold(self._at_the_office)
        finally:
            await self._turn.close()

    async def _at_the_office(self) -> None:
        async with asyncio.TaskGroup() as both:
            both.create_task(self._work())
            if self._sender is not None:
                both.create_task(self._sender.run_for_ever())

    async def _work(self) -> None:
        news = self._central.news
        with news.awaited(OFFICE, SHARED) as woken:
            while not news.is_over:
                rest = 0.0
                try:
                    rest, seconds = await self._done_and_looked()
                    self._central.office.went_well()
                except Exception as problem:
                    _logger.exception("settlement")
                    self._central.office.failed(problem)
                    seconds = _AGAIN_AFTER_SECONDS
                await asyncio.sleep(rest)
                await woken.sleep(seconds)

    async def _done_and_looked(self) -> tuple[float, float | None]:
        """Do what is due; return how long to rest whatever happens, and how long to sleep if nothing does."""
        if self._central.recorder.tape is not None:  # what is due is done when the tape says so
            return 0.0, None
        did: object = True
        while did:
            began = time.monotonic()
            due, again = await self._looked()
            rest = min(_REST_SHARE * (time.monotonic() - began), _REST_SECONDS_MAX)
            if due is None or due.at > self._central.clock.now():
                break
            async with self._central.recorder.turns.alone():
                did = await self.catch_up()
        return rest, self._seconds_to_sleep(due, again)

    async def catch_up(self) -> list[Ran]:
        """Do what is due now."""
        async with self._turn.taken():
            return await self._run_due()

    async def step(self) -> Ran | None:
        """Do the earliest thing that is due, and no more."""
        async with self._turn.taken():
            return await self._without_failing(lambda: self._central.storage.write(self._step))

    @asynccontextmanager
    async def at_rest(self) -> AsyncIterator[None]:
        """Let the back office do nothing meanwhile."""
        async with self._turn.taken():
            yield

    async def advance(self, to: datetime) -> list[Ran]:
        """Move the clock to ``to``, doing on the way everything that falls due, each at its own time.

        Running sessions stay alive: the people did not go away.
        """
        async with self._turn.taken():
            ran = await self._run_due()
            while (due := await self._next()) is not None and due.at <= to:
                await self._jump(due.at)
                ran += await self._run_due()
            await self._jump(to)
        self.wake()
        return ran

    async def _jump(self, to: datetime) -> None:
        """Let it be ``to``, unless it is later; sessions are lengthened as well, so that none seems to have ended."""
        central = self._central

        def jump(connection: Connection) -> None:
            now = central.clock.now()
            if to > now:
                sessions.carry_over(connection, now, to)
                clock_fact.change(connection, central.shared, central.clock.jumped(to))

        await central.storage.write(jump)

    async def set_clock(self, setting: ClockSetting, demand: Callable[[Connection], None]) -> None:
        """Put the clock to another time or speed; leases are not spared, and last no longer where it was put back.

        ``demand`` refuses what may not be once the clock's turn has come: somebody may have closed a day meanwhile.
        """
        central = self._central

        def put(connection: Connection) -> None:
            demand(connection)
            clock_fact.change(connection, central.shared, setting)
            sessions.shorten(connection, Clock(setting).now())

        async with self._turn.taken():
            await central.storage.write(put)
        self.wake()

    async def go_back(self, source: Path) -> None:
        """Put the whole database back to a snapshot, the clock with it."""
        async with self._turn.taken():
            await self._central.storage.write(lambda connection: snapshots.restore(connection, source))
        self._central.news.tell((EVERYTHING,))

    async def _run_due(self) -> list[Ran]:
        ran: list[Ran] = []
        while (done := await self._central.recorder.step(self._stepped)) is not None:
            ran.append(done)
            late = self._central.clock.now() - read_moment(done.at)
            self._central.office.did(done.what, late.total_seconds())
            self._central.news.tell((LETTERS,))
        return ran

    async def _stepped(self) -> Ran | None:
        return await self._without_failing(lambda: self._central.storage.write(self._step))

    def _step(self, connection: Connection) -> Ran | None:
        return self._office.step(connection, self._central.clock.now())

    async def _next(self) -> Due | None:
        return await self._without_failing(lambda: self._central.storage.read(self._office.due))

    async def _looked(self) -> tuple[Due | None, float | None]:
        """Return what is due next, and in how many seconds something that is passed over is tried again."""

        def look(connection: Connection) -> tuple[Due | None, float | None]:
            return self._office.due(connection), passed_over.again_in(connection)

        return await self._without_failing(lambda: self._central.storage.read(look))

    async def _without_failing(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask until no desk fails: what one fails at is written down and passed over from then on."""
        while True:
            try:
                return await ask()
            except DeskFailed as failed:
                _logger.error("desk failed", exc_info=failed.__cause__, extra=told(desk=failed.desk))
                await self._pass_over(failed)

    async def _pass_over(self, failed: DeskFailed) -> None:
        problem = type(failed.__cause__).__name__

        def write(connection: Connection) -> None:
            passed_over.put(connection, failed.desk, failed.subject, problem)

        await self._central.storage.write(write)

    def _seconds_to_sleep(self, due: Due | None, again: float | None) -> float | None:
        until_due = None if due is None else self._central.clock.seconds_until(due.at)
        known = [seconds for seconds in (until_due, again) if seconds is not None]
        if self._central.storage.is_shared:
            return min(*known, _AGAIN_AFTER_SECONDS) if known else _AGAIN_AFTER_SECONDS
        # The machine's clock may be set; look again now and then.
        return min(*known, WAIT_SECONDS_MAX) if known else None
