"""First phase of an import: which row holds the headings, which column holds what, which rows are payees.

Rows are lists of texts of equal length, indexed from 0; only `Layout.row_number` speaks of the numbers that the
spreadsheet shows. Nothing is said about single cells before every required column is known (DI-5).
"""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.disbursement import amount_columns, guesses, row_doubts
from app.domain.disbursement.bulk import made, without_collections
from app.domain.disbursement.heading_words import Heading, heading_of, normalised
from app.domain.disbursement.lines import Cells
from app.domain.disbursement.list_problems import (
    HEADER_ROWS_MAX,
    PASSED_OVER,
    REQUIRED,
    Problem,
    Unseen,
    essentials,
    find,
    payee_rows,
)
from app.domain.disbursement.payee_rows import RowKind, Sorted, sort
from app.domain.values.identifiers import PROMPTPAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.domain.disbursement.list_problems import FormulaRun, HiddenRun
    from app.domain.values.money import Money

ESSENTIALS_MIN = 2
"""A row with fewer required headings is no header."""

_DECISIVE = frozenset(heading for headings in REQUIRED.values() for heading in headings)
"""Two columns of these are a question to the person; of all others the first one is taken."""
_ACCOUNTS = frozenset({Heading.BANK, Heading.BANK_NAME, Heading.ACCOUNT})
_BLOCK_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class MappingProfile:
    """A remembered answer: the columns of every file whose headings have this fingerprint (DI-3)."""

    fingerprint: str
    columns: dict[Heading, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """What was found in a file; without ``problems`` its rows can be read.

    ``headings`` are the texts above the columns, ``header_row`` is the last row of them (-1 without any). ``columns``
    are the ones to read, ``suggestions`` guessed from the cells and not used until a person says so. ``skipped`` are
    the rows that are no payees, with their kind; every other row after the header is a payee.
    """

    first_row: int
    header_row: int
    headings: tuple[str, ...]
    columns: dict[Heading, int]
    suggestions: dict[Heading, int]
    problems: tuple[Problem, ...]
    fingerprint: str
    remembered: bool
    row_count: int
    sorted: Sorted = dataclasses.field(repr=False)

    @property
    def skipped(self) -> dict[int, RowKind]:
        """The rows below the header that are no payees, by index."""
        return self.sorted.skipped

    @property
    def total_row(self) -> int | None:
        """The index of the row with the file's own total."""
        return self.sorted.total_row

    @property
    def declared_total(self) -> Money | None:
        """The file's own total, where it can be read."""
        return self.sorted.declared_total

    @property
    def payee_count(self) -> int:
        """How many payees the file lists."""
        return max(self.row_count - self.header_row - 1 - len(self.sorted.skipped), 0)

    def count(self, kind: RowKind) -> int:
        """Return how many rows below the header are of this kind."""
        return sum(found is kind for found in self.sorted.skipped.values())

    def row_number(self, index: int) -> int:
        """Return the number that the spreadsheet shows beside the row with this index."""
        return self.first_row + index

    def profile(self) -> MappingProfile:
        """Return the answer to remember for the next file with these headings."""
        return MappingProfile(self.fingerprint, dict(self.columns))


def recognise(
    rows: Sequence[Sequence[str]],
    *,
    first_row: int = 1,
    formulas: Iterable[FormulaRun] = (),
    hidden: Iterable[HiddenRun] = (),
    hidden_columns: Iterable[HiddenRun] = (),
    profiles: Iterable[MappingProfile] = (),
) -> Layout:
    """Find headings, columns and payees in ``rows``; the first of them is row ``first_row`` of the spreadsheet."""
    header = _header(rows)
    remembered = next((profile for profile in profiles if profile.fingerprint == header.fingerprint), None)
    if remembered and any(column >= _width(rows) for column in remembered.columns.values()):
        remembered = None
    if remembered:
        header.columns, header.ambiguous = dict(remembered.columns), {}
    unseen = Unseen(tuple(formulas), tuple(hidden), tuple(hidden_columns))
    return _layout(rows, header, first_row, unseen, remembered=remembered is not None)


def remapped(
    rows: Sequence[Sequence[str]],
    layout: Layout,
    columns: Mapping[Heading, int],
    *,
    formulas: Iterable[FormulaRun] = (),
    hidden: Iterable[HiddenRun] = (),
    hidden_columns: Iterable[HiddenRun] = (),
) -> Layout:
    """Return the layout with the columns that a person chose."""
    header = _Header(layout.header_row, layout.headings)
    header.columns = dict(columns)
    unseen = Unseen(tuple(formulas), tuple(hidden), tuple(hidden_columns))
    return _layout(rows, header, layout.first_row, unseen, remembered=False)


def payees(
    rows: Sequence[Sequence[str]], layout: Layout, *, struck: Iterable[FormulaRun] = ()
) -> list[tuple[int, Cells]]:
    """Return the cells of every payee with its row number, ready for the second phase.

    ``struck`` are runs of cells that are struck through; see `row_doubts`.
    """
    indexes = payee_rows(layout)
    crossed = row_doubts.struck_rows(struck, frozenset(layout.columns.values()))
    found: list[tuple[int, Cells]] = []
    with without_collections():
        for start in range(0, len(indexes), _BLOCK_ROWS):
            block = indexes[start : start + _BLOCK_ROWS]
            taken = [rows[index] for index in block]
            cells = _cells(taken, layout.columns, row_doubts.doubts(taken, block, crossed))
            found.extend(zip([layout.first_row + index for index in block], cells, strict=True))
    return found


def _cells(rows: Sequence[Sequence[str]], columns: Mapping[Heading, int], doubts: Sequence[str]) -> Iterable[Cells]:
    """Take the cells of the lines out of some rows, a whole column at a time; absent columns are empty."""
    turned = list(zip(*rows, strict=True))
    empty = ("",) * len(rows)

    def column(heading: Heading) -> Sequence[str]:
        return turned[columns[heading]] if heading in columns else empty

    bank, bank_name = column(Heading.BANK), column(Heading.BANK_NAME)
    if Heading.PROMPTPAY in columns:
        bank = (PROMPTPAY,) * len(rows)
    elif Heading.BANK not in columns:
        bank, bank_name = bank_name, empty
    names = column(Heading.NAME)
    if Heading.TITLE in columns or Heading.LAST_NAME in columns:
        names = tuple(map(_whole_name, column(Heading.TITLE), names, column(Heading.LAST_NAME)))
    rest = map(column, (Heading.AMOUNT, Heading.PERSON_ID, Heading.MOBILE, Heading.EMAIL, Heading.REFERENCE))
    return made(Cells, bank, column(Heading.ACCOUNT), names, *rest, bank_name, doubts)


def _whole_name(title: str, first: str, last: str) -> str:
    """Join a name from its columns; Thai titles stand before the name without a gap."""
    gap = " " if title.isascii() else ""
    return f"{title.strip()}{gap}{first.strip()} {last.strip()}".strip()


class _Header:
    """The heading row as it is being understood."""

    def __init__(self, row: int, headings: Sequence[str]) -> None:
        self.row = row
        self.headings = tuple(headings)
        self.columns: dict[Heading, int] = {}
        self.ambiguous: dict[Heading, list[int]] = {}

    @property
    def fingerprint(self) -> str:
        """The same for every file with the same headings in the same places, or as many columns without any."""
        if self.row < 0:
            return hashlib.sha256(f"{len(self.headings)} columns".encode()).hexdigest()
        plain = "\x1f".join(map(normalised, self.headings)).rstrip("\x1f")
        return hashlib.sha256(plain.encode()).hexdigest()

    def understand(self) -> None:
        """Give each heading its column; an exact word beats a part of one, two equals are ambiguous."""
        found: dict[Heading, list[int]] = {}
        for column, text in enumerate(self.headings):
            heading = heading_of(text)
            if heading is not None and heading not in PASSED_OVER:
                found.setdefault(heading, []).append(column)
        for heading, columns in found.items():
            exact = [column for column in columns if heading_of(self.headings[column], exact=True)]
            best = exact or columns
            if heading is Heading.AMOUNT:
                best = sorted({*best, *amount_columns.rivals(self.headings, best)})
            if len(best) == 1 or heading not in _DECISIVE:
                self.columns[heading] = best[0]
            else:
                self.ambiguous[heading] = best
        promptpay = self.columns.pop(Heading.PROMPTPAY, None)
        if promptpay is not None and found.keys().isdisjoint(_ACCOUNTS):  # the numbers alone say where money goes
            self.columns.update({Heading.ACCOUNT: promptpay, Heading.PROMPTPAY: promptpay})

    def join(self, rows: Sequence[Sequence[str]]) -> None:
        """Take one column for bank and account where each of its cells holds both."""
        held = [heading for heading in _ACCOUNTS if heading in self.columns]
        if len(held) != 1 or Heading.PROMPTPAY in self.columns or not _ACCOUNTS.isdisjoint(self.ambiguous):
            return
        column = self.columns[held[0]]
        if guesses.holds_bank_and_account(rows, column):
            self.columns[Heading.BANK_NAME if held[0] is Heading.ACCOUNT else Heading.ACCOUNT] = column

    def spread(self, rows: Sequence[Sequence[str]]) -> None:
        """Follow a name whose heading spans several columns."""
        name = self.columns.get(Heading.NAME)
        if name is None or Heading.LAST_NAME in self.columns or Heading.TITLE in self.columns:
            return
        blank = [column for column in range(name + 1, len(self.headings)) if not self.headings[column].strip()]
        self.columns.update(guesses.spread_name(rows, name, blank))


def _width(rows: Sequence[Sequence[str]]) -> int:
    return max((len(row) for row in rows[:HEADER_ROWS_MAX]), default=0)


def _header(rows: Sequence[Sequence[str]]) -> _Header:
    scores = [essentials(row) for row in rows[:HEADER_ROWS_MAX]]
    best = max(scores, default=0)
    if best < ESSENTIALS_MIN:
        return _Header(-1, [""] * _width(rows))
    row = scores.index(best)
    header = _Header(row, rows[row])
    if row + 1 < len(rows) and _continues(rows[row + 1]):
        header = _Header(row + 1, _stacked(rows[row], rows[row + 1]))
    header.understand()
    header.spread(rows[header.row + 1 :])
    header.join(rows[header.row + 1 :])
    return header


def _continues(row: Sequence[str]) -> bool:
    """Say whether the row below the headings is their second line: words we know, and no digit anywhere."""
    has_digits = any(character.isdigit() for text in row for character in text)
    return not has_digits and any(
        heading_of(text, exact=True) or text.strip() == "รหัส" or amount_columns.is_unit(text) for text in row
    )


def _stacked(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Join two lines of headings; an upper one that spans several columns counts for each of them."""
    stacked, spanning = [], ""
    for above, below in zip(upper, lower, strict=True):
        spanning = above or (spanning if below else "")
        candidates = (below + spanning, spanning + below, spanning, below)
        known = next((text for text in candidates if heading_of(text, exact=True)), None)
        if amount_columns.is_satang(below):
            known = below
        stacked.append(known or f"{spanning} {below}".strip())
    return stacked


def _layout(
    rows: Sequence[Sequence[str]],
    header: _Header,
    first_row: int,
    unseen: Unseen,
    *,
    remembered: bool,
) -> Layout:
    below = sort(rows, header.row + 1, header.columns)
    unmapped = [column for column in range(_width(rows)) if column not in header.columns.values()]
    suggestions = guesses.columns(rows[header.row + 1 :], unmapped, header.columns)
    layout = Layout(
        first_row, header.row, header.headings, header.columns, suggestions, (), header.fingerprint,
        remembered, len(rows), below,
    )  # fmt: skip
    problems = tuple(find(rows, layout, header.ambiguous, unseen))
    return Layout(
        first_row, header.row, header.headings, header.columns, suggestions, problems, header.fingerprint,
        remembered, len(rows), below,
    )  # fmt: skip
