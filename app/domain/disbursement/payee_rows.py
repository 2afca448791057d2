"""Which rows of a payee list are payees, and which are totals, signatures, repeated headings or blank."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.disbursement.heading_words import (
    Heading,
    heading_of,
    is_example,
    is_part_total,
    is_signature,
    is_total,
)
from app.domain.disbursement.repairs import Pen, amount
from app.domain.values.errors import BadInput
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_COLUMN_NUMBER = re.compile(r"\(?[0-9๐-๙]{1,2}\)?\Z")
_COLUMN_NUMBERS_MIN = 3
_STATED = re.compile(
    r"(?<!วงเงิน)(?<!งบ)(?<!งบประมาณ)(?P<label>(?:รวม|ยอด|ทั้งสิ้น|เป็นเงิน|total)(?:(?!ละ)[^0-9๐-๙\t]){0,60})(?P<apart>\t{0,60})"
    r"(?P<money>[0-9๐-๙][0-9๐-๙,]{0,30}(?:\.[0-9๐-๙]{1,2})?)(?![0-9๐-๙.,/-])(?=(?P<after>.{0,12}))"
)
"""The words of a total and the number behind them; ``ละ``, as in คนละ, is what each gets."""
_OF_MONEY, _BAHT = re.compile(r"เงิน|ยอด|total"), re.compile(r"\s*(บาท|baht|฿)")
_OF_OTHERS = re.compile(r"\s*(ราย|คน|ท่าน|แถว|ชุด|ฉบับ|วัน|เดือน|ชั่วโมง|น\b|person|row|payee|line|item)")
_TITLE_CHARS_MAX = 1_000
_RUNNING_NUMBER = re.compile(r"[0-9๐-๙]{1,6}\.?\Z")


class RowKind(StrEnum):
    """What a row below the headings is, if not a payee."""

    BLANK = "blank"
    HEADING = "heading"
    TOTAL = "total"
    FOOTER = "footer"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows that are no payees, and the file's own total."""

    skipped: dict[int, RowKind]
    total_row: int | None
    declared_total: Money | None


def sort(rows: Sequence[Sequence[str]], start: int, columns: Mapping[Heading, int]) -> Sorted:
    """Tell apart the rows from index ``start`` on. A row with an account number is always a payee.

    Totals are known by their label, or by standing last with nothing but the sum of all amounts above.
    """
    if Heading.ACCOUNT not in columns:
        return Sorted({}, None, None)
    sorter = _Sorter(rows, columns)
    skipped = sorter.skipped
    account = columns[Heading.ACCOUNT]
    mark = columns.get(Heading.MARK)
    for index in range(start, len(rows)):
        cell = rows[index][account]
        if cell[:1].isdigit() and mark is None and (index > start or len(cell) > len("(10)")):
            continue
        kind = sorter.kind(index, is_first=index == start)
        if kind is not None:
            skipped[index] = kind
    sorter.sort_end(start)
    found = sorter.result(start)
    return (
        found if found.total_row is not None else replace(found, declared_total=stated_above(rows[: max(start - 1, 0)]))
    )


def stated_above(rows: Sequence[Sequence[str]]) -> Money | None:
    """Return the sum of money that a title above the headings states, None where none or more than one is stated."""
    stated = {money for row in rows for money in _stated("\t".join(row)[:_TITLE_CHARS_MAX].casefold())}
    return stated.pop() if len(stated) == 1 else None


def _stated(title: str) -> Iterator[Money]:
    for match in _STATED.finditer(title):
        label, number, after = match["label"], match["money"], match["after"]
        alone = "," in number or match["apart"]  # else it may be a year, an instalment or a day
        is_money = "." in number or _BAHT.match(after) or (alone and _OF_MONEY.search(label))
        money = _read(number) if is_money and not _OF_OTHERS.match(after) else None
        if money:
            yield money


