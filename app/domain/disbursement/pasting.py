"""A block copied from a spreadsheet: its cells, bounded, and where they go in the lines of a draft.

By position it goes from the cell under the cursor to the right and down. Where its first row is headings, every column
goes to the field that its heading names, and rows that are no payees stay out. What reaches beyond the last line
becomes new lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.disbursement import amount_columns, columns, list_problems, pasted_marks, row_doubts
from app.domain.disbursement.heading_words import Heading, heading_of
from app.domain.disbursement.places import few
from app.domain.disbursement.transfer import Field
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.domain.disbursement.amount_columns import Fault
    from app.domain.disbursement.columns import Layout

ROWS_MAX = 20_000
CELLS_MAX = 400_000
CELL_CHARS_MAX = 1_000
CHARS_MAX = 40_000_000
WIDTH_MAX = 64
"""So many columns are looked at; a list of payees has a dozen."""
TITLE_ROWS_MAX = 5
"""So many rows of a block without headings may be titles."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END = re.compile("\r\n?")
_CELL = re.compile(r'(?:"((?:[^"]|"")*)"(?=[\t\n]|\Z)|([^\t\n]*))([\t\n]|\Z)')

_AMOUNTS = {
    "amount_unit": "paste_amount_unit",
    "satang_apart": "paste_satang_apart",
    "amount_cut": "paste_amount_cut",
}
_PAID = frozenset({Field.ACCOUNT, Field.AMOUNT})
_FIELDS = {Heading(wanted.value): wanted for wanted in Field}
_PARTS = {
    Heading.BANK_NAME: Field.BANK,
    Heading.PROMPTPAY: Field.BANK,
    Heading.TITLE: Field.NAME,
    Heading.LAST_NAME: Field.NAME,
}


@dataclass(frozen=True, slots=True)
class Pasted:
    """Where the cells of a block go, and what was left out of it.

    ``cells`` are typed over existing lines, ``added`` become lines at the end. ``headed`` tells whether the first row
    was headings; ``cut`` counts columns that no field is for, ``passed`` rows that are no payees, ``dropped``
    characters that nobody can see.
    """

    cells: list[tuple[int, Field, str]] = field(repr=False)
    added: list[dict[Field, str]] = field(repr=False)
    rows_count: int
    headed: bool = False
    cut: int = 0
    passed: int = 0
    dropped: int = 0


def read(text: str) -> tuple[list[list[str]], int]:
    """Return the rows of a clipboard's text, all of one width, and how many control characters were dropped.

    Raises `BadInput` ``paste_empty``, ``paste_too_large`` (``rows``, ``cells``) or ``paste_cell_long`` (``row``,
    ``column``, ``found``): nothing of such a block is taken, so that nobody pays from half of it.
    """
    if len(text) > CHARS_MAX:
        raise BadInput("paste_too_large", found=f"{len(text):,}", rows=f"{ROWS_MAX:,}")
    text, dropped = _CONTROLS.subn("", _LINE_END.sub("\n", text))
    lines, tabs = text.count("\n") + 1, text.count("\t")
    if lines + tabs > CELLS_MAX or ('"' not in text and lines > ROWS_MAX + 1):
        raise BadInput("paste_too_large", found=f"{lines + tabs:,}", rows=f"{ROWS_MAX:,}")
    rows = _cells(text) if '"' in text else [line.split("\t") for line in text.split("\n")]
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise BadInput("paste_empty")
    if len(rows) > ROWS_MAX:
        raise BadInput("paste_too_large", found=f"{len(rows):,}", rows=f"{ROWS_MAX:,}")
    _demand_short(rows)
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows], dropped


def demand_seen(html: str) -> None:
    """Raise `BadInput` ``paste_rows_struck`` or ``paste_rows_hidden`` for rows of which the text alone tells nothing.

    ``html`` is the other form of the block on the clipboard, '' where there is none.
    """
    found = pasted_marks.marks(html[:CHARS_MAX])
    if found.hidden:
        raise BadInput("paste_rows_hidden", rows=few(found.hidden), count=len(found.hidden))
    if found.struck:
        raise BadInput("paste_rows_struck", rows=few(found.struck), count=len(found.struck))


def place(rows: Sequence[Sequence[str]], fields: Sequence[Field], below: Sequence[int], *, dropped: int = 0) -> Pasted:
    """Return where the cells go: ``fields`` from the cursor to the right, ``below`` the lines from there down.

    Raises `BadInput` with the code of an import's problem after ``paste_`` where the amounts mean something else than
    they say (``amount_unit``, ``satang_apart``, ``amount_cut``), where two columns are headed alike
    (``column_ambiguous``) or another table begins (``headings_change``), or where rows are cancelled by a word
    (``rows_cancelled``); its rows and columns are those of the block.
    """
    headed = _headed(rows)
    if headed is None:
        _demand_plain(rows, fields)
    if headed is not None:
        texts, cut, passed = headed
    else:
        width = max((number for row in rows for number, cell in enumerate(row, 1) if cell.strip()), default=0)
        texts = [dict(zip(fields, row, strict=False)) for row in rows]
        cut, passed = max(width - len(fields), 0), 0
    over, beyond = texts[: len(below)], texts[len(below) :]
    cells = [(number, wanted, text) for number, line in zip(below, over, strict=False) for wanted, text in line.items()]
    added = [line for line in beyond if any(text.strip() for text in line.values())]
    return Pasted(
        cells, added, len(over) + len(added), headed is not None, cut, passed + len(beyond) - len(added), dropped
    )


