"""What is wrong with an .xlsx file, which of its cells are computed or struck through; calamine reads the values."""

from __future__ import annotations

import posixpath
import re
from collections import deque
from typing import TYPE_CHECKING

from app.documents.workbook import limits, strikes
from app.documents.workbook.formula_runs import FormulaRuns
from app.documents.workbook.strikes import Strikes
from app.documents.workbook.xml_parts import elements, watched
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.documents.workbook.archive import Archive

_MACRO_PARTS = re.compile(r"vbaproject|vbadata|xl/macrosheets/|xl/dialogsheets/|xl/activex/", re.IGNORECASE)
_LINK_PARTS = re.compile(r"xl/(?:externallinks/|connections\.xml|querytables/|webextensions/)", re.IGNORECASE)
_MAIN_NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet[\s>]")
_ADDRESS = re.compile(rb"""[^>]*?\sr\s*=\s*["']([A-Z]{1,4})([0-9]{1,8})["']""")
_RANGE = re.compile(rb"""\sref\s*=\s*["']([A-Z]{1,4})([0-9]{1,8}):([A-Z]{1,4})([0-9]{1,8})["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,8})["']""")
_BOUNDS = re.compile(rb"""\s(min|max)\s*=\s*["']([0-9]{1,5})["']""")
_TAG_ENDS = b" >/\t\r\n"
_PENDING_BYTES_MAX = 1 << 20
_HARMLESS_EXTERNAL = ("/hyperlink",)


def refuse_hazards(archive: Archive) -> None:
    """Raise `BadInput` for macros, links to other files and data connections."""
    types = archive.read("[Content_Types].xml")
    if any(map(_MACRO_PARTS.search, archive.entries)) or b"macroEnabled" in types:
        raise BadInput("file_macros")
    if "xl/workbook.bin" in archive.entries:
        raise BadInput("file_format_unsupported", format="xlsb")
    if any(map(_LINK_PARTS.match, archive.entries)):
        raise BadInput("file_external_links")
    for name in archive.entries:
        if name.endswith(".rels"):
            elements(b"".join(watched(archive.chunks(name))), _refuse_external)


def _refuse_external(name: str, attributes: dict[str, str]) -> None:
    external = name == "Relationship" and attributes.get("TargetMode", "").casefold() == "external"
    if external and not attributes.get("Type", "").endswith(_HARMLESS_EXTERNAL):
        raise BadInput("file_external_links")


def sheet_parts(archive: Archive) -> dict[str, str]:
    """Return the part that holds each sheet, by the sheet's name."""
    targets: dict[str, str] = {}
    parts: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = posixpath.normpath(
                posixpath.join("/xl", attributes.get("Target", ""))
            ).lstrip("/")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            parts[attributes.get("name", "")] = targets.get(attributes.get("id", ""), "")

    elements(b"".join(watched(archive.chunks("xl/_rels/workbook.xml.rels"))), relation)
    elements(b"".join(watched(archive.chunks("xl/workbook.xml"))), sheet)
    return parts


def scan(archive: Archive, parts: dict[str, str], sheet: str) -> FormulaRuns:
    """Unpack every XML part once, refuse DTDs in all of them.

    Return computed and struck cells and hidden rows of ``sheet``.
    """
    sheet_part = parts.get(sheet, "")
    if sheet and sheet_part not in archive.entries:
        raise BadInput("file_damaged")
    styles, texts = frozenset[int](), frozenset[int]()
    for name in archive.entries:
        if name != sheet_part and name.endswith((".xml", ".rels", ".vml")):
            chunks = watched(archive.chunks(name))
            if name == strikes.STYLES:
                styles = strikes.struck_styles(b"".join(chunks))
            elif name == strikes.TEXTS:
                texts = strikes.struck_texts(b"".join(chunks))
            else:
                deque(chunks, maxlen=0)
    runs = FormulaRuns()
    if sheet_part:
        _find_marks(watched(archive.chunks(sheet_part)), Strikes(styles, texts), runs)
    return runs


def _find_marks(chunks: Iterator[bytes], struck: Strikes, runs: FormulaRuns) -> None:
    pending = b""
    prefix: bytes | None = None
    namespaces = 0
    for chunk in chunks:
        pending += chunk
        if prefix is None:
            root = _ROOT.search(pending)
            if root is None:
                raise BadInput("file_damaged")
            prefix = root[1] + b":" if root[1] else b""
        cell = b"<" + prefix + b"c"
        end = pending.rfind(cell)
        if end <= 0 and len(pending) > _PENDING_BYTES_MAX:  # empty rows without end; no cell is that long
            end = len(pending) - _PENDING_BYTES_MAX // 2
        namespaces += pending.count(_MAIN_NAMESPACE, 0, max(end, 0))
        if namespaces > 1:  # a second prefix for the same words could hide a formula
            raise BadInput("file_damaged")
        if end > 0:
            _mark(pending[:end], prefix, struck, runs)
            pending = pending[end:]
    if prefix is not None:
        _mark(pending, prefix, struck, runs)


def _mark(data: bytes, prefix: bytes, struck: Strikes, runs: FormulaRuns) -> None:
    cell, formula = b"<" + prefix + b"c", b"<" + prefix + b"f"
    for letters, row in struck.cells(data, prefix):
        runs.struck.add(row - 1, _column(letters))
    if b"hidden" in data:
        _mark_hidden(data, b"<" + prefix + b"row", runs)
        _mark_hidden_columns(data, b"<" + prefix + b"col", runs)
    at = data.find(formula) if formula[-1:] in data else -1  # one letter is found faster than two
    while at >= 0:
        after = at + len(formula)
        if data[after : after + 1] in _TAG_ENDS:
            start = data.rfind(cell, 0, at)
            address = _ADDRESS.match(data, start + len(cell)) if start >= 0 else None
            if address is None:
                raise BadInput("file_formulas")
            column = _column(address[1])
            runs.add(int(address[2]) - 1, column)
            _mark_spread(data[after : data.find(b">", after) + 1], runs)
        at = data.find(formula, after)


def _mark_hidden(data: bytes, row: bytes, runs: FormulaRuns) -> None:
    """Note the rows that are not shown; their tags always stand before a cell, and whole."""
    at = data.find(row)
    while at >= 0:
        after = at + len(row)
        tag = data[after : data.find(b">", after) + 1]
        number = _ROW_NUMBER.search(tag) if tag[:1] in _TAG_ENDS and _HIDDEN.search(tag) else None
        if number is not None:
            runs.hide(int(number[1]) - 1, int(number[1]) - 1)
        at = data.find(row, after)


def _mark_hidden_columns(data: bytes, column: bytes, runs: FormulaRuns) -> None:
    for tag in re.findall(re.escape(column) + rb"\s[^>]*>", data):
        bounds = dict(_BOUNDS.findall(tag)) if _HIDDEN.search(tag) else {}
        if bounds.keys() >= {b"min", b"max"}:
            runs.hide_columns(int(bounds[b"min"]) - 1, int(bounds[b"max"]) - 1)


def _mark_spread(tag: bytes, runs: FormulaRuns) -> None:
    """Note the cells that an array formula fills beside its own."""
    spread = _RANGE.search(tag) if b"array" in tag or b"dataTable" in tag else None
    if spread is not None:
        first, last = _column(spread[1]), _column(spread[3])
        for column in range(first, min(last, first + limits.COLUMNS_MAX) + 1):
            runs.add_range(int(spread[2]) - 1, int(spread[4]) - 1, column)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
