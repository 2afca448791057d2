"""One back office among all processes: who sits there, and whose turn it is to do what is due or to move the clock.

Both are locks of sessions with the database: a process that dies has given them back.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import psycopg

from app.simulator.postgres_server import lock_key
from app.simulator.refusals import Refused
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from app.simulator.storage import Storage

    Work = Callable[[], Coroutine[Any, Any, None]]

_LOOK_SECONDS = 2.0
"""Between two looks whether the seat is free, or still ours."""
_TURN = lock_key("back office turn")
_logger = logging.getLogger("khlang.central")


class Seat:
    """The one place at the back office."""

    def __init__(self, storage: Storage) -> None:
        self._is_alone = not storage.is_shared
        self._lock = storage.lock("back office")

    async def hold(self, work: Work) -> None:
        """Wait for the seat and run ``work`` for as long as it is ours; return when the work ends by itself.

        Work that fails begins again, here or at whoever takes the seat first.
        """
        if self._is_alone:
            await work()
            return
        try:
            while not await self._kept(work):
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            await asyncio.to_thread(self._lock.release)

    async def _kept(self, work: Work) -> bool:
        """Do what `_held` does; whatever goes wrong there, the seat is free for the next one to try."""
        try:
            return await self._held(work)
        except Exception:
            _logger.exception("back office")
            await asyncio.to_thread(self._lock.release)
            return False

    async def _held(self, work: Work) -> bool:
        """Run the work if the seat is free; return whether it came to its end."""
        if not await asyncio.to_thread(self._lock.take):
            return False
        _logger.info("at the back office")
        working = asyncio.create_task(work())
        try:
            while not working.done():
                await asyncio.wait({working}, timeout=_LOOK_SECONDS)
                if not working.done() and not await asyncio.to_thread(self._lock.is_held):
                    _logger.warning("the seat at the back office is lost")
                    return False
            await working
            return True
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working


class Turn:
    """One at a time, in whichever process: who does what is due, or moves the clock."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._here = asyncio.Lock()
        self._line: psycopg.AsyncConnection[Any] | None = None

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Wait for the turn and keep it; refuse with ``unavailable`` while the database is away."""
        async with self._here:
            if not self._storage.is_shared:
                yield
                return
            line = await self._locked()
            try:
                yield
            finally:
                await self._unlock(line)

    async def close(self) -> None:
        """Let go of the session with the database."""
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    async def _locked(self) -> psycopg.AsyncConnection[Any]:
        if self._line is not None:
            with suppress(psycopg.Error):  # the database was started anew: once more on a new session
                return await self._lock()
        try:
            return await self._lock()
        except psycopg.Error as problem:
            raise Refused(Refusal.UNAVAILABLE) from problem

    async def _lock(self) -> psycopg.AsyncConnection[Any]:
        try:
            line = self._line = self._line or await self._open()
            await line.execute("SELECT pg_advisory_lock(%s)", (_TURN,))
        except BaseException:  # cancelled: it may be ours or not; without the session it is not
            await self.close()
            raise
        return line

    async def _open(self) -> psycopg.AsyncConnection[Any]:
        line = await self._storage.line()
        await line.execute("SET lock_timeout = 0")  # letting a year pass takes longer
        return line

    async def _unlock(self, line: psycopg.AsyncConnection[Any]) -> None:
        try:
            await line.execute("SELECT pg_advisory_unlock(%s)", (_TURN,))
        except (psycopg.Error, asyncio.CancelledError):
            await self.close()
            raise
