"""The head of the draft editor: which draft, where it stands, when it was saved, and the tools for its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.ui.buttons import Button, IconButton
from app.ui.flow import ProgressPanel, Stepper
from app.ui.screens.disbursement.comment_thread import CommentButton
from app.ui.screens.disbursement.parts import words
from app.ui.screens.disbursement.parts.origin_words import origin
from app.ui.surfaces import Column, Notice
from app.ui.texts import Label, ShortLabel
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.disbursement.record import Batch
    from app.services.draft_sheet import DraftSheet

_FROM_FILE = ("editor.step_file", "editor.step_columns", "editor.step_rows", "editor.step_hand_in")
_BY_HAND = ("editor.step_rows", "editor.step_hand_in")


class EditorTop(QWidget):
    """Title, steps and tools; every wish is a signal, the editor fulfils it."""

    undo_wanted = Signal()
    redo_wanted = Signal()
    remove_wanted = Signal()
    row_wanted = Signal()
    template_wanted = Signal()
    rows_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._from_file = False
        self.title = ShortLabel(role="title")
        self._file = ShortLabel(role="quiet")
        self._saved = Label(role="small")
        self._returned = Notice(tone="refused", icon="undo-2")
        self.busy = ProgressPanel("editor.opening")
        self.busy.button.hide()
        self._steps = {True: Stepper(_FROM_FILE), False: Stepper(_BY_HAND)}
        self._undo = IconButton("editor.undo", "undo-2", act=self.undo_wanted.emit)
        self._redo = IconButton("editor.redo", "redo-2", act=self.redo_wanted.emit)
        self._template = IconButton("editor.save_template", "copy", act=self.template_wanted.emit)
        self._remove = Button("editor.remove_rows", kind="quiet", icon="trash-2", act=self.remove_wanted.emit)
        self._add = Button("editor.add_row", icon="plus", act=self.row_wanted.emit)
        self.comments = CommentButton()
        self._tools = (self._undo, self._redo, self._template, self._remove, self._add)
        self._lay_out()

    def show_nothing(self) -> None:
        """Leave nothing of another draft in sight."""
        for label in (self.title, self._file, self._saved):
            label.show_text("")
        for part in (*self._steps.values(), *self._tools, self._returned):
            part.hide()

    def show_tools(self, *, on_rows: bool) -> None:
        """Show the tools of the rows, or only those that are needed everywhere."""
        for button in self._tools:
            button.setVisible(on_rows or button in {self._undo, self._redo})

    def tell(self, sheet: DraftSheet, step: int, now: datetime) -> None:
        """Say everything anew; ``step`` is 0 for the rows, 1 for handing in."""
        batch = sheet.batch
        self._from_file = bool(batch.file_name)
        for whether, steps in self._steps.items():
            steps.setVisible(whether is self._from_file)
        self._steps[self._from_file].go(step + 2 if self._from_file else step)
        self.title.show_text(batch.head.purpose or i18n.text("editor.untitled"))
        self._file.show_text(origin(batch))
        self._saved.say("editor.saved", time=f"{words.moment(now)[-5:]}")
        self._undo.setEnabled(sheet.can_undo)
        self._redo.setEnabled(sheet.can_redo)
        self._template.setEnabled(bool(batch.lines_count))
        self._tell_returned(batch)

    def _lay_out(self) -> None:
        top = Column(self, spacing=SPACE.xs)
        top.setContentsMargins(SPACE.xl - 4, SPACE.m, SPACE.l, SPACE.xs)
        top.add_row(self.title, self._file, None, self._saved, self.comments, *self._tools, spacing=SPACE.s)
        for steps in self._steps.values():
            steps.back.connect(self._step_back)
            steps.hide()
            top.add(steps)
        top.add(self._returned, self.busy)
        self.busy.hide()
        self._returned.hide()

    def _tell_returned(self, batch: Batch) -> None:
        self._returned.hide()
        if batch.delivery is Delivery.REFUSED:
            why = words.refusal(batch.reason, batch.reason_facts)[0]
            self._returned.say("editor.was_refused", "batches.reason_text", reason=why)
            self._returned.show()
        elif batch.status is BatchStatus.RETURNED and batch.reason:
            self._returned.say("editor.was_returned", "batches.reason_text", reason=batch.reason)
            self._returned.show()

    def _step_back(self, step: int) -> None:
        if step == (2 if self._from_file else 0):
            self.rows_wanted.emit()
