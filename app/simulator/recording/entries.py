"""What is kept of a request, of a step of the back office, and of a recording as a whole."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from app.simulator.clock import moment_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from app.simulator.passage import Passage

FORMAT = "khlang.recording/1"
REQUEST, STEP = "request", "step"
Header = tuple[str, str]
Moment = tuple[float, int]
"""A moment of the simulator in seconds since 1970, and how often it was looked at without another in between."""


class Entry(msgspec.Struct, kw_only=True):
    """One request with its answer as it left, or one step of the back office (``path``: what it did).

    ``order`` places it among all (`app.simulator.passage.Passage.order`); ``at`` is the simulator's time when it began.
    ``status`` 0: no answer left. ``console``: it came to the console. ``fault``: what struck it. ``draws`` and
    ``moments``: what it drew and what time it saw, each in its order.
    """

    kind: str
    order: int
    worker: int
    at: str
    method: str = ""
    path: str = ""
    console: bool = False
    query: str = ""
    headers: list[Header] = []
    body: bytes = b""
    status: int = 0
    answer_headers: list[Header] = []
    answer: bytes = b""
    microseconds: int = 0
    fault: str = ""
    unit: str = ""
    person: str = ""
    draws: list[bytes] = []
    moments: list[Moment] = []

    @property
    def where(self) -> str:
        """Return method and path, as people name a request."""
        return f"{self.method} {self.path}".strip()


class Digests(msgspec.Struct):
    """A fingerprint of every table, and one of the state that people see: money, states and books."""

    state: str
    tables: dict[str, str]


class Run(msgspec.Struct, kw_only=True):
    """A recording: what it began with, and where it ended; ``why`` it ended: ``asked``, or what stopped it.

    ``start`` holds every table and the secrets beside the database at the beginning (`start`); ``seed`` is that of
    ``--random``, '' without one.
    """

    typ: str = FORMAT
    began_at: str
    seed: str
    start: bytes = b""
    ended_at: str = ""
    why: str = ""
    end_order: int = 0
    end: Digests | None = None


def moments_of(passage: Passage) -> list[Moment]:
    """Return what time a passage saw, in its shortest form."""
    return [(moment.timestamp(), len(list(same))) for moment, same in groupby(passage.moments)]


def first_of(moments: Iterable[datetime], otherwise: datetime) -> str:
    """Return when something began, as the wire writes it."""
    return moment_text(next(iter(moments), otherwise))