class _Sorter:
    """Looks closer at the rows without an account number."""

    def __init__(self, rows: Sequence[Sequence[str]], columns: Mapping[Heading, int]) -> None:
        self.skipped: dict[int, RowKind] = {}
        self._rows = rows
        self._account = columns[Heading.ACCOUNT]
        self._amount = columns.get(Heading.AMOUNT)
        self._name = columns.get(Heading.NAME)
        self._mark = columns.get(Heading.MARK)
        self._identity = [
            columns[heading] for heading in (Heading.ACCOUNT, Heading.BANK, Heading.BANK_NAME) if heading in columns
        ]

    def kind(self, index: int, *, is_first: bool) -> RowKind | None:
        """Return the kind of a row, or None for a payee or a row that only the end of the list can tell."""
        row = self._rows[index]
        filled = [text for text in row if text and not text.isspace()]
        if not filled:
            return RowKind.BLANK
        if self._mark is not None and is_example(row[self._mark]):
            return RowKind.EXAMPLE
        if heading_of(row[self._account], exact=True) is Heading.ACCOUNT:
            return RowKind.HEADING
        if is_first and len(filled) >= _COLUMN_NUMBERS_MIN and all(map(_COLUMN_NUMBER.match, filled)):
            return RowKind.HEADING
        if any(row[column].strip() for column in self._identity):
            return None
        if any(map(is_total, filled)) and not self._is_numbered_name(index):
            return RowKind.TOTAL
        if self._has_amount(index):
            return None
        if any(map(is_signature, filled)):
            return RowKind.FOOTER
        return RowKind.HEADING if len(filled) == 1 and not self._has_name(index) else None

    def _is_numbered_name(self, index: int) -> bool:
        """Say whether the word of a total is a name with its running number before it, such as ``2 รวมพร คนดี``."""
        row, name = self._rows[index], self._name
        if name is None or not is_total(row[name]):
            return False
        return any(_RUNNING_NUMBER.match(text.strip()) for text in row[:name])

    def _has_name(self, index: int) -> bool:
        return self._name is not None and bool(self._rows[index][self._name].strip())

    def _has_amount(self, index: int) -> bool:
        return self._amount is not None and bool(self._rows[index][self._amount].strip())

    def _is_nobody(self, index: int) -> bool:
        """Say whether a row at the end has neither bank nor account nor amount: a name below a signature."""
        row = self._rows[index]
        return not self._has_amount(index) and not any(row[column].strip() for column in self._identity)

    def sort_end(self, start: int) -> None:
        """Walk up from the last row over everything that is no payee, then look for a total without a label."""
        index = len(self._rows) - 1
        while index >= start and (index in self.skipped or self._is_nobody(index)):
            self.skipped.setdefault(index, RowKind.FOOTER)
            index -= 1
        if index > start and self._is_unlabelled_total(start, index):
            self.skipped[index] = RowKind.TOTAL

    def _is_unlabelled_total(self, start: int, last: int) -> bool:
        if self._amount is None or sum(bool(text.strip()) for text in self._rows[last]) != 1:
            return False
        total = self._money(last)
        above = [self._money(index) for index in range(start, last) if index not in self.skipped]
        return total is not None and total == Money(sum(money.satang for money in above if money))

    def _money(self, index: int) -> Money | None:
        return _read(self._rows[index][self._amount]) if self._amount is not None else None

    def result(self, start: int) -> Sorted:
        """Return what was found; the last total that is not of a page or a group is the file's own."""
        totals = [index for index in range(start, len(self._rows)) if self.skipped.get(index) is RowKind.TOTAL]
        whole = [index for index in totals if not any(map(is_part_total, self._rows[index]))]
        if not whole:
            return Sorted(self.skipped, None, None)
        row = self._rows[whole[-1]]
        declared = self._money(whole[-1])
        if declared is None:
            readable = [money for money in map(_read, reversed(row)) if money]
            declared = readable[0] if readable else None
        return Sorted(self.skipped, whole[-1], declared)


def _read(text: str) -> Money | None:
    try:
        return Money.parse(amount(text, Pen()))
    except BadInput:
        return None
