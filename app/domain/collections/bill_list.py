"""A list of bills from a workbook: every row read with the repairs of imports, every issue told at once.

What is the same for all rows (revenue type, item, last day to pay) may be said once, for the rows that do not say it.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.collections.bill_columns import BillColumn
from app.domain.collections.bill_rules import BillFault, BillFields, faults
from app.domain.disbursement import repairs
from app.domain.disbursement.batch import Kind
from app.domain.disbursement.heading_words import is_example, is_signature, is_total
from app.domain.disbursement.issues import GUESSES, Severity
from app.domain.disbursement.lines import Cells
from app.domain.disbursement.transfer import Field
from app.domain.disbursement.validation import Checker
from app.domain.values import dates
from app.domain.values.errors import BadInput
from app.domain.values.identifiers import PROMPTPAY, BankTable
from app.domain.values.money import Money
from app.domain.values.texts import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from app.domain.collections.bill_columns import BillLayout
    from app.domain.collections.revenue import Receiving
    from app.domain.disbursement.issues import Repair
    from app.domain.disbursement.lines import Line

_C = BillColumn
_SOMEBODY = "0812345678"
"""A PromptPay id that is right: the judge of payees looks at an account, which a bill does not have."""
_FIELDS = {
    Field.NAME: "payer_name",
    Field.AMOUNT: "satang",
    Field.PERSON_ID: "payer_id",
    Field.MOBILE: "payer_mobile",
    Field.EMAIL: "payer_email",
}
_TELLING = (_C.PAYER_ID, _C.REVENUE_TYPE, _C.DUE_DATE, _C.PAYER_ADDRESS, _C.PAYER_EMAIL, _C.PAYER_MOBILE)
"""No row of totals or signatures has a cell in these columns."""
_RENAMED = {"name_missing": "payer_missing"}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every row that does not say it: a revenue type's code, an item, a last day to pay."""

    revenue_type: str = ""
    item: str = ""
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row: what was read, what keeps it from being billed, and what must be seen (``warnings``, ``guessed``).

    ``row`` is the number that the spreadsheet shows; ``guessed`` are fields to which something was added that the file
    does not say. ``twin`` is the row before that asks the same payer for the same, 0 for none.
    """

    row: int
    fields: BillFields
    faults: tuple[BillFault, ...] = ()
    warnings: tuple[BillFault, ...] = ()
    guessed: tuple[str, ...] = ()
    twin: int = 0

    @property
    def can_be_billed(self) -> bool:
        """Whether nothing is in its way."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class BillList:
    """All rows of a list, and the rows below the headings that are no bills (totals, signatures, blanks)."""

    rows: tuple[BillRow, ...] = field(repr=False)
    skipped: tuple[int, ...] = ()

    @property
    def billable(self) -> list[BillRow]:
        """The rows without a fault."""
        return [row for row in self.rows if row.can_be_billed]

    @property
    def total(self) -> Money:
        """The sum of the rows without a fault; raise `BadInput` ``total_too_large``."""
        return Money.total(row.fields.satang or 0 for row in self.billable)


def judged(
    rows: Sequence[Sequence[str]],
    layout: BillLayout,
    first_row: int,
    receiving: Receiving,
    today: date,
    defaults: Defaults,
) -> BillList:
    """Judge every row below the headings; ``first_row`` is the spreadsheet's number of the first of ``rows``."""
    reader = _Reader(layout.columns, receiving, today, defaults)
    found: list[BillRow] = []
    skipped: list[int] = []
    seen: dict[tuple[object, ...], int] = {}
    for index in range(layout.header_row + 1, len(rows)):
        number = first_row + index
        if not reader.is_bill(rows[index]):
            skipped.append(number)
            continue
        row = reader.read(number, rows[index])
        twin = seen.setdefault(_sameness(row.fields), number)
        found.append(row if twin == number else dataclasses.replace(row, twin=twin))
    return BillList(tuple(found), tuple(skipped))


def _sameness(fields: BillFields) -> tuple[object, ...]:
    """Return what two bills have in common that ask the same payer for the same."""
    payer = fields.payer_id or fields.payer_name
    return payer, fields.revenue_type, fields.item, fields.satang, fields.due_date


