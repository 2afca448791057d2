"""One request, or one step of the back office, on its way through: what it drew, what time it saw, when it wrote.

It is noted only while somebody records, and given back instead of chance and clock where a recording is played.
"""

from __future__ import annotations

import time
from collections import deque
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime


class Passage:
    """What is noted. With a tape, draws and moments are the recorded ones for as long as there are any."""

    def __init__(self, draws: Iterable[bytes] = (), moments: Iterable[datetime] = ()) -> None:
        self.draws: list[bytes] = []
        self.moments: list[datetime] = []
        self.unit = self.person = ""
        self._draws, self._moments = deque(draws), deque(moments)
        self._read_at = self._wrote_at = self._effect_at = 0

    @property
    def order(self) -> int:
        """Where it stands among all: by its effect, else its last write, else the last look at the database, else 0."""
        return self._effect_at or self._wrote_at or self._read_at

    def drew(self, size: int, source: Callable[[int], bytes]) -> bytes:
        """Return so many random bytes, and note them."""
        taped = self._draws.popleft() if self._draws and len(self._draws[0]) == size else None
        drawn = source(size) if taped is None else taped
        self.draws.append(drawn)
        return drawn

    def saw(self, moment: datetime) -> datetime:
        """Return what time it is, and note it."""
        seen = self._moments.popleft() if self._moments else moment
        self.moments.append(seen)
        return seen

    def began(self) -> None:
        """Note that a transaction has its view of the database."""
        self._read_at = time.monotonic_ns()

    def writes(self) -> None:
        """Note that a transaction is about to commit, in its turn."""
        # All processes of a machine have this clock in common.
        self._wrote_at = time.monotonic_ns()

    @contextmanager
    def effect(self) -> Iterator[None]:
        """Let what is written within be its effect; whatever else it writes is beside it."""
        before = self._wrote_at
        yield
        if self._wrote_at != before:
            self._effect_at = self._wrote_at

    def mark(self) -> int:
        """Return how much was drawn until now."""
        return len(self.draws)

    def run_again(self, mark: int) -> None:
        """Forget what was drawn since: the work runs again."""
        del self.draws[mark:]


_PASSING: ContextVar[Passage | None] = ContextVar("passage", default=None)


def now_passing() -> Passage | None:
    """Return the passage that this thread or task works for, None where nobody notes it."""
    return _PASSING.get()


@contextmanager
def passing(passage: Passage) -> Iterator[None]:
    """Let everything within work for ``passage``."""
    token = _PASSING.set(passage)
    try:
        yield
    finally:
        _PASSING.reset(token)


def tapped(source: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Return a source of random bytes that tells the passage it works for."""

    def read(size: int) -> bytes:
        passage = _PASSING.get()
        return source(size) if passage is None else passage.drew(size, source)

    return read
