"""Proving a payment: choose a paper, see the very PDF, print it, keep it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QRadioButton, QWidget

from app import i18n
from app.domain.disbursement.batch import BatchStatus
from app.domain.values.dates import bangkok_day
from app.ui import errors, printing, worker
from app.ui.buttons import Button
from app.ui.fields import CheckField, ComboField, TextField
from app.ui.filter_bar import FilterBar
from app.ui.flow import Chip, ProgressPanel
from app.ui.messages import toast
from app.ui.pdf_preview import PdfPreview
from app.ui.saving import ask_where
from app.ui.screen import Screen
from app.ui.screens.disbursement.dossier_dialog import DossierDialog
from app.ui.screens.disbursement.parts import words
from app.ui.screens.disbursement.parts.batch_picker import BatchPicker
from app.ui.screens.disbursement.parts.offers import PLACE, offer_of
from app.ui.screens.disbursement.separate_receipts import ReceiptOrder, SeparateReceipts
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import KeyValues, Notice, SidePanel, line, row_of
from app.ui.texts import Label, follow
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.record import Batch
    from app.services.documents import MadeDocument
    from app.services.dossiers import Dossiers
    from app.services.evidence import Evidence
    from app.services.inquiry import Inquiry
    from app.ui.filter_bar import Views
    from app.ui.screens.disbursement.parts.ports import Desk
    from app.ui.screens.disbursement.separate_receipts import ReceiptPaper
    from app.ui.worker import Progress, Task

KINDS = ("detail", "summary", "history", "receipt")
SHOWN = frozenset(status.value for status in BatchStatus if status is not BatchStatus.DRAFT)
REPORTED = frozenset({BatchStatus.RELEASED, BatchStatus.SETTLED, BatchStatus.PARTLY_SETTLED, BatchStatus.REFUSED})
"""Something of a batch can be proven once the bank has begun to report."""
_LAYOUTS: dict[str, ReceiptPaper] = {"page": "page", "half": "half", "roll": "roll"}


class EvidenceScreen(Screen):
    """Papers of one batch; ``open_subject`` takes its id."""

    key, title_key, icon = "evidence", "evidence.title", "file-check"
    help_key = "evidence.help"

    def __init__(self, evidence: Evidence, inquiry: Inquiry, desk: Desk, views: Views, *, masked: bool = True) -> None:
        super().__init__()
        self._service, self._inquiry = evidence, inquiry
        self._op_id = ""
        self._batch: Batch | None = None
        self._made: MadeDocument | None = None
        self._task: Task[MadeDocument] | None = None
        self._picker = BatchPicker(inquiry, SHOWN)
        self.filters = FilterBar(PLACE, views, offer_of(desk))
        self._choices = {kind: QRadioButton() for kind in KINDS}
        self._group = QButtonGroup(self)
        self.full = CheckField("evidence.full_accounts", act=lambda _: self._make())
        self.full.setChecked(not masked)
        self.language = ComboField("evidence.language", (("th", "evidence.thai"), ("en", "evidence.english")))
        self.layout_choice = ComboField(
            "evidence.paper",
            (("page", "evidence.paper_page"), ("half", "evidence.paper_half"), ("roll", "evidence.paper_roll")),
        )
        self.files_choice = ComboField(
            "evidence.files", (("one", "evidence.files_one"), ("each", "evidence.files_each"))
        )
        self.only = TextField("evidence.only", hint="evidence.only_hint")
        self._sought = ""
        self.separate = SeparateReceipts(evidence, self._explain)
        self.preview = PdfPreview()
        self._progress = ProgressPanel("evidence.making")
        self._error = errors.ErrorNote()
        self._early = Notice("evidence.early", tone="waiting", icon="clock")
        self._chip, self._facts, self._hash = Chip(), KeyValues(), Label(role="code", wrap=True)
        self._hash.setObjectName("content_hash")
        self._dossiers: Dossiers | None = None
        self.dossier = Button("dossiers.open", icon="file-check", act=self._ask_dossier)
        self.dossier.hide()
        self._lay_out()
        self._wire()
        follow(self, self._tell)
        self.setFocusProxy(self._picker)

    def serve_dossiers(self, dossiers: Dossiers) -> None:
        """Offer to make dossiers."""
        self._dossiers = dossiers
        self.dossier.show()

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look which papers can be made now."""
        self._picker.refresh()
        if self._op_id:
            self._look()

    def open_subject(self, subject: object) -> None:
        """Show the papers of a batch by its id."""
        if str(subject) != self._op_id:
            self._op_id, self._batch = str(subject), None
            self._take_away()
            self.only.set_text("")
            self._picker.mark(self._op_id)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        find = ("Ctrl+F", "evidence.find")
        return (find, ("Ctrl+P", "pdf.print"), ("Ctrl+S", "pdf.save"), ("PgDown", "pdf.next"), ("PgUp", "pdf.previous"))

    def leave(self) -> None:
        """Stop what is being made and written."""
        self._stop()
        self.separate.stop()

    def choose(self, kind: str) -> None:
        """Choose a paper by its kind and make it."""
        self._choices[kind].click()

    def shows(self, kind: str) -> bool:
        """Say whether a paper of this kind is in sight, finished."""
        return self._task is None and self._made is not None and self._made.kind.value == kind

    def save(self, path: Path) -> None:
        """Write the paper in sight to a file."""
        if self._made is not None:
            self._save(self._made, path)

    def save_each(self, folder: Path) -> None:
        """Write every receipt as a file of its own into a folder within ``folder``."""
        self.separate.save(self._order(), folder)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.s)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.l, 0)
        stack.add_row(Label("evidence.title", role="title"), None, self._picker, self.filters.button, self.dossier)
        stack.add(self.filters)
        self._progress.hide()
        stack.add(self._progress, self.separate, self._error, self._early)
        stack.add(self.preview, stretch=1)
        side = SidePanel()
        side.body.setSpacing(SPACE.s)
        side.body.add(Label("evidence.which", role="section"))
        for kind, choice in self._choices.items():
            self._group.addButton(choice)
            choice.toggled.connect(lambda on: self._make() if on else None)
            pair = Stack(spacing=0)
            pair.add(choice, _What(kind))
            side.body.addLayout(pair)
        side.body.addSpacing(SPACE.s)
        side.body.add(line(), self.only, self.full, self.language, self.layout_choice, self.files_choice)
        side.body.addSpacing(SPACE.s)
        side.body.add(line(), row_of(self._chip, None), self._facts, self._hash)
        side.body.addStretch(1)
        self._hash.setVisible(False)
        self._early.hide()
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(side)
        self.setLayout(whole)
        self._choices["detail"].setChecked(True)

    def _wire(self) -> None:
        self._picker.chosen.connect(self._pick)
        self.filters.changed.connect(lambda: self._picker.narrow(self.filters.query()))
        self._picker.offered.connect(lambda: self._picker.settle(self._op_id))
        self._progress.cancelled.connect(self._stop)
        self.language.changed.connect(self._make)
        self.layout_choice.changed.connect(self._make)
        self.only.edit.editingFinished.connect(self._seek)
        QShortcut(QKeySequence.StandardKey.Find, self, self._find)
        self.preview.save_asked.connect(self._ask_save)
        self.preview.print_asked.connect(self._ask_print)

    def _tell(self) -> None:
        for kind, choice in self._choices.items():
            choice.setText(i18n.text(f"evidence.{kind}"))
            choice.setAccessibleName(choice.text())
        self._tell_batch()

    def _pick(self, op_id: str) -> None:
        self.open_subject(op_id)
        self._look()

    def _kind(self) -> str:
        return next((kind for kind, choice in self._choices.items() if choice.isChecked()), KINDS[0])

    def _look(self) -> None:
        op_id = self._op_id

        def look(_: Progress) -> tuple[Batch, frozenset[str]]:
            return self._inquiry.batch(op_id), frozenset(kind.value for kind in self._service.documents(op_id))

        worker.run(self, look, self._looked, self._explain)

    def _looked(self, answer: tuple[Batch, frozenset[str]]) -> None:
        batch, possible = answer
        if batch.op_id != self._op_id:
            return
        fresh = batch != self._batch
        self._batch = batch
        for kind, choice in self._choices.items():
            choice.setEnabled(kind in possible)
        self._early.setVisible("detail" not in possible)
        if self._kind() not in possible:
            first = self._choices[next(kind for kind in KINDS if kind in possible)]
            first.blockSignals(True)
            first.setChecked(True)
            first.blockSignals(False)
        self._tell_batch()
        if fresh or (self._made is None and self._task is None):
            self._make()

    def _tell_batch(self) -> None:
        batch = self._batch
        self._chip.setVisible(batch is not None)
        self._facts.setVisible(batch is not None)
        if batch is None:
            return
        self.dossier.setEnabled(batch.status in REPORTED)
        self._chip.show_cell(words.batch_status(batch))
        self._facts.put("batches.purpose", words.purpose(batch))
        self._facts.put("batches.total", batch.total.format())
        self._facts.put("batches.lines", f"{batch.lines_count:,}")
        self._facts.put("batches.value_date", words.day(batch.head.value_date))

    # -- making ---------------------------------------------------------------------------------------------------

    def _make(self) -> None:
        """Make the chosen paper anew; until it is there, none is in sight that could be taken for it."""
        self._take_away()
        for choice in (self.only, self.layout_choice, self.files_choice):
            choice.setVisible(self._kind() == "receipt")
        if self._batch is None:
            return
        wanted, order = self._kind(), self._order()
        self._sought = order.words
        self._error.clear()
        self._progress.begin("evidence.making", name=i18n.text(f"evidence.{wanted}"))

        def work(progress: Progress) -> MadeDocument:
            def advance(done: int, total: int) -> bool:
                progress.report(done, total)
                return not progress.cancelled

            kind = next(each for each in self._service.documents(order.op_id) if each.value == wanted)
            numbers = order.numbers(self._service) if wanted == "receipt" else ()
            return self._service.make(
                order.op_id, kind, order.language, masked=order.masked, numbers=numbers, layout=order.layout,
                progress=advance,
            )  # fmt: skip

        self._task = worker.run(self, work, self._show, self._not_made, self._progress.advance)

    def _order(self) -> ReceiptOrder:
        language: i18n.Language = "en" if self.language.text() == "en" else "th"
        layout, words = _LAYOUTS[self.layout_choice.text()], self.only.text().strip()
        return ReceiptOrder(self._op_id, language, not self.full.isChecked(), layout, words)

    def _find(self) -> None:
        """Go to the receipts, and to where their payee is named."""
        if self._choices["receipt"].isEnabled():
            self._choices["receipt"].setChecked(True)
            self.only.edit.setFocus()

    def _seek(self) -> None:
        """Make the receipts of another payee once the name stands there."""
        if self.only.text().strip() != self._sought:
            self._make()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._progress.hide()

    def _take_away(self) -> None:
        """Give up what is being made, and have no paper in sight: none can be saved or printed."""
        self._stop()
        self._made = None
        self.preview.clear()
        self._hash.setVisible(False)

    def _show(self, made: MadeDocument) -> None:
        self._task, self._made = None, made
        self._progress.hide()
        self.preview.show_document(made, title=partial(i18n.text, f"evidence.{made.kind.value}"))
        self._hash.show_text(f"SHA-256 {made.digest[:16]}…")
        self._hash.setToolTip(made.digest)
        self._hash.setVisible(True)

    def _not_made(self, error: Exception) -> None:
        """Say why, and take away what was in sight: it must not be saved for the paper that was refused."""
        self._take_away()
        self._error.show_error(error)

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)

    def _ask_save(self) -> None:
        made, order = self._made, self._order()  # those in sight now: a sync may take them away under the question
        if made is None:
            return
        if self._kind() == "receipt" and self.files_choice.text() == "each":
            folder = QFileDialog.getExistingDirectory(self, i18n.text("evidence.folder"), str(Path.home()))
            if folder:
                self.separate.save(order, Path(folder))
            return
        path = ask_where(self, "pdf.save", made.name)
        if path is not None:
            self._save(made, path)

    def _save(self, made: MadeDocument, path: Path) -> None:
        worker.run(self, lambda _: self._service.save(made, path), lambda _: self._saved(path), self._explain)

    def _saved(self, path: Path) -> None:
        toast(self, "evidence.saved", name=path.name)

    def _ask_dossier(self) -> None:
        batch = self._batch
        if self._dossiers is not None and batch is not None:
            day = batch.head.value_date or bangkok_day(batch.updated_at)
            subject = f"{batch.reference} · {words.purpose(batch)}"
            DossierDialog(self, self._dossiers, batch.op_id, subject, day, self._saved).open()

    def _ask_print(self) -> None:
        made = self._made
        if made is not None:
            title = i18n.text(f"evidence.{made.kind.value}")
            printing.ask(self, made, title, lambda printer, copies: self._printed(made, printer, copies))

    def _printed(self, made: MadeDocument, printer: str, copies: int) -> None:
        worker.run(self, lambda _: self._service.printed(made, printer, copies), lambda _: None, self._explain)


class _What(Label):
    """A quiet line under a choice that says what the paper is for."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"evidence.what_{kind}", role="small", wrap=True)
        self.setContentsMargins(SPACE.xl, 0, 0, SPACE.xs)
