"""A fault as the operator arms it: what, for which requests, when, how often, and in which scenario."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from app.simulator.faults.kinds import BEFORE_OR_AFTER, OF_PAGES, Fault, Spread, Stage, stage_of
from app.simulator.faults.windows import Window
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from datetime import datetime

COUNT_MAX = 1_000_000
HANDSHAKES_MAX = 100
"""Without a handshake nobody takes a fault back, so it must come to its end by itself."""
MS_MAX = 600_000
WINDOWS_MAX = 20
NOTE_MAX = 200
EVERY_ROUTE = "*"
STARTED = "started"
"""The state in which every scenario begins."""

_NAME = re.compile(r"[0-9A-Za-z_-]{1,40}\Z")
_ROUTE = re.compile(r"[0-9A-Za-z_.-]{1,40}\Z")
_METHODS = frozenset({"", "GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"})
_ALWAYS_OPEN = ("/v1/operator/faults",)
"""Whatever is armed can be taken back: no fault strikes here."""
_NOT_EVERY = frozenset({"operator", "health", "ready", "metrics"})
"""What a fault of every route leaves alone: the operator's own tools."""


class Armed(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A fault waiting for requests of a route: the word after ``/v1/``, a page's first, or ``*`` for every one.

    Which requests: ``method`` that method only; ``company`` and ``user`` those of that session only; ``windows`` only
    then by the simulator's clock; ``scenario`` with ``state`` only while the scenario is in it. Of these, the first
    ``after`` pass, then each ``nth`` is struck with ``probability``, ``count`` in all or ``always``. Striking moves
    the scenario on to ``next_state``.

    How: ``after_work`` once the work was done instead of before it; ``ms`` with ``spread`` (up to ``ms_max``, or about
    the median ``ms`` by ``sigma``); ``status`` with the problem ``code`` as its body ('' for none) and ``retry_after``
    in seconds; ``bytes_per_second``.
    """

    fault: Fault
    route: str
    count: int = 1
    method: str = ""
    after: int = 0
    nth: int = 1
    always: bool = False
    probability: float = 1.0
    company: str = ""
    user: str = ""
    windows: tuple[Window, ...] = ()
    scenario: str = ""
    state: str = ""
    next_state: str = ""
    after_work: bool = False
    spread: Spread = Spread.FIXED
    ms: int = 0
    ms_max: int = 0
    sigma: float = 0.5
    status: int = 0
    code: str = ""
    retry_after: int = 1
    bytes_per_second: int = 0
    note: str = ""

    @property
    def stage(self) -> Stage:
        """Where it strikes."""
        return stage_of(self.fault)

    def awaits(self, asked: Asked, now: datetime) -> bool:
        """Say whether it waits for such a request at this time, as far as can be told without the database."""
        if self.stage is not asked.stage or self.method not in ("", asked.method):
            return False
        if self.route != asked.route and (self.route != EVERY_ROUTE or asked.route in _NOT_EVERY):
            return False
        return not self.windows or any(window.holds(now) for window in self.windows)

    def wrong(self) -> str:
        """Return the name of the first field that cannot be what it says, or ''."""
        return next((name for name, sound in _demands(self) if not sound), "")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a request when it comes: where it is, route, method and the token of its session."""

    stage: Stage
    route: str = EVERY_ROUTE
    method: str = ""
    token: str = field(default="", repr=False)
    exempt: bool = False


def route_of(path: str) -> str:
    """Return the word by which faults call a path."""
    return path.removeprefix("/v1").lstrip("/").partition("/")[0]


def is_exempt(path: str) -> bool:
    """Say whether a path is where faults are armed and taken back."""
    return path.startswith(_ALWAYS_OPEN)


def named_right(name: str) -> bool:
    """Say whether a scenario or a state may be called so."""
    return _NAME.match(name) is not None


def _demands(armed: Armed) -> tuple[tuple[str, bool], ...]:
    return (*_which(armed), *_how_often(armed), *_scenario(armed), *_how(armed), *_fitting(armed))


def _which(armed: Armed) -> tuple[tuple[str, bool], ...]:
    route = armed.route
    right = route == EVERY_ROUTE or _ROUTE.match(route) is not None
    if armed.fault in OF_PAGES:
        right = route == "events"
    if armed.fault is Fault.TLS_FAILURE:
        right = route == EVERY_ROUTE
    windows = len(armed.windows) <= WINDOWS_MAX and all(window.sound() for window in armed.windows)
    return (
        ("route", right),
        ("method", armed.method in _METHODS),
        ("windows", windows),
        ("note", len(armed.note) <= NOTE_MAX),
    )


def _how_often(armed: Armed) -> tuple[tuple[str, bool], ...]:
    return (
        ("count", 1 <= armed.count <= (HANDSHAKES_MAX if armed.fault is Fault.TLS_FAILURE else COUNT_MAX)),
        ("after", 0 <= armed.after <= COUNT_MAX),
        ("nth", 1 <= armed.nth <= COUNT_MAX),
        ("probability", 0 < armed.probability <= 1),
        ("always", not armed.always or armed.fault is not Fault.TLS_FAILURE),
    )


def _scenario(armed: Armed) -> tuple[tuple[str, bool], ...]:
    within = bool(armed.scenario)
    return (
        ("scenario", not within or named_right(armed.scenario)),
        ("state", not armed.state or (within and named_right(armed.state))),
        ("next_state", not armed.next_state or (within and named_right(armed.next_state))),
    )


def _how(armed: Armed) -> tuple[tuple[str, bool], ...]:
    waits, spread = armed.fault is Fault.LATENCY, armed.spread
    to = armed.ms_max
    return (
        ("ms", not waits or 1 <= armed.ms <= MS_MAX),
        ("ms_max", not waits or (armed.ms <= to <= MS_MAX if to or spread is Spread.UNIFORM else True)),
        ("sigma", 0 < armed.sigma <= 5),
        ("status", armed.fault is not Fault.STATUS or 400 <= armed.status <= 599),
        ("code", not armed.code or armed.code in frozenset(Refusal)),
        ("retry_after", 0 <= armed.retry_after <= 86_400),
        ("bytes_per_second", armed.fault is not Fault.SLOW_DRIP or 1 <= armed.bytes_per_second <= COUNT_MAX),
    )


def _fitting(armed: Armed) -> tuple[tuple[str, bool], ...]:
    """Refuse what is set but belongs to another kind: whoever sets it expects something else."""
    handshake = armed.fault is Fault.TLS_FAILURE
    answers = armed.fault in (Fault.STATUS, Fault.UNAVAILABLE, Fault.TOO_MANY_REQUESTS)
    waits = armed.fault is Fault.LATENCY
    return (
        ("after_work", not armed.after_work or armed.fault in BEFORE_OR_AFTER),
        ("ms", waits or not armed.ms),
        ("ms_max", waits or not armed.ms_max),
        ("spread", waits or armed.spread is Spread.FIXED),
        ("status", armed.fault is Fault.STATUS or not armed.status),
        ("code", armed.fault is Fault.STATUS or not armed.code),
        ("retry_after", answers or armed.retry_after == 1),
        ("bytes_per_second", armed.fault is Fault.SLOW_DRIP or not armed.bytes_per_second),
        ("company", not handshake or not armed.company),
        ("user", not handshake or not armed.user),
        ("method", not handshake or not armed.method),
    )
