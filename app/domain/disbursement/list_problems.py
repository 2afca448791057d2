"""What keeps the rows of a list from being read: columns that are missing, cells that say what they do not mean.

Nothing is said about single cells before every required column is known (DI-5).
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.disbursement import amount_columns, guesses
from app.domain.disbursement.batch import LINES_MAX
from app.domain.disbursement.heading_words import EXACT, Heading, heading_of, normalised
from app.domain.disbursement.places import NAMED_MAX, column_letters, few
from app.domain.disbursement.transfer import Field

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from app.domain.disbursement.amount_columns import Fault
    from app.domain.disbursement.columns import Layout

HEADER_ROWS_MAX = 30
"""The headings are looked for in this many rows from the top."""

REQUIRED: dict[Field, tuple[Heading, ...]] = {
    Field.BANK: (Heading.BANK, Heading.BANK_NAME, Heading.PROMPTPAY),
    Field.ACCOUNT: (Heading.ACCOUNT,),
    Field.NAME: (Heading.NAME,),
    Field.AMOUNT: (Heading.AMOUNT,),
}
_ESSENTIALS_OF_ANOTHER = 3
_SOME_DIGIT = re.compile(r"\d")
PASSED_OVER = frozenset({Heading.NUMBER, Heading.IGNORED})

FormulaRun = tuple[int, int, int]
"""``(column, first row, last row)`` of cells whose value was computed, all indexes from 0."""
HiddenRun = tuple[int, int]
"""``(first row, last row)`` of rows that the spreadsheet does not show, indexes from 0."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """What a person does not see in the sheet: where its values come from, and rows and columns that it hides."""

    formulas: tuple[FormulaRun, ...]
    hidden: tuple[HiddenRun, ...]
    columns: tuple[HiddenRun, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps the rows from being read; ``import_issues.problem.<code>``, filled by ``facts``."""

    code: str
    field: Field | None = None
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


def find(
    rows: Sequence[Sequence[str]], layout: Layout, ambiguous: Mapping[Heading, list[int]], unseen: Unseen
) -> Iterable[Problem]:
    """Yield everything that keeps the rows of a layout from being read; missing columns alone, where there are any."""
    missing = list(_missing(layout, ambiguous))
    yield from missing
    if missing:
        return
    if layout.payee_count == 0:
        yield Problem("no_payees")
    if layout.payee_count > LINES_MAX:
        yield Problem("too_many_payees", None, {"found": layout.payee_count, "limit": LINES_MAX})
    computed = list(_computed_cells(layout, unseen.formulas))
    if computed:
        yield Problem("formulas", None, {"cells": few(computed)})
    hidden = [layout.row_number(index) for index in _hidden_payees(layout, unseen.hidden)]
    if hidden:
        yield Problem("rows_hidden", None, {"rows": few(hidden), "count": len(hidden)})
    unseen_columns = hidden_columns(unseen.columns, _told(layout))
    if unseen_columns:
        yield Problem("columns_hidden", None, {"columns": unseen_columns})
    above = [layout.row_number(index) for index in _payees_above(rows, layout)]
    if above:
        yield Problem("rows_above", None, {"rows": few(above), "count": len(above)})
    changed = [layout.row_number(index) for index in changed_headings(rows, layout)]
    if changed:
        yield Problem("headings_change", None, {"rows": few(changed)})
    yield from _amount_problems(rows, layout)


def essentials(row: Sequence[str]) -> int:
    """Count the required fields that a row's cells name."""
    named = {heading_of(text) for text in row}
    if Heading.PROMPTPAY in named:
        named.add(Heading.ACCOUNT)
    return sum(not named.isdisjoint(headings) for headings in REQUIRED.values())


def hidden_columns(hidden: Iterable[HiddenRun], used: Collection[int]) -> str:
    """Name the columns among ``used`` that the spreadsheet does not show; ``hidden`` are first and last ones."""
    found = {column for first, last in hidden for column in range(first, last + 1)}.intersection(used)
    return ", ".join(map(column_letters, sorted(found)))


def _told(layout: Layout) -> Collection[int]:
    """Return the columns that say whom to pay and how much."""
    wanted = {heading for headings in REQUIRED.values() for heading in headings}
    return {column for heading, column in layout.columns.items() if heading in wanted}


