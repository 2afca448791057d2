"""How the back office of this process is doing, for whoever looks after it."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(slots=True)
class OfficeState:
    """What it did last, and since when (on the machine's own clock) it cannot go on."""

    steps: int = 0
    last: str = ""
    problem: str = ""
    failed_since: float | None = None

    def did(self, what: str) -> None:
        """Note a step."""
        self.steps += 1
        self.last = what

    def went_well(self) -> None:
        """Note that nothing is left to do."""
        self.problem, self.failed_since = "", None

    def failed(self, problem: BaseException) -> None:
        """Note that a step could not be done: what kind of problem, not its words."""
        self.problem = type(problem).__name__
        if self.failed_since is None:
            self.failed_since = time.monotonic()
