"""Tables that run over pages: columns once, rows as high as their cells, hairlines between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from app.documents.pdf import look
from app.documents.pdf.lines import wrapped
from app.documents.pdf.marks import MARK_ROOM, draw_mark

if TYPE_CHECKING:
    from app.documents.pdf.paper import Align, Sheet, Style

GAP = 12.0
"""White between two columns."""

_ABOVE, _BELOW = 4.0, 4.5
_LINE_HEIGHT = 1.34
"""Lines of one cell belong together and stand closer than in running text."""

_HEADING_HEIGHT = 22.0


class Column(NamedTuple):
    """A column: its heading, the width of its text in points, and the side its text keeps to."""

    heading: str
    width: float
    align: Align = "left"


class Cell(NamedTuple):
    """Paragraphs of a cell, each in its style; ``mark`` puts a status's sign before the first."""

    paragraphs: tuple[tuple[str, Style], ...]
    mark: str = ""


@dataclass(slots=True)
class Row:
    """A row ready to be placed: its lines of text from the row's top, and its height."""

    lines: list[tuple[float, float, str, Style, Align]] = field(default_factory=list)
    marks: list[tuple[float, float, str]] = field(default_factory=list)
    height: float = 0.0


class Table:
    """Lays cells into columns; knows nothing of pages."""

    def __init__(self, columns: list[Column], left: float = look.LEFT) -> None:
        self.columns = columns
        self._places: list[float] = []
        for column in columns:
            self._places.append(left + column.width if column.align == "right" else left)
            left += column.width + GAP
        self._left, self._right = self._places[0], left - GAP
        if columns[0].align == "right":
            self._left -= columns[0].width

    @property
    def width(self) -> float:
        """How wide all columns are together, in points."""
        return self._right - self._left

    def row(self, cells: list[Cell]) -> Row:
        """Break the cells' texts into their columns."""
        row = Row()
        for column, x, cell in zip(self.columns, self._places, cells, strict=True):
            y = _ABOVE
            indent = MARK_ROOM if cell.mark else 0.0
            if cell.mark:
                row.marks.append((x, y + cell.paragraphs[0][1].size, cell.mark))
            for text, style in cell.paragraphs:
                for line in wrapped(
                    text,
                    style,
                    column.width - indent,
                ):
                    row.lines.append((x + indent, y + style.size, line, style, column.align))
                    y += style.size * _LINE_HEIGHT
            row.height = max(row.height, y + _BELOW)
        return row

    def head(self, sheet: Sheet, y: float) -> float:
        """Set the headings on a quiet ground; return where the first row starts."""
        sheet.box(self._left - 6, y, self.width + 12, _HEADING_HEIGHT, look.PANEL, 3)
        for column, x in zip(self.columns, self._places, strict=True):
            sheet.text(x, y + 14.5, column.heading, look.COLUMN, column.align)
        return y + _HEADING_HEIGHT

    def draw(self, sheet: Sheet, y: float, row: Row) -> float:
        """Set a row with the hairline under it; return where the next one starts."""
        for x, down, text, style, align in row.lines:
            sheet.text(x, y + down, text, style, align)
        for x, down, status in row.marks:
            draw_mark(sheet, x, y + down, status)
        sheet.rule(self._left - 6, y + row.height, self.width + 12, look.ROW_LINE)
        return y + row.height
