"""What is wrong with an .ods file, which of its cells are computed or struck through; calamine reads the values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from app.documents.workbook.formula_runs import FormulaRuns
from app.documents.workbook.xml_parts import watched
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from app.documents.workbook.archive import Archive

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CONTENT = "content.xml"
_MACRO_PARTS = re.compile(r"(?:Basic|Scripts)/", re.IGNORECASE)
_MACROS = (b"<script:event-listener", b"<office:script ")
_LINKS = (
    b"<table:table-source", b"<table:cell-range-source", b"<office:dde-source", b"<table:dde-link",
    b"<table:database-source-", b"<form:connection-resource",
)  # fmt: skip
_FORMULA = b"table:formula="
_STRUCK = b"text-line-through"
_LINE_THROUGH = ("text-line-through-style", "text-line-through-type")
_NOT_SHOWN = frozenset({"collapse", "filter"})
_ROWS_REPEATED_MAX = 1 << 20


def refuse_hazards(archive: Archive) -> None:
    """Raise `BadInput` for encryption and macros; what is in the content, `scan` finds."""
    if b"encryption-data" in b"".join(watched(archive.chunks("META-INF/manifest.xml"))):
        raise BadInput("file_encrypted")
    if any(map(_MACRO_PARTS.match, archive.entries)):
        raise BadInput("file_macros")
    if _CONTENT not in archive.entries:
        raise BadInput("file_damaged")


def scan(archive: Archive, sheet: str) -> FormulaRuns:
    """Unpack every XML part once, refuse DTDs and links, and return what `_Finder` notes of one sheet."""
    for name in archive.entries:
        if name.endswith((".xml", ".rdf")) and name != _CONTENT:
            for _ in watched(archive.chunks(name)):
                pass
    content = b"".join(watched(archive.chunks(_CONTENT)))
    if any(mark in content for mark in _MACROS):
        raise BadInput("file_macros")
    if any(mark in content for mark in _LINKS):
        raise BadInput("file_external_links")
    finder = _Finder(sheet)
    if _FORMULA in content or b":formula" in content or b":visibility" in content or _STRUCK in content:
        finder.read(content)
    return finder.runs


class _Finder:
    """Counts rows and columns of one table, repeated ones included.

    Notes cells with a formula, struck cells (their style comes before the table), rows and columns that are not shown.
    """

    def __init__(self, sheet: str) -> None:
        self.runs = FormulaRuns()
        self._sheet = sheet
        self._inside = False
        self._row, self._column = -1, 0
        self._next_row = self._columns = 0
        self._style = ""
        self._struck: set[str] = set()
        self._cell = range(0)

    def read(self, content: bytes) -> None:
        """Walk through the content part."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(content, True)
        except expat.ExpatError as problem:
            raise BadInput("file_damaged") from problem

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if local == "table":
            self._inside = plain.get("name") == self._sheet
            self._row, self._next_row, self._columns = -1, 0, 0
        elif self._inside:
            self._within(local, plain)
        elif local in ("style", "text-properties"):
            self._note_style(local, plain)

    def _within(self, local: str, plain: dict[str, str]) -> None:
        """Take an element of the table."""
        if local == "table-column":
            first, self._columns = self._columns, self._columns + _repeats(plain, "number-columns-repeated")
            if plain.get("visibility") in _NOT_SHOWN:
                self.runs.hide_columns(first, self._columns - 1)
        elif local == "table-row":
            self._row, self._column = self._next_row, 0
            self._next_row += _repeats(plain, "number-rows-repeated")
            if plain.get("visibility") in _NOT_SHOWN:
                self.runs.hide(self._row, self._next_row - 1)
        elif local in ("table-cell", "covered-table-cell"):
            repeated = _repeats(plain, "number-columns-repeated")
            self._cell = range(self._column, self._column + min(repeated, 256))
            if "formula" in plain:
                for column in self._cell:
                    self.runs.add_range(self._row, self._next_row - 1, column)
            self._strike(plain)
            self._column += repeated
        elif local in ("p", "span"):
            self._strike(plain)

    def _note_style(self, local: str, plain: dict[str, str]) -> None:
        if local == "style":
            self._style = plain.get("name", "")
            said = [self._style] if plain.get("parent-style-name") in self._struck else []
        else:
            said = [plain[name] for name in _LINE_THROUGH if name in plain]
        if any(word != "none" for word in said):
            self._struck.add(self._style)
        elif said:
            self._struck.discard(self._style)

    def _strike(self, element: dict[str, str]) -> None:
        """Note the cell that is being read where this part of it is struck."""
        if element.get("style-name") in self._struck:
            for column in self._cell:
                self.runs.struck.add_range(self._row, self._next_row - 1, column)

    def _end(self, name: str) -> None:
        if name.rpartition(" ")[2] == "table":
            self._inside = False


def _repeats(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= _ROWS_REPEATED_MAX):
        raise BadInput("file_damaged")
    return int(text)