def copied(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a spreadsheet takes them from the clipboard; `read` gives them back."""
    return "\n".join("\t".join(map(_quoted, row)) for row in rows)


def _quoted(cell: str) -> str:
    if any(character in cell for character in '\t\n\r"'):
        doubled = cell.replace('"', '""')
        return f'"{doubled}"'
    return cell


def _cells(text: str) -> list[list[str]]:
    """Split a text in which cells are quoted; a quotation mark that closes nowhere is a letter like any other."""
    rows: list[list[str]] = [[]]
    position = 0
    while position <= len(text):
        match = _CELL.match(text, position)
        if match is None:
            break
        rows[-1].append(match[2] if match[1] is None else match[1].replace('""', '"'))
        if not match[3]:
            break
        if match[3] == "\n":
            rows.append([])
        position = match.end()
    return rows


def _demand_short(rows: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            if len(cell) > CELL_CHARS_MAX:
                facts = {"row": number, "column": column, "found": f"{len(cell):,}", "limit": f"{CELL_CHARS_MAX:,}"}
                raise BadInput("paste_cell_long", **facts)


def _headed(rows: Sequence[Sequence[str]]) -> tuple[list[dict[Field, str]], int, int] | None:
    """Return the lines by field, columns that are for none, and rows that are no payees; None without headings.

    Raises as `place`.
    """
    narrow = [list(row[:WIDTH_MAX]) for row in rows]
    named = [heading_of(cell, exact=True) for cell in narrow[0] if cell.strip()]
    layout = columns.recognise(narrow)
    if layout.header_row < 0 or layout.header_row > 1:
        titles = {column: heading_of(cell, exact=True) for column, cell in enumerate(narrow[0])}
        wanted = {column: _FIELDS[title] for column, title in titles.items() if title in _FIELDS}
        if not wanted or None in named or len(rows) == 1:
            return None
        texts = [{wanted[column]: row[column] for column in wanted} for row in narrow[1:]]
        return texts, sum(map(bool, named)) - len(wanted), 0
    _demand_sound(narrow, layout)
    present = _present(layout.columns)
    payees = columns.payees(narrow, layout)
    _demand_wanted([number for number, cells in payees if cells.doubt])
    texts = [{wanted: str(getattr(cells, wanted.value)) for wanted in present} for _, cells in payees]
    unused = [c for c, title in enumerate(layout.headings) if title.strip() and c not in layout.columns.values()]
    return texts, len(unused), len(layout.skipped)


def _demand_sound(rows: Sequence[Sequence[str]], layout: Layout) -> None:
    """Refuse a block under headings for what an import would stop at, the columns aside that it does without."""
    doubled = next((problem for problem in layout.problems if problem.code == "column_ambiguous"), None)
    if doubled is not None:
        raise BadInput("paste_column_ambiguous", found=doubled.facts["found"])
    changed = list(list_problems.changed_headings(rows, layout))
    if changed:
        raise BadInput("paste_headings_change", rows=few([index + 1 for index in changed]))
    if Heading.AMOUNT in layout.columns:
        _refuse(next(iter(list_problems.amount_faults(rows, layout)), None))


def _demand_plain(rows: Sequence[Sequence[str]], fields: Sequence[Field]) -> None:
    """Refuse a block without headings whose amounts are not baht in one cell, or whose first rows name another unit."""
    _refuse(amount_columns.unit_above(rows[:TITLE_ROWS_MAX]))
    for column, text in enumerate(rows[0]):
        if heading_of(text) is Heading.AMOUNT and (unit := amount_columns.other_unit(text)):
            _refuse(amount_columns.Fault("amount_unit", column, unit))
    if Field.AMOUNT in fields:
        _refuse(next(amount_columns.faults(rows, (), fields.index(Field.AMOUNT), range(len(rows))), None))
    if len(rows[0]) > 1 and not _PAID.isdisjoint(fields[: len(rows[0])]):
        _demand_wanted([number for number, row in enumerate(rows, 1) if row_doubts.said(row)])


def _demand_wanted(cancelled: Sequence[int]) -> None:
    """Refuse a block with rows that somebody crossed out by a word."""
    if cancelled:
        raise BadInput("paste_rows_cancelled", rows=few(cancelled), count=len(cancelled))


def _refuse(fault: Fault | None) -> None:
    if fault is not None:
        raise BadInput(_AMOUNTS[fault.code], **fault.facts(1))


def _present(found: Mapping[Heading, int]) -> list[Field]:
    """Return the fields that some column holds a part of, in the order of the fields."""
    held = {_FIELDS.get(heading) or _PARTS.get(heading) for heading in found}
    return [wanted for wanted in Field if wanted in held]
