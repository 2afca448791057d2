"""Colours, measures and text styles of the documents, named once (the light palette of the screens)."""

from __future__ import annotations

from app.documents.pdf.faces import Weight
from app.documents.pdf.paper import HEIGHT, WIDTH, Style

INK, QUIET, HAIRLINE, ROW_LINE, PANEL = "#1b2422", "#66716d", "#c9cfcb", "#e4e8e5", "#f6f7f5"
ACCENT, ACCENT_GROUND = "#0e6257", "#e3f0ed"
WAITING, WAITING_GROUND = "#9a5b00", "#fdf1dc"
DONE, REFUSED = "#1d6b34", "#a32a22"

LEFT, RIGHT = 54.0, WIDTH - 42.0
"""The left margin leaves room for the holes of a file."""

MEASURE = RIGHT - LEFT
TOP, BOTTOM = 36.0, HEIGHT - 34.0

LINE_HEIGHT = 1.5
"""Lines of Thai need half a line between them: marks stand above and below."""

TITLE = Style(Weight.BOLD, 19, INK)
TITLE_AGAIN = Style(Weight.SEMIBOLD, 11, INK)
SUBTITLE = Style(Weight.REGULAR, 10, QUIET)
SECTION = Style(Weight.SEMIBOLD, 11, INK)
HEAD = Style(Weight.SEMIBOLD, 10.5, INK)
LABEL = Style(Weight.REGULAR, 8, QUIET)
COLUMN = Style(Weight.MEDIUM, 8, QUIET)
BODY = Style(Weight.REGULAR, 9.5, INK)
STRONG = Style(Weight.MEDIUM, 9.5, INK)
TOTAL = Style(Weight.SEMIBOLD, 10.5, INK)
SMALL = Style(Weight.REGULAR, 8, QUIET)
TINY = Style(Weight.REGULAR, 7, QUIET)
FINGERPRINT = Style(Weight.MEDIUM, 8, INK)
BANNER = Style(Weight.SEMIBOLD, 9, WAITING)
