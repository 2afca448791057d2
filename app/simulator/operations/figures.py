"""What a process has done so far, in plain numbers: counting costs a request about a microsecond."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of the classes that durations are counted in; there is one more above."""
LATENESS = (0.1, 1.0, 5.0, 30.0, 60.0, 300.0, 900.0, 3600.0)


@dataclass(slots=True)
class Spread:
    """How often a duration fell into each class, and all of them together."""

    bounds: tuple[float, ...] = SECONDS
    counts: list[int] = field(default_factory=list)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def add(self, seconds: float) -> None:
        """Count one duration."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.seconds += seconds

    def cumulative(self) -> list[tuple[str, int]]:
        """Return each upper bound with how many lay at or below it, the last without bound."""
        total, found = 0, []
        for bound, count in zip((*self.bounds, None), self.counts, strict=True):
            total += count
            found.append(("+Inf" if bound is None else f"{bound:g}", total))
        return found


class Figures:
    """Counts of one process. Requests are counted on the event loop, transactions on any thread."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, str, int]] = Counter()
        """By route template, method and status; status 0 was given no answer."""
        self.answering: dict[tuple[str, str], Spread] = {}
        """Seconds by route template and method."""
        self.running = 0
        self.faults: Counter[str] = Counter()
        self.transactions = {"read": Spread(), "write": Spread()}
        self.retries = 0
        self._lock = threading.Lock()

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count an answered request."""
        self.requests[route, method, status] += 1
        spread = self.answering.get((route, method))
        if spread is None:
            spread = self.answering[route, method] = Spread()
        spread.add(seconds)

    def transaction(self, kind: str, seconds: float, retries: int) -> None:
        """Count a transaction, ``read`` or ``write``, and how often it had to run again."""
        with self._lock:
            self.transactions[kind].add(seconds)
            self.retries += retries
