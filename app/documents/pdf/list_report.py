"""A list of the screen on paper: its filter above it, its rows as they stood, their number below."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.batch_head import Fact, draw_facts
from app.documents.pdf.frame import Frame, paper
from app.documents.pdf.progress import report
from app.documents.pdf.table import GAP, Cell, Column, Row, Table
from app.documents.pdf.wording import Wording
from app.domain.values.errors import Refused
from app.domain.values.identifiers import BankTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.documents.pdf.content import Office, Printing, Stationery
    from app.documents.pdf.progress import Progress
    from app.domain.values.listing import ListColumn, Listing
    from app.i18n import Language

ROWS_MAX = 20_000
"""About 700 pages; more is for a file that a machine reads."""
_NARROWEST = 26.0
_FACT_CHARS_MAX, _WHOLE_ROW = 28, 3


class ListPaper(StrEnum):
    """How the code of a list's hash begins."""

    LIST = "list"


def write(
    listing: Listing, office: Office, printing: Printing, language: Language, progress: Progress | None = None
) -> bytes:
    """Return the list as a PDF; raise `Refused` ``list_too_long`` (fact ``limit``), ``document_stopped``."""
    if listing.count > ROWS_MAX:
        raise Refused("list_too_long", limit=ROWS_MAX)
    wording = Wording(language, BankTable(()), "full")
    rows = [tuple(row) for row in listing.rows]
    sheets = _Sheets(listing, rows, wording, office, printing)
    return sheets.made(rows, progress)


def digest(listing: Listing, rows: Sequence[Sequence[str]], stationery: Stationery | None = None) -> str:
    """Return the hash of what the paper says, without who printed it when."""
    told = hashlib.sha256(listing.title.encode())
    if stationery:
        told.update(f"\x1d{stationery.sha256}".encode())
    for row in ([column.title for column in listing.columns], *rows):
        told.update(("\x1e" + "\x1f".join(row)).encode())
    return told.hexdigest()


class _Sheets:
    """The list being set."""

    def __init__(
        self,
        listing: Listing,
        rows: Sequence[Sequence[str]],
        wording: Wording,
        office: Office,
        printing: Printing,
    ) -> None:
        self._wording = wording
        self._paper = paper(listing.title, wording, office, printing)
        told = digest(listing, rows, office.stationery)
        subtitle = wording.count(listing.count)
        self._frame = Frame(self._paper, wording, office, printing, ListPaper.LIST, told, listing.title, subtitle)
        columns = [
            Column(column.title, width, "right" if column.amount or column.right else "left")
            for column, width in zip(listing.columns, _widths(listing.columns), strict=True)
        ]
        self._table = Table(columns, look.LEFT + 6)
        self._sheet, y = self._frame.begin(first=True)
        self._sheets = [self._sheet]
        y = draw_facts(self._sheet, y, [_fact(label, words) for label, words in listing.head])
        self._y = self._table.head(self._sheet, y)

    def made(self, rows: Sequence[Sequence[str]], progress: Progress | None) -> bytes:
        """Set all rows and return the PDF."""
        for done, cells in enumerate(rows, 1):
            self._add(self._table.row([Cell(((text, look.BODY),)) for text in cells]))
            report(progress, done, len(rows))
        self._frame.end(self._sheets, self._y)
        return self._paper.data()

    def _add(self, row: Row) -> None:
        if self._y + row.height > self._frame.body_bottom:
            self._sheet, self._y = self._frame.begin(first=False)
            self._sheets.append(self._sheet)
            self._y = self._table.head(self._sheet, self._y)
        self._y = self._table.draw(self._sheet, self._y, row)


def _fact(label: str, words: str) -> Fact:
    return Fact(label, words, _WHOLE_ROW if len(words) > _FACT_CHARS_MAX else 1)


def _widths(columns: Sequence[ListColumn]) -> list[float]:
    """Share the sheet among the columns as they share the screen, none too narrow to read."""
    room = look.MEASURE - 12 - GAP * (len(columns) - 1)
    whole = sum(column.width for column in columns)
    widths = [max(room * column.width / whole, _NARROWEST) for column in columns]
    excess = sum(widths) / room
    return [width / excess for width in widths]
