"""A small sign before each status word, so that no status is told by colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look

if TYPE_CHECKING:
    from app.documents.pdf.paper import Sheet

MARK_ROOM = 13.0
"""What a mark takes from its line, in points."""

_COLOURS = {
    "settled": look.DONE,
    "pending": look.WAITING,
    "rejected": look.REFUSED,
    "returned": look.REFUSED,
}
_STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "settled": [[(-1.9, 0.1), (-0.5, 1.5), (2.0, -1.3)]],
    "pending": [[(0, -2.0), (0, 0.2), (1.5, 1.0)]],
    "rejected": [[(-1.4, -1.4), (1.4, 1.4)], [(-1.4, 1.4), (1.4, -1.4)]],
    "returned": [[(2.0, 0), (-1.9, 0)], [(-0.4, -1.5), (-1.9, 0), (-0.4, 1.5)]],
}
_VOID = [[(-1.7, 0.0), (1.7, 0.0)]]
_RADIUS = 4.0


def colour(status: str) -> str:
    """Return the colour of a status."""
    return _COLOURS.get(status, look.QUIET)


def draw_mark(sheet: Sheet, x: float, baseline: float, status: str) -> None:
    """Draw the sign of a status at the left end ``x`` of a line of text."""
    middle_x, middle_y = x + _RADIUS, baseline - 3.3
    sheet.disc(middle_x, middle_y, _RADIUS, colour(status))
    for stroke in _STROKES.get(status, _VOID):
        sheet.stroke([(middle_x + dx, middle_y + dy) for dx, dy in stroke], "#ffffff", 1.0)