def changed_headings(rows: Sequence[Sequence[str]], layout: Layout) -> Iterable[int]:
    """Yield rows below the headings that name other columns: another table begins there, and is read wrongly."""
    account = layout.columns.get(Heading.ACCOUNT, -1)
    if layout.header_row < 0 or account < 0:
        return
    known = [list(map(normalised, row)) for row in rows[: layout.header_row + 1]]
    for index in range(layout.header_row + 1, layout.row_count):
        row = rows[index]
        if row[account].isdecimal():  # most rows, and the quickest to ask
            continue
        if _SOME_DIGIT.search(row[account]) or not any(row) or essentials(row) < _ESSENTIALS_OF_ANOTHER:
            continue
        same = all(heading_of(row[at]) is heading_of(layout.headings[at]) for at in layout.columns.values())
        if not same and list(map(normalised, row)) not in known:
            yield index


def _payees_above(rows: Sequence[Sequence[str]], layout: Layout) -> Iterable[int]:
    """Yield rows above the headings that hold payees."""
    return (index for index in range(layout.header_row) if guesses.looks_like_payee(rows[index]))


def _missing(layout: Layout, ambiguous: Mapping[Heading, list[int]]) -> Iterable[Problem]:
    missing = [name for name, headings in REQUIRED.items() if not any(h in layout.columns for h in headings)]
    if layout.header_row < 0 and missing:
        yield Problem("header_not_found", None, {"rows": HEADER_ROWS_MAX})
    for name in missing:
        expected = EXACT[REQUIRED[name][0]][0]
        doubled = next((ambiguous[heading] for heading in REQUIRED[name] if heading in ambiguous), None)
        if doubled:
            titles = ", ".join(layout.headings[column].strip() for column in doubled)
            yield Problem("column_ambiguous", name, {"expected": expected, "found": titles, "columns": tuple(doubled)})
        else:
            yield Problem(
                "column_missing", name, {"expected": expected, "found": ", ".join(_unused_headings(layout)) or "-"}
            )


def _amount_problems(rows: Sequence[Sequence[str]], layout: Layout) -> Iterable[Problem]:
    """Yield what lets the amounts mean something else than the column of amounts says."""
    for fault in amount_faults(rows, layout):
        yield Problem(fault.code, None, fault.facts(layout.first_row))


def amount_faults(rows: Sequence[Sequence[str]], layout: Layout) -> Iterable[Fault]:
    """Return what is wrong with the amounts of a list that has a column of them."""
    above = amount_columns.unit_above(rows[: max(layout.header_row, 0)])
    found = amount_columns.faults(rows, (layout.headings,), layout.columns[Heading.AMOUNT], payee_rows(layout))
    return itertools.chain([above] if above else (), found)


def payee_rows(layout: Layout) -> Sequence[int]:
    """Return the indexes of the rows that are payees."""
    below = range(layout.header_row + 1, layout.row_count)
    return [index for index in below if index not in layout.sorted.skipped]


def _hidden_payees(layout: Layout, hidden: tuple[HiddenRun, ...]) -> Iterable[int]:
    """Yield the payees' rows that the spreadsheet does not show."""
    for first, last in hidden:
        for index in range(max(first, layout.header_row + 1), min(last + 1, layout.row_count)):
            if index not in layout.sorted.skipped:
                yield index


def _unused_headings(layout: Layout) -> Iterable[str]:
    used = set(layout.columns.values())
    return (
        text.strip()
        for column, text in enumerate(layout.headings)
        if text.strip() and column not in used and heading_of(text) not in PASSED_OVER
    )


def _computed_cells(layout: Layout, formulas: tuple[FormulaRun, ...]) -> Iterable[str]:
    """Yield the addresses of payees' cells that were computed, one more than will be named at most."""
    used, named = set(layout.columns.values()), 0
    for column, first, last in formulas:
        for index in range(max(first, layout.header_row + 1), last + 1 if column in used else 0):
            if index not in layout.sorted.skipped:
                yield f"{column_letters(column)}{layout.row_number(index)}"
                named += 1
            if named > NAMED_MAX:
                return
