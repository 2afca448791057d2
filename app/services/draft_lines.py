"""The lines of an open draft in memory: judged as they change, with every change as a value that can be turned back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.disbursement import duplicates, verdicts
from app.domain.disbursement.issues import GUESSES, Rule
from app.domain.disbursement.kinds import FOUNDING_LARGEST
from app.domain.disbursement.lines import Cells
from app.domain.disbursement.record import LineRecord
from app.domain.disbursement.transfer import Field, LineStatus
from app.domain.disbursement.validation import Checker, Row
from app.domain.values.money import Money, formatted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.domain.disbursement.issues import Issue, Repair
    from app.domain.disbursement.lines import Line
    from app.domain.values.identifiers import BankTable

BANK_NAME = "bank_name"
DOUBT = "doubt"
NO_CELLS = Cells("", "", "", "")

Change = tuple[int, LineRecord | None, LineRecord | None]
"""``(line number, line before, line after)``; None stands for no line."""


@dataclass(frozen=True, slots=True)
class Put:
    """Lines that are added, replaced or taken away."""

    changes: Sequence[Change]

    def turned_back(self) -> Put:
        """Return what brings the former lines back."""
        return Put([(number, after, before) for number, before, after in self.changes])


@dataclass(frozen=True, slots=True)
class Move:
    """All lines from number ``first`` on get numbers greater by ``by``, to make room or to close it again."""

    first: int
    by: int

    def turned_back(self) -> Move:
        """Return what brings the former numbers back."""
        return Move(self.first + self.by, -self.by)


@dataclass(frozen=True, slots=True)
class RepairedCell:
    """A cell that a rule changed, or would change; ``accepted`` is None until a person said a word."""

    number: int
    field: Field
    original: str
    repaired: str
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class RepairGroup:
    """The cells that one rule repaired or was not allowed to repair, in the order of their lines."""

    rule: Rule
    cells: tuple[RepairedCell, ...]

    @property
    def code(self) -> str:
        """The rule's key in the catalogue."""
        return self.rule.value

    @property
    def numbers(self) -> tuple[int, ...]:
        """The lines' numbers, each once."""
        return tuple(dict.fromkeys(cell.number for cell in self.cells))

    @property
    def is_guess(self) -> bool:
        """Whether the rule adds what the file does not say, so that a person must accept it."""
        return self.rule in GUESSES

    def count(self, accepted: bool | None) -> int:
        """Return how many cells were accepted, refused, or not looked at."""
        return sum(cell.accepted is accepted for cell in self.cells)


