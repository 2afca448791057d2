"""Importing a payee list: file, columns if they are not known, then straight into the editor; nothing half kept."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from app import i18n
from app.ui import worker
from app.ui.buttons import Button
from app.ui.flow import Stepper
from app.ui.messages import announce, toast
from app.ui.saving import ask_where
from app.ui.screen import Screen
from app.ui.screens.disbursement.column_step import ColumnStep, skipped_words
from app.ui.screens.disbursement.cut_step import CutStep
from app.ui.screens.disbursement.file_step import FileStep
from app.ui.surfaces import Column
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.disbursement.transfer import Field
    from app.services.drafting import Drafting
    from app.services.file_reading import FileReading
    from app.ui.worker import Progress, Task

FILE, COLUMNS, CUTS = 0, 1, 2
PATTERNS = "*.xlsx *.xls *.ods *.csv *.tsv *.txt *.dat *.xml"
_STEPS = ("editor.step_file", "editor.step_columns", "editor.step_rows", "editor.step_hand_in")


class ImportScreen(Screen):
    """Reads one file at a time; ``open_subject`` takes a path."""

    key, title_key, icon = "importing", "importing.title", "upload"
    help_key = "importing.help"
    within = "batches"

    def __init__(self, drafting: Drafting) -> None:
        super().__init__()
        self._drafting = drafting
        self._path: Path | None = None
        self._reading: FileReading | None = None
        self._task: Task[FileReading] | Task[str] | None = None
        self._choosing = worker.Newest(self)
        self._keeping: Event | None = None
        self._name = Label(role="quiet")
        self._steps = Stepper(_STEPS)
        self.choose = Button(
            "importing.choose", kind="primary", icon="folder-open", act=self._choose, shortcut="Ctrl+O"
        )
        template = Button("batches.template", icon="download", act=self._template)
        self.file_step = FileStep(self.choose, template, drafting.unit)
        self.column_step = ColumnStep()
        self.cut_step = CutStep()
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.choose)

    # -- what the window asks -------------------------------------------------------------------------------------

    def open_subject(self, subject: object) -> None:
        """Read the file at this path."""
        if isinstance(subject, Path):
            self.read(subject)

    def go_back(self) -> bool:
        """Go from the columns back to the file; stop what is under way."""
        if self._task is not None:
            self._stop()
            return True
        page = self._pages.currentIndex()
        if page == FILE:
            return False
        back_to_lines = page == COLUMNS and self._reading is not None and bool(self._reading.cuts)
        self._show(CUTS if back_to_lines else FILE)
        return True

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._reading is not None:
            self.column_step.show_reading(self._reading)
            self.file_step.show_earlier(self._reading.earlier if self._asking else ())

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+O", "importing.choose"), ("Ctrl+Return", "importing.take_key"))

    def read(self, path: Path, sheet: str | None = None, *, whole_lines: bool = False) -> None:
        """Read a file (or another sheet of it, or a text line by line) on a worker."""
        self._stop()
        self._path, self._reading, self._asking = path, None, False
        self._name.show_text(path.name)
        self._show(FILE)
        self.file_step.begin("importing.reading", path.name)

        def work(progress: Progress) -> FileReading:
            return self._drafting.read(
                path, progress.report, lambda: progress.cancelled, sheet, whole_lines=whole_lines
            )

        self._task = worker.run(self, work, self._read, self._failed, self.file_step.progress.advance)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        top = Column(spacing=SPACE.xs)
        top.setContentsMargins(SPACE.xl - 4, SPACE.m, SPACE.l, SPACE.xs)
        top.add_row(Label("importing.title", role="title"), self._name, None)
        top.add(self._steps)
        self._pages.addWidget(self.file_step)
        self._pages.addWidget(self.column_step)
        self._pages.addWidget(self.cut_step)
        whole = Column(self, spacing=0)
        whole.addLayout(top)
        whole.add(self._pages, stretch=1)

    def _wire(self) -> None:
        self._asking = False
        self.file_step.chosen.connect(self.read)
        self.file_step.cancelled.connect(self._stop)
        self.file_step.confirmed.connect(self._understand)
        self.file_step.earlier.opened.connect(lambda op_id: self.navigate.emit("batches", op_id))
        self.column_step.mapped.connect(self._remap)
        self.column_step.sheet_chosen.connect(self._read_sheet)
        self.column_step.confirmed.connect(self._create)
        self.column_step.cut_wanted.connect(self._cut_anew)
        self.cut_step.cut.connect(self._cut)
        self._steps.back.connect(lambda step: self._show(FILE) if step == FILE else None)

    def _show(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self._steps.go(min(page, COLUMNS))  # cutting belongs to the columns

    def _choose(self) -> None:
        folder = str(self._path.parent if self._path else Path.home())
        told = f"{i18n.text('importing.payee_files')} ({PATTERNS})"
        chosen, _ = QFileDialog.getOpenFileName(self, i18n.text("importing.choose"), folder, told)
        if chosen:
            self.read(Path(chosen))

    def _template(self) -> None:
        path = ask_where(self, "batches.template", f"{i18n.text('batches.template_name')}.xlsx")
        if path is not None:
            language = i18n.language()
            worker.run(
                self,
                lambda _: self._drafting.template(path, language),
                lambda _: toast(self, "batches.template_saved"),
                self.file_step.error.show_error,
            )

    def _stop(self) -> None:
        """Stop what is under way; nothing of it is kept."""
        self._choosing.drop()
        if self._keeping is not None:  # not by the task: it would drop the name of a draft that is kept already
            self._keeping.set()
        elif self._task is not None:
            self._task.cancel()
        self._keeping = self._task = None
        self.file_step.rest()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: Exception) -> None:
        self._stop()
        self._show(FILE)
        self.file_step.error.show_error(error)

    def _read(self, reading: FileReading) -> None:
        self._task = None
        self.file_step.rest()
        self._reading = reading
        self._asking = bool(reading.earlier)
        if self._asking:
            self.file_step.show_earlier(reading.earlier)
            announce(self, i18n.text("importing.same_file"))
        else:
            self._understand()

    def _understand(self) -> None:
        """Go on to the columns where a person must choose them, else straight to the rows."""
        self._asking = False
        reading = self._reading
        if reading is None:
            return
        if reading.is_uncut:
            self.cut_step.show_reading(reading)
            self._show(CUTS)
            self.cut_step.focus_first()
        elif reading.problems:
            self._ask_columns(reading)
        else:
            self._create()

    def _ask_columns(self, reading: FileReading) -> None:
        self.column_step.show_reading(reading)
        self._show(COLUMNS)
        self.column_step.focus_first()

    def _cut_anew(self) -> None:
        """Take the text line by line, whatever stood between its columns."""
        if self._path is not None:
            self.read(self._path, whole_lines=True)

    def _cut(self, places: Sequence[int]) -> None:
        reading = self._reading
        if reading is None:
            return

        def cut(reading: FileReading) -> None:
            self._reading = reading
            self._ask_columns(reading)

        self._choosing.run(lambda _: self._drafting.cut(reading, places), cut, self._failed)

    def _read_sheet(self, sheet: str) -> None:
        reading = self._reading
        if self._path is not None and reading is not None and sheet and (sheet != reading.sheet or reading.rivals):
            self.read(self._path, sheet)

    def _remap(self, columns: Mapping[Field, int]) -> None:
        reading = self._reading
        if reading is not None:
            self._choosing.run(lambda _: self._drafting.remap(reading, columns), self._remapped, self._failed)

    def _remapped(self, reading: FileReading) -> None:
        self._reading = reading
        self.column_step.show_reading(reading)

    def _create(self) -> None:
        reading, kind = self._reading, self.file_step.chosen_kind()
        if reading is None or reading.problems:
            return
        self._show(FILE)
        self.file_step.begin("importing.keeping", reading.name)

        self._keeping = given_up = Event()

        def work(progress: Progress) -> str:
            return self._drafting.create(
                reading, kind, progress.report, lambda: progress.cancelled or given_up.is_set()
            )

        def created(op_id: str) -> None:
            if given_up.is_set():
                worker.run(self, lambda _: self._drafting.delete(op_id), lambda _: self.changed.emit(), self._failed)
            else:
                self._created(op_id)

        def failed(error: Exception) -> None:
            if not given_up.is_set():
                self._failed(error)

        def advance(done: int, total: int) -> None:
            if not given_up.is_set():
                self.file_step.progress.advance(done, total)

        self._task = worker.run(self, work, created, failed, advance)

    def _created(self, op_id: str) -> None:
        reading, self._reading = self._reading, None
        self._keeping = self._task = None
        self.file_step.rest()
        self._name.show_text("")
        self.changed.emit()
        self.navigate.emit("editor", op_id)
        if reading is not None:
            left_out = skipped_words(reading.skipped)
            toast(self, "importing.kept", count=f"{reading.rows_count:,}", left_out=left_out)
