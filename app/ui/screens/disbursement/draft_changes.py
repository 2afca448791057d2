"""What is done to the open draft: a small change in place, a big one through a worker while the grid rests."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.attachments import with_papers
from app.ui import worker
from app.ui.screens.disbursement.draft_model import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.disbursement.issues import Rule
    from app.domain.disbursement.pasting import Pasted
    from app.domain.disbursement.record import Attachment, BatchHead
    from app.domain.disbursement.transfer import Field
    from app.services.draft_sheet import DraftSheet

AT_ONCE_MAX = 500
"""So many cells are changed in place; more go to a worker, with the grid resting meanwhile."""


class DraftChanges(QObject):
    """Changes a `DraftSheet`; ``changed`` comes after each of them, done or not, ``failed`` says why not.

    ``resting`` tells that a worker has the sheet, and that it has given it back.
    """

    changed = Signal()
    failed = Signal(object)
    resting = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.sheet: DraftSheet | None = None

    def make(self, change: Callable[[], object], cells: int = 1, then: Callable[[], object] | None = None) -> None:
        """Make a change that concerns so many cells; ``then`` is called once it is made."""
        sheet = self.sheet

        def then_here() -> None:
            if then is not None and self.sheet is sheet:  # else another draft was opened meanwhile
                then()

        if cells > AT_ONCE_MAX:
            self.resting.emit(True)
            worker.run(
                self,
                lambda _: change(),
                lambda _: self._rested(None, then_here),
                lambda error: self._rested(error, then_here),
            )
            return
        self._told(_attempt(change), then_here)

    def type_into(self, cells: Sequence[tuple[int, Field, str]]) -> None:
        """Type into cells."""
        if self.sheet is not None:
            self.make(partial(self.sheet.set_cells, cells), len(cells))

    def paste(self, block: Pasted, then: Callable[[], object]) -> None:
        """Put a block where it belongs."""
        if self.sheet is not None:
            cells = len(block.cells) + len(block.added) * len(FIELDS)
            self.make(partial(self.sheet.paste, block.cells, block.added), cells, then)

    def insert_rows(self, before: int, count: int, then: Callable[[], object]) -> None:
        """Put empty lines before a line; all below move down."""
        if self.sheet is not None:
            below = len(self.sheet.numbers) - self.sheet.numbers.index(before)
            self.make(partial(self.sheet.insert_rows, before, count), below, then)

    def add_row(self, then: Callable[[], object]) -> None:
        """Put an empty line at the end."""
        if self.sheet is not None:
            self.make(partial(self.sheet.add_rows, [{}]), then=then)

    def remove_rows(self, numbers: Sequence[int], then: Callable[[], object]) -> None:
        """Take lines away."""
        if self.sheet is not None:
            self.make(partial(self.sheet.remove_rows, numbers), len(numbers), then)

    def judge_repair(
        self, rule: Rule | None, accepted: bool | None, cells: Sequence[tuple[int, Field]] | None = None
    ) -> None:
        """Accept or refuse what a rule did, in some cells or in all; without a rule whatever is still open."""
        if self.sheet is None:
            return
        concerned = sum(len(group.cells) for group in self.sheet.repairs if rule is None or group.rule is rule)
        change = partial(self.sheet.judge_repair, rule, accepted=accepted, cells=cells)
        self.make(change, concerned if cells is None else len(cells))

    def take_back(self) -> None:
        """Take the last change back."""
        if self.sheet is not None and self.sheet.can_undo:
            self.make(self.sheet.undo, self.sheet.undo_lines * len(FIELDS))

    def make_again(self) -> None:
        """Make the change again that was taken back last."""
        if self.sheet is not None and self.sheet.can_redo:
            self.make(self.sheet.redo, self.sheet.redo_lines * len(FIELDS))

    def keep_duplicates(self, reason: str) -> None:
        """Keep lines that repeat others, with a reason."""
        if self.sheet is not None:
            self.make(partial(self.sheet.keep_duplicates, reason))

    def set_head(self, head: BatchHead) -> None:
        """Replace the head; the reason for repeated lines is written beside the lines."""
        if self.sheet is not None:
            wanted = replace(head, duplicate_reason=self.sheet.batch.head.duplicate_reason)
            self.make(partial(self.sheet.set_head, wanted))

    def attach(self, sheet: DraftSheet, papers: Sequence[Attachment]) -> None:
        """Add papers to the draft that they were chosen for, also where another was opened meanwhile."""
        self.make(lambda: sheet.set_head(with_papers(sheet.batch.head, papers)))

    def _rested(self, error: Exception | None, then: Callable[[], object]) -> None:
        self.resting.emit(False)
        self._told(error, then)

    def _told(self, error: Exception | None, then: Callable[[], object]) -> None:
        if error is not None:
            self.failed.emit(error)
        self.changed.emit()
        if error is None:
            then()


def _attempt(change: Callable[[], object]) -> Exception | None:
    """Make a change and return what went wrong: whatever the disk says is told, and nothing was changed."""
    try:
        change()
    except Exception as error:
        return error
    return None
