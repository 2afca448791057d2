"""Importing an old register: the file, its columns, what becomes of each row, and one proposal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app import i18n
from app.domain.payees.payee import PersonType
from app.domain.payees.register_columns import RegisterColumn
from app.domain.payees.register_file import Verdict
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.fields import ComboField, TextArea
from app.ui.flow import ProgressPanel
from app.ui.messages import toast
from app.ui.screen import Screen
from app.ui.screens.payees.parts import words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, SidePanel, row_of
from app.ui.table_model import Column, FixedRows, Query
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from app.domain.payees.register_file import Judged
    from app.services.commands import Given
    from app.services.payee_import import ImportReport, PayeeImport, RegisterReading
    from app.ui.screens.payees.parts.ports import Desk
    from app.ui.table_model import Row
    from app.ui.theme import Tone
    from app.ui.worker import Progress, Task

PATTERNS = "*.xlsx *.xls *.ods *.csv *.tsv *.txt"
ROW_MIN = 140
_TONES: dict[Verdict, tuple[Tone, str]] = {
    Verdict.ADDED: ("done", "plus"),
    Verdict.CHANGED: ("waiting", "pencil"),
    Verdict.UNCHANGED: ("plain", "equal"),
    Verdict.REFUSED: ("refused", "circle-x"),
}


class ReportRows(FixedRows):
    """Rows of a report, filtered by verdict."""

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return positions of the rows with one of the chosen verdicts."""
        found = super().ids(query)
        return [each for each in found if self.all_rows[each]["verdict"] in query.chips] if query.chips else found


