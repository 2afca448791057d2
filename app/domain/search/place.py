"""Where a found line is: what a room is handed to put its cursor on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinePlace:
    """A line of a batch by its number; what a room shows where a found line is opened."""

    op_id: str
    number: int
