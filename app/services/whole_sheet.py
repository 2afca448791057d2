"""What a list on a sheet must be before it is taken: the only one of its file, shown whole, its amounts in baht."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.disbursement import amount_columns, row_doubts
from app.domain.disbursement.list_problems import hidden_columns
from app.domain.disbursement.places import few
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from app.documents.workbook.reader import Sheet

    Rows = Sequence[Sequence[str]]

_AMOUNTS = {
    "amount_unit": "file_amount_unit",
    "satang_apart": "file_satang_apart",
    "amount_cut": "file_amount_cut",
}


def demand_seen(found: Sheet, header_row: int, is_list: Callable[[Rows], bool]) -> None:
    """Raise `BadInput` where other sheets hold a list as ``is_list`` says, or where rows below the headings are hidden.

    ``file_sheets_several`` names the sheets, ``file_rows_hidden`` the rows as the spreadsheet does.
    """
    rivals = [name for name, rows in found.others.items() if not rows or is_list(rows)]
    if rivals:
        raise BadInput("file_sheets_several", sheets=few([found.sheet, *rivals]))
    hidden = [
        found.first_row + index
        for first, last in found.hidden
        for index in range(max(first, header_row + 1), min(last + 1, len(found.rows)))
        if any(cell.strip() for cell in found.rows[index])
    ]
    if hidden:
        raise BadInput("file_rows_hidden", rows=few(hidden), count=len(hidden))


def demand_wanted(found: Sheet, header_row: int, columns: Collection[int]) -> None:
    """Raise `BadInput` where rows are crossed out: struck in one of ``columns``, or by a word in another one.

    ``file_columns_hidden`` where one of ``columns`` is not shown. ``file_rows_struck`` and ``file_rows_cancelled`` name
    the rows as the spreadsheet does.
    """
    if hidden := hidden_columns(found.hidden_columns, columns):
        raise BadInput("file_columns_hidden", columns=hidden)
    crossed = row_doubts.struck_rows(found.struck, columns)
    below = range(header_row + 1, len(found.rows))
    struck = [found.first_row + index for index in below if index in crossed and any(map(str.strip, found.rows[index]))]
    if struck:
        raise BadInput("file_rows_struck", rows=few(struck), count=len(struck))
    beside = ([text for column, text in enumerate(found.rows[index]) if column not in columns] for index in below)
    cancelled = [found.first_row + index for index, row in zip(below, beside, strict=True) if row_doubts.said(row)]
    if cancelled:
        raise BadInput("file_rows_cancelled", rows=few(cancelled), count=len(cancelled))


def demand_amounts(found: Sheet, header_row: int, headings: Sequence[str], amount: int) -> None:
    """Raise `BadInput` where the amounts of a list mean something else than their column says.

    ``file_amount_unit``, ``file_satang_apart`` and ``file_amount_cut``; see `amount_columns`.
    """
    lines = (headings, *found.rows[header_row + 1 : header_row + 2])  # the second line names them, too
    below = range(header_row + 1, len(found.rows))
    above = amount_columns.unit_above(found.rows[: max(header_row, 0)])
    fault = above or next(amount_columns.faults(found.rows, lines, amount, below), None)
    if fault:
        raise BadInput(_AMOUNTS[fault.code], **fault.facts(found.first_row))