class RegisterImportScreen(Screen):
    """Reads one register at a time; ``open_subject`` takes a path."""

    key, title_key, icon = "register_import", "register.import_title", "upload"
    help_key = "register.import_help"
    within = "register"

    def __init__(self, service: PayeeImport, desk: Desk) -> None:
        super().__init__()
        self._service, self._desk = service, desk
        self._reading: RegisterReading | None = None
        self.report: ImportReport | None = None
        self._task: Task[RegisterReading] | None = None
        self.choose = Button("register.import_choose", icon="folder-open", act=self._choose, shortcut="Ctrl+O")
        self._name = Label("register.import_drop", role="quiet")
        self._progress = ProgressPanel("register.import_reading")
        self._error = errors.ErrorNote()
        self._missing = Notice(tone="refused", icon="circle-alert")
        self._chips = {each.value: Button(f"register.verdict.{each}", kind="chip") for each in Verdict}
        self.table = TableView(
            self._columns(),
            ReportRows(()),
            name="register_import",
            label="register.import_rows",
            empty=Empty("register.import_drop", "register.import_formats", icon="file-spreadsheet"),
        )
        self.person_type = ComboField(
            "register.import_type", [(each.value, f"register.person.{each}") for each in PersonType]
        )
        self.columns = {each: ComboField(_column_words(each)) for each in RegisterColumn}
        self.reason = TextArea("register.import_reason", required=True, lines=2)
        self.go = Button(
            "register.import_nothing", kind="primary", icon="send", act=self._propose, shortcut="Ctrl+Return"
        )
        self.setAcceptDrops(True)
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.choose)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def open_subject(self, subject: object) -> None:
        """Read the register at this path."""
        if isinstance(subject, Path):
            self.read(subject)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self.report is not None:
            self._show_report(self.report)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+O", "register.import_choose"), ("Ctrl+Return", "register.propose"))

    def read(self, path: Path) -> None:
        """Read a register on a worker and hold it against ours."""
        if self._task is not None:
            self._task.cancel()
        self._error.clear()
        self._progress.begin("register.import_reading", name=path.name)

        def work(progress: Progress) -> RegisterReading:
            return self._service.read(path, progress.report, lambda: progress.cancelled)

        self._task = worker.run(self, work, self._read, self._failed, self._progress.advance)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that is dragged here."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file."""
        self.read(Path(event.mimeData().urls()[0].toLocalFile()))

    # -- inside -------------------------------------------------------------------------------------------------------

    @staticmethod
    def _columns() -> tuple[Column, ...]:
        return (
            Column("row", "register.import_row", 52, align="right", sortable=False),
            Column("verdict", "register.import_verdict", 112, sortable=False, show_row=lambda row: row["chip"]),
            Column("name", "register.field.name", 180, stretch=True, sortable=False),
            Column("account", "register.account", 226, sortable=False),
            Column("why", "register.import_why", 200, sortable=False, show=lambda why: why),
        )

    def _lay_out(self) -> None:
        page = QWidget()
        left = Stack(page, spacing=SPACE.m)
        left.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        left.add_row(Label("register.import_title", role="title"), None, self.choose)
        left.add(self._name, self._progress, self._error, self._missing)
        left.addLayout(row_of(*self._chips.values(), None))
        left.add(self.table, stretch=1)
        self.table.show_footer()
        self._side = SidePanel(SIZES.side_width - SPACE.l)
        self._side.body.setSpacing(SPACE.s)
        self._side.body.add(self.person_type, self.reason, Label("register.import_columns", role="section"))
        self._side.body.add(*self.columns.values())
        self._side.body.addStretch(1)
        self._side.foot.add(self.go)
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self._side)
        self.setLayout(whole)
        for part in (self._progress, self._missing, self._side):
            part.hide()

    def _wire(self) -> None:
        self._progress.cancelled.connect(self._stop)
        self.person_type.changed.connect(self._judge)
        for combo in self.columns.values():
            combo.changed.connect(self._remap)
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._look())
        self.table.answered.connect(self._listed)

    def _choose(self) -> None:
        told = f"{i18n.text('register.import_files')} ({PATTERNS})"
        chosen, _ = QFileDialog.getOpenFileName(self, i18n.text("register.import_choose"), str(Path.home()), told)
        if chosen:
            self.read(Path(chosen))

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._progress.hide()

    def _failed(self, error: Exception) -> None:
        self._stop()
        self._error.show_error(error)

    def _read(self, reading: RegisterReading) -> None:
        self._task, self._reading = None, reading
        self._progress.hide()
        self._name.show_text(reading.name)
        self.reason.set_text(i18n.text("register.import_reason_text", name=reading.name))
        self._offer(reading)
        self._side.show()
        self._judge()

    def _offer(self, reading: RegisterReading) -> None:
        layout = reading.layout
        width = max((len(row) for row in reading.rows[: layout.header_row + 5]), default=0)
        offered = [("", "register.import_no_column")]
        for column in range(max(width, len(layout.headings))):
            title = layout.headings[column] if column < len(layout.headings) else ""
            offered.append((str(column), f"={_letter(column)}  {title}".rstrip()))
        for name, combo in self.columns.items():
            combo.blockSignals(True)
            combo.offer(offered)
            combo.set_text(str(layout.columns[name]) if name in layout.columns else "")
            combo.blockSignals(False)

    def _remap(self) -> None:
        if self._reading is not None:
            chosen = {name: int(combo.text()) for name, combo in self.columns.items() if combo.text()}
            self._reading = self._service.remapped(self._reading, chosen)
            self._judge()

    def _judge(self) -> None:
        reading, otherwise = self._reading, PersonType(self.person_type.text())
        if reading is None:
            return

        def show(report: ImportReport) -> None:
            if report.reading is self._reading:
                self._show_report(report)

        worker.run(self, lambda _: self._service.report(reading, otherwise), show, self._failed)

    def _show_report(self, report: ImportReport) -> None:
        self.report = report
        missing = report.reading.layout.missing
        names = "”, “".join(i18n.text(_column_words(name)) for name in missing)
        if missing:
            self._missing.say("register.import_missing", "register.import_missing.do", fields=names)
        self._missing.setVisible(bool(missing))
        for verdict in Verdict:
            self._chips[verdict.value].say("register.import_count", what=_verdict(verdict), count=report.count(verdict))
        wanted = report.count(Verdict.ADDED) + report.count(Verdict.CHANGED)
        if wanted:
            self.go.say("register.import_go", count=f"{wanted:,}")
        else:
            self.go.say("register.import_nothing")
        self.go.setEnabled(bool(wanted))
        self.table.model.use_source(ReportRows([self._row(each) for each in report.rows]))

    def _row(self, each: Judged) -> Row:
        tone, icon = _TONES[each.verdict]
        why = i18n.text(each.why, **each.facts) if each.why else ""
        if each.differs:
            why = i18n.text("register.import_differs", fields=", ".join(words.field(name) for name in each.differs))
        if each.guessed:
            names = ", ".join(i18n.text(f"editor.field.{name}") for name in each.guessed)
            why = " · ".join(part for part in (i18n.text("register.import_guessed", fields=names), why) if part)
        return {
            "row": f"{each.row:,}",
            "verdict": each.verdict.value,
            "chip": Cell(_verdict(each.verdict), tone=tone, icon=icon, chip=True),
            "name": each.record.name,
            "account": words.account(self._desk.banks, each.record),
            "why": Cell(why, tone="waiting", hint=why) if each.guessed else why,
        }

    def _look(self) -> None:
        self.table.look_for("", {key for key, chip in self._chips.items() if chip.isChecked()})

    def _listed(self) -> None:
        self.table.footer.say("register.count", count=f"{self.table.model.rowCount():,}")
        left_out = self.report.left_out if self.report else 0
        self.table.footer_end.show_text("")
        if left_out:
            self.table.footer_end.say("register.import_left", count=f"{left_out:,}")

    # -- proposing ----------------------------------------------------------------------------------------------------

    def _propose(self) -> None:
        report = self.report
        if report is None or not self.go.isEnabled() or not self.reason.check():
            return
        reason = self.reason.text()
        self.go.setEnabled(False)
        self._progress.begin("register.import_sending")
        self._progress.button.hide()

        def work(progress: Progress) -> Sequence[Given]:
            return self._service.propose(report, reason, progress.report)

        def failed(error: Exception) -> None:
            self.go.setEnabled(True)
            self._failed(error)

        worker.run(self, work, lambda given: self._proposed(report, given), failed, self._progress.advance)

    def _proposed(self, report: ImportReport, given: Sequence[Given]) -> None:
        self._progress.hide()
        self._progress.button.show()
        self._reading = self.report = None
        self._side.hide()
        self._name.say("register.import_drop")
        self.table.model.use_source(ReportRows(()))
        count = sum(each.entry is not None for each in report.rows)
        toast(self, "register.import_done", count=f"{count:,}", changes=len(given))
        self.changed.emit()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.navigate.emit("register_requests", given[0].order_id if len(given) == 1 else "pending")


def _verdict(verdict: Verdict) -> str:
    return i18n.text(f"register.verdict.{verdict}")


def _column_words(column: RegisterColumn) -> str:
    own = {RegisterColumn.TITLE, RegisterColumn.LAST_NAME, RegisterColumn.BANK_NAME}
    return f"register.column.{column}" if column in own else f"register.field.{column}"


def _letter(column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
