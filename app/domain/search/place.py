"""Where a found line is: what a room is handed to put its cursor on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinePlace:
    """A line of a batch; ``row_id`` is its id in the lists of the store."""

    op_id: str
    row_id: int
