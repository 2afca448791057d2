"""How the back office of this process is doing, for whoever looks after it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from app.simulator.operations.figures import LATENESS, Spread


@dataclass(slots=True)
class OfficeState:
    """What it did and how late, what it did last, and since when (on the machine's own clock) it cannot go on."""

    steps: Counter[str] = field(default_factory=Counter)
    lateness: Spread = field(default_factory=lambda: Spread(LATENESS))
    last: str = ""
    problem: str = ""
    failed_since: float | None = None

    def did(self, what: str, late_seconds: float) -> None:
        """Note a step, and how long after it was due it was done."""
        self.steps[what] += 1
        self.lateness.add(max(0.0, late_seconds))
        self.last = what

    def went_well(self) -> None:
        """Note that nothing is left to do."""
        self.problem, self.failed_since = "", None

    def failed(self, problem: BaseException) -> None:
        """Note that a step could not be done: what kind of problem, not its words."""
        self.problem = type(problem).__name__
        if self.failed_since is None:
            self.failed_since = time.monotonic()
