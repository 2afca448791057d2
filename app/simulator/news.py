"""Wakes whoever waits for something to be written: in this process at once, in the others through the database.

A transaction notes what it is about to tell (`note`); when it is durable, the storage hands that on (`News.tell`).
Nobody may rely on being woken: a process can die between its commit and its word, so every wait has an end.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Connection

OFFICE = "office"
"""Something may be due."""
LETTERS = "letters"
"""There may be letters to send."""
SHARED = "shared"
"""A thing that all processes must agree on is another."""
EVERYTHING = "everything"
"""Look again, whatever it is that you wait for."""
_NOTED = "khlang.noted"


def of_log(log: str) -> str:
    """Return what is told when this log grew."""
    return f"log:{log}"


def note(connection: Connection, subject: str) -> None:
    """Let it be told when this transaction is durable."""
    connection.info.setdefault(_NOTED, set()).add(subject)


def noted(connection: Connection) -> frozenset[str]:
    """Return what was noted since this was asked last, and forget it."""
    return frozenset(connection.info.pop(_NOTED, ()))


class Awaited:
    """One who waits for news of a subject; those that came before `sleep` was called count, too."""

    def __init__(self, ended: Callable[[], bool]) -> None:
        self._event = asyncio.Event()
        self._ended = ended

    def ring(self) -> None:
        """Wake; on the event loop."""
        self._event.set()

    async def sleep(self, seconds: float | None) -> bool:
        """Wait at most so long; return whether there was news. Once the process ends, it is at once."""
        if not self._ended():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._event.wait(), seconds)
        was_rung = self._event.is_set()
        self._event.clear()
        return was_rung


class News:
    """Who waits in this process, and how the others are told."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[Awaited]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._outward: Callable[[frozenset[str]], None] = _nobody_else
        self._over = False

    def begin(self, outward: Callable[[frozenset[str]], None] | None = None) -> None:
        """From now on wake those who wait on this event loop; ``outward`` tells the other processes."""
        self._loop = asyncio.get_running_loop()
        self._outward = outward or _nobody_else

    def end(self) -> None:
        """Wake everybody for good: this process goes."""
        self._over = True
        self.hear((EVERYTHING,))

    def tell(self, subjects: Iterable[str]) -> None:
        """Wake those who wait for a subject, here and elsewhere; from any thread."""
        told = frozenset(subjects)
        if told and self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self._loop.call_soon_threadsafe(self._tell, told)

    def hear(self, subjects: Iterable[str]) -> None:
        """Wake those who wait here, as another process told; on the event loop."""
        told = frozenset(subjects)
        for subject, waiting in self._waiting.items():
            if subject in told or EVERYTHING in told:
                for one in waiting:
                    one.ring()

    @contextmanager
    def awaited(self, *subjects: str) -> Iterator[Awaited]:
        """Wait for news of these; to be entered before one looks whether there is something already."""
        mine = Awaited(lambda: self._over)
        for subject in subjects:
            self._waiting.setdefault(subject, set()).add(mine)
        try:
            yield mine
        finally:
            for subject in subjects:
                left = self._waiting[subject]
                left.discard(mine)
                if not left:
                    del self._waiting[subject]

    @property
    def is_over(self) -> bool:
        """Say whether this process goes."""
        return self._over

    def _tell(self, told: frozenset[str]) -> None:
        self.hear(told)
        self._outward(told)


def _nobody_else(_told: frozenset[str]) -> None:
    """There is only this process."""
