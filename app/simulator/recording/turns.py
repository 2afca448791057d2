"""Which requests are at work, so that a recording begins and ends between them; with a seed, one after the other.

Whoever waits for the rest of its body is not at work: a stranger who sends it slowly keeps nobody waiting.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Self

from app.simulator.refusals import Refused
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.types import Message, Receive

QUIET_SECONDS_MAX = 10.0


class Turns:
    """The requests of one process."""

    def __init__(self, *, one_at_a_time: bool) -> None:
        self.switches = 0
        """How often it was quiet."""
        self._working = 0
        self._open, self._still = asyncio.Event(), asyncio.Event()
        self._open.set()
        self._switching = asyncio.Lock()
        self._one = asyncio.Lock() if one_at_a_time else None

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Keep requests waiting, where they come one at a time."""
        if self._one is None:
            yield
        else:
            async with self._one:
                yield

    async def begin(self) -> None:
        """Be at work; wait until the others let one in."""
        if self._one is not None:
            await self._one.acquire()
        try:
            while not self._open.is_set():
                await self._open.wait()
        except BaseException:
            self._let_next()
            raise
        self._working += 1

    def end(self) -> None:
        """Be at work no more."""
        self._working -= 1
        self._still.set()
        self._let_next()

    def _let_next(self) -> None:
        if self._one is not None:
            self._one.release()

    @asynccontextmanager
    async def quiet(self) -> AsyncIterator[None]:
        """Let all that are at work but the one that asks come to their end, and no other begin.

        Refuses with ``unavailable`` where they do not end.
        """
        self._working -= 1
        self._still.set()
        try:
            async with self._switching:
                self._open.clear()
                try:
                    await self._stilled()
                    self.switches += 1
                    yield
                finally:
                    self._open.set()
        finally:
            self._working += 1

    async def _stilled(self) -> None:
        try:
            async with asyncio.timeout(QUIET_SECONDS_MAX):
                while self._working:
                    self._still.clear()
                    await self._still.wait()
        except TimeoutError as problem:
            raise Refused(Refusal.UNAVAILABLE) from problem


class Guest:
    """One request: at work, but for the time in which it waits for more of its body.

    ``first`` is done whenever its work begins. Refuses with ``unavailable`` what had not wholly come when it was
    quiet: it would be in no recording, or in half of one.
    """

    def __init__(self, turns: Turns, receive: Receive, first: Callable[[], Awaitable[None]]) -> None:
        self._turns = turns
        self._receive = receive
        self._first = first
        self._switches = 0
        self._at_work = self._heard_all = False

    async def __aenter__(self) -> Self:
        """Begin its work."""
        await self._begin()
        self._switches = self._turns.switches
        return self

    async def __aexit__(self, *_raised: object) -> None:
        """End it."""
        self._end()

    async def receive(self) -> Message:
        """Return what comes next of it."""
        if self._heard_all or not self._at_work:
            return await self._receive()
        self._end()
        message = await self._receive()
        self._heard_all = not message.get("more_body", False)
        await self._begin()
        if self._turns.switches != self._switches:
            raise Refused(Refusal.UNAVAILABLE)
        return message

    async def _begin(self) -> None:
        await self._turns.begin()
        self._at_work = True
        await self._first()

    def _end(self) -> None:
        if self._at_work:
            self._at_work = False
            self._turns.end()
