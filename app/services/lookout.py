"""What waits for the person beside batches: the boards of all subjects together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.services.board import Board, Found, Tile


class Lookout:
    """Asks them all whenever the window looks again."""

    def __init__(self, *boards: Board) -> None:
        self._boards = boards

    def tiles(self) -> Sequence[Tile]:
        """Return what waits, subject by subject."""
        return [tile for board in self._boards for tile in board.tiles()]

    def badges(self) -> Mapping[str, int]:
        """Return how much waits for this person by screen."""
        counts: dict[str, int] = {}
        for board in self._boards:
            for screen, count in board.badges().items():
                counts[screen] = counts.get(screen, 0) + count
        return counts

    def recent(self) -> Sequence[Found]:
        """Return what happened last, for whoever sees no batches: of the first subject that has something."""
        return next((found for board in self._boards if (found := board.recent())), ())
