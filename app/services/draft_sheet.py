"""An open draft: its lines in memory, judged as they change, and every change saved before the call returns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.disbursement import duplicates
from app.domain.disbursement.batch import EDITABLE, LINES_MAX
from app.domain.disbursement.issues import Severity
from app.domain.disbursement.lines import Cells
from app.domain.disbursement.record import Delivery, LineRecord
from app.domain.disbursement.transfer import Field, LineStatus
from app.domain.disbursement.validation import Checker
from app.domain.values.errors import Conflict, Refused
from app.domain.values.money import Money, formatted
from app.domain.values.texts import cleaned
from app.services.readiness import Hindrance, Preview, hindrances, preview
from app.store import disbursement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.domain.disbursement.issues import Issue, Repair
    from app.domain.disbursement.lines import Line
    from app.domain.disbursement.record import Batch, BatchHead
    from app.domain.disbursement.validation import Row
    from app.services.desk import Desk
    from app.store.unit_of_work import Writing

UNDO_STEPS_MAX = 200
FACTS_NAMED_MAX = 20
"""So many changed cells are named one by one in the audit trail; beyond that their number is."""

BANK_NAME = "bank_name"
_DRAFT = LineStatus.DRAFT

Change = tuple[int, Cells | None, Cells | None]
"""``(line number, cells before, cells after)``; None stands for no line."""


@dataclass(frozen=True, slots=True)
class RepairGroup:
    """The lines that one rule repaired."""

    code: str
    numbers: tuple[int, ...]


class DraftSheet:
    """The lines of one editable batch: in memory, every change saved before its call returns.

    Not for several threads at once: it belongs to one editor. ``Issue.row`` is the line's number.
    """

    def __init__(self, desk: Desk, batch: Batch, lines: Iterable[LineRecord]) -> None:
        self._desk = desk
        self.batch = batch
        self._records: dict[int, LineRecord] = {}
        self._cells: dict[int, Cells] = {}
        self._rows: dict[int, Row] = {}
        self._undo: list[list[Change]] = []
        self._redo: list[list[Change]] = []
        self._issues: list[Issue] | None = None
        self._checker = Checker(desk.banks, batch.head.kind)
        for line in lines:
            self._records[line.number] = line
            self._cells[line.number] = cells_of(line)
        self._judge(self._cells)

    # -- looking ----------------------------------------------------------------------------------------------------

    @property
    def file_total(self) -> Money | None:
        """The sum that the imported file stated, if it did."""
        return self.batch.file_total

    @property
    def numbers(self) -> list[int]:
        """The lines' numbers in order."""
        return sorted(self._records)

    @property
    def issues(self) -> list[Issue]:
        """Everything to be said about the lines, in their order; doubles among them included."""
        if self._issues is None:
            numbers = self.numbers
            found = [issue for number in numbers for issue in self._rows[number].issues]
            found.extend(duplicates.find(self._rows[number].line for number in numbers))
            self._issues = sorted(found, key=lambda issue: issue.row)
        return self._issues

    @property
    def repairs(self) -> tuple[RepairGroup, ...]:
        """What was repaired, by rule, the most frequent first."""
        groups: dict[str, list[int]] = {}
        for number in self.numbers:
            for rule in {rule for repair in self._rows[number].repairs for rule in repair.rules}:
                groups.setdefault(rule.value, []).append(number)
        by_size = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
        return tuple(RepairGroup(code, tuple(numbers)) for code, numbers in by_size)

    @property
    def can_undo(self) -> bool:
        """Whether a change can be taken back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether a change that was taken back can be made again."""
        return bool(self._redo)

    def row(self, number: int) -> LineRecord:
        """Return a line as it is kept."""
        return self._records[number]

    def issues_of(self, number: int) -> list[Issue]:
        """Return what is to be said about one line."""
        return [issue for issue in self.issues if issue.row == number]

    def readiness(self) -> list[Hindrance]:
        """Return what still keeps the draft from being handed in, as codes with facts."""
        return hindrances(self._desk, self.batch, self.issues)

    def preview(self) -> Preview:
        """Return what handing in would mean for the account, the limit and the day."""
        return preview(self._desk, self.batch)

    # -- changing ---------------------------------------------------------------------------------------------------

    def set_cells(self, cells: Sequence[tuple[int, Field, str]]) -> None:
        """Type into cells as one step of undo; unknown lines are an error of the caller."""
        after: dict[int, Cells] = {}
        for number, changed, text in cells:
            after[number] = after.get(number, self._cells[number]).edited(changed, text)
        self._step([(number, self._cells[number], new) for number, new in after.items() if new != self._cells[number]])

    def add_rows(self, rows: Sequence[Mapping[Field, str]]) -> list[int]:
        """Add lines at the end and return their numbers; raise `Refused` ``too_many_lines``."""
        if len(self._records) + len(rows) > LINES_MAX:
            raise Refused("too_many_lines", limit=LINES_MAX)
        first = max(self._records, default=0) + 1
        numbers = list(range(first, first + len(rows)))
        empty = Cells("", "", "", "")
        self._step(
            [
                (number, None, empty._replace(**{wanted.value: text for wanted, text in texts.items()}))
                for number, texts in zip(numbers, rows, strict=True)
            ]
        )
        return numbers

    def remove_rows(self, numbers: Sequence[int]) -> None:
        """Take lines away."""
        self._step([(number, self._cells[number], None) for number in numbers])

    def undo(self) -> None:
        """Take the last change back."""
        if self._undo:
            changes = self._undo[-1]
            self._apply([(number, after, before) for number, before, after in changes])
            self._redo.append(self._undo.pop())

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        if self._redo:
            self._apply(self._redo[-1])
            self._undo.append(self._redo.pop())

    def set_head(self, head: BatchHead) -> None:
        """Replace what stands above the lines, as it may be signed; another kind judges every line anew."""
        head = _writable(head)
        if head == self.batch.head:
            return
        changed = [name for name in head.__slots__ if getattr(head, name) != getattr(self.batch.head, name)]
        former = self._checker, self._rows, self._issues
        if head.kind != self.batch.head.kind:
            self._checker = Checker(self._desk.banks, head.kind)
            self._judge(self._cells)
        counted = self._counted(replace(self.batch, head=head))
        try:
            with self._desk.store.write(
                self._desk.actor, Action.EDIT_BATCH, self.batch.op_id, {"head": ",".join(changed)}
            ) as tx:
                require_open(disbursement.batch(tx, self.batch.op_id))
                disbursement.update_head(tx, self.batch.op_id, head)
                self._save_counts(tx, counted)
        except BaseException:
            self._checker, self._rows, self._issues = former
            raise
        self.batch = counted

    def keep_duplicates(self, reason: str) -> None:
        """Keep lines that repeat others, with a reason; an empty one withdraws it."""
        self.set_head(replace(self.batch.head, duplicate_reason=reason.strip()))

    # -- inside -----------------------------------------------------------------------------------------------------

    def _step(self, changes: list[Change]) -> None:
        if not changes:
            return
        self._apply(changes)
        self._undo = [*self._undo[-UNDO_STEPS_MAX + 1 :], changes]
        self._redo.clear()

    def _apply(self, changes: Sequence[Change]) -> None:
        """Judge and save; what is in memory changes only once the store has it."""
        put = {number: after for number, _, after in changes if after is not None}
        gone = [number for number, _, after in changes if after is None]
        rows = {number: self._checker.check_row(number, cells) for number, cells in put.items()}
        records = {number: self._record(number, put[number], row) for number, row in rows.items()}
        former = self._snapshot(changes)
        self._take(put, rows, records, gone)
        try:
            counted = self._counted(self.batch)
            with self._desk.store.write(
                self._desk.actor, Action.EDIT_BATCH, self.batch.op_id, {"cells": _named(changes)}
            ) as tx:
                require_open(disbursement.batch(tx, self.batch.op_id))
                disbursement.put_lines(tx, self.batch.op_id, records.values())
                disbursement.delete_lines(tx, self.batch.op_id, gone)
                self._save_counts(tx, counted)
        except BaseException:
            self._restore(former)
            raise
        self.batch = counted

    def _take(
        self, cells: dict[int, Cells], rows: dict[int, Row], records: dict[int, LineRecord], gone: Iterable[int]
    ) -> None:
        self._cells.update(cells)
        self._rows.update(rows)
        self._records.update(records)
        for number in gone:
            del self._cells[number], self._rows[number], self._records[number]
        self._issues = None

    def _snapshot(self, changes: Sequence[Change]) -> dict[int, tuple[Cells, Row, LineRecord] | None]:
        return {
            number: (self._cells[number], self._rows[number], self._records[number]) if number in self._cells else None
            for number, _, _ in changes
        }

    def _restore(self, former: dict[int, tuple[Cells, Row, LineRecord] | None]) -> None:
        for number, kept in former.items():
            if kept is None:
                self._cells.pop(number, None)
                self._rows.pop(number, None)
                self._records.pop(number, None)
            else:
                self._cells[number], self._rows[number], self._records[number] = kept
        self._issues = None

    def _judge(self, cells: Mapping[int, Cells]) -> None:
        self._rows = {number: self._checker.check_row(number, texts) for number, texts in cells.items()}
        self._issues = None

    def _record(self, number: int, cells: Cells, row: Row) -> LineRecord:
        sheet_row = self._records[number].sheet_row if number in self._records else 0
        return line_record(number, sheet_row, cells, row.line, row.repairs, faulty=bool(row.issues))

    def _counted(self, batch: Batch) -> Batch:
        errors = sum(issue.severity is Severity.ERROR for issue in self.issues)
        total = Money.total(row.line.satang or 0 for row in self._rows.values())
        return replace(
            batch,
            lines_count=len(self._records),
            total=total,
            errors_count=errors,
            warnings_count=len(self.issues) - errors,
        )

    def _save_counts(self, tx: Writing, counted: Batch) -> None:
        disbursement.set_counts(
            tx,
            counted.op_id,
            counted.lines_count,
            counted.total,
            counted.errors_count,
            counted.warnings_count,
        )


