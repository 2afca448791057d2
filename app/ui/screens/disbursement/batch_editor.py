"""A draft on the way to being handed in: its rows, then its head; every change is saved at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from app import i18n
from app.domain.disbursement.transfer import Field
from app.services.exporting import Export
from app.ui import errors, worker
from app.ui.fields import Hold
from app.ui.messages import Question, announce, confirm, toast
from app.ui.screen import Screen
from app.ui.screens.disbursement.doctor_page import DoctorPage
from app.ui.screens.disbursement.draft_changes import DraftChanges
from app.ui.screens.disbursement.editor_top import EditorTop
from app.ui.screens.disbursement.export_file import ExportFileDialog
from app.ui.screens.disbursement.hand_in import HandInPage
from app.ui.screens.disbursement.parts import words
from app.ui.screens.disbursement.parts.paid import paid_to
from app.ui.screens.disbursement.rows_page import RowsPage
from app.ui.screens.disbursement.template_name import TemplateDialog
from app.ui.screens.disbursement.twin_notice import TwinNotice
from app.ui.surfaces import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.pasting import Pasted
    from app.domain.disbursement.record import Batch
    from app.domain.payees.payee import PaidTo
    from app.services.comments import Comments
    from app.services.draft_sheet import DraftSheet
    from app.services.drafting import Drafting
    from app.services.exporting import Exporting
    from app.ui.flow import ProgressPanel
    from app.ui.screens.disbursement.parts.ports import Desk

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
        self.changes = DraftChanges(self)
        self._op_id = ""
        self._opening = worker.Newest(self)
        self.top = EditorTop()
        self.twins = TwinNotice(desk)
        self._compared: tuple[object, ...] = ()
        self.rows = RowsPage(desk)
        self.hand_in = HandInPage(desk, drafting.attachments)
        self._pages = QStackedWidget()
        self._hold = Hold(self._pages)
        self.doctor = DoctorPage()
        self.rows.panel.notes.serve(drafting.risks)
        self._lay_out()
        self._wire()

    @property
    def _sheet(self) -> DraftSheet | None:
        return self.changes.sheet

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
        self._op_id, self.changes.sheet = op_id, None
        self._pages.hide()
        self._hold.end()  # of a former draft that is still on its way
        self.top.show_nothing()
        self.twins.show_twins(())
        self._compared = ()
        self._busy.begin("editor.opening")
        self._opening.run(lambda _: self._drafting.sheet(op_id), self._opened, self._not_opened)

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
            ("Ctrl+Shift+Return", "editor.onward"),
            ("F9", "doctor.open"),
            ("F6", "editor.key_beside"),
            ("Ctrl+F", "editor.search"),
            ("F3", "editor.search_next"),
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

    def serve_comments(self, comments: Comments) -> None:
        """Offer what people said of the batch that is mended."""
        self.top.comments.serve(self._desk, comments, lambda: self._op_id)

    def payee_here(self) -> PaidTo | None:
        """Return whom the line under the cursor pays."""
        number = self.rows.grid.place()[0]
        return paid_to(self._sheet.row(number)) if self._sheet is not None and number else None

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
            self.changes.set_head(replace(sheet.batch.head, value_date=sheet.preview().value_date))
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
        grid, changes = self.rows.grid, self.changes
        changes.changed.connect(self._changed)
        changes.failed.connect(lambda error: errors.show(self, error))
        changes.resting.connect(self._rest)
        grid.cells_typed.connect(changes.type_into)
        grid.pasted.connect(self._paste)
        grid.paste_refused.connect(lambda error: errors.show(self, error))
        grid.rows_wanted.connect(self._insert_rows)
        grid.rows_removed.connect(self._remove_rows)
        grid.row_wanted.connect(self._add_row)
        for part in (grid, self.doctor, self.top):
            part.undo_wanted.connect(changes.take_back)
            part.redo_wanted.connect(changes.make_again)
        self.top.remove_wanted.connect(grid.remove_rows)
        self.top.row_wanted.connect(self._add_row)
        self.top.rows_wanted.connect(self.show_rows)
        self.top.template_wanted.connect(self._save_template)
        self.twins.opened.connect(lambda op_id: self.navigate.emit("batches", op_id))
        self.rows.panel.doctor_wanted.connect(self.show_doctor)
        self.rows.panel.marked_wanted.connect(self._offer_marked)
        self.doctor.judged.connect(changes.judge_repair)
        self.doctor.all_accepted.connect(lambda: changes.judge_repair(None, True))
        self.doctor.rows_wanted.connect(self.show_rows)
        self.doctor.gone_to.connect(self._go_to)
        self.rows.panel.reason_given.connect(changes.keep_duplicates)
        self.rows.onward.connect(self.show_hand_in)
        self.hand_in.head_changed.connect(changes.set_head)
        self.hand_in.papers_kept.connect(changes.attach)
        self.hand_in.rows_wanted.connect(self.show_rows)
        self.hand_in.doctor_wanted.connect(self.show_doctor)
        self.hand_in.line_wanted.connect(self._mend_rows)
        self.hand_in.submitted.connect(self._ask_submit)

    def _opened(self, sheet: DraftSheet) -> None:
        self.changes.sheet = sheet
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
            recurring, batch = self._drafting.recurring, sheet.batch
            TemplateDialog(
                self, recurring, batch.op_id, batch.head.purpose, lambda _: toast(self, "recurring.template_saved")
            )

    def _mend_rows(self, hindrance: str) -> None:
        """Go to where among the lines a hindrance is mended, with the cursor there."""
        self.show_rows()
        if hindrance == "duplicates":
            self.rows.panel.ask_reason()
        elif hindrance == "errors":
            self.rows.panel.go_on()

    def _go_to(self, number: int, field: Field | None) -> None:
        self.show_rows()
        self.rows.go_to(number, field)

    # -- changes --------------------------------------------------------------------------------------------------

    def _rest(self, resting: bool) -> None:
        self._pages.setEnabled(not resting)
        if resting:
            self._busy.begin("editor.saving")
        else:
            self._busy.hide()
            (self.doctor.rules if self._pages.currentIndex() == DOCTOR else self.rows.grid).setFocus()

    def _changed(self) -> None:
        self.rows.look_again()
        self.hand_in.look_again()
        if self._sheet is not None and self._pages.currentIndex() == DOCTOR:
            self.doctor.show_sheet(self._sheet)
        self._tell()

    def _paste(self, block: Pasted) -> None:
        left_out = [key for key in ("cut", "passed", "dropped") if getattr(block, key)]
        facts = {key: f"{getattr(block, key):,}" for key in ("cut", "passed", "dropped")}
        more = " ".join(i18n.text(f"editor.pasted_{key}", **facts) for key in left_out)
        count = f"{block.rows_count:,}"
        self.changes.paste(block, lambda: toast(self, "editor.pasted", count=count, more=more))

    def _insert_rows(self, before: int, count: int) -> None:
        column = self.rows.grid.place()[1]
        self.changes.insert_rows(before, count, lambda: self.rows.choose_again(before, column))

    def _add_row(self) -> None:
        if self._sheet is not None:
            sheet = self._sheet
            self.changes.add_row(lambda: self.rows.go_to(sheet.numbers[-1], None))

    def _remove_rows(self, numbers: Sequence[int]) -> None:
        self.changes.remove_rows(numbers, lambda: toast(self, "editor.removed", count=f"{len(numbers):,}"))

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
        confirm(self, question, act=lambda: self._submit(batch.op_id))

    def _submit(self, op_id: str) -> None:
        self._hold.begin()
        self._busy.begin("editor.submitting")
        worker.run(
            self,
            lambda _: self._drafting.submit(op_id),
            lambda _: self._handed_in(op_id),
            lambda error: self._not_handed_in(op_id, error),
        )

    def _handed_in(self, op_id: str) -> None:
        toast(self, "editor.submitted")
        self.changed.emit()
        if op_id == self._op_id:  # another draft may have been opened meanwhile: it stays
            self._close()
            self.navigate.emit("batches", op_id)

    def _not_handed_in(self, op_id: str, error: Exception) -> None:
        if op_id == self._op_id:
            self._busy.hide()
            self._hold.end()
        errors.show(self, error)
        self.changed.emit()

    def _close(self) -> None:
        self._op_id, self.changes.sheet = "", None
        self._busy.hide()
        self._pages.setEnabled(True)
        self._pages.hide()
