"""Delimited text: encoding, delimiter and rows, found without asking."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING

from app.documents.workbook import limits
from app.domain.disbursement import fixed_width
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DELIMITERS = ",\t;|"
SAMPLE_LINES = 40
THAI_ENCODING = "cp874"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_STRAY_MARK = re.compile("(?:^|[^\u0e01-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_STRAY_MARKS_MAX = 0.2
"""Share of Thai marks without a letter below them; more means that the bytes were never Thai."""


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text and the encoding found; raise `BadInput` ``file_encoding`` or ``file_binary``.

    UTF-8 with or without a mark, UTF-16 with one, else the Thai Windows code page (TIS-620 is part of it).
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding), encoding
    if b"\x00" in data:
        raise BadInput("file_binary")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = _strictly(data, THAI_ENCODING)
    thai = sum("\u0e01" <= character <= "\u0e5b" for character in text)
    if len(_STRAY_MARK.findall(text)) > thai * _STRAY_MARKS_MAX:
        raise BadInput("file_encoding")
    return text, THAI_ENCODING


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise BadInput("file_encoding") from problem
    if "\x00" in text:
        raise BadInput("file_binary")
    return text


def delimiter_of(text: str, extension: str) -> str:
    """Return the delimiter that gives most lines of the beginning the same, largest number of cells.

    An empty text where none of them is in any of these lines: the columns can only be told by their places.
    """
    lines = [line for line in text[:200_000].splitlines()[:SAMPLE_LINES] if line.strip()]
    preferred = "\t" if extension == ".tsv" else ","

    def score(delimiter: str) -> tuple[int, bool]:
        counts = [line.count(delimiter) for line in lines]
        usual = max(set(counts), key=lambda count: (counts.count(count) * (count > 0), count), default=0)
        return (counts.count(usual) * min(usual, 20) if usual else 0, delimiter == preferred)

    return max(DELIMITERS, key=score) if any(sign in line for line in lines for sign in DELIMITERS) else ""


def cut(text: str, cuts: Sequence[int]) -> list[tuple[str, ...]]:
    """Return every line cut apart at these places, counted in letters from 0; blanks around a cell are dropped.

    Without cuts a line is one cell, with its blanks. Raises `BadInput` for more than the limits.
    """
    lines = text.splitlines()
    if len(cuts) >= limits.COLUMNS_MAX:
        raise BadInput("file_too_wide", limit=limits.COLUMNS_MAX)
    if len(lines) > limits.ROWS_MAX:
        raise BadInput("file_too_long", limit=limits.ROWS_MAX)
    too_long = next((number for number, line in enumerate(lines, 1) if len(line) > limits.CELL_CHARS_MAX), 0)
    if too_long:
        raise BadInput("file_cell_too_long", line=too_long)
    return fixed_width.cut(lines, cuts)


def rows(text: str, delimiter: str) -> list[tuple[str, ...]]:
    """Return all rows, padded to one width; raise `BadInput` for broken quotes and for more than the limits."""
    csv.field_size_limit(limits.CELL_CHARS_MAX)
    found: list[list[str]] = []
    width = 0
    for row in _read(text, delimiter):
        found.append(row)
        width = max(width, len(row))
        if width > limits.COLUMNS_MAX:
            raise BadInput("file_too_wide", limit=limits.COLUMNS_MAX)
        if len(found) > limits.ROWS_MAX:
            raise BadInput("file_too_long", limit=limits.ROWS_MAX)
    return [(*row, *[""] * (width - len(row))) for row in found]


def _read(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        begins = reader.line_num + 1  # an open quotation takes all lines behind it: where it began is what helps
        try:
            row = next(reader, None)
        except csv.Error as problem:
            code = "file_cell_too_long" if "field limit" in str(problem) else "file_quotes"
            raise BadInput(code, line=begins) from problem
        if row is None:
            return
        yield row
