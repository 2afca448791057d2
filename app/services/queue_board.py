"""What was sent and not answered, beside batches: whether it had its effect is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.board import Board, Tile
from app.store import disbursement, outbox
from app.store.outbox import CommandState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.desk import Desk

SYNC_CENTRE = "sync_centre"
"""Its screen."""

TRIES_MIN = 2
"""A first try may be on its way at this moment; whoever tries again has had no answer."""


class QueueBoard(Board):
    """Counts the unit's commands; batches have a tile of their own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def tiles(self) -> Sequence[Tile]:
        """Return the commands without an answer, while there are any."""
        with self._desk.store.read() as rd:
            tried = [one for one in outbox.unsettled(rd) if one.state is CommandState.SENT and one.tries >= TRIES_MIN]
            since = [one.created_at for one in tried if disbursement.batch(rd, one.op_id) is None]
        return [Tile("commands_unknown", len(since), SYNC_CENTRE, oldest_at=min(since))] if since else []
