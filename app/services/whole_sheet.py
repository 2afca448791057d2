"""What a list on a sheet must be before it is taken: the only one of its file, shown whole, its amounts in baht."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.disbursement import amount_columns
from app.domain.disbursement.columns import column_letters
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.documents.workbook.reader import Sheet

    Rows = Sequence[Sequence[str]]

NAMED_MAX = 5


def demand_seen(found: Sheet, header_row: int, is_list: Callable[[Rows], bool]) -> None:
    """Raise `BadInput` where other sheets hold a list as ``is_list`` says, or where rows below the headings are hidden.

    ``file_sheets_several`` names the sheets, ``file_rows_hidden`` the rows as the spreadsheet does.
    """
    rivals = [name for name, rows in found.others.items() if not rows or is_list(rows)]
    if rivals:
        raise BadInput("file_sheets_several", sheets=_few([found.sheet, *rivals]))
    hidden = [
        found.first_row + index
        for first, last in found.hidden
        for index in range(max(first, header_row + 1), min(last + 1, len(found.rows)))
        if any(cell.strip() for cell in found.rows[index])
    ]
    if hidden:
        raise BadInput("file_rows_hidden", rows=_few(hidden), count=len(hidden))


def demand_amounts(found: Sheet, header_row: int, headings: Sequence[str], amount: int) -> None:
    """Raise `BadInput` where the amounts of a list mean something else than their column says.

    ``file_amount_unit``, ``file_satang_apart`` and ``file_amount_cut``; see `amount_columns`.
    """
    below = range(header_row + 1, len(found.rows))
    if unit := amount_columns.other_unit(headings[amount]):
        raise BadInput("file_amount_unit", unit=unit, column=column_letters(amount))
    for named in (headings, *found.rows[header_row + 1 : header_row + 2]):  # the second line names them, too
        satang = amount_columns.satang_column(found.rows, named, below)
        if satang is not None:
            raise BadInput("file_satang_apart", column=column_letters(satang))
    cut = [found.first_row + index for index in amount_columns.cut_rows(found.rows, headings, amount, below)]
    if cut:
        raise BadInput("file_amount_cut", rows=_few(cut))


def _few(places: Sequence[object]) -> str:
    return ", ".join(map(str, places[:NAMED_MAX])) + (" …" if len(places) > NAMED_MAX else "")
