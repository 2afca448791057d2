"""When the next order is due: as soon as the one before is done, or at its moment, whether or not others are late."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Pace:
    """Hands out the moments at which orders are due, for so many ``seconds``, to as many as ask.

    With ``interval`` 0 an order is due as soon as somebody is free to hand it in (closed loop). Otherwise one is due
    every so many seconds from the ``first`` on; whoever comes late to it is given the moment at which it was due, so
    that a slow answer counts against every order that had to wait for it (open loop, no coordinated omission).
    """

    def __init__(
        self,
        seconds: float,
        interval: float = 0.0,
        first: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds, self._interval = seconds, interval
        self._clock, self._sleep = clock, sleep
        self.begun = clock()
        self._first = self.begun + first
        self._given = 0
        self._lock = threading.Lock()

    def next(self) -> float | None:
        """Wait until the next order is due; return the moment, None when there is no further."""
        with self._lock:
            due = self._first + self._given * self._interval if self._interval else self._clock()
            if due - self.begun >= self._seconds:
                return None
            self._given += 1
        ahead = due - self._clock()
        if ahead > 0:
            self._sleep(ahead)
        return due
