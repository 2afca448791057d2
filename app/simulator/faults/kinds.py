"""What can go wrong on the way, and at which point of a request it strikes."""

from __future__ import annotations

from enum import Enum, StrEnum


class Fault(StrEnum):
    """The kinds of trouble; each is set further by the fields of `app.simulator.faults.armed.Armed`."""

    LATENCY = "latency"  # spread, ms, ms_max, sigma
    STATUS = "status"  # status, code, retry_after
    UNAVAILABLE = "unavailable"  # retry_after
    TOO_MANY_REQUESTS = "too_many_requests"  # retry_after
    RESET = "reset"
    LOST_ANSWER = "lost_answer"  # the work was done, the connection ends without a word
    CUT_ANSWER = "cut_answer"
    MALFORMED_ANSWER = "malformed_answer"
    SLOW_DRIP = "slow_drip"  # bytes_per_second
    TLS_FAILURE = "tls_failure"
    EVENTS_REPEATED = "events_repeated"
    EVENTS_WITHHELD = "events_withheld"
    EVENTS_LATE = "events_late"
    EVENTS_MIXED = "events_mixed"
    NOTHING = "nothing"  # the request is served as always; it counts, and moves its scenario on


class Stage(Enum):
    """Where a request is when it is asked whether a fault strikes."""

    HANDSHAKE = "handshake"
    REQUEST = "request"
    PAGE = "page"


class Spread(StrEnum):
    """How waiting times are distributed; ``ms`` is the time itself, the least, or the median."""

    FIXED = "fixed"
    UNIFORM = "uniform"
    LOG_NORMAL = "log_normal"


OF_PAGES = frozenset({Fault.EVENTS_REPEATED, Fault.EVENTS_WITHHELD, Fault.EVENTS_LATE, Fault.EVENTS_MIXED})
BEFORE_OR_AFTER = frozenset(
    {Fault.LATENCY, Fault.STATUS, Fault.UNAVAILABLE, Fault.TOO_MANY_REQUESTS, Fault.RESET},
)
"""Kinds that strike before the work is done, or with ``after_work`` once it was."""


def stage_of(kind: Fault) -> Stage:
    """Return where a kind strikes."""
    if kind is Fault.TLS_FAILURE:
        return Stage.HANDSHAKE
    return Stage.PAGE if kind in OF_PAGES else Stage.REQUEST
