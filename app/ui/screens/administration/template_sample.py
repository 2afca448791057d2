"""A paper that bears a template, made anew a moment after the last letter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app import i18n
from app.ui import errors, worker
from app.ui.fields import ComboField
from app.ui.pdf_preview import PdfPreview
from app.ui.surfaces import Column
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.access.template import Template
    from app.i18n import Language
    from app.services.paper_templates import PaperTemplates
    from app.ui.pdf_preview import Sheets
    from app.ui.worker import Task

PAUSE_MS = 350
"""Between the last letter and the paper."""


class TemplateSample(QWidget):
    """The very PDF that papers will be like, in either language."""

    def __init__(self, papers: PaperTemplates, title: str = "paper_template.sample") -> None:
        super().__init__()
        self._papers, self._title_key = papers, title
        self._wanted: tuple[Template, int, Mapping[str, bytes]] | None = None
        self._task: Task[Sheets] | None = None
        self.language = ComboField(
            "paper_template.language", (("th", "paper_template.thai"), ("en", "paper_template.english"))
        )
        self.preview = PdfPreview()
        for button in (self.preview.save, self.preview.print):  # a sample is nothing to keep
            button.hide()
        self.error = errors.ErrorNote()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._make)
        stack = Column(self, spacing=SPACE.s)
        stack.add_row(Label(title, role="section"), None, self.language)
        stack.add(self.error)
        stack.add(self.preview, stretch=1)
        self.language.set_text(i18n.language())
        self.language.changed.connect(self._make)

    def show_template(
        self, template: Template, version: int, emblems: Mapping[str, bytes], *, soon: bool = False
    ) -> None:
        """Show a paper of a version; ``emblems`` are those that are at hand. ``soon`` waits for further letters."""
        self._wanted = (template, version, emblems)
        if soon:
            self._pause.start()
        else:
            self._make()

    @property
    def idle(self) -> bool:
        """Whether nothing is to be made any more."""
        return not self._pause.isActive() and self._task is None

    # -- inside ---------------------------------------------------------------------------------------------------

    def _make(self) -> None:
        self._pause.stop()
        if self._task is not None:
            self._task.cancel()
        if self._wanted is None:
            return
        template, version, emblems = self._wanted
        papers, language = self._papers, self._language
        emblem = emblems.get(template.emblem)

        def made(_: object) -> Sheets:
            needed = papers.emblem(template.emblem) if template.emblem and emblem is None else emblem or b""
            return papers.sample(template, version, needed, language)

        self.error.clear()
        self._task = worker.run(self, made, self._show, self._fail)

    @property
    def _language(self) -> Language:
        return "en" if self.language.text() == "en" else "th"

    def _fail(self, error: Exception) -> None:
        self._task = None
        self.error.show_error(error)

    def _show(self, paper: Sheets) -> None:
        self._task = None
        self.preview.show_document(paper, title=partial(i18n.text, self._title_key))
