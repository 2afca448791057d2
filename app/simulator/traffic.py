"""What this process answered: how many requests, how they ended, how long they took; counted, not written down."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BUCKETS_MS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 1000, 2000, 5000, 10_000, 60_000)
"""Upper bounds of the times that are told apart; whatever took longer counts as the last."""
_REFUSED, _FAILED = 400, 500


class Totals(msgspec.Struct):
    """Counts since a process began: all requests, those refused (4xx), failed (5xx) or not answered, and by time."""

    requests: int
    refused: int
    failed: int
    times: list[int]

    def since(self, before: Totals) -> Totals:
        """Return what was counted after ``before``."""
        return Totals(
            self.requests - before.requests,
            self.refused - before.refused,
            self.failed - before.failed,
            [now - then for now, then in zip(self.times, before.times, strict=True)],
        )

    def within_ms(self, share: float) -> float:
        """Return the time within which a ``share`` of the requests was answered; 0 without any."""
        wanted, seen = share * sum(self.times), 0
        for bound, count in zip(BUCKETS_MS, self.times, strict=True):
            seen += count
            if count and seen >= wanted:
                return float(bound)
        return 0.0


def nothing() -> Totals:
    """Return the counts of a process that answered nothing yet."""
    return Totals(0, 0, 0, [0] * len(BUCKETS_MS))


def together(some: Iterable[Totals]) -> Totals:
    """Return the counts of several processes as one."""
    whole = nothing()
    for one in some:
        whole.requests += one.requests
        whole.refused += one.refused
        whole.failed += one.failed
        whole.times = _added(whole.times, one.times)
    return whole


@dataclass(slots=True)
class Traffic:
    """Counts what the edge answers; on the event loop only."""

    totals: Totals

    def count(self, status: int, seconds: float) -> None:
        """Count a request; ``status`` 0 where nothing was answered."""
        mine = self.totals
        mine.requests += 1
        mine.refused += _REFUSED <= status < _FAILED
        mine.failed += status >= _FAILED or status == 0
        mine.times[min(bisect_left(BUCKETS_MS, seconds * 1000), len(BUCKETS_MS) - 1)] += 1


def _added(one: Sequence[int], other: Sequence[int]) -> list[int]:
    return [a + b for a, b in zip(one, other, strict=True)]
