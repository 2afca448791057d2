"""Bills from a list: the file, its columns, every row with what is wrong beside the cell, one order for them all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app import i18n
from app.domain.collections.bill_columns import BillColumn
from app.domain.collections.bill_list import Defaults
from app.domain.values.money import Money
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.fields import CheckField, ComboField, TextField
from app.ui.flow import ProgressPanel
from app.ui.messages import Question, confirm, toast
from app.ui.screen import Screen
from app.ui.screens.collections.parts import import_rows, words
from app.ui.screens.collections.parts.import_rows import KINDS, ReportRows
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, SidePanel, row_of
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label, ShortLabel
from app.ui.theme import SIZES, SPACE
from app.ui.typed_fields import DateField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from app.domain.collections.bill_list import BillList, BillRow
    from app.domain.collections.revenue import Receiving
    from app.services.bill_import import BillImport, BillReading
    from app.services.commands import Given
    from app.ui.worker import Progress, Task

PATTERNS = "*.xlsx *.xls *.ods *.csv *.tsv *.txt"


class BillImportScreen(Screen):
    """Reads one list at a time; ``open_subject`` takes a path. A cell is mended by typing over it."""

    key, title_key, icon = "bills_import", "bills.import_title", "upload"
    help_key = "bills.import_help"
    within = "bills"

    def __init__(self, service: BillImport) -> None:
        super().__init__()
        self._service = service
        self._receiving: Receiving | None = None
        self._reading: BillReading | None = None
        self.report: BillList | None = None
        self._task: Task[BillReading] | None = None
        self.choose = Button("bills.import_choose", icon="folder-open", act=self._choose, shortcut="Ctrl+O")
        self._name = ShortLabel("bills.import_drop", role="quiet")
        self._progress = ProgressPanel("bills.import_reading")
        self._error = errors.ErrorNote()
        self._missing = Notice(tone="refused", icon="circle-alert")
        self._chips = {each: Button(f"bills.row.{each}", kind="chip") for each in KINDS}
        self.table = TableView(
            import_rows.columns(),
            ReportRows(()),
            name="bills_import",
            label="bills.import_rows",
            empty=Empty("bills.import_drop", "bills.import_formats", icon="file-spreadsheet"),
            grid=True,
        )
        self.revenue_type = ComboField("bills.import_type")
        self.item = TextField("bills.import_item", length_max=200)
        self.due_date = DateField("bills.import_due", hint="bills.import_due_hint")
        self._why = Label(role="strong", tone="refused", wrap=True)
        self.twins = CheckField("bills.import_twins", act=lambda _: self._show_report())
        self.columns = {each: ComboField(f"bills.column.{each}") for each in BillColumn}
        self.go = Button("bills.import_nothing", kind="primary", icon="send", act=self._ask, shortcut="Ctrl+Return")
        self.setAcceptDrops(True)
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.choose)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask what may be collected."""
        self.look(self._service.receiving, self._offer_types, self._error.show_error)

    def open_subject(self, subject: object) -> None:
        """Read the list at this path."""
        if isinstance(subject, Path):
            self.read(subject)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._receiving is not None:
            self._offer_types(self._receiving)
        self._show_report()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+O", "bills.import_choose"), ("F2", "bills.key_mend"), ("Ctrl+Return", "bills.key_issue"))

    def read(self, path: Path) -> None:
        """Read a list on a worker and judge its rows."""
        if self._task is not None:
            self._task.cancel()
        self._error.clear()
        self._progress.button.show()
        self._progress.begin("bills.import_reading", name=path.name)

        def work(progress: Progress) -> BillReading:
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

    def _lay_out(self) -> None:
        page = QWidget()
        left = Stack(page, spacing=SPACE.m)
        left.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        left.add_row(Label("bills.import_title", role="title"), None, self.choose)
        left.add(self._name, self._progress, self._error, self._missing)
        left.addLayout(row_of(*self._chips.values(), None))
        left.add(self.table, stretch=1)
        left.add(self._why)
        self.table.show_footer()
        self._side = SidePanel(SIZES.side_width - SPACE.l)
        self._side.body.setSpacing(SPACE.s)
        self._side.body.add(Label("bills.import_same", role="section"))
        self._side.body.add(self.revenue_type, self.item, self.due_date, self.twins)
        self._side.body.add(Label("bills.import_columns", role="section"))
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
        for field in (self.revenue_type, self.item, self.due_date):
            field.changed.connect(self._judge)
        for combo in self.columns.values():
            combo.changed.connect(self._remap)
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._look())
        self.table.chosen.connect(lambda _: self._tell_why())
        self.table.answered.connect(self._listed)
        self.table.edited.connect(self._mend)

    def _offer_types(self, receiving: Receiving) -> None:
        self._receiving = receiving
        self.revenue_type.blockSignals(True)
        kinds = [words.offered(kind) for kind in receiving.offered(self._service.today)]
        self.revenue_type.offer([("", f"={words.DASH}"), *kinds])
        self.revenue_type.blockSignals(False)

    def _choose(self) -> None:
        told = f"{i18n.text('bills.import_files')} ({PATTERNS})"
        chosen, _ = QFileDialog.getOpenFileName(self, i18n.text("bills.import_choose"), str(Path.home()), told)
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

    def _read(self, reading: BillReading) -> None:
        self._task = None
        self._progress.hide()
        self._name.show_text(reading.name)
        self._offer_columns(reading)
        self._side.show()
        self._use(reading)

    def _offer_columns(self, reading: BillReading) -> None:
        layout = reading.layout
        width = max((len(row) for row in reading.rows[: layout.header_row + 5]), default=0)
        offered = [("", "bills.import_no_column")]
        for column in range(max(width, len(layout.headings))):
            title = layout.headings[column] if column < len(layout.headings) else ""
            offered.append((str(column), f"={import_rows.letter(column)}  {title}".rstrip()))
        for name, combo in self.columns.items():
            combo.blockSignals(True)
            combo.offer(offered)
            combo.set_text(str(layout.columns[name]) if name in layout.columns else "")
            combo.blockSignals(False)

    def _use(self, reading: BillReading) -> None:
        self._reading = reading
        self._judge()

    def _remap(self) -> None:
        if self._reading is not None:
            chosen = {name: int(combo.text()) for name, combo in self.columns.items() if combo.text()}
            self._use(self._service.remapped(self._reading, chosen))

    def _mend(self, number: int, column: str, text: str) -> None:
        """Put what was typed into the list and judge it anew."""
        report, reading = self.report, self._reading
        if report is not None and reading is not None:
            row = report.rows[number].row
            self._use(self._service.mended(reading, row, BillColumn(column), text))

    def _defaults(self) -> Defaults:
        return Defaults(self.revenue_type.text(), self.item.text().strip(), self.due_date.value())

    def _judge(self) -> None:
        reading, defaults = self._reading, self._defaults()
        if reading is None:
            return

        def show(report: BillList) -> None:
            if reading is self._reading and defaults == self._defaults():
                self.report = report
                self._show_report()

        worker.run(self, lambda _: self._service.judged(reading, defaults), show, self._failed)

    @property
    def wanted(self) -> list[BillRow]:
        """The rows that become bills: without a fault, and asked for twice only where a person said so."""
        found = self.report.billable if self.report else []
        return [row for row in found if not row.twin or self.twins.isChecked()]

    def _show_report(self) -> None:
        report, reading = self.report, self._reading
        if report is None or reading is None:
            return
        missing = reading.layout.missing
        names = "”, “".join(i18n.text(f"bills.column.{name}") for name in missing)
        if missing:
            self._missing.say("bills.import_missing", "bills.import_missing.do", fields=names)
        self._missing.setVisible(bool(missing))
        kinds = [import_rows.kind(row) for row in report.rows]
        for kind, chip in self._chips.items():
            chip.say("bills.import_count", what=i18n.text(f"bills.row.{kind}"), count=kinds.count(kind))
        self.twins.setVisible(any(row.twin for row in report.billable))
        count = len(self.wanted)
        if count:
            self.go.say("bills.import_go", count=f"{count:,}")
        else:
            self.go.say("bills.import_nothing")
        self.go.setEnabled(bool(count))
        self.table.model.use_source(ReportRows([import_rows.told(row, self._receiving) for row in report.rows]))

    def _tell_why(self) -> None:
        """Say in full what is wrong with the row under the cursor."""
        number = self.table.current_id()
        row = self.report.rows[number] if self.report and 0 <= number < len(self.report.rows) else None
        self._why.show_text(import_rows.why(row) if row else "")
        self._why.setVisible(bool(row and row.faults))

    def _look(self) -> None:
        self.table.look_for("", {key for key, chip in self._chips.items() if chip.isChecked()})

    def _listed(self) -> None:
        self._tell_why()
        total = Money(sum(row.fields.satang or 0 for row in self.wanted))
        self.table.footer.say("bills.footer", count=f"{self.table.model.rowCount():,}")
        self.table.footer_end.show_text("")
        if self.wanted:
            self.table.footer_end.say("bills.import_sum", count=f"{len(self.wanted):,}", total=total.format())

    # -- issuing ------------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        rows, reading = self.wanted, self._reading
        if not rows or reading is None or not self.go.isEnabled():
            return
        total = Money(sum(row.fields.satang or 0 for row in rows))
        asked = Question("bills.issue_many_ask", "bills.issue", "bills.issue_why", reading.name, len(rows), total)
        confirm(self, asked, lambda: self._issue(reading, rows))

    def _issue(self, reading: BillReading, rows: Sequence[BillRow]) -> None:
        self.go.setEnabled(False)
        self._progress.begin("bills.issuing")
        self._progress.button.hide()

        def work(progress: Progress) -> Sequence[Given]:
            return self._service.issue(reading, rows, progress.report)

        def failed(error: Exception) -> None:
            self.go.setEnabled(True)
            self._failed(error)

        worker.run(self, work, lambda given: self._issued(len(rows), given), failed, self._progress.advance)

    def _issued(self, count: int, given: Sequence[Given]) -> None:
        self._progress.hide()
        self._reading = self.report = None
        self._side.hide()
        self._name.say("bills.import_drop")
        self.table.model.use_source(ReportRows(()))
        if all(each.known for each in given):
            toast(self, "bills.issued_many", count=f"{count:,}")
        else:
            toast(self, "bills.order_unknown", icon="circle-question-mark")
        self.changed.emit()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.navigate.emit("bills", "unpaid")
