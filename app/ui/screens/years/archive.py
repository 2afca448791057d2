"""The archive of a fiscal year: written into a folder, and opened again where it lies, to be proven, searched, read."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QStackedWidget

from app import i18n
from app.ui import days, errors, worker
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.fields import ComboField
from app.ui.flow import ProgressPanel
from app.ui.messages import announce
from app.ui.record_rows import RECORD
from app.ui.screen import Screen
from app.ui.screens.years.opened import OpenedView
from app.ui.screens.years.parts import words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import KeyValues, Notice, row_of, scroll_page
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.services.archive_reading import ArchiveReading, OpenedArchive
    from app.services.year_archives import KnownArchive, WrittenArchive, YearArchives, YearChoice
    from app.ui.table_model import Row
    from app.ui.worker import Progress, Task

MAKING, OPENED = 0, 1
FILTER = "ZIP (*.zip)"


class ArchiveScreen(Screen):
    """Writes archives and lists those that were written; an opened one takes the whole screen until it is left."""

    key, title_key, icon = "year_archive", "year_archives.title", "folder-open"
    help_key = "year_archives.help"

    def __init__(self, archives: YearArchives, reading: ArchiveReading) -> None:
        super().__init__()
        self._archives, self._reading = archives, reading
        self._choices: Sequence[YearChoice] = ()
        self._known: Sequence[KnownArchive] = ()
        self._made: WrittenArchive | None = None
        self._task: Task[WrittenArchive] | Task[OpenedArchive] | None = None
        self.year = ComboField("year_archives.year")
        self.language = ComboField("evidence.language", (("th", "evidence.thai"), ("en", "evidence.english")))
        self.write_button = Button(
            "year_archives.write", kind="primary", icon="file-check", act=self._ask_folder, shortcut="Ctrl+Return"
        )
        self.open_button = Button("year_archives.open_file", icon="folder-open", act=self._ask_file, shortcut="Ctrl+O")
        self.progress = ProgressPanel("year_archives.writing")
        self.error = errors.ErrorNote()
        self._state = Notice(tone="waiting", icon="hourglass")
        self._done = Notice("year_archives.written", tone="done", icon="badge-check")
        self._facts = KeyValues()
        self.table = TableView(
            _columns(),
            FixedRows(()),
            name="year_archives",
            label="year_archives.list",
            empty=Empty("year_archives.none", "year_archives.none_why", icon="folder-open"),
        )
        self.opened = OpenedView(reading)
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.year.control)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the years and at what was written."""
        self.look(lambda: (self._archives.years(), self._archives.written()), self._take, self.error.show_error)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self._offer_years()
        self._tell_state()
        self._tell_made()
        self.opened.retranslate()

    def go_back(self) -> bool:
        """Go from an opened archive back to the list."""
        if self._pages.currentIndex() == OPENED:
            self._pages.setCurrentIndex(MAKING)
            self.table.grid.setFocus()
            return True
        return False

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+Return", "year_archives.write"), ("Ctrl+O", "year_archives.open_file"))

    def write(self, folder: Path) -> None:
        """Write the archive of the chosen year into a folder."""
        number = self.year.text()
        if not number or not self.write_button.isEnabled():
            return
        language: i18n.Language = "en" if self.language.text() == "en" else "th"
        self._begin("year_archives.writing")

        def work(progress: Progress) -> WrittenArchive:
            return self._archives.write(int(number), folder, language, _advance(progress))

        self._task = worker.run(self, work, self._written, self._failed, self.progress.advance)

    def open_file(self, path: Path) -> None:
        """Prove an archive and show what it holds."""
        if not self.open_button.isEnabled():
            return
        self._begin("year_archives.proving")

        def work(progress: Progress) -> OpenedArchive:
            return self._reading.open(path, _advance(progress))

        self._task = worker.run(self, work, self._show_opened, self._failed, self.progress.advance)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        area, page = scroll_page()
        page.add(Label("year_archives.title", role="title"), Label("year_archives.explain", role="quiet", wrap=True))
        keeping = Notice("year_archives.keeping", tone="accent", icon="lock")
        keeping.say("year_archives.keeping", "year_archives.refuses")
        page.add(keeping)
        self.year.setFixedWidth(220)
        self.language.setFixedWidth(150)
        acts = row_of(self.year, self.language, None, spacing=SPACE.m)
        page.addLayout(acts)
        page.add(self._state)
        page.addLayout(row_of(self.write_button, self.open_button, None))
        page.add(self.progress, self.error, self._done, self._facts)
        page.add(Label("year_archives.list", role="section"))
        self.table.setMinimumHeight(220)
        page.add(self.table, stretch=1)
        self.table.show_footer()
        for part in (self._state, self.progress, self._done, self._facts):
            part.hide()
        self._pages.addWidget(area)
        self._pages.addWidget(self.opened)
        Stack(self, spacing=0).add(self._pages)

    def _wire(self) -> None:
        self.year.changed.connect(self._tell_state)
        self.progress.cancelled.connect(self._stop)
        self.opened.left.connect(self.go_back)
        self.table.answered.connect(lambda: self.table.footer.say("year_archives.count", count=f"{len(self._known):,}"))
        self.table.failed.connect(self.error.show_error)

    def _take(self, found: tuple[Sequence[YearChoice], Sequence[KnownArchive]]) -> None:
        self._choices, self._known = found
        self._offer_years()
        self._tell_state()
        self.write_button.setEnabled(self._task is None and bool(self._choices))
        self.table.model.use_source(FixedRows([{RECORD: one} for one in self._known]))

    def _offer_years(self) -> None:
        def told(choice: YearChoice) -> str:
            key = "year_over" if choice.is_over else "year_runs"
            return i18n.text(f"year_archives.{key}", year=choice.year.number)

        self.year.offer([(str(each.year.number), f"={told(each)}") for each in self._choices])

    def _tell_state(self) -> None:
        """Say whether the archive of the chosen year would be complete, and what would be missing."""
        choice = next((each for each in self._choices if str(each.year.number) == self.year.text()), None)
        self._state.setVisible(choice is not None)
        if choice is None:
            return
        until = partial(days.day, choice.keep_until)
        span = i18n.text("year_archives.span", first=days.day(choice.year.first), last=days.day(choice.year.last))
        if not choice.missing:
            self._state.turn("done", "circle-check")
            self._state.say("year_archives.ready", "year_archives.keep", span=span, until=until)
            return
        self._state.turn("waiting", "hourglass")
        matters = words.matters(choice.missing)
        self._state.say("year_archives.not_ready", "year_archives.not_ready_why", span=span, matters=matters)

    def _begin(self, key: str) -> None:
        self.error.clear()
        self._made = None
        self._tell_made()
        self.write_button.setEnabled(False)
        self.open_button.setEnabled(False)
        self.progress.begin(key)

    def _end(self) -> None:
        self._task = None
        self.progress.hide()
        self.write_button.setEnabled(bool(self._choices))
        self.open_button.setEnabled(True)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._end()

    def _failed(self, error: Exception) -> None:
        self._end()
        self.error.show_error(error)

    def _written(self, made: WrittenArchive) -> None:
        self._end()
        self._made = made
        self._tell_made()
        announce(self, self._done.words.text())
        self.refresh()

    def _tell_made(self) -> None:
        made = self._made
        self._done.setVisible(made is not None)
        self._facts.setVisible(made is not None)
        if made is None:
            return
        self._done.turn("waiting" if made.open_matters else "done", "hourglass" if made.open_matters else "badge-check")
        self._done.say("year_archives.written_incomplete" if made.open_matters else "year_archives.written")
        put = self._facts.put
        put("year_archives.file_name", made.path.name)
        put("year_archives.folder", str(made.path.parent))
        put("year_archives.holds", f"{made.batches:,} · {made.receipts:,}")
        put("year_archives.fingerprint", words.grouped(made.digest))
        put("dossiers.bank_key", words.grouped(made.bank_fingerprint))

    def _show_opened(self, archive: OpenedArchive) -> None:
        self._end()
        self.opened.show_archive(archive)
        self._pages.setCurrentIndex(OPENED)
        self.refresh()

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, i18n.text("year_archives.folder"), str(Path.home()))
        if chosen:
            self.write(Path(chosen))

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, i18n.text("year_archives.open_file"), str(Path.home()), FILTER)
        if chosen:
            self.open_file(Path(chosen))


