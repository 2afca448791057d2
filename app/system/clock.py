"""The time that counts: this machine's clock, corrected by what the central system says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

DIFFERENCE_WORTH_A_WARNING = timedelta(minutes=5)


class Clock:
    """Tells the central system's time as well as it is known; before the first answer, this machine's."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    @property
    def difference(self) -> timedelta:
        """How far the central system is ahead of this machine; negative where this machine is fast."""
        return self._ahead

    @property
    def wrong(self) -> bool:
        """True when this machine's clock differs so much that a person should know."""
        return abs(self._ahead) > DIFFERENCE_WORTH_A_WARNING

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    def learn(self, ahead: timedelta) -> None:
        """Take over the difference that was measured last."""
        self._ahead = ahead
