"""Bills from a list: the file, its columns, every row with what is wrong beside the cell, one order for them all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.domain.collections.bill_columns import BillColumn
from app.domain.collections.bill_list import Defaults
from app.domain.values.money import Money
from app.ui.fields import CheckField, ComboField, TextField
from app.ui.list_import import ListImport
from app.ui.messages import Question, confirm, toast
from app.ui.screens.collections.parts import import_rows, words
from app.ui.screens.collections.parts.import_rows import KINDS
from app.ui.texts import Label
from app.ui.typed_fields import DateField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from app.domain.collections.bill_list import BillList, BillRow
    from app.domain.collections.revenue import Receiving
    from app.services.bill_import import BillImport, BillReading
    from app.services.commands import Given
    from app.ui.table_model import Row
    from app.ui.worker import Progress


class BillImportScreen(ListImport["BillReading", "BillList"]):
    """Reads one list at a time and judges its rows. A cell is mended by typing over it."""

    key, title_key, words = "bills_import", "bills.import_title", "bills.import_"
    help_key = "bills.import_help"
    within = "bills"

    def __init__(self, service: BillImport) -> None:
        self._service = service
        self._receiving: Receiving | None = None
        super().__init__(
            import_rows.columns(),
            {each: f"bills.row.{each}" for each in KINDS},
            {each.value: f"bills.column.{each}" for each in BillColumn},
            grid=True,
        )
        self.revenue_type = ComboField("bills.import_type")
        self.item = TextField("bills.import_item", length_max=200)
        self.due_date = DateField("bills.import_due", hint="bills.import_due_hint")
        self.twins = CheckField("bills.import_twins", act=lambda _: self.show_report())
        same = (self.revenue_type, self.item, self.due_date)
        self._why = Label(role="strong", tone="refused", wrap=True)
        self.put(Label("bills.import_same", role="section"), *same, self.twins, below=self._why)
        for field in same:
            field.changed.connect(self.judge)
        self.table.chosen.connect(lambda _: self._tell_why())
        self.table.answered.connect(self._foot)
        self.table.edited.connect(self._mend)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask what may be collected."""
        self.look(self._service.receiving, self._offer_types, self.explain)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._receiving is not None:
            self._offer_types(self._receiving)
        super().retranslate()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+O", "bills.import_choose"), ("F2", "bills.key_mend"), ("Ctrl+Return", "bills.key_issue"))

    # -- what a list says of itself -----------------------------------------------------------------------------------

    def work_read(self, path: Path, progress: Progress) -> BillReading:
        """Read a list."""
        return self._service.read(path, progress.report, lambda: progress.cancelled)

    def remapped(self, reading: BillReading, columns: Mapping[str, int]) -> BillReading:
        """Return the same rows with other columns."""
        return self._service.remapped(reading, {BillColumn(name): place for name, place in columns.items()})

    def judging(self, reading: BillReading) -> Callable[[], BillList]:
        """Return what judges every row, with what holds for those that do not say it."""
        same = Defaults(self.revenue_type.text(), self.item.text().strip(), self.due_date.value())
        return partial(self._service.judged, reading, same)

    def told(self, report: BillList) -> tuple[Sequence[Row], int]:
        """Return the rows with what is wrong in each cell, and how many bills there would be."""
        self.twins.setVisible(any(row.twin for row in report.billable))
        return [import_rows.told(row, self._receiving) for row in report.rows], len(self.wanted)

    @property
    def wanted(self) -> list[BillRow]:
        """The rows that become bills: without a fault, and asked for twice only where a person said so."""
        found = self.report.billable if self.report else []
        return [row for row in found if not row.twin or self.twins.isChecked()]

    def send(self, reading: BillReading, _report: BillList) -> None:
        """Ask whether all these bills are to be issued, and do it."""
        rows = self.wanted
        asked = Question("bills.issue_many_ask", "bills.issue", "bills.issue_why", reading.name, len(rows), _sum(rows))
        confirm(self, asked, partial(self._issue, reading, rows))

    # -- inside -------------------------------------------------------------------------------------------------------

    def _offer_types(self, receiving: Receiving) -> None:
        self._receiving = receiving
        self.revenue_type.blockSignals(True)
        kinds = [words.offered(kind) for kind in receiving.offered(self._service.today)]
        self.revenue_type.offer([("", f"={words.DASH}"), *kinds])
        self.revenue_type.blockSignals(False)

    def _mend(self, number: int, column: str, text: str) -> None:
        """Put what was typed into the list and judge it anew."""
        report, reading = self.report, self.reading
        if report is not None and reading is not None:
            row = report.rows[number].row
            self.use(self._service.mended(reading, row, BillColumn(column), text))

    def _tell_why(self) -> None:
        """Say in full what is wrong with the row under the cursor."""
        number = self.table.current_id()
        row = self.report.rows[number] if self.report and 0 <= number < len(self.report.rows) else None
        self._why.show_text(import_rows.why(row) if row else "")
        self._why.setVisible(bool(row and row.faults))

    def _foot(self) -> None:
        self._tell_why()
        self.table.footer.say("bills.footer", count=f"{self.table.model.rowCount():,}")
        self.table.footer_end.show_text("")
        if rows := self.wanted:
            self.table.footer_end.say("bills.import_sum", count=f"{len(rows):,}", total=_sum(rows).format())

    def _issue(self, reading: BillReading, rows: Sequence[BillRow]) -> None:
        self.dispatch(
            "bills.issuing",
            lambda progress: self._service.issue(reading, rows, progress.report),
            partial(self._issued, len(rows)),
        )

    def _issued(self, count: int, given: Sequence[Given]) -> None:
        if all(each.known for each in given):
            toast(self, "bills.issued_many", count=f"{count:,}")
        else:
            toast(self, "bills.order_unknown", icon="circle-question-mark")
        self.navigate.emit("bills", "unpaid")


def _sum(rows: Sequence[BillRow]) -> Money:
    return Money(sum(row.fields.satang or 0 for row in rows))
