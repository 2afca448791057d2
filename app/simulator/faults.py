"""Trouble on demand: the operator arms a fault, the next requests of a route meet it (SIM-06, SIM-07)."""

from __future__ import annotations

import threading
from enum import StrEnum

import msgspec


class Fault(StrEnum):
    """What can go wrong on the way; ``lost_answer`` and ``cut_answer`` strike after the work was done."""

    LOST_ANSWER = "lost_answer"
    CUT_ANSWER = "cut_answer"
    UNAVAILABLE = "unavailable"
    TOO_MANY_REQUESTS = "too_many_requests"


AFTER_THE_WORK = frozenset({Fault.LOST_ANSWER, Fault.CUT_ANSWER})
COUNT_MAX = 1_000_000


class Armed(msgspec.Struct, forbid_unknown_fields=True):
    """A fault waiting for the next ``count`` requests of a route, named by the word after ``/v1/``, or a page's first.

    With ``method`` it waits for that method only; ``after`` as many such requests pass unharmed first.
    """

    fault: Fault
    route: str
    count: int = 1
    method: str = ""
    after: int = 0


class Faults:
    """The faults that are armed now; they do not outlive the process."""

    def __init__(self) -> None:
        self._armed: list[Armed] = []
        self._lock = threading.Lock()

    def arm(self, armed: Armed) -> None:
        """Add a fault behind those that wait already."""
        with self._lock:
            self._armed.append(armed)

    def disarm(self) -> None:
        """Forget all that wait."""
        with self._lock:
            self._armed.clear()

    def waiting(self) -> list[Armed]:
        """Return what waits, oldest first."""
        with self._lock:
            return list(self._armed)

    def strike(self, method: str, path: str) -> Fault | None:
        """Return the fault that this request meets, if any, and count it."""
        if not self._armed:
            return None
        route = path.removeprefix("/v1").lstrip("/").partition("/")[0]
        with self._lock:
            for at, armed in enumerate(self._armed):
                if armed.route == route and armed.method in ("", method):
                    if armed.after:
                        armed.after -= 1
                        continue
                    armed.count -= 1
                    if armed.count <= 0:
                        del self._armed[at]
                    return armed.fault
        return None
