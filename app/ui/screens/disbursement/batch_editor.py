"""A draft on the way to being handed in: its rows, then its head; every change is saved at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from app import i18n
from app.domain.disbursement.transfer import Field
from app.services.exporting import Export
from app.ui import errors, worker
from app.ui.messages import Question, announce, confirm, toast
from app.ui.screen import Screen
from app.ui.screens.disbursement.doctor_page import DoctorPage
from app.ui.screens.disbursement.draft_model import FIELDS
from app.ui.screens.disbursement.editor_top import EditorTop
from app.ui.screens.disbursement.export_file import ExportFileDialog
from app.ui.screens.disbursement.hand_in import HandInPage
from app.ui.screens.disbursement.parts import words
from app.ui.screens.disbursement.rows_page import RowsPage
from app.ui.screens.disbursement.template_name import TemplateDialog
from app.ui.screens.disbursement.twin_notice import TwinNotice
from app.ui.surfaces import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.disbursement.issues import Rule
    from app.domain.disbursement.pasting import Pasted
    from app.domain.disbursement.record import Batch, BatchHead
    from app.services.draft_sheet import DraftSheet
    from app.services.drafting import Drafting
    from app.services.exporting import Exporting
    from app.ui.flow import ProgressPanel
    from app.ui.screens.disbursement.parts.ports import Desk

AT_ONCE_MAX = 500
"""So many cells are changed in place; more go to a worker, with the grid resting meanwhile."""

ROWS, HAND_IN, DOCTOR = 0, 1, 2


class BatchEditor(Screen):
    """Opens a draft by its id; the grid first, the head and handing in second."""

    key, title_key, icon = "editor", "editor.title", "pencil"
    help_key = "editor.help"
    within = "batches"
    by_itself = False

    def __init__(self, drafting: Drafting, desk: Desk, exporting: Exporting) -> None:
        super().__init__()
        self._drafting, self._desk, self._exporting = drafting, desk, exporting
        self._sheet: DraftSheet | None = None
        self._op_id = ""
        self.top = EditorTop()
        self.twins = TwinNotice(desk)
        self._compared: tuple[object, ...] = ()
        self.rows = RowsPage(desk)
        self.hand_in = HandInPage(desk, drafting.attachments)
        self._pages = QStackedWidget()
        self.doctor = DoctorPage()
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
        self._pages.hide()
        self.top.show_nothing()
        self.twins.show_twins(())
        self._compared = ()
        self._busy.begin("editor.opening")
        worker.run(self, lambda _: self._drafting.sheet(op_id), self._opened, self._not_opened)

    def go_back(self) -> bool:
        """Go from the head or the doctor back to the rows."""
        if self._pages.currentIndex() != ROWS:
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
            self.doctor.show_sheet(self._sheet)
            self.twins.retranslate()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("F8", "editor.next_issue"),
            ("F9", "doctor.open"),
            ("F6", "editor.key_beside"),
            ("Ctrl+V", "editor.key_paste"),
            ("Ctrl+Shift+V", "editor.key_append"),
            ("Ctrl+C", "editor.key_copy"),
            ("Ctrl+D", "editor.key_fill"),
            ("Ctrl+Z", "editor.undo"),
            ("Ctrl+Y", "editor.redo"),
            ("Ctrl+Return", "editor.key_line"),
            ("Ins", "editor.key_insert"),
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

    def show_doctor(self) -> None:
        """Go to what was repaired, rule by rule."""
        if self._sheet is not None:
            self.doctor.show_sheet(self._sheet)
            self._show(DOCTOR)
            self.doctor.rules.setFocus()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _offer_marked(self) -> None:
        """Offer the draft as a copy with its faults marked, to be handed back to whoever made the list."""
        dialog = ExportFileDialog(self, self._exporting, self._op_id)
        dialog.choose(Export.MARKED)
        dialog.open()

    def _lay_out(self) -> None:
        for page in (self.rows, self.hand_in, self.doctor):
            self._pages.addWidget(page)
        whole = Column(self, spacing=0)
        whole.add(self.top, self.twins)
        whole.add(self._pages, stretch=1)
        whole.addStretch(0)
        self._pages.hide()

    @property
    def _busy(self) -> ProgressPanel:
        return self.top.busy

    def _wire(self) -> None:
        grid = self.rows.grid
        grid.cells_typed.connect(self._type)
        grid.pasted.connect(self._paste)
        grid.paste_refused.connect(lambda error: errors.show(self, error))
        grid.rows_wanted.connect(self._insert_rows)
        grid.rows_removed.connect(self._remove_rows)
        grid.row_wanted.connect(self._add_row)
        for part in (grid, self.doctor, self.top):
            part.undo_wanted.connect(self._take_back)
            part.redo_wanted.connect(self._make_again)
        self.top.remove_wanted.connect(grid.remove_rows)
        self.top.row_wanted.connect(self._add_row)
        self.top.rows_wanted.connect(self.show_rows)
        self.top.template_wanted.connect(self._save_template)
        self.twins.opened.connect(lambda op_id: self.navigate.emit("batches", op_id))
        self.rows.panel.doctor_wanted.connect(self.show_doctor)
        self.rows.panel.marked_wanted.connect(self._offer_marked)
        self.doctor.judged.connect(self._judge_repair)
        self.doctor.all_accepted.connect(lambda: self._judge_repair(None, True, None))
        self.doctor.rows_wanted.connect(self.show_rows)
        self.doctor.gone_to.connect(self._go_to)
        self.rows.panel.reason_given.connect(self._keep_duplicates)
        self.rows.onward.connect(self.show_hand_in)
        self.hand_in.head_changed.connect(self._set_head)
        self.hand_in.rows_wanted.connect(self.show_rows)
        self.hand_in.submitted.connect(self._ask_submit)

    def _opened(self, sheet: DraftSheet) -> None:
        self._sheet = sheet
        self._busy.hide()
        self._pages.show()
        self.rows.show_sheet(sheet)
        self.hand_in.show_sheet(sheet)
        self._show(ROWS)
        self.rows.grid.setFocus()
        self._begin_with_amounts(sheet)
        announce(self, self.top.title.text())

    def _not_opened(self, error: Exception) -> None:
        self._busy.hide()
        self._op_id = ""
        errors.show(self, error).finished.connect(lambda _: self.navigate.emit("batches", None))

    def _show(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self.top.show_tools(on_rows=page == ROWS)
        self._tell()

    def _tell(self) -> None:
        if self._sheet is not None:
            self.top.tell(self._sheet, int(self._pages.currentIndex() == HAND_IN), self._desk.now())
            self._look_for_twins(self._sheet.batch)

    def _look_for_twins(self, batch: Batch) -> None:
        """Ask whether somebody has prepared the same, whenever something has changed that could make it the same."""
        compared = (batch.op_id, batch.head.document_no, batch.lines_count, batch.total)
        if compared == self._compared:
            return
        self._compared, op_id = compared, batch.op_id
        self.look(lambda: self._drafting.twins(op_id), self.twins.show_twins, errors.log_only)

    def _begin_with_amounts(self, sheet: DraftSheet) -> None:
        """Put the cursor on the first amount that a copied batch still wants."""
        if sheet.batch.copied_from:
            wanted = next((number for number in sheet.numbers if not sheet.row(number).amount), None)
            if wanted is not None:
                self.rows.go_to(wanted, Field.AMOUNT)

    def _save_template(self) -> None:
        sheet = self._sheet
        if sheet is not None:
            recurring, purpose = self._drafting.recurring, sheet.batch.head.purpose
            TemplateDialog(self, recurring, sheet.batch.op_id, purpose, lambda: toast(self, "recurring.template_saved"))

    def _go_to(self, number: int, field: Field | None) -> None:
        self.show_rows()
        self.rows.go_to(number, field)

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
        if self._sheet is not None and self._pages.currentIndex() == DOCTOR:
            self.doctor.show_sheet(self._sheet)
        self._tell()

    def _type(self, cells: Sequence[tuple[int, Field, str]]) -> None:
        if self._sheet is not None:
            sheet = self._sheet
            self._change(lambda: sheet.set_cells(cells), len(cells))

    def _paste(self, block: Pasted) -> None:
        if self._sheet is None:
            return
        sheet = self._sheet
        self._change(lambda: sheet.paste(block.cells, block.added), len(block.cells) + len(block.added) * len(FIELDS))
        left_out = [key for key in ("cut", "passed", "dropped") if getattr(block, key)]
        facts = {key: f"{getattr(block, key):,}" for key in ("cut", "passed", "dropped")}
        more = " ".join(i18n.text(f"editor.pasted_{key}", **facts) for key in left_out)
        toast(self, "editor.pasted", count=f"{block.rows_count:,}", more=more)

    def _insert_rows(self, before: int, count: int) -> None:
        if self._sheet is None:
            return
        sheet = self._sheet
        column = self.rows.grid.place()[1]
        self._change(lambda: sheet.insert_rows(before, count), len(sheet.numbers) - sheet.numbers.index(before))
        self.rows.choose_again(before, column)

    def _judge_repair(
        self, rule: Rule | None, accepted: bool | None, cells: Sequence[tuple[int, Field]] | None
    ) -> None:
        if self._sheet is None:
            return
        sheet = self._sheet
        concerned = sum(len(group.cells) for group in sheet.repairs if rule is None or group.rule is rule)
        change = partial(sheet.judge_repair, rule, accepted=accepted, cells=cells)
        self._change(change, concerned if cells is None else len(cells))

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
