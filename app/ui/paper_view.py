"""A paper: the very PDF to look at, keep and print, in either language."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui import errors, printing, worker
from app.ui.buttons import IconButton
from app.ui.fields import ComboField
from app.ui.flow import ProgressPanel
from app.ui.messages import toast
from app.ui.pdf_preview import PdfPreview
from app.ui.saving import ask_where
from app.ui.surfaces import Column as Stack
from app.ui.texts import ShortLabel
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.i18n import Language
    from app.services.documents import DocumentKeeping, MadeDocument
    from app.ui.worker import Progress, Task

    Make = Callable[[Language], MadeDocument]
    LongMake = Callable[[Language, Progress], MadeDocument]


class PaperView(QWidget):
    """One paper, made when it is asked for and anew in the other language; ``left`` is the way back."""

    left = Signal()
    prints_once: ClassVar[bool] = False
    """Whether no more than one copy of each sheet may come out."""

    def __init__(self, papers: DocumentKeeping) -> None:
        super().__init__()
        self._papers = papers
        self._make_it: LongMake | None = None
        self._made: MadeDocument | None = None
        self._task: Task[MadeDocument] | None = None
        self._title = ShortLabel(role="title")
        self.language = ComboField("evidence.language", (("th", "evidence.thai"), ("en", "evidence.english")))
        self.preview = PdfPreview()
        self._progress = ProgressPanel("review.making")
        self._error = errors.ErrorNote()
        stack = Stack(self, spacing=SPACE.s)
        stack.setContentsMargins(SPACE.m, SPACE.l, SPACE.xl - 4, 0)
        back = IconButton("review.back", "arrow-left", act=self.left.emit)
        self.head = stack.add_row(back, self._title, None, self.language)
        stack.add(self._progress, self._error)
        stack.add(self.preview, stretch=1)
        self._progress.hide()
        self._progress.cancelled.connect(self._give_up)
        self.language.changed.connect(self.make)
        self.preview.save_asked.connect(self._ask_save)
        self.preview.print_asked.connect(self._ask_print)
        self.setFocusProxy(self.preview)

    @property
    def made(self) -> MadeDocument | None:
        """The finished paper in sight, None while there is none."""
        return self._made

    def show_paper(self, title: str, make: Make, **facts: object) -> None:
        """Make a paper and show it under a title of the catalogue."""
        self.show_long_paper(title, lambda language, _: make(language), **facts)

    def show_long_paper(self, title: str, make: LongMake, **facts: object) -> None:
        """Make a paper that takes its time: ``make`` is also told where to say how far it is."""
        self._title.say(title, **facts)
        self._make_it = make
        self.make()
        self.preview.setFocus()

    def stop(self) -> None:
        """Give up what is being made."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._progress.hide()

    def save(self, path: Path) -> None:
        """Write the paper in sight to a file."""
        made = self._made
        if made is not None:
            done = partial(toast, self, "evidence.saved", name=path.name)
            worker.run(self, lambda _: self._papers.save(made, path), lambda _: done(), self._explain)

    def after_print(self) -> None:
        """Do what is due once the paper went to a printer; most papers may go there as often as it is wanted."""

    def make(self) -> None:
        """Make the paper anew, as it is wanted now."""
        self.stop()
        make, language = self._make_it, self.language.text()
        if make is None:
            return
        self._made = None
        self.preview.clear()
        self._error.clear()
        self._progress.begin("review.making")
        wanted: Language = "en" if language == "en" else "th"
        done, failed = self._show, self._not_made
        self._task = worker.run(self, lambda progress: make(wanted, progress), done, failed, self._progress.advance)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _give_up(self) -> None:
        self.stop()
        self.left.emit()

    def _show(self, made: MadeDocument) -> None:
        self._task, self._made = None, made
        self._progress.hide()
        self.preview.show_document(made, title=self._title.text)

    def _not_made(self, error: Exception) -> None:
        self._task = None
        self._progress.hide()
        self._error.show_error(error)

    def _ask_save(self) -> None:
        if self._made is None:
            return
        path = ask_where(self, "pdf.save", self._made.name)
        if path is not None:
            self.save(path)

    def _ask_print(self) -> None:
        made = self._made
        if made is None:
            return

        def printed(printer: str, copies: int) -> None:
            worker.run(self, lambda _: self._papers.printed(made, printer, copies), lambda _: None, self._explain)
            self.after_print()

        printing.ask(self, made, self._title.text(), printed, once=self.prints_once)

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)
