"""The one judge of payee lines: imported, pasted or typed. Every issue of a line comes back at once.

A line starts as `Cells`, the texts as the file has them. `Checker.check_row` repairs what can be repaired, judges the
rest and returns a `Row`; `check` does the same for a whole file and looks for payees that appear twice. Keep the cells:
after an edit the row is checked again from them, so that repairs stay visible and can be declined.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from app.domain.disbursement import check_digits, duplicates
from app.domain.disbursement.cell_rules import NAME_CHARS_MAX, CellRules, Findings
from app.domain.disbursement.issues import Issue, Repair, Rule, Severity
from app.domain.disbursement.lines import Cells, Line
from app.domain.disbursement.transfer import CreditTransfer
from app.domain.values.errors import Refused
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.domain.disbursement.batch import Kind
    from app.domain.values.identifiers import BankTable

CHUNK_ROWS = 1_000
"""Between two looks at ``cancelled``: some five milliseconds."""

_NAME_WORD = r"[A-Za-z.()/\-\u0e01-\u0e3a\u0e40-\u0e4c]+"
_REFERENCE_WORD = r"[A-Za-z0-9./\-\u0e01-\u0e3a\u0e40-\u0e4c]{1,40}"
_STRAIGHT = re.compile(
    r"[0-9]{3}\x1f"
    r"(?!0+\x1f)[0-9]{10,15}\x1f"
    rf"{_NAME_WORD}(?: {_NAME_WORD})*\x1f"
    r"[1-9][0-9]{0,8}(?:\.[0-9]{1,2})?\x1f"
    r"(?:[0-9]{13})?\x1f"
    r"(?:0[689][0-9]{8})?\x1f"
    r"(?:[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,60}(?:\.[A-Za-z0-9\-]{1,20}){1,4})?\x1f"
    rf"(?:{_REFERENCE_WORD}(?: {_REFERENCE_WORD}){{0,2}})?\x1f"
    r"[^\x1f]*"
)
"""A line that needs no repair and no closer look, its cells joined by U+001F: most lines of most files."""


class Row(NamedTuple):
    """One checked line with all that is to be said about it alone."""

    line: Line
    issues: list[Issue]
    repairs: list[Repair]


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole list of payees, judged: ``lines[i]`` comes from ``cells[i]``."""

    cells: list[Cells] = field(repr=False)
    lines: list[Line] = field(repr=False)
    issues: list[Issue]
    repairs: list[Repair]

    @property
    def total(self) -> Money:
        """The sum of all amounts that can be read."""
        return Money(sum(line.satang or 0 for line in self.lines))

    def count(self, severity: Severity) -> int:
        """Return how many issues have this severity."""
        return sum(issue.severity is severity for issue in self.issues)

    @property
    def is_payable(self) -> bool:
        """Whether no error is left and there is something to pay."""
        return bool(self.lines) and not self.count(Severity.ERROR)


def _ignore_progress(done: int, total: int) -> None:
    """Take progress where nobody watches."""


def _never() -> bool:
    return False


class Checker:
    """Judges lines of one kind of batch; make one for each check, they are cheap."""

    def __init__(self, banks: BankTable, kind: Kind, declined: Iterable[Rule] = ()) -> None:
        """``declined`` repairs are not made anywhere: the cell is judged as the file has it."""
        self._rules = CellRules(banks, kind, frozenset(declined))
        self._amounts: dict[str, int] = {}

    def check_row(self, row: int, cells: Cells) -> Row:
        """Judge one line, which the spreadsheet or the editor shows as number ``row``."""
        straight = self._straight(row, cells)
        if straight is not None:
            return Row(straight, [], [])
        findings = Findings(row)
        return Row(self._rules.judge(cells, findings), findings.issues, findings.repairs)

    def check(
        self,
        rows: Sequence[tuple[int, Cells]],
        *,
        cancelled: Callable[[], bool] = _never,
        progress: Callable[[int, int], None] = _ignore_progress,
    ) -> Checked:
        """Judge every line and look for doubles among them.

        Raises `Refused` ``cancelled`` soon after ``cancelled()`` turns true. ``progress`` gets lines done and in all.
        """
        checked = Checked([cells for _, cells in rows], [], [], [])
        straight = self._straight
        append = checked.lines.append
        for start in range(0, len(rows), CHUNK_ROWS):
            if cancelled():
                raise Refused("cancelled")
            for row, cells in rows[start : start + CHUNK_ROWS]:
                line = straight(row, cells)
                if line is None:
                    line, issues, repairs = self.check_row(row, cells)
                    checked.issues.extend(issues)
                    checked.repairs.extend(repairs)
                append(line)
            progress(min(start + CHUNK_ROWS, len(rows)), len(rows))
        checked.issues.extend(duplicates.find(checked.lines))
        return checked

    def _straight(self, row: int, cells: Cells) -> Line | None:
        """Return the line where every cell is as it should be, or None for the closer look."""
        if _STRAIGHT.fullmatch("\x1f".join(cells)) is None:
            return None
        bank, account, name, amount, person_id, mobile, email, reference, bank_name = cells
        rules = self._rules
        if len(account) not in rules.unremarkable_lengths.get(bank, ()) or rules.named(bank_name, bank) != bank:
            return None
        if person_id and not check_digits.is_right(person_id):
            return None
        satang = self._amounts.get(amount)
        if satang is None:
            satang = self._amounts[amount] = Money.parse(amount).satang
        if satang > rules.satang_max or len(name) > NAME_CHARS_MAX:
            return None
        if not unicodedata.is_normalized("NFC", name) or not unicodedata.is_normalized("NFC", reference):
            return None
        return Line(row, bank, account, name, satang, person_id, mobile, email, reference)


def transfers(lines: Iterable[Line]) -> list[CreditTransfer]:
    """Return the payments of checked lines without errors, numbered from 1; raise `Refused` ``line_unreadable``."""
    return [_transfer(number, line) for number, line in enumerate(lines, 1)]


def _transfer(number: int, line: Line) -> CreditTransfer:
    if line.satang is None:
        raise Refused("line_unreadable", row=line.row)
    amount = Money(line.satang)
    optional = line.person_id, line.mobile, line.email, line.reference
    return CreditTransfer(number, line.bank, line.account, line.name, amount, *optional)
