"""What of closing days waits for the person: days that are not closed, orders to decide, what does not fit."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action, may
from app.domain.values.dates import BANGKOK
from app.services.board import Board, Tile
from app.services.day_book import DayBook
from app.store import closing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.services.desk import Desk

CLOSING = "closing"
"""Its screen; a day, ``waiting`` and ``exceptions`` open its lists."""


class ClosingBoard(Board):
    """Counts for one signed-in person; everything answers from the store."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._days = DayBook(desk)

    def tiles(self) -> Sequence[Tile]:
        """Return what to decide, the days that are not closed, and what does not fit."""
        found = [Tile("days_to_approve", self._to_settle(), CLOSING, "waiting")]
        if may(self._desk.actor.person.roles, Action.VIEW_CLOSING):
            found += self._days_tiles()
        return [tile for tile in found if tile.count]

    def badges(self) -> Mapping[str, int]:
        """Return how many orders about days this person may decide."""
        return {CLOSING: self._to_settle()}

    def _to_settle(self) -> int:
        return sum(one.may_settle for one in self._days.orders(waiting=True))

    def _days_tiles(self) -> list[Tile]:
        with self._desk.store.read() as rd:
            misfits = len(closing.exceptions(rd, open_only=True))
        tiles = [Tile("day_exceptions", misfits, CLOSING, "exceptions")]
        if days := self._days.unclosed():
            since = datetime.combine(days[0], time.max, BANGKOK)
            tiles.append(Tile("days_unclosed", len(days), CLOSING, days[0].isoformat(), oldest_at=since))
        return tiles
