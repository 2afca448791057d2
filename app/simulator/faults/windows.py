"""Spans of the simulator's time: of every day in Bangkok, or from one moment to another (SIM-21)."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING

import msgspec

from app.simulator.clock import BANGKOK, ClockTextWrong, read_moment

if TYPE_CHECKING:
    from datetime import datetime

_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?\Z")


class Window(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """From ``since`` on and before ``until``: both ``HH:MM[:SS]`` of every day, or both moments with their zone.

    A daily one whose end is not after its beginning goes on past midnight.
    """

    since: str
    until: str

    def holds(self, now: datetime) -> bool:
        """Say whether the simulator's ``now`` lies within."""
        if is_of_day(self):
            since, until = time.fromisoformat(self.since), time.fromisoformat(self.until)
            at = now.astimezone(BANGKOK).time()
            return since <= at < until if since < until else at >= since or at < until
        return read_moment(self.since) <= now < read_moment(self.until)

    def sound(self) -> bool:
        """Say whether it can be read and is not empty."""
        if _OF_DAY.match(self.since) and _OF_DAY.match(self.until):
            return time.fromisoformat(self.since) != time.fromisoformat(self.until)
        try:
            return read_moment(self.since) < read_moment(self.until)
        except ClockTextWrong:
            return False


def is_of_day(window: Window) -> bool:
    """Say whether a sound window comes back every day."""
    return _OF_DAY.match(window.since) is not None