class DraftLines:
    """Lines by their number, and all that is to be said about them; for one thread at a time."""

    def __init__(
        self,
        banks: BankTable,
        kind: str,
        lines: Iterable[LineRecord],
        largest: Mapping[str, int] = FOUNDING_LARGEST,
    ) -> None:
        self._banks, self._largest = banks, largest
        self._checker = Checker(banks, kind, largest=largest)
        self._records = {line.number: line for line in lines}
        self._rows: dict[int, Row] = {}
        self._fresh: dict[int, tuple[LineRecord, Row]] = {}
        self._numbers: list[int] | None = None
        self._issues: list[Issue] | None = None
        self._by_number: dict[int, list[Issue]] | None = None
        self._groups: tuple[RepairGroup, ...] | None = None
        self._judge()

    # -- looking ----------------------------------------------------------------------------------------------------

    @property
    def numbers(self) -> list[int]:
        """The lines' numbers in order."""
        if self._numbers is None:
            self._numbers = sorted(self._records)
        return self._numbers

    @property
    def issues(self) -> list[Issue]:
        """Everything to be said about the lines, in their order; doubles among them included."""
        if self._issues is None:
            rows = [self._rows[number] for number in self.numbers]
            found = [issue for row in rows if row.issues for issue in row.issues]
            found.extend(duplicates.find(row.line for row in rows))
            self._issues = sorted(found, key=lambda issue: issue.row)
        return self._issues

    @property
    def lines(self) -> list[Line]:
        """The values that were read, in the order of the lines."""
        return [self._rows[number].line for number in self.numbers]

    @property
    def total(self) -> Money:
        """The sum of all amounts that can be read; raise `BadInput` ``total_too_large``."""
        return Money.total(row.line.satang or 0 for row in self._rows.values())

    @property
    def repairs(self) -> tuple[RepairGroup, ...]:
        """What was repaired, by rule: guesses first, then the most frequent."""
        if self._groups is None:
            found: dict[Rule, list[RepairedCell]] = {}
            for number in self.numbers:
                if self._rows[number].repairs or self._records[number].verdicts:
                    for rule, cell in self._repaired(number):
                        found.setdefault(rule, []).append(cell)
            groups = [RepairGroup(rule, tuple(cells)) for rule, cells in found.items()]
            self._groups = tuple(sorted(groups, key=lambda group: (not group.is_guess, -len(group.cells), group.code)))
        return self._groups

    @property
    def guesses_count(self) -> int:
        """How many cells hold a guess that nobody has accepted."""
        return sum(group.count(None) for group in self.repairs if group.is_guess)

    def row(self, number: int) -> LineRecord:
        """Return a line as it is kept."""
        return self._records[number]

    def issues_of(self, number: int) -> list[Issue]:
        """Return what is to be said about one line."""
        if self._by_number is None:
            self._by_number = {}
            for issue in self.issues:
                self._by_number.setdefault(issue.row, []).append(issue)
        return self._by_number.get(number, [])

    # -- changing ---------------------------------------------------------------------------------------------------

    def typed(self, number: int, cells: Cells, said: str) -> LineRecord:
        """Return the line that is kept for these cells; what is not in a cell stays as it was."""
        row = self._checker.check_row(number, cells, said)
        former = self._records.get(number)
        made = line_record(number, 0, cells, row.line, row.repairs, faulty=bool(row.issues))
        if former is not None:
            made = made._replace(sheet_row=former.sheet_row, origin=former.origin, reason=former.reason)
        made = made._replace(verdicts=said)
        self._fresh[number] = made, row  # what is made is most often done next, and need not be judged twice
        return made

    def do(self, change: Put | Move) -> None:
        """Take a change over."""
        if isinstance(change, Move):
            self._move(change)
        else:
            for number, _, after in change.changes:
                if after is None:
                    del self._records[number], self._rows[number]
                else:
                    made, row = self._fresh.pop(number, (None, None))
                    if row is None or made is not after:
                        row = self._checker.check_row(number, cells_of(after), after.verdicts)
                    self._records[number], self._rows[number] = after, row
            self._fresh.clear()
        self._forget()

    def judge_as(self, kind: str) -> None:
        """Judge every line anew, as another kind of batch."""
        self._checker = Checker(self._banks, kind, largest=self._largest)
        self._judge()

    # -- inside -----------------------------------------------------------------------------------------------------

    def _judge(self) -> None:
        self._fresh.clear()
        judged = self._checker.check_row
        self._rows = {number: judged(number, cells_of(line), line.verdicts) for number, line in self._records.items()}
        self._forget()

    def _forget(self) -> None:
        self._numbers = self._issues = self._by_number = self._groups = None

    def _move(self, change: Move) -> None:
        moved = [number for number in self._records if number >= change.first]
        records = {number: self._records.pop(number) for number in moved}
        rows = {number: self._rows.pop(number) for number in moved}
        for number in moved:
            new = number + change.by
            self._records[new] = records[number]._replace(number=new)
            self._rows[new] = _renumbered(rows[number], new)

    def _repaired(self, number: int) -> Iterator[tuple[Rule, RepairedCell]]:
        """Give what rules did to the cells of a line, and what they would do where they were refused."""
        line = self._records[number]
        said = verdicts.read(line.verdicts)
        for repair in self._rows[number].repairs:
            for rule in repair.rules:
                accepted = said.get((repair.field, rule))
                yield rule, RepairedCell(number, repair.field, repair.original, repair.repaired, accepted)
        if False in said.values():
            unhindered = self._checker.check_row(number, cells_of(line))
            for repair in unhindered.repairs:
                for rule in repair.rules:
                    if said.get((repair.field, rule)) is False:
                        yield rule, RepairedCell(number, repair.field, repair.original, repair.repaired, False)


def _renumbered(row: Row, number: int) -> Row:
    return Row(
        row.line._replace(row=number),
        [replace(issue, row=number) for issue in row.issues],
        [replace(repair, row=number) for repair in row.repairs],
    )


def line_record(
    number: int, sheet_row: int, cells: Cells, line: Line, repairs: Sequence[Repair], *, faulty: bool
) -> LineRecord:
    """Return a line as it is kept: what was read, and the texts of the cells where reading changed them.

    The bank's name beside its code is kept only where something is said about the line (``faulty``, or a repair):
    elsewhere it confirms the code. So is what must be asked about the row. An amount written otherwise, 1234.5, is no
    repair.
    """
    originals = {repair.field.value: repair.original for repair in repairs} if repairs else {}
    if cells.bank_name and (faulty or originals):
        originals[BANK_NAME] = cells.bank_name
    if cells.doubt:
        originals[DOUBT] = cells.doubt
    amount = cells.amount if line.satang is None else formatted(line.satang)
    return LineRecord(
        number, sheet_row, line.bank, line.account, line.name, amount, line.satang, line.person_id, line.mobile,
        line.email, line.reference, originals, LineStatus.DRAFT,
    )  # fmt: skip


def cells_of(line: LineRecord) -> Cells:
    """Return the cells as they came, but for how an amount was written, from what is kept of a line."""
    plain = line.amount if line.satang is None else line.amount.replace(",", "")
    if not line.originals:
        return Cells(line.bank, line.account, line.name, plain, line.person_id, line.mobile, line.email, line.reference)
    texts = {wanted.value: getattr(line, wanted.value) for wanted in Field} | {Field.AMOUNT.value: plain}
    return Cells(**{**texts, BANK_NAME: "", DOUBT: "", **line.originals})


def cells_from(texts: Mapping[Field, str]) -> Cells:
    """Return the cells of a line that is typed or pasted; what is not named is empty."""
    return NO_CELLS._replace(**{wanted.value: text for wanted, text in texts.items()})
