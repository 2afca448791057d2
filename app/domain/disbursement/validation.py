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

from app.domain.disbursement import check_digits, duplicates, thai_marks, titles
from app.domain.disbursement.bulk import made, without_collections
from app.domain.disbursement.cell_rules import NAME_CHARS_MAX, CellRules, Findings
from app.domain.disbursement.kinds import FOUNDING_LARGEST
from app.domain.disbursement.lines import Cells, Line
from app.domain.disbursement.verdicts import declined
from app.domain.values.errors import Refused
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from app.domain.disbursement.issues import Issue, Repair, Rule, Severity
    from app.domain.values.identifiers import BankTable

BLOCK_ROWS = 250
"""So many lines are passed at once if nothing is to be said about any of them, or so many:"""
PART_ROWS = 25
CHUNK_ROWS = 4 * BLOCK_ROWS
"""Between two looks at ``cancelled``: a few milliseconds."""

_LETTER = r"(?=[A-Za-z\u0e01-\u0e2e\u0e40-\u0e44])"
_NAME_WORD = r"[A-Za-z.()/\-\u0e01-\u0e3a\u0e40-\u0e4c]+"
_REFERENCE_WORD = r"[A-Za-z0-9./\-\u0e01-\u0e3a\u0e40-\u0e4c]{1,40}"
_LINE = (
    r"[0-9]{3}\x1f"
    r"(?!0+\x1f)[0-9]{10,15}\x1f"
    rf"{_LETTER}{_NAME_WORD}(?: {_NAME_WORD})*\x1f"
    r"[1-9][0-9]{0,8}(?:\.[0-9]{1,2})?\x1f"
    r"(?:[0-9]{13})?\x1f"
    r"(?:0[689][0-9]{8})?\x1f"
    r"(?:[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,60}(?:\.[A-Za-z0-9\-]{1,20}){1,4})?\x1f"
    rf"(?:{_REFERENCE_WORD}(?: {_REFERENCE_WORD}){{0,1}})?\x1f"
    r"[^\x1f\n]*\x1f"  # the bank's name, and no doubt
)
_STRAIGHT = re.compile(rf"{_LINE}(?:\n{_LINE})*")
"""Lines that need no repair and no closer look, their cells joined by U+001F: most lines of most files."""


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
        """The sum of all amounts that can be read; raise `BadInput` ``total_too_large``."""
        return Money.total(line.satang or 0 for line in self.lines)

    def count(self, severity: Severity) -> int:
        """Return how many issues have this severity."""
        return sum(issue.severity is severity for issue in self.issues)


def _ignore_progress(done: int, total: int) -> None:
    """Take progress where nobody watches."""


def _never() -> bool:
    return False


class Checker:
    """Judges lines of one kind of batch; make one for each check, they are cheap."""

    def __init__(
        self,
        banks: BankTable,
        kind: str,
        declined: Iterable[Rule] = (),
        largest: Mapping[str, int] = FOUNDING_LARGEST,
    ) -> None:
        """``declined`` repairs are not made anywhere: the cell is judged as the file has it.

        ``largest`` is what a line of each bounded kind may be at most, in satang.
        """
        self._rules = CellRules(banks, kind, frozenset(declined), largest)
        self._amounts = _Amounts()

    def check_row(self, row: int, cells: Cells, verdicts: str = "") -> Row:
        """Judge one line, which the spreadsheet or the editor shows as number ``row``.

        ``verdicts`` is what a person said of its repairs; refused ones are not made.
        """
        straight = self._straight([(row, cells)])
        if straight is not None:
            return Row(straight[0], [], [])
        findings = Findings(row, declined(verdicts))
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
        with without_collections():
            return self._check_all(rows, cancelled, progress)

    def _check_all(
        self,
        rows: Sequence[tuple[int, Cells]],
        cancelled: Callable[[], bool],
        progress: Callable[[int, int], None],
    ) -> Checked:
        checked = Checked([cells for _, cells in rows], [], [], [])
        for start in range(0, len(rows), BLOCK_ROWS):
            if start % CHUNK_ROWS == 0:
                progress(start, len(rows))
                if cancelled():
                    raise Refused("cancelled")
            self._check_block(rows[start : start + BLOCK_ROWS], checked)
        checked.issues.extend(duplicates.find(checked.lines))
        progress(len(rows), len(rows))
        return checked

    def _check_block(self, rows: Sequence[tuple[int, Cells]], checked: Checked) -> None:
        """Judge some neighbouring lines: all at once where nothing is to be said, else part by part."""
        straight = self._straight(rows)
        if straight is not None:
            checked.lines.extend(straight)
        elif len(rows) > PART_ROWS:
            for start in range(0, len(rows), PART_ROWS):
                self._check_block(rows[start : start + PART_ROWS], checked)
        else:
            for row, cells in rows:
                line, issues, repairs = self.check_row(row, cells)
                checked.lines.append(line)
                checked.issues.extend(issues)
                checked.repairs.extend(repairs)

    def _straight(self, rows: Sequence[tuple[int, Cells]]) -> list[Line] | None:
        """Return the lines where every cell of all of them is as it should be, or None for the closer look."""
        numbers, cells = zip(*rows, strict=True)
        text = "\n".join(map("\x1f".join, cells))
        if text.count("\n") != len(rows) - 1 or text.count("\x1f") != (len(Cells._fields) - 1) * len(rows):
            return None  # a cell holds a separator and could pretend to be several
        if _STRAIGHT.fullmatch(text) is None or not unicodedata.is_normalized("NFC", text):
            return None
        bank, account, name, amount, person_id, mobile, email, reference, bank_name, _ = zip(*cells, strict=True)
        rules = self._rules
        known = rules.unremarkable_lengths
        if any(length not in known.get(code, ()) for code, length in set(zip(bank, map(len, account), strict=True))):
            return None
        if any(rules.named(called, code) != code for called, code in set(zip(bank_name, bank, strict=True))):
            return None
        if not check_digits.are_right(list(filter(None, person_id))):
            return None
        if not _written_well(name, reference):
            return None
        satang = list(map(self._amounts.__getitem__, amount))
        if max(satang) > rules.satang_max or max(map(len, name)) > NAME_CHARS_MAX:
            return None
        return list(made(Line, numbers, bank, account, name, satang, person_id, mobile, email, reference))


def _written_well(names: Sequence[str], references: Sequence[str]) -> bool:
    """Say whether nothing is to be said about the letters of names and references that fit `_LINE`."""
    joined = "\n".join((*names, "", *references))
    if ".\n" in joined or any(twice in joined for twice in titles.TWICE):
        return False  # a full stop that may have been typed after the end, or a title that may have been typed again
    return titles.TITLES.isdisjoint(names) and thai_marks.WELL_FORMED.fullmatch(joined) is not None


class _Amounts(dict[str, int]):
    """Satang by the text of an amount in the form of `_LINE`; lists repeat their amounts."""

    def __missing__(self, text: str) -> int:
        baht, _, fraction = text.partition(".")
        satang = self[text] = int(baht + fraction.ljust(2, "0"))
        return satang
