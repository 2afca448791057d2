"""A list as CSV or workbook: what is text stays text, whatever it begins with; amounts are numbers."""

from __future__ import annotations

import csv
import io
from typing import IO, TYPE_CHECKING

import xlsxwriter

from app.documents.workbook.cells import neutral
from app.documents.workbook.template import FONT
from app.domain.values.errors import BadInput, Refused
from app.domain.values.money import SATANG_PER_BAHT, Money, formatted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from app.domain.values.listing import ListColumn, Listing

XLSX_ROWS_MAX = 1_048_576
_PIXELS_PER_LETTER = 7
_SHEET_NAME_CHARS_MAX = 31
_NOT_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
_EXACT_SATANG = 10**15
"""A spreadsheet keeps fifteen digits of a number; a larger amount is written as text."""


def write_csv(listing: Listing, target: IO[bytes]) -> None:
    """Write UTF-8 with the mark that Excel needs; amounts without thousands commas."""
    text = io.TextIOWrapper(target, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([neutral(listing.title)])
    writer.writerows([neutral(label), neutral(words)] for label, words in listing.head)
    writer.writerow([])
    writer.writerow([neutral(column.title) for column in listing.columns])
    writer.writerows(_plain(listing.columns, listing.rows))
    text.flush()
    text.detach()


def _plain(columns: Sequence[ListColumn], rows: Iterable[Sequence[str]]) -> Iterable[list[str]]:
    for row in rows:
        yield [_plain_cell(column, text) for column, text in zip(columns, row, strict=True)]


def _plain_cell(column: ListColumn, text: str) -> str:
    satang = _satang(text) if column.amount else None
    return neutral(text) if satang is None else formatted(satang).replace(",", "")


def write_xlsx(listing: Listing, target: IO[bytes]) -> None:
    """Write one sheet, a row at a time; raise `Refused` ``list_too_long`` for more rows than a sheet has."""
    top = len(listing.head) + 2
    if listing.count + top + 1 > XLSX_ROWS_MAX:
        raise Refused("list_too_long", limit=XLSX_ROWS_MAX - top - 1)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        text = book.add_format({"font_name": FONT, "num_format": "@"})
        amount = book.add_format({"font_name": FONT, "num_format": "#,##0.00"})
        heading = book.add_format({"font_name": FONT, "bold": True, "bottom": 1, "bg_color": "#e3f0ed"})
        title = book.add_format({"font_name": FONT, "bold": True, "font_size": 16})
        sheet = book.add_worksheet(listing.title.translate(_NOT_IN_NAMES)[:_SHEET_NAME_CHARS_MAX].strip() or None)
        for number, column in enumerate(listing.columns):
            sheet.set_column(number, number, max(column.width / _PIXELS_PER_LETTER, 8))
        sheet.write_string(0, 0, listing.title, title)
        for row, (label, words) in enumerate(listing.head, 1):
            sheet.write_string(row, 0, label, text)
            sheet.write_string(row, 1, words, text)
        for number, column in enumerate(listing.columns):
            sheet.write_string(top, number, column.title, heading)
        for number, cells in enumerate(listing.rows, top + 1):
            _write_row(sheet, number, listing.columns, cells, (text, amount))
        sheet.freeze_panes(top + 1, 0)


def _write_row(
    sheet: Worksheet,
    row: int,
    columns: Sequence[ListColumn],
    cells: Sequence[str],
    formats: tuple[Format, Format],
) -> None:
    text, amount = formats
    for number, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        satang = _satang(cell) if column.amount else None
        if satang is not None and abs(satang) < _EXACT_SATANG:
            sheet.write_number(row, number, satang / SATANG_PER_BAHT, amount)
        else:
            sheet.write_string(row, number, cell, text)


def _satang(text: str) -> int | None:
    try:
        return Money.parse(text).satang
    except BadInput:
        return None
