"""A draft on the way to being handed in: its rows, then its head; every change is saved at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from app import i18n
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.ui import errors, worker
from app.ui.buttons import Button, IconButton
from app.ui.flow import ProgressPanel, Stepper
from app.ui.messages import Question, announce, confirm, toast
from app.ui.screen import Screen
from app.ui.screens.disbursement.draft_model import FIELDS
from app.ui.screens.disbursement.hand_in import HandInPage
from app.ui.screens.disbursement.parts import words
from app.ui.screens.disbursement.rows_page import RowsPage
from app.ui.surfaces import Column, Notice
from app.ui.texts import Label, ShortLabel
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.domain.disbursement.record import BatchHead
    from app.domain.disbursement.transfer import Field
    from app.services.draft_sheet import DraftSheet
    from app.services.drafting import Drafting
    from app.ui.screens.disbursement.parts.ports import Desk

AT_ONCE_MAX = 500
"""So many cells are changed in place; more go to a worker, with the grid resting meanwhile."""

ROWS, HAND_IN = 0, 1
_FROM_FILE = ("editor.step_file", "editor.step_columns", "editor.step_rows", "editor.step_hand_in")
_BY_HAND = ("editor.step_rows", "editor.step_hand_in")


class BatchEditor(Screen):
    """Opens a draft by its id; the grid first, the head and handing in second."""

    key, title_key, icon = "editor", "editor.title", "pencil"
    help_key = "editor.help"
    within = "batches"
    by_itself = False

    def __init__(self, drafting: Drafting, desk: Desk) -> None:
        super().__init__()
        self._drafting, self._desk = drafting, desk
        self._sheet: DraftSheet | None = None
        self._op_id = ""
        self._title = ShortLabel(role="title")
        self._file = ShortLabel(role="quiet")
        self._saved = Label(role="small")
        self._returned = Notice(tone="refused", icon="undo-2")
        self._busy = ProgressPanel("editor.opening")
        self._busy.button.hide()
        self.rows = RowsPage(desk)
        self.hand_in = HandInPage(desk)
        self._pages = QStackedWidget()
        self._steps = {True: Stepper(_FROM_FILE), False: Stepper(_BY_HAND)}
        self._lay_out()
        self._wire()

    # -- what the window asks -------------------------------------------------------------------------------------

    @property
    def op_id(self) -> str:
        """The draft that is open, '' while none is."""
        return self._op_id

    def open_subject(self, subject: object) -> None:
        """Open a draft by its id; the one that is open stays as it is."""
        op_id = str(subject)
        if self._sheet is not None and op_id == self._op_id:
            return
        self._op_id, self._sheet = op_id, None
        self._show_nothing()
        self._busy.begin("editor.opening")
        worker.run(self, lambda _: self._drafting.sheet(op_id), self._opened, self._not_opened)

    def go_back(self) -> bool:
        """Go from the head back to the rows."""
        if self._pages.currentIndex() == HAND_IN:
            self.show_rows()
            return True
        return False

    def leave(self) -> None:
        """Save the field that is being typed into."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._sheet is not None:
            self._tell()
            self.rows.retranslate()
            self.hand_in.retranslate()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("F8", "editor.next_issue"),
            ("F6", "editor.key_beside"),
            ("Ctrl+V", "editor.key_paste"),
            ("Ctrl+D", "editor.key_fill"),
            ("Ctrl+Z", "editor.undo"),
            ("Ctrl+Y", "editor.redo"),
            ("Ctrl+Return", "editor.key_line"),
            ("Ctrl+Del", "editor.remove_rows"),
        )

    def show_rows(self) -> None:
        """Go to the rows."""
        self._show(ROWS)
        self.rows.grid.setFocus()

    def show_hand_in(self) -> None:
        """Go to the head and handing in; the first possible day is proposed where none was chosen."""
        sheet = self._sheet
        if sheet is None:
            return
        if sheet.batch.head.value_date is None:
            self._change(lambda: sheet.set_head(replace(sheet.batch.head, value_date=sheet.preview().value_date)))
            self.hand_in.show_sheet(sheet)
        self._show(HAND_IN)
        self.hand_in.form.purpose.control.setFocus()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._undo = IconButton("editor.undo", "undo-2", act=self._take_back)
        self._redo = IconButton("editor.redo", "redo-2", act=self._make_again)
        self._add = Button("editor.add_row", icon="plus", act=self._add_row)
        self._remove = Button("editor.remove_rows", kind="quiet", icon="trash-2", act=self.rows.grid.remove_rows)
        self._tools = (self._undo, self._redo, self._remove, self._add)
        top = Column(spacing=SPACE.xs)
        top.setContentsMargins(SPACE.xl - 4, SPACE.m, SPACE.l, SPACE.xs)
        top.add_row(
            self._title, self._file, None, self._saved, self._undo, self._redo, self._remove, self._add, spacing=SPACE.s
        )
        for steps in self._steps.values():
            steps.back.connect(self._step_back)
            steps.hide()
            top.add(steps)
        top.add(self._returned, self._busy)
        self._pages.addWidget(self.rows)
        self._pages.addWidget(self.hand_in)
        whole = Column(self, spacing=0)
        whole.addLayout(top)
        whole.add(self._pages, stretch=1)
        whole.addStretch(0)
        self._pages.hide()
        self._busy.hide()
        self._returned.hide()

    def _wire(self) -> None:
        grid = self.rows.grid
        grid.cells_typed.connect(lambda cells: self._type(cells, ()))
        grid.rows_pasted.connect(self._type)
        grid.rows_removed.connect(self._remove_rows)
        grid.row_wanted.connect(self._add_row)
        grid.undo_wanted.connect(self._take_back)
        grid.redo_wanted.connect(self._make_again)
        self.rows.panel.reason_given.connect(self._keep_duplicates)
        self.rows.onward.connect(self.show_hand_in)
        self.hand_in.head_changed.connect(self._set_head)
        self.hand_in.rows_wanted.connect(self.show_rows)
        self.hand_in.submitted.connect(self._ask_submit)

    def _show_nothing(self) -> None:
        """Leave nothing of another draft in sight."""
        self._pages.hide()
        for label in (self._title, self._file, self._saved):
            label.show_text("")
        for part in (*self._steps.values(), *self._tools, self._returned):
            part.hide()

    def _opened(self, sheet: DraftSheet) -> None:
        self._sheet = sheet
        self._busy.hide()
        self._pages.show()
        self.rows.show_sheet(sheet)
        self.hand_in.show_sheet(sheet)
        self._show(ROWS)
        self.rows.grid.setFocus()
        announce(self, self._title.text())

    def _not_opened(self, error: Exception) -> None:
        self._busy.hide()
        self._op_id = ""
        errors.show(self, error).finished.connect(lambda _: self.navigate.emit("batches", None))

    def _show(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        for button in self._tools:
            button.setVisible(page == ROWS)
        self._tell()

    def _tell(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        batch = sheet.batch
        from_file = bool(batch.file_name)
        for whether, steps in self._steps.items():
            steps.setVisible(whether is from_file)
        step = self._pages.currentIndex()
        self._steps[from_file].go(step + 2 if from_file else step)
        self._title.show_text(batch.head.purpose or i18n.text("editor.untitled"))
        self._file.show_text(batch.file_name)
        self._saved.say("editor.saved", time=f"{words.moment(self._desk.now())[-5:]}")
        self._undo.setEnabled(sheet.can_undo)
        self._redo.setEnabled(sheet.can_redo)
        self._returned.hide()
        if batch.delivery is Delivery.REFUSED:
            self._returned.say("editor.was_refused", "batches.reason_text", reason=words.refusal(batch.reason)[0])
            self._returned.show()
        elif batch.status is BatchStatus.RETURNED and batch.reason:
            self._returned.say("editor.was_returned", "batches.reason_text", reason=batch.reason)
            self._returned.show()

    def _step_back(self, step: int) -> None:
        if step == (2 if self._sheet and self._sheet.batch.file_name else 0):
            self.show_rows()

    # -- changes --------------------------------------------------------------------------------------------------

    def _change(self, change: Callable[[], object], cells: int = 1) -> None:
        """Make a change and show it; a big one off this thread, so that the window stays alive."""
        if cells <= AT_ONCE_MAX:
            try:
                change()
            except Exception as error:  # whatever the disk says is told; nothing was changed
                errors.show(self, error)
            self._changed()
            return
        self._rest(True)
        worker.run(self, lambda _: change(), lambda _: self._rested(None), self._rested)

    def _rest(self, resting: bool) -> None:
        self._pages.setEnabled(not resting)
        if resting:
            self._busy.begin("editor.saving")
        else:
            self._busy.hide()

    def _rested(self, error: Exception | None) -> None:
        self._rest(False)
        if error is not None:
            errors.show(self, error)
        self._changed()
        self.rows.grid.setFocus()

    def _changed(self) -> None:
        self.rows.look_again()
        self.hand_in.look_again()
        self._tell()

    def _type(self, cells: Sequence[tuple[int, Field, str]], added: Sequence[Mapping[Field, str]]) -> None:
        sheet = self._sheet
        if sheet is None:
            return

        def change() -> None:
            if cells:
                sheet.set_cells(cells)
            if added:
                sheet.add_rows(added)

        self._change(change, len(cells) + len(added) * len(FIELDS))

    def _add_row(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        self._change(lambda: sheet.add_rows([{}]))
        if sheet.numbers:
            self.rows.go_to(sheet.numbers[-1], None)

    def _remove_rows(self, numbers: Sequence[int]) -> None:
        if self._sheet is not None:
            sheet = self._sheet
            self._change(lambda: sheet.remove_rows(numbers), len(numbers))
            toast(self, "editor.removed", count=f"{len(numbers):,}")

    def _take_back(self) -> None:
        if self._sheet is not None and self._sheet.can_undo:
            self._change(self._sheet.undo)

    def _make_again(self) -> None:
        if self._sheet is not None and self._sheet.can_redo:
            self._change(self._sheet.redo)

    def _keep_duplicates(self, reason: str) -> None:
        if self._sheet is not None:
            sheet = self._sheet
            self._change(lambda: sheet.keep_duplicates(reason))

    def _set_head(self, head: BatchHead) -> None:
        if self._sheet is not None:
            sheet = self._sheet
            wanted = replace(head, duplicate_reason=sheet.batch.head.duplicate_reason)
            self._change(lambda: sheet.set_head(wanted))

    # -- handing in -----------------------------------------------------------------------------------------------

    def _ask_submit(self) -> None:
        if self._sheet is None or not self.hand_in.submit.isEnabled():
            return
        batch = self._sheet.batch
        question = Question(
            "editor.submit_ask",
            "editor.submit",
            explain="editor.submit_explain",
            count=batch.lines_count,
            total=batch.total,
            facts={"day": lambda: words.full_day(batch.head.value_date)},
        )
        confirm(self, question, act=self._submit)

    def _submit(self) -> None:
        op_id = self._op_id
        self._pages.setEnabled(False)
        self._busy.begin("editor.submitting")
        worker.run(self, lambda _: self._drafting.submit(op_id), lambda _: self._handed_in(), self._not_handed_in)

    def _handed_in(self) -> None:
        op_id = self._close()
        toast(self, "editor.submitted")
        self.changed.emit()
        self.navigate.emit("batches", op_id)

    def _not_handed_in(self, error: Exception) -> None:
        self._busy.hide()
        self._pages.setEnabled(True)
        errors.show(self, error)
        self.changed.emit()

    def _close(self) -> str:
        op_id, self._op_id, self._sheet = self._op_id, "", None
        self._busy.hide()
        self._pages.setEnabled(True)
        self._pages.hide()
        return op_id
