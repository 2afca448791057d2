"""The dashboard: how the central system stands, within a second (SIM-19)."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.simulator import operator
from app.simulator.console.operator.plots import plot

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from app.simulator.console.operator.samples import Books, Sample, Samples
    from app.simulator.console.page import Asked
    from app.simulator.context import Central

LIVE = "/operator/dashboard/live"
RATE_SECONDS = 10.0
"""Requests a second, and how long they take, are those of so many seconds before each moment."""
_HALF, _NEARLY_ALL = 0.5, 0.95


@dataclass(frozen=True, slots=True)
class Rate:
    """What went on in the seconds before a moment: requests and failures a second, times in milliseconds."""

    requests: float
    failed: float
    half_ms: float
    nearly_all_ms: float


class Dashboard:
    """Shows the newest figures and the plots of those before."""

    def __init__(self, central: Central, samples: Samples) -> None:
        self._central = central
        self._samples = samples

    async def show(self, _asked: Asked) -> dict[str, Any]:
        """Return all that the page shows, and the piece of it that is fetched again and again."""
        newest = await self._samples.fresh()
        kept = self._samples.kept()
        rates = _rates(kept)
        return {
            "live": LIVE,
            "clock": operator.clock(self._central),
            "sample": newest,
            "books": newest.books,
            "rate": rates[-1],
            "messages": {
                outcome: sum(one.count for one in newest.books.told if one.outcome == outcome)
                for outcome in ("sent", "failed")
            },
            "struck": sum(one.count for one in newest.books.struck),
            "balances": _money(kept, lambda books: books.units_satang),
            "reserved": _money(kept, lambda books: books.reserved_satang),
            "requests": plot(
                [one.at for one in kept],
                [rate.requests for rate in rates],
                [rate.failed for rate in rates],
            ),
            "times": plot(
                [one.at for one in kept],
                [rate.half_ms for rate in rates],
                [rate.nearly_all_ms for rate in rates],
            ),
        }


def _money(kept: list[Sample], of: Callable[[Books], int]) -> Markup:
    return plot([one.at for one in kept], [of(one.books) / 100 for one in kept])


def _rates(kept: list[Sample]) -> list[Rate]:
    """Return the rate at every sample, each from the counts of the samples about `RATE_SECONDS` apart."""
    times = [one.at for one in kept]
    found = []
    for number, one in enumerate(kept):
        before = kept[max(0, min(bisect_left(times, one.at - RATE_SECONDS), number - 1))]
        seconds = max(one.at - before.at, 1.0)
        counted = one.books.answered.since(before.books.answered)
        found.append(
            Rate(
                counted.requests / seconds,
                counted.failed / seconds,
                counted.within_ms(_HALF),
                counted.within_ms(_NEARLY_ALL),
            )
        )
    return found
