"""The way through entry: an empty grid, the doctor's page, a batch from an earlier one, and a word about a twin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.demo.hands import click, until
from app.domain.disbursement.batch import Kind
from app.domain.disbursement.issues import Rule
from app.domain.disbursement.transfer import Field
from app.ui.screens.disbursement.batch_editor import BatchEditor
from app.ui.screens.disbursement.batches import BatchesScreen
from app.ui.screens.disbursement.new_batch import NewBatchDialog
from app.ui.screens.disbursement.template_name import TemplateDialog
from tests.helpers.doctor_cases import CASES
from tests.pictures.album import rest

if TYPE_CHECKING:
    from app.workplace import Workplace
    from tests.pictures.album import Eye
    from tests.pictures.office import Office


class EntryTour:
    """Goes through all of it at the maker's desk; what it makes is thrown away again."""

    def __init__(self, office: Office, eye: Eye) -> None:
        self._office, self._eye = office, eye

    def everything(self, place: Workplace) -> None:
        """See all there is."""
        self.typing(place)
        self.doctoring(place)
        self.repeating(place)

    def typing(self, place: Workplace) -> None:
        """See an empty grid, and a batch that a colleague has prepared already."""
        op_id = place.drafting.create_empty(Kind.WELFARE)
        editor = _opened(place, op_id)
        self._eye("entry_empty", place.window)
        sheet = place.drafting.sheet(op_id)
        sheet.set_head(replace(sheet.batch.head, document_no=self._office.batch("waiting").head.document_no))
        _close(place)
        editor = _opened(place, op_id)
        until(editor.twins.isVisible, "nobody said that this was prepared already")
        self._eye("entry_twin", place.window)
        _close(place)
        place.drafting.delete(op_id)

    def doctoring(self, place: Workplace) -> None:
        """See every case of the doctor, some accepted, some refused."""
        op_id = place.drafting.create_empty(Kind.WELFARE)
        sheet = place.drafting.sheet(op_id)
        sheet.add_rows([{Field.BANK: "006", Field.AMOUNT: "900", case.field: case.comes} for case in CASES])
        sheet.judge_repair(Rule.ACCOUNT_ZEROS, accepted=True)
        sheet.judge_repair(Rule.SCIENTIFIC, accepted=False)
        editor = _opened(place, op_id)
        editor.show_doctor()
        rest()
        self._eye("entry_doctor", place.window)
        _close(place)
        place.drafting.delete(op_id)

    def repeating(self, place: Workplace) -> None:
        """See what a new batch can be made from, and how a template gets its name."""
        window = place.window
        place.drafting.recurring.save_template(self._office.batches["settled"], "ค่ารักษาพยาบาลทุกงวด")
        window.go("batches")
        rest()
        screen = window.page(BatchesScreen.key)
        click("recurring.open")
        until(lambda: bool(screen.findChildren(NewBatchDialog)), "no dialog came")
        dialog = screen.findChildren(NewBatchDialog)[0]
        until(dialog.anew.isEnabled, "nothing can be chosen")
        self._eye("entry_again", window)
        dialog.sources.mark(1)
        click("recurring.name_it")
        naming = dialog.findChildren(TemplateDialog)[0]
        self._eye("entry_template", window)
        naming.reject()
        dialog.reject()
        rest()
        place.drafting.recurring.delete_template("ค่ารักษาพยาบาลทุกงวด")


def _opened(place: Workplace, op_id: str) -> BatchEditor:
    place.window.go("editor", op_id)
    editor = place.window.page(BatchEditor.key)
    assert isinstance(editor, BatchEditor)
    until(lambda: editor.rows.isVisible() and editor.op_id == op_id, "the draft did not open")
    rest()
    return editor


def _close(place: Workplace) -> None:
    """Leave the draft, so that it opens anew."""
    editor = place.window.page(BatchEditor.key)
    assert isinstance(editor, BatchEditor)
    editor._close()
    place.window.go("home")
