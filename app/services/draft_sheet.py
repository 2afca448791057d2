"""An open draft: its lines in memory, judged as they change, and every change saved before the call returns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.disbursement import verdicts
from app.domain.disbursement.batch import EDITABLE, LINES_MAX
from app.domain.disbursement.head_rules import hindrances
from app.domain.disbursement.issues import Severity
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import Field
from app.domain.values.errors import Conflict, Refused
from app.domain.values.money import Money
from app.domain.values.texts import cleaned
from app.services.draft_lines import DOUBT, NO_CELLS, DraftLines, Move, Put, cells_from, cells_of
from app.services.draft_links import DraftLinks
from app.services.readiness import Hindrance, Preview, circumstances, largest_lines, preview
from app.store import disbursement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.domain.disbursement.issues import Issue, Rule
    from app.domain.disbursement.lines import Cells
    from app.domain.disbursement.record import Batch, BatchHead, LineRecord
    from app.services.desk import Desk
    from app.services.draft_lines import Change, RepairGroup
    from app.services.payees import Payees
    from app.store.unit_of_work import Writing

FACTS_NAMED_MAX = 20
"""So many changed cells are named one by one in the audit trail; beyond that their number is."""

NUMBER_MAX = 8 * LINES_MAX
"""Lines keep their number for as long as they can; a draft in which lines came and went more often is refused more."""

Step = tuple["Put | Move", ...]
"""What is taken back as one."""


class DraftSheet:
    """The lines of one editable batch: in memory, every change saved before its call returns.

    Not for several threads at once: it belongs to one editor. ``Issue.row`` is the line's number. What was done since
    the draft was opened can be taken back step by step, and made again; both are changes that are saved.
    """

    def __init__(self, desk: Desk, batch: Batch, lines: Iterable[LineRecord], payees: Payees | None = None) -> None:
        self._desk = desk
        self.links = DraftLinks(desk, payees, lambda: self.batch.head)
        self.batch = batch
        self._lines = DraftLines(desk.banks, batch.head.kind, lines, largest_lines(desk))
        self._undo: list[Step] = []
        self._redo: list[Step] = []

    # -- looking ----------------------------------------------------------------------------------------------------

    @property
    def file_total(self) -> Money | None:
        """The sum that the imported file stated, if it did."""
        return self.batch.file_total

    @property
    def file_difference(self) -> Money | None:
        """By how much the lines come to more than the imported file stated, if it stated a sum."""
        stated = self.file_total
        return None if stated is None else Money(self.batch.total.satang - stated.satang)

    @property
    def numbers(self) -> list[int]:
        """The lines' numbers in order."""
        return self._lines.numbers

    @property
    def issues(self) -> list[Issue]:
        """Everything to be said about the lines, in their order; doubles and the register's word included."""
        return self.links.joined(self._lines.issues, self._lines.lines)

    @property
    def repairs(self) -> tuple[RepairGroup, ...]:
        """What was repaired, by rule: guesses first, then the most frequent."""
        return self._lines.repairs

    @property
    def can_undo(self) -> bool:
        """Whether a change can be taken back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether a change that was taken back can be made again."""
        return bool(self._redo)

    @property
    def undo_lines(self) -> int:
        """How many lines the next step back concerns."""
        return _lines_of(self._undo[-1]) if self._undo else 0

    @property
    def redo_lines(self) -> int:
        """How many lines the next step forward concerns."""
        return _lines_of(self._redo[-1]) if self._redo else 0

    def row(self, number: int) -> LineRecord:
        """Return a line as it is kept."""
        return self._lines.row(number)

    def is_doubted(self, number: int) -> bool:
        """Say whether the line was crossed out in its file, and nobody has said since that it is paid."""
        return DOUBT in self.row(number).originals

    def issues_of(self, number: int) -> list[Issue]:
        """Return what is to be said about one line."""
        return self.links.by_line(self._lines.issues, self._lines.lines, number)

    @property
    def linked(self) -> list[LineRecord]:
        """The lines in their order, each with the payee of the register that it may be signed with."""
        records = [self.row(number) for number in self.numbers]
        return self.links.linked(records, self._lines.lines)

    def readiness(self) -> list[Hindrance]:
        """Return what still keeps the draft from being handed in, as codes with facts."""
        guesses = self._lines.guesses_count
        return [
            *hindrances(self.batch, self._lines.lines, self.issues, circumstances(self._desk)),
            *([("guesses", {"count": guesses})] if guesses else []),
        ]

    def preview(self) -> Preview:
        """Return what handing in would mean for the account, the limit and the day."""
        return preview(self.batch, circumstances(self._desk))

    # -- changing ---------------------------------------------------------------------------------------------------

    def set_cells(self, cells: Sequence[tuple[int, Field, str]]) -> None:
        """Type into cells as one step of undo; unknown lines are an error of the caller."""
        self.paste(cells, ())

    def add_rows(self, rows: Sequence[Mapping[Field, str]]) -> list[int]:
        """Add lines at the end and return their numbers; raise `Refused` ``too_many_lines``."""
        return self.paste((), rows)

    def paste(self, cells: Sequence[tuple[int, Field, str]], rows: Sequence[Mapping[Field, str]]) -> list[int]:
        """Type into cells and add lines at the end, as one step; return the new lines' numbers.

        Raises `Refused` ``too_many_lines``.
        """
        first = self.numbers[-1] + 1 if self.numbers else 1
        self._demand_room(len(rows), first + len(rows))
        self._demand_amounts(cells)
        added = self._new(first, map(cells_from, rows))
        self._step((Put([*self._typed(cells), *added]),))
        return [number for number, _, _ in added]

    def insert_rows(self, before: int, count: int) -> list[int]:
        """Put empty lines before a line, which moves down, and return their numbers."""
        self._demand_room(count, self.numbers[-1] + count)
        position = self.numbers.index(before)
        above = self.numbers[position - 1] if position else 0
        lacking = max(count - (before - above - 1), 0)
        first = before + lacking - count
        room = (Move(before, lacking),) if lacking else ()
        added = self._new(first, [NO_CELLS] * count)
        self._step((*room, Put(added)))
        return [number for number, _, _ in added]

    def remove_rows(self, numbers: Sequence[int]) -> None:
        """Take lines away."""
        self._step((Put([(number, self.row(number), None) for number in numbers]),))

    def judge_repair(
        self, rule: Rule | None, *, accepted: bool | None, cells: Sequence[tuple[int, Field]] | None = None
    ) -> None:
        """Accept or refuse what a rule did, in some cells or in all, as one step; None takes the last word back.

        Without a rule it is said of every repair of which nobody has said anything.
        """
        wanted = set(cells) if cells is not None else None
        said: dict[int, str] = {}
        for group in self.repairs:
            for cell in group.cells if rule in (None, group.rule) else ():
                if (rule or cell.accepted is None) and (wanted is None or (cell.number, cell.field) in wanted):
                    text = said.get(cell.number, self.row(cell.number).verdicts)
                    said[cell.number] = verdicts.changed(text, cell.field, group.rule, accepted)
        self._step((Put(self._changed({n: (cells_of(self.row(n)), text) for n, text in said.items()})),))

    def undo(self) -> None:
        """Take the last change back."""
        if self._undo:
            self._apply(_turned_back(self._undo[-1]), "undo")
            self._redo.append(self._undo.pop())

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        if self._redo:
            self._apply(self._redo[-1], "redo")
            self._undo.append(self._redo.pop())

    def set_head(self, head: BatchHead) -> None:
        """Replace what stands above the lines, as it may be signed; another kind judges every line anew."""
        head = _writable(head)
        former = self.batch.head
        if head == former:
            return
        changed = [name for name in head.__slots__ if getattr(head, name) != getattr(former, name)]
        if head.kind != former.kind:
            self._lines.judge_as(head.kind)
        try:
            counted = self._counted(replace(self.batch, head=head))
            with self._desk.store.write(
                self._desk.actor, Action.EDIT_BATCH, self.batch.op_id, {"head": ",".join(changed)}
            ) as tx:
                require_open(disbursement.batch(tx, self.batch.op_id))
                disbursement.update_head(tx, self.batch.op_id, head)
                self._save_counts(tx, counted)
        except BaseException:
            if head.kind != former.kind:
                self._lines.judge_as(former.kind)
            raise
        self.batch = counted

    def keep_duplicates(self, reason: str) -> None:
        """Keep lines that repeat others, with a reason; an empty one withdraws it."""
        self.set_head(replace(self.batch.head, duplicate_reason=reason.strip()))

    # -- inside -----------------------------------------------------------------------------------------------------

    def _demand_amounts(self, cells: Sequence[tuple[int, Field, str]]) -> None:
        """Keep the amounts of lines that are paid again: they are what another batch still owes."""
        for number, field, text in cells:
            line = self.row(number)
            if field is Field.AMOUNT and line.origin and text.replace(",", "") != line.amount.replace(",", ""):
                raise Refused("amount_locked")

    def _demand_room(self, more: int, number: int) -> None:
        if more and self.batch.head.follows:
            raise Refused("follow_up_fixed")
        if len(self.numbers) + more > LINES_MAX or number > NUMBER_MAX:
            raise Refused("too_many_lines", limit=LINES_MAX)

    def _new(self, first: int, rows: Iterable[Cells]) -> list[Change]:
        return [(number, None, self._lines.typed(number, cells, "")) for number, cells in enumerate(rows, first)]

    def _typed(self, cells: Sequence[tuple[int, Field, str]]) -> list[Change]:
        """Return what typing changes; a cell that is typed into forgets what was said of its repairs."""
        after: dict[int, Cells] = {}
        fields: dict[int, set[Field]] = {}
        for number, field, text in cells:
            former = after.get(number) or cells_of(self.row(number))
            new = former.edited(field, text)
            if new != former:
                fields.setdefault(number, set()).add(field)
            after[number] = new
        return self._changed(
            {n: (after[n], verdicts.without(self.row(n).verdicts, touched)) for n, touched in fields.items()}
        )

    def _changed(self, wanted: Mapping[int, tuple[Cells, str]]) -> list[Change]:
        made = ((n, self.row(n), self._lines.typed(n, cells, said)) for n, (cells, said) in wanted.items())
        return [(number, before, after) for number, before, after in made if before != after]

    def _step(self, step: Step) -> None:
        if not any(isinstance(part, Move) or part.changes for part in step):
            return
        self._apply(step)
        self._undo.append(step)
        self._redo.clear()

    def _apply(self, step: Step, word: str = "") -> None:
        """Take a step in memory and in the store, or in neither."""
        done: list[Put | Move] = []
        try:
            for part in step:
                self._lines.do(part)
                done.append(part)
            counted = self._counted(self.batch)
            facts = {"cells": _named(step)} | ({"step": word} if word else {})
            with self._desk.store.write(self._desk.actor, Action.EDIT_BATCH, self.batch.op_id, facts) as tx:
                require_open(disbursement.batch(tx, self.batch.op_id))
                for part in step:
                    self._save(tx, part)
                self._save_counts(tx, counted)
        except BaseException:
            for part in reversed(done):
                self._lines.do(part.turned_back())
            raise
        self.batch = counted

    def _save(self, tx: Writing, part: Put | Move) -> None:
        if isinstance(part, Move):
            disbursement.move_lines(tx, self.batch.op_id, part.first, part.by)
            return
        disbursement.put_lines(tx, self.batch.op_id, [after for _, _, after in part.changes if after is not None])
        disbursement.delete_lines(tx, self.batch.op_id, [n for n, _, after in part.changes if after is None])

    def _counted(self, batch: Batch) -> Batch:
        errors = sum(issue.severity is Severity.ERROR for issue in self.issues)
        return replace(
            batch,
            lines_count=len(self.numbers),
            total=self._lines.total,
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
        basis_no=cleaned(head.basis_no),
        residue_reason=cleaned(head.residue_reason),
        duplicate_reason=cleaned(head.duplicate_reason),
    )


def _lines_of(step: Step) -> int:
    return sum(len(part.changes) for part in step if isinstance(part, Put))


def _turned_back(step: Step) -> Step:
    return tuple(part.turned_back() for part in reversed(step))


def _named(step: Step) -> str:
    """Say which cells changed without telling what stood in them."""
    changes = [change for part in step if isinstance(part, Put) for change in part.changes]
    if len(changes) > FACTS_NAMED_MAX:
        return f"{len(changes)} lines"
    named = []
    for number, before, after in changes:
        if before is None or after is None:
            named.append(f"{number}:{'added' if before is None else 'removed'}")
        else:
            fields = [name for name, old, new in zip(before._fields, before, after, strict=True) if old != new]
            named.append(f"{number}:{'+'.join(fields)}")
    return ",".join(named)