class _Reader:
    """Makes a bill of a row."""

    def __init__(
        self, columns: Mapping[BillColumn, int], receiving: Receiving, today: date, defaults: Defaults
    ) -> None:
        self._columns, self._receiving, self._today, self._defaults = columns, receiving, today, defaults
        self._checker = Checker(BankTable(()), Kind.WELFARE)
        self._types = _type_words(receiving)

    def is_bill(self, row: Sequence[str]) -> bool:
        """Say whether a row asks somebody for something; what only labels a total, or is signed, does not."""
        name, amount = self._name(row), self._text(row, _C.AMOUNT)
        if any((text := self._text(row, column)) and not is_total(text) for column in _TELLING):
            return bool(name or amount)
        if any(is_total(text) or is_example(text) for text in row):
            return False
        return bool(amount) or (bool(name) and not any(is_signature(text) for text in row))

    def read(self, number: int, row: Sequence[str]) -> BillRow:
        """Return a row with its faults."""
        cells = Cells(
            bank=PROMPTPAY,
            account=_SOMEBODY,
            name=self._name(row),
            amount=self._text(row, _C.AMOUNT),
            person_id=self._text(row, _C.PAYER_ID),
            mobile=self._text(row, _C.PAYER_MOBILE),
            email=self._text(row, _C.PAYER_EMAIL),
        )
        checked = self._checker.check_row(number, cells)
        fields, due = self._fields(row, checked.line)
        told = [
            (issue.severity, BillFault(_FIELDS[issue.field], _RENAMED.get(issue.code, issue.code), issue.facts))
            for issue in checked.issues
            if issue.field in _FIELDS and not (issue.code == "amount_missing" and fields.satang is not None)
        ]
        wrong = [each for severity, each in told if severity is Severity.ERROR] + due
        known = {each.field for each in wrong}
        wrong += [each for each in faults(fields, self._receiving, self._today) if each.field not in known]
        seen = tuple(each for severity, each in told if severity is not Severity.ERROR)
        return BillRow(number, fields, tuple(wrong), seen, tuple(_guessed(checked.repairs)))

    def _fields(self, row: Sequence[str], line: Line) -> tuple[BillFields, list[BillFault]]:
        """Return what a row says, and what is wrong with its last day to pay."""
        revenue_type = self._revenue_type(row)
        kind = self._receiving.find(revenue_type)
        fee = kind.fee.satang if kind and kind.fee and not self._text(row, _C.AMOUNT) else None
        due, wrong = self._due(row)
        fields = BillFields(
            payer_name=cleaned(line.name),
            payer_id=line.person_id,
            payer_address=self._words(row, _C.PAYER_ADDRESS),
            payer_email=line.email,
            payer_mobile=line.mobile,
            revenue_type=revenue_type,
            item=self._words(row, _C.ITEM) or self._defaults.item or (kind.name_th if kind else ""),
            satang=line.satang if line.satang is not None else fee,
            due_date=due,
        )
        return fields, wrong

    def _text(self, row: Sequence[str], column: BillColumn) -> str:
        place = self._columns.get(column)
        return row[place].strip() if place is not None and place < len(row) else ""

    def _words(self, row: Sequence[str], column: BillColumn) -> str:
        return cleaned(repairs.words(self._text(row, column), repairs.Pen()))

    def _name(self, row: Sequence[str]) -> str:
        title, first, last = (self._text(row, column) for column in (_C.TITLE, _C.PAYER_NAME, _C.LAST_NAME))
        gap = " " if title.isascii() and title else ""
        return f"{title}{gap}{first} {last}".strip()

    def _revenue_type(self, row: Sequence[str]) -> str:
        """Return a type's code by its code, name or GFMIS's code; what is none of them stays to be told."""
        told = self._words(row, _C.REVENUE_TYPE)
        return self._types.get(told.casefold(), told) or self._defaults.revenue_type

    def _due(self, row: Sequence[str]) -> tuple[date | None, list[BillFault]]:
        text = self._text(row, _C.DUE_DATE)
        try:
            return dates.parse(text) if text else self._defaults.due_date, []
        except BadInput:
            return None, [BillFault("due_date", "due_unreadable", {"text": text})]


def _guessed(found: Sequence[Repair]) -> Iterator[str]:
    for repair in found:
        if repair.field in _FIELDS and GUESSES.intersection(repair.rules):
            yield _FIELDS[repair.field]


def _type_words(receiving: Receiving) -> dict[str, str]:
    """Return the codes of revenue types by everything that names just one of them."""
    named: dict[str, set[str]] = {}
    for each in receiving.types:
        for word in (each.code, each.name_th, each.name_en, each.revenue_code):
            named.setdefault(cleaned(word).casefold(), set()).add(each.code)
    return {word: codes.pop() for word, codes in named.items() if len(codes) == 1 and word}
