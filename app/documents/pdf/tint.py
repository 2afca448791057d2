"""The pattern inside sealed slips: strokes of the size of letters, so close that what lies under them is not read."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.documents.pdf.paper import Sheet

COLOUR = "#444e4b"
_CELL, _CELL_HEIGHT, _PEN = 7.0, 9.5, 1.15
_HATCH_STEP, _HATCH_PEN = 3.4, 0.45
_SEGMENTS = (
    (0.0, 0.0, 5.4, _PEN),
    (0.0, 4.0, 5.4, _PEN),
    (0.0, 8.0, 5.4, _PEN),
    (0.0, 0.0, _PEN, 4.6),
    (0.0, 4.4, _PEN, 4.6),
    (4.4, 0.0, _PEN, 4.6),
    (4.4, 4.4, _PEN, 4.6),
)
"""The strokes of a figure on a calculator: x, y, width, height from the lower left corner."""

_FILLED = 0.68
"""The share of strokes that are drawn; all of them would make a grid that the eye looks through."""


def draw_tint(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    """Fill as much of an area as whole figures can; ``y`` is its top. The same area always gets the same pattern."""
    columns, rows = int(width / _CELL), int(height / _CELL_HEIGHT)
    x += (width - columns * _CELL) / 2
    for path in (_figures(columns, rows), _hatch(columns * _CELL, rows * _CELL_HEIGHT)):
        sheet.shape(x, y + rows * _CELL_HEIGHT, 1, path, COLOUR)


@lru_cache(maxsize=8)
def _figures(columns: int, rows: int) -> str:
    chance = random.Random(columns * 10_000 + rows)  # noqa: S311 - a pattern, not a secret
    boxes = [
        f"{column * _CELL + dx:.1f} {row * _CELL_HEIGHT + dy:.1f} {w:g} {h:g} re"
        for row in range(rows)
        for column in range(columns)
        for dx, dy, w, h in _SEGMENTS
        if chance.random() < _FILLED
    ]
    return " ".join(boxes)


@lru_cache(maxsize=8)
def _hatch(width: float, height: float) -> str:
    """Return thin slanting lines from edge to edge."""
    lines = []
    for number in range(int((width + height) / _HATCH_STEP)):
        start = number * _HATCH_STEP  # where the line meets the lower edge, or would
        foot = (min(start, width), max(0.0, start - width))
        head = (max(0.0, start - height), min(start, height))
        lines.append(
            f"{foot[0]:.1f} {foot[1]:.1f} m {head[0]:.1f} {head[1]:.1f} l "
            f"{head[0] + _HATCH_PEN:.2f} {head[1]:.1f} l {foot[0] + _HATCH_PEN:.2f} {foot[1]:.1f} l h"
        )
    return " ".join(lines)
