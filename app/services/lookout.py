"""What of recalls, messages and collecting waits for the person: tiles of the home page, badges, what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action, may
from app.services.board import Tile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.services.board import Found
    from app.services.collection_board import CollectionBoard
    from app.services.desk import Desk
    from app.services.messages import Messages
    from app.services.recalls import Recalls

RECALLS, MESSAGES = "recalls", "messages"
"""Screens by their key."""


class Lookout:
    """Asks them all whenever the window looks again."""

    def __init__(self, desk: Desk, recalls: Recalls, messages: Messages, collecting: CollectionBoard) -> None:
        self._desk = desk
        self._recalls = recalls
        self._messages = messages
        self._collecting = collecting

    def tiles(self) -> Sequence[Tile]:
        """Return what waits about recalls, with the countdowns that run, and about collecting."""
        return [*self._recall_tiles(), *self._collecting.tiles()]

    def recent(self) -> Sequence[Found]:
        """Return what happened last about collecting, for whoever sees no batches."""
        return self._collecting.recent()

    def _recall_tiles(self) -> Sequence[Tile]:
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
        """Return how many recalls wait for this person's next step, messages to read, and requests to answer."""
        waiting = self._recalls.countdown().waiting_for_me if self._may_look() else 0
        return {RECALLS: waiting, MESSAGES: self._messages.unread(), **self._collecting.badges()}

    def _may_look(self) -> bool:
        return may(self._desk.actor.person.roles, Action.OPEN_BATCH)
