"""A list of the unit's own taken in: the file, which column holds what, each row with what becomes of it, one order.

Usage::

    class Register(ListImport[RegisterReading, ImportReport]):
        words = "register.import_"                              # before the keys of all texts

        def work_read(self, path, progress): return ...         # on a worker
        def judging(self, reading): return partial(service.report, reading, otherwise)     # this too
        def told(self, report): return rows, count              # for the table, and how many of them would be sent
        def send(self, reading, report): self.dispatch(...)     # the button and Ctrl+Enter
"""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app import i18n
from app.domain.disbursement import places
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.fields import ComboField
from app.ui.file_drops import take_drops
from app.ui.flow import ProgressPanel
from app.ui.screen import Screen
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, SidePanel, row_of
from app.ui.table_model import FixedRows, Query
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label, ShortLabel
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.ui.table_model import Column, Row
    from app.ui.worker import Progress, Task

PATTERNS = "*.xlsx *.xls *.ods *.csv *.tsv *.txt"
ROWS_BELOW_HEADINGS = 5
"""So many rows tell how wide the list is."""
STANDING = "standing"
"""Under this name a row says what becomes of it."""


class Layout(Protocol):
    """Which column of a file holds what."""

    @property
    def header_row(self) -> int:
        """The row with the headings, -1 without any."""
        ...

    @property
    def headings(self) -> Sequence[str]:
        """What stands in it."""
        ...

    @property
    def columns(self) -> Mapping[Any, int]:
        """The places of what was recognised or chosen."""
        ...

    @property
    def missing(self) -> Sequence[str]:
        """What has no column, and without which no row can be read."""
        ...


class Reading(Protocol):
    """A file with its columns as they are understood."""

    @property
    def name(self) -> str:
        """The file's name."""
        ...

    @property
    def layout(self) -> Layout:
        """Its columns."""
        ...

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """All rows as texts."""
        ...


R = TypeVar("R", bound=Reading)
J = TypeVar("J")
T = TypeVar("T")


