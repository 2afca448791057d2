"""What is wrong with an .ods file, and which of its cells are computed; calamine reads the values."""

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
_HIDDEN_ROWS = frozenset({"collapse", "filter"})
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
    """Unpack every XML part once, refuse DTDs and links, and return computed cells and hidden rows of one sheet."""
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
    if _FORMULA in content or b":formula" in content or b":visibility" in content:
        finder.read(content)
    return finder.runs


class _Finder:
    """Counts rows and columns of one table, repeated ones included, and notes the cells with a formula."""

    def __init__(self, sheet: str) -> None:
        self.runs = FormulaRuns()
        self._sheet = sheet
        self._inside = False
        self._row, self._column = -1, 0
        self._next_row = 0

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
            self._row, self._next_row = -1, 0
        elif not self._inside:
            return
        elif local == "table-row":
            self._row, self._column = self._next_row, 0
            self._next_row += _repeats(plain, "number-rows-repeated")
            if plain.get("visibility") in _HIDDEN_ROWS:
                self.runs.hide(self._row, self._next_row - 1)
        elif local in ("table-cell", "covered-table-cell"):
            repeated = _repeats(plain, "number-columns-repeated")
            if "formula" in plain:
                for column in range(self._column, self._column + min(repeated, 256)):
                    self.runs.add_range(self._row, self._next_row - 1, column)
            self._column += repeated

    def _end(self, name: str) -> None:
        if name.rpartition(" ")[2] == "table":
            self._inside = False


def _repeats(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= _ROWS_REPEATED_MAX):
        raise BadInput("file_damaged")
    return int(text)