def _advance(progress: Progress) -> Callable[[int, int], bool]:
    def advance(done: int, total: int) -> bool:
        progress.report(done, total)
        return not progress.cancelled

    return advance


def _columns() -> tuple[Column, ...]:
    def of(show: Callable[[KnownArchive], str | Cell]) -> Callable[[Row], str | Cell]:
        return lambda row: show(row[RECORD])

    return (
        Column("year", "year_archives.year", 90, sortable=False, show_row=of(lambda one: str(one.year.number))),
        Column("at", "year_archives.index_made", 150, sortable=False, show_row=of(lambda one: days.iso_moment(one.at))),
        Column("person", "year_archives.by", 150, sortable=False, show_row=of(lambda one: one.person)),
        Column("state", "year_archives.index_state", 150, sortable=False, show_row=of(_state)),
        Column("file", "year_archives.file_name", 200, sortable=False, stretch=True, show_row=of(lambda one: one.file)),
        Column("digest", "year_archives.fingerprint", 160, sortable=False, show_row=of(lambda one: one.digest[:16])),
    )


def _state(one: KnownArchive) -> Cell:
    if one.complete:
        return Cell(i18n.text("year_archives.whole"), tone="done", icon="circle-check", chip=True)
    return Cell(i18n.text("year_archives.partial"), tone="waiting", icon="hourglass", chip=True)