def require_open(batch: Batch | None) -> Batch:
    """Return a batch that may be edited now; raise `Refused` ``batch_unknown``, `Conflict` ``status_forbids``.

    Asked again in every commit that edits: an editor left open must not change what was handed in meanwhile.
    """
    if batch is None:
        raise Refused("batch_unknown")
    if batch.status not in EDITABLE or batch.delivery in (Delivery.QUEUED, Delivery.UNKNOWN):
        raise Conflict("status_forbids", status=batch.status.value, action="edit")
    return batch


def _writable(head: BatchHead) -> BatchHead:
    """Drop from what was pasted what nobody can see: it could not be signed, and nobody could find it."""
    return replace(
        head,
        purpose=cleaned(head.purpose),
        memo=cleaned(head.memo),
        document_no=cleaned(head.document_no),
        duplicate_reason=cleaned(head.duplicate_reason),
    )


def line_record(
    number: int, sheet_row: int, cells: Cells, line: Line, repairs: Sequence[Repair], *, faulty: bool
) -> LineRecord:
    """Return a line as it is kept: what was read, and the texts of the cells where reading changed them.

    The bank's name beside its code is kept only where something is said about the line (``faulty``, or a repair):
    elsewhere it confirms the code. An amount written otherwise, 1234.5, is no repair.
    """
    originals = {repair.field.value: repair.original for repair in repairs} if repairs else {}
    if cells.bank_name and (faulty or originals):
        originals[BANK_NAME] = cells.bank_name
    amount = cells.amount if line.satang is None else formatted(line.satang)
    return LineRecord(
        number, sheet_row, line.bank, line.account, line.name, amount, line.satang, line.person_id, line.mobile,
        line.email, line.reference, originals, _DRAFT, "", "", None, "",
    )  # fmt: skip


def cells_of(line: LineRecord) -> Cells:
    """Return the cells as they came, but for how an amount was written, from what is kept of a line."""
    plain = line.amount if line.satang is None else line.amount.replace(",", "")
    if not line.originals:
        return Cells(line.bank, line.account, line.name, plain, line.person_id, line.mobile, line.email, line.reference)
    texts = {wanted.value: getattr(line, wanted.value) for wanted in Field} | {Field.AMOUNT.value: plain}
    return Cells(**{**texts, BANK_NAME: "", **line.originals})


def _named(changes: Sequence[Change]) -> str:
    """Say which cells changed without telling what stood in them."""
    if len(changes) > FACTS_NAMED_MAX:
        return f"{len(changes)} lines"
    named = []
    for number, before, after in changes:
        if before is None or after is None:
            named.append(f"{number}:{'added' if before is None else 'removed'}")
        else:
            fields = [name for name, old, new in zip(Cells._fields, before, after, strict=True) if old != new]
            named.append(f"{number}:{'+'.join(fields)}")
    return ",".join(named)
