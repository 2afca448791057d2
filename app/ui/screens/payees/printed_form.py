"""The form of a payee as it prints: looked at, saved, printed, in either language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app import i18n
from app.ui import errors, printing, worker
from app.ui.buttons import IconButton
from app.ui.fields import ComboField
from app.ui.flow import ProgressPanel
from app.ui.messages import toast
from app.ui.pdf_preview import PdfPreview
from app.ui.surfaces import Column as Stack
from app.ui.texts import ShortLabel
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.i18n import Language
    from app.services.documents import MadeDocument
    from app.services.payee_papers import PayeePapers


class PrintedForm(QWidget):
    """``left`` is the way back to the payee."""

    left = Signal()

    def __init__(self, papers: PayeePapers) -> None:
        super().__init__()
        self._papers = papers
        self._payee_id = ""
        self._made: MadeDocument | None = None
        self._title = ShortLabel("register.form", role="title")
        self.language = ComboField("evidence.language", (("th", "evidence.thai"), ("en", "evidence.english")))
        self.preview = PdfPreview()
        self._progress = ProgressPanel("review.making")
        self._progress.button.hide()
        self._error = errors.ErrorNote()
        stack = Stack(self, spacing=SPACE.s)
        stack.setContentsMargins(SPACE.m, SPACE.l, SPACE.xl - 4, 0)
        back = IconButton("review.back", "arrow-left", act=self.left.emit)
        stack.add_row(back, self._title, None, self.language)
        stack.add(self._progress, self._error)
        stack.add(self.preview, stretch=1)
        self._progress.hide()
        self.language.changed.connect(self._make)
        self.preview.save_asked.connect(self._ask_save)
        self.preview.print_asked.connect(self._ask_print)
        self.setFocusProxy(self.preview)

    @property
    def made(self) -> MadeDocument | None:
        """The finished form in sight, None while there is none."""
        return self._made

    def show_form(self, payee_id: str) -> None:
        """Make the form of a payee and show it."""
        self._payee_id = payee_id
        self._make()
        self.preview.setFocus()

    def save(self, path: Path) -> None:
        """Write the form in sight to a file."""
        made = self._made
        if made is not None:
            name = path.name
            worker.run(
                self,
                lambda _: self._papers.save(made, path),
                lambda _: toast(self, "evidence.saved", name=name),
                self._explain,
            )

    # -- inside -------------------------------------------------------------------------------------------------------

    def _make(self) -> None:
        payee_id = self._payee_id
        language: Language = "en" if self.language.text() == "en" else "th"
        self._made = None
        self.preview.clear()
        self._error.clear()
        self._progress.begin("review.making")
        worker.run(self, lambda _: self._papers.form(payee_id, language), self._show, self._not_made)

    def _show(self, made: MadeDocument) -> None:
        self._progress.hide()
        if made.about == self._payee_id:
            self._made = made
            self.preview.show_document(made, title=self._title.text())

    def _not_made(self, error: Exception) -> None:
        self._progress.hide()
        self._error.show_error(error)

    def _ask_save(self) -> None:
        if self._made is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self, i18n.text("pdf.save"), str(Path.home() / self._made.name), "PDF (*.pdf)"
        )
        if chosen:
            self.save(Path(chosen))

    def _ask_print(self) -> None:
        made = self._made
        if made is None:
            return

        def printed(printer: str, copies: int) -> None:
            worker.run(self, lambda _: self._papers.printed(made, printer, copies), lambda _: None, self._explain)

        printing.ask(self, made, self._title.text(), printed)

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)
