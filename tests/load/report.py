"""What a run found, in a line of JSON and in words, and which of the lines to pass it missed (G6, SIM-25)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from tests.load.crowd import CONNECTIONS_OF_A_PAIR
from tests.load.people import TAKEN

if TYPE_CHECKING:
    from tests.load.crowd import Size
    from tests.load.machine import Taken
    from tests.load.people import Work

PAYMENTS_A_SECOND_MIN = 1000
P99_MS = ((500, 100.0), (1000, 250.0))
"""Up to so many payments a second that fall due: so many milliseconds for a signed request."""
DONE_MIN = 0.97
SIGNED = ("submit", "approve")
MEMORY_GROWN_MAX = 0.10
MEMORY_SECONDS_MIN = 120.0
"""A shorter run fills caches only."""
WAL_MIB_MAX = {"SQLite": 64, "PostgreSQL": 1536}
"""SQLite writes its log back every 4 MiB, and holds one transaction at least; PostgreSQL goes by ``max_wal_size``."""


@dataclass
class Told:
    """What a run found; ``wrong`` is empty if nothing was lost, doubled or left unexplained."""

    work: Work
    size: Size
    wrong: list[str]
    taken: Taken

    @property
    def seconds(self) -> float:
        """From the first order to the last approval that was acknowledged."""
        return max(self.work.ended - self.work.begun, 1e-9)

    @property
    def seconds_whole(self) -> float:
        """From the first order to the last line whose outcome was told to whoever handed it in."""
        return max(self.work.heard - self.work.begun, 1e-9)

    @property
    def payments_a_second(self) -> float:
        """Lines that two persons signed, acknowledged."""
        return self.work.lines / self.seconds

    def missed(self, goal: str, name: str) -> list[str]:
        """Return the lines to pass that were not reached; ``name`` begins with the kind of database."""
        found = [f"errors: {dict(self.work.errors)}"] if self.work.errors else []
        if goal == "G6":
            found += self._too_slow()
            if self.seconds >= MEMORY_SECONDS_MIN and self.taken.grown > MEMORY_GROWN_MAX:
                found.append(f"memory grew by {self.taken.grown:.0%}")
        if self.taken.wal_mib > next(most for kind, most in WAL_MIB_MAX.items() if name.startswith(kind)):
            found.append(f"the write-ahead log was {self.taken.wal_mib} MiB long")
        return found

    def _too_slow(self) -> list[str]:
        due = self.size.rate * self.size.lines
        # What falls due in the last moments is acknowledged after the end.
        least = due * DONE_MIN if due else PAYMENTS_A_SECOND_MIN
        found = [f"{self.payments_a_second:.0f} payments a second, asked for {due or least:.0f}"]
        found = found if self.payments_a_second < least else []
        most = next((ms for up_to, ms in P99_MS if 0 < due <= up_to), float("inf"))
        for what in SIGNED:
            p99 = _spread(self.work.took.get(what, [0.0]))["p99"]
            if p99 > most:
                found.append(f"{what}: p99 {p99} ms, asked for {most:.0f}")
        return found

    def facts(self) -> dict[str, Any]:
        """Return the figures; a payment is a line of a batch, and every batch is signed by two persons."""
        work, size = self.work, self.size
        refused = work.bad.total() - sum(count for said, count in work.bad.items() if said.endswith(TAKEN))
        return {
            "loop": f"open, {size.rate * size.lines:.0f} payments a second due" if size.rate else "closed",
            "connections": size.pairs * CONNECTIONS_OF_A_PAIR,
            "seconds": round(self.seconds, 1),
            "batches": len(work.approved),
            "lines_a_batch": size.lines,
            "batches_a_second": round(len(work.approved) / self.seconds, 2),
            "payments": work.lines,
            "payments_a_second": round(self.payments_a_second, 1),
            "seconds_until_all_was_told": round(self.seconds_whole, 1),
            "told_a_second": round(work.lines / self.seconds_whole, 1),
            "ms": {what: _spread(times) for what, times in sorted(work.took.items())},
            "errors": dict(work.errors),
            "forged": f"{refused} of {work.bad.total()} refused",
            "memory_mib": self.taken.memory_mib,
            "memory_grown": round(self.taken.grown, 3),
            "wal_mib_max": self.taken.wal_mib,
            "violations": self.wrong,
        }

    def line(self, goal: str, name: str, missed: list[str]) -> str:
        """Return the result as a line of JSON; milliseconds at the median, at the 99th of hundred, and at most."""
        return json.dumps({"goal": goal, "name": name, **self.facts(), "missed": missed}, ensure_ascii=False)


def _spread(times: list[float]) -> dict[str, float]:
    cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else [times[0]] * 99
    return {"count": len(times), "p50": round(cuts[49], 1), "p99": round(cuts[98], 1), "max": round(max(times), 1)}
