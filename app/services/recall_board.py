"""What of money called back waits for the person, with the countdowns that run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action, may
from app.services.board import Board, Tile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.services.desk import Desk
    from app.services.recalls import Recalls

RECALLS = "recalls"
"""Its screen."""


class RecallBoard(Board):
    """Counts for one signed-in person."""

    def __init__(self, desk: Desk, recalls: Recalls) -> None:
        self._desk = desk
        self._recalls = recalls

    def tiles(self) -> Sequence[Tile]:
        """Return how many are open, the days to the end of the fiscal year, and those to the nearest deadline."""
        if not self._may_look():
            return ()
        found = self._recalls.countdown()
        tiles = []
        if found.open_count:
            tiles.append(Tile("recalls_open", found.open_count, RECALLS, "open"))
        if found.year_days is not None:
            tiles.append(Tile("recalls_year", found.year_days, RECALLS, "open"))
        if found.remit_days is not None:
            over = found.remit_days < 0
            tiles.append(Tile("recalls_over" if over else "recalls_remit", abs(found.remit_days), RECALLS, "open"))
        return tiles

    def badges(self) -> Mapping[str, int]:
        """Return how many recalls wait for this person's next step."""
        return {RECALLS: self._recalls.countdown().waiting_for_me if self._may_look() else 0}

    def _may_look(self) -> bool:
        return may(self._desk.actor.person.roles, Action.OPEN_BATCH)
