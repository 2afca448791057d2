"""The lines of a decision as tables: all of them, and those with a mark, each with how this person stands to it.

Beside each stands how sure one may be of its account.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app import i18n
from app.domain.disbursement import batch as life
from app.domain.disbursement.batch import BatchAction
from app.domain.disbursement.risk import RiskRule
from app.domain.payees.certainty import CODES
from app.ui.cells import Cell
from app.ui.screens.disbursement.parts import certainty_words, marks
from app.ui.table_model import Column, FixedRows, Query, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.disbursement.transfer import CreditTransfer
    from app.domain.payees.certainty import Certainty
    from app.services.approval import ApprovalContent, Mark
    from app.ui.cells import Shown
    from app.ui.screens.disbursement.parts.ports import Desk

_ORDINARY = frozenset({RiskRule.NEW_PAYEE.value, RiskRule.NOT_REGISTERED.value})
CERTAINTY = "certainty"
"""The column of how sure one may be of an account; it is sorted by `Certainty.rank`."""
EVERY_MARK, UNOPENED = "", "unopened"
"""Filters of the marked lines; every other is the code of a rule."""


def state(content: ApprovalContent, number: int) -> Cell:
    """Return how a line stands: declined before or now, still to be opened, opened, or nothing."""
    if number in content.review.declined:
        return Cell(i18n.text("decision.state.declined"), tone="refused", icon="ban", chip=True)
    if number in content.review.remarks:
        return Cell(i18n.text("decision.state.remarked"), tone="refused", icon="x", chip=True)
    if number in content.review.opened:
        return Cell(i18n.text("decision.state.opened"), tone="done", icon="eye", chip=True)
    if number in content.review.must and life.may(content.batch.status, BatchAction.APPROVE):
        return Cell(i18n.text("decision.state.must"), tone="waiting", icon="eye-off", chip=True)
    return Cell("")


@dataclass(frozen=True, slots=True)
class NumberedRows:
    """Rows at hand whose ids are the numbers of their lines, so that the cursor stays on a line when others go."""

    by_number: Mapping[int, Row]

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the numbers of lines that hold the words, ordered by a column."""
        numbers = tuple(self.by_number)
        return array("q", (numbers[at] for at in FixedRows(tuple(self.by_number.values())).ids(query)))

    def rows(self, ids: Sequence[int], /) -> Sequence[Row]:
        """Return the rows of the lines with these numbers."""
        return [self.by_number[number] for number in ids]


@dataclass
class SignedLines:
    """The verified lines as a source of rows; the id of a line is its number."""

    desk: Desk
    content: ApprovalContent | None = None
    by_number: dict[int, CreditTransfer] = field(default_factory=dict)

    def show(self, content: ApprovalContent) -> None:
        """Take other lines."""
        self.content = content
        self.by_number = {each.number: each for each in content.signed.lines}

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the numbers of lines that hold the words, in wanted order; chips are states of their accounts."""
        found = [each for each in self.by_number.values() if not query.search or _holds(each, query.search)]
        if query.chips:
            found = [each for each in found if self._code(each.number) in query.chips]
        if query.order == CERTAINTY:
            found.sort(key=lambda each: self._rank(each.number), reverse=query.descending)
        elif query.order:
            found.sort(key=_ORDERS[query.order], reverse=query.descending)
        return array("q", [each.number for each in found])

    def rows(self, ids: Sequence[int], /) -> Sequence[Row]:
        """Return the lines with these numbers."""
        content = self.content
        return [
            {
                "line": self.by_number[number],
                "state": state(content, number) if content else "",
                "sure": self._sure(number),
            }
            for number in ids
        ]

    def states(self) -> list[tuple[str, int]]:
        """Return the states of accounts that there are, the surest first, each with how many lines are in it."""
        counted = Counter(each.code for each in self._known.values())
        return [(code, counted[code]) for code in reversed(CODES) if counted[code]]

    def marks(self) -> list[Mark]:
        """Return the marks of lines in line order, behind all others those that every line of a first batch has."""
        if self.content is None:
            return []
        found = [mark for mark in self.content.marks if mark.number in self.by_number]
        return sorted(found, key=lambda mark: (mark.code in _ORDINARY, mark.number, marks.rank(mark.code)))

    def marked(self, chosen: str) -> NumberedRows:
        """Return the marked lines that a filter leaves, one row a line: a payee listed twice would look paid twice."""
        by_line: dict[int, list[Mark]] = {}
        for mark in self.marks():
            if self._wanted(mark, chosen):
                by_line.setdefault(mark.number, []).append(mark)
        return NumberedRows({number: self._marked_row(found) for number, found in by_line.items()})

    def _wanted(self, mark: Mark, chosen: str) -> bool:
        if chosen == UNOPENED:
            return self.content is not None and mark.number in self.content.review.left()
        return chosen in (EVERY_MARK, mark.code)

    def _marked_row(self, found: Sequence[Mark]) -> Row:
        each = self.by_number[found[0].number]
        told = state(self.content, each.number) if self.content else ""
        return {"line": each, "marks": found, "number": each.number, "name": each.name, "account": each.account,
                "amount": each.amount.satang, "state": told, "sure": self._sure(each.number),
                CERTAINTY: self._rank(each.number)}  # fmt: skip

    @property
    def _known(self) -> Mapping[int, Certainty]:
        return self.content.certainty if self.content is not None else {}

    def _code(self, number: int) -> str:
        found = self._known.get(number)
        return found.code if found is not None else ""

    def _rank(self, number: int) -> int:
        found = self._known.get(number)
        return found.rank if found is not None else -1

    def _sure(self, number: int) -> Shown:
        found = self._known.get(number)
        return certainty_words.chip(found, self.desk) if found is not None else ""


_ORDERS = {
    "number": lambda each: each.number,
    "name": lambda each: each.name,
    "account": lambda each: (each.bank, each.account),
    "amount": lambda each: each.amount.satang,
    "reference": lambda each: each.reference,
}


def columns(*, with_why: bool) -> tuple[Column, ...]:
    """Return the columns of the marked lines, or of all."""
    told = Column("state", "decision.state", 104, sortable=False, show_row=lambda row: row["state"])
    sure = Column(CERTAINTY, "certainty.title", 148, show_row=lambda row: row["sure"])
    common = (
        Column("number", "editor.row", 56, align="right", show_row=lambda row: str(row["line"].number)),
        Column("name", "approvals.payee", 150, stretch=True, show_row=lambda row: str(row["line"].name)),
        Column("account", "editor.field.account", 132, show_row=_account),
        Column(
            "amount",
            "editor.field.amount",
            102,
            align="right",
            amount=True,
            show_row=lambda row: row["line"].amount.format(),
        ),
    )
    if with_why:
        why = Column("why", "approvals.why", 166, sortable=False, show_row=lambda row: marks.chip_of_line(row["marks"]))
        return (*common, sure, told, why)
    reference = Column("reference", "editor.field.reference", 120, show_row=lambda row: row["line"].reference)
    return (*common, reference, sure, told)


def _holds(each: CreditTransfer, search: str) -> bool:
    held = (each.name, each.account, each.reference, each.amount.format(), each.amount.format().replace(",", ""))
    return any(search in text for text in held)


def _account(row: Row) -> str:
    each: CreditTransfer = row["line"]
    return f"{each.bank} {each.masked}"