class JudgedRows(FixedRows):
    """Rows of a list, filtered by what becomes of them."""

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return positions of the rows of which one of the chosen things becomes."""
        found = super().ids(query)
        return [each for each in found if self.all_rows[each][STANDING] in query.chips] if query.chips else found


class ListImport(Screen, Generic[R, J]):
    """Reads one list at a time; ``open_subject`` takes a path.

    What is sent is what was judged last: as long as a judgement is under way, nothing can be sent.
    """

    words: ClassVar[str]
    """Before the keys of all texts."""
    icon = "upload"

    def __init__(
        self, columns: Sequence[Column], standings: Mapping[str, str], fields: Mapping[str, str], *, grid: bool = False
    ) -> None:
        """``standings`` and ``fields`` are keys of words: for what becomes of a row, and for what a column holds."""
        super().__init__()
        self.reading: R | None = None
        self.report: J | None = None
        self._standings, self._fields = standings, fields
        self._task: Task[R] | None = None
        self._judging: Task[J] | None = None
        self._is_judged = self._sending = False
        self._count = 0
        self.choose = Button(self._key("choose"), icon="folder-open", act=self._choose, shortcut="Ctrl+O")
        self._name = ShortLabel(self._key("drop"), role="quiet")
        self.progress = ProgressPanel(self._key("reading"))
        self._error = errors.ErrorNote()
        self._missing = Notice(tone="refused", icon="circle-alert")
        self._chips = {name: Button(words, kind="chip") for name, words in standings.items()}
        self.table = TableView(
            columns,
            JudgedRows(()),
            name=self.key,
            label=self._key("rows"),
            empty=Empty(self._key("drop"), self._key("formats"), icon="file-spreadsheet"),
            grid=grid,
        )
        self.columns = {name: ComboField(words) for name, words in fields.items()}
        self.go = Button(self._key("nothing"), kind="primary", icon="send", act=self._send, shortcut="Ctrl+Return")
        take_drops(self, lambda paths: self.read(paths[0]))
        self._page, self._side = self._lay_out()
        self._wire()
        self.table.refresh()  # where nothing has been read yet, the table says what goes here
        self.setFocusProxy(self.choose)

    # -- what a list says of itself -----------------------------------------------------------------------------------

    @abstractmethod
    def work_read(self, path: Path, progress: Progress) -> R:
        """Read a file; on a worker."""

    @abstractmethod
    def remapped(self, reading: R, columns: Mapping[Any, int]) -> R:
        """Return the same rows with other columns."""

    @abstractmethod
    def judging(self, reading: R) -> Callable[[], J]:
        """Return what judges every row, with all that the fields say at this moment; it is called on a worker."""

    @abstractmethod
    def told(self, report: J) -> tuple[Sequence[Row], int]:
        """Return the rows as the table shows them, each with its `STANDING`, and how many of them would be sent."""

    @abstractmethod
    def send(self, reading: R, report: J) -> None:
        """Send them, or ask first."""

    def offer(self, reading: R) -> None:
        """Fill the fields that hold for the whole list; a file was read."""

    # -- what the window asks -----------------------------------------------------------------------------------------

    def open_subject(self, subject: object) -> None:
        """Read the list at this path."""
        if isinstance(subject, Path):
            self.read(subject)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.show_report()

    def read(self, path: Path) -> None:
        """Read a list on a worker and judge its rows."""
        if self._task is not None:
            self._task.cancel()
        self._error.clear()
        self.progress.button.show()
        self.progress.begin(self._key("reading"), name=path.name)
        self._task = worker.run(
            self,
            lambda progress: self.work_read(path, progress),
            self._read,
            self._fail,
            self.progress.advance,
        )

    # -- for the list -------------------------------------------------------------------------------------------------

    def put(self, *parts: QWidget, below: QWidget | None = None) -> None:
        """Put the fields that hold for the whole list above the columns, and a part below the table."""
        for place, part in enumerate(parts):
            self._side.body.insertWidget(place, part)
        if below is not None:
            below.setContentsMargins(0, 0, 0, SPACE.m)  # the footer above it has its own distance from the edge
            self._page.add(below)

    def judge(self) -> None:
        """Judge every row anew; what was asked before is not waited for any more."""
        reading = self.reading
        if reading is None:
            return
        if self._judging is not None:
            self._judging.cancel()
        self._is_judged = False
        self.go.setEnabled(False)
        work = self.judging(reading)
        self._judging = worker.run(self, lambda _: work(), self._judged, self._fail)

    def use(self, reading: R) -> None:
        """Go on with other rows or columns of the same file."""
        self.reading = reading
        self.judge()

    def show_report(self) -> None:
        """Show what was judged last."""
        reading, report = self.reading, self.report
        if reading is None or report is None:
            return
        missing = reading.layout.missing
        if missing:
            names = "”, “".join(i18n.text(self._fields[name]) for name in missing)
            self._missing.say(self._key("missing"), f"{self._key('missing')}.do", fields=names)
        self._missing.setVisible(bool(missing))
        rows, self._count = self.told(report)
        standings = [row[STANDING] for row in rows]
        for name, chip in self._chips.items():
            chip.say(self._key("count"), what=i18n.text(self._standings[name]), count=standings.count(name))
        self._offer_to_send()
        self.table.model.use_source(JudgedRows(rows))

    def dispatch(self, words: str, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        """Send on a worker; meanwhile nothing about the list can be changed or stopped, and then the page is empty."""

        def sent(given: T) -> None:
            self._forget()
            self.changed.emit()
            done(given)

        self._hold(sending=True)
        self.progress.begin(words)
        self.progress.button.hide()
        worker.run(self, work, sent, self._fail, self.progress.advance)

    def explain(self, error: Exception) -> None:
        """Say what went wrong; whatever is under way goes on."""
        self._error.show_error(error)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _key(self, name: str) -> str:
        return f"{self.words}{name}"

    def _lay_out(self) -> tuple[Stack, SidePanel]:
        page = QWidget()
        left = Stack(page, spacing=SPACE.m)
        left.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        left.add_row(Label(self._key("title"), role="title"), None, self.choose)
        left.add(self._name, self.progress, self._error, self._missing)
        left.addLayout(row_of(*self._chips.values(), None))
        left.add(self.table, stretch=1)
        self.table.show_footer()
        side = SidePanel(SIZES.side_width - SPACE.l)
        side.body.setSpacing(SPACE.s)
        side.body.add(Label(self._key("columns"), role="section"), *self.columns.values())
        side.body.addStretch(1)
        side.foot.add(self.go)
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(side)
        self.setLayout(whole)
        for part in (self.progress, self._missing, side):
            part.hide()
        return left, side

    def _wire(self) -> None:
        self.progress.cancelled.connect(self._stop)
        for combo in self.columns.values():
            combo.changed.connect(self._remap)
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._look_for_chips())

    def _look_for_chips(self) -> None:
        self.table.look_for("", {name for name, chip in self._chips.items() if chip.isChecked()})

    def _choose(self) -> None:
        told = f"{i18n.text(self._key('files'))} ({PATTERNS})"
        chosen, _ = QFileDialog.getOpenFileName(self, i18n.text(self._key("choose")), str(Path.home()), told)
        if chosen:
            self.read(Path(chosen))

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.progress.hide()

    def _fail(self, error: Exception) -> None:
        """Say what went wrong; what was judged can be sent again."""
        self._hold(sending=False)
        self._stop()
        self.explain(error)
        if self.report is not None:
            self._offer_to_send()

    def _read(self, reading: R) -> None:
        self._task = self.report = None
        self.progress.hide()
        self._name.show_text(reading.name)
        self.offer(reading)
        self._offer_columns(reading)
        self._side.show()
        self.use(reading)

    def _offer_columns(self, reading: R) -> None:
        layout = reading.layout
        read = reading.rows[: layout.header_row + ROWS_BELOW_HEADINGS]
        width = max((len(row) for row in read), default=0)
        offered = [("", self._key("no_column"))]
        for column in range(max(width, len(layout.headings))):
            title = layout.headings[column] if column < len(layout.headings) else ""
            offered.append((str(column), f"={places.column_letters(column)}  {title}".rstrip()))
        for name, combo in self.columns.items():
            combo.blockSignals(True)
            combo.offer(offered)
            combo.set_text(str(layout.columns[name]) if name in layout.columns else "")
            combo.blockSignals(False)

    def _remap(self) -> None:
        if self.reading is not None:
            chosen = {name: int(combo.text()) for name, combo in self.columns.items() if combo.text()}
            self.use(self.remapped(self.reading, chosen))

    def _judged(self, report: J) -> None:
        self._judging, self._is_judged, self.report = None, True, report
        self.show_report()

    def _offer_to_send(self) -> None:
        if self._count:
            self.go.say(self._key("go"), count=f"{self._count:,}")
        else:
            self.go.say(self._key("nothing"))
        self.go.setEnabled(bool(self._count) and self._is_judged and not self._sending)

    def _send(self) -> None:
        reading, report = self.reading, self.report
        if reading is not None and report is not None and self.go.isEnabled():
            self.send(reading, report)

    def _forget(self) -> None:
        self._hold(sending=False)
        self.progress.hide()
        self.reading = self.report = None
        self._side.hide()
        self._name.say(self._key("drop"))
        self.table.model.use_source(JudgedRows(()))
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hold(self, *, sending: bool) -> None:
        self._sending = sending
        for part in (self._side, self.choose):
            part.setEnabled(not sending)
        self.setAcceptDrops(not sending)
