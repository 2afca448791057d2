"""Every payment to a payee, the newest first, with what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.disbursement.transfer import LineStatus
from app.ui import days
from app.ui.cells import Cell
from app.ui.surfaces import Column as Stack
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.record import Batch, LineRecord
    from app.ui.theme import Tone

HEIGHT_MIN = 220
_CHIPS: dict[LineStatus, tuple[Tone, str]] = {
    LineStatus.SETTLED: ("done", "circle-check"),
    LineStatus.REJECTED: ("refused", "circle-x"),
    LineStatus.RETURNED: ("refused", "undo-2"),
    LineStatus.VOIDED: ("plain", "ban"),
    LineStatus.DECLINED: ("refused", "ban"),
}


class PaymentTable(QWidget):
    """``batch_wanted`` carries the batch of the row that was opened."""

    batch_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        columns = (
            Column("day", "register.paid_day", 110, sortable=False),
            Column("purpose", "register.paid_for", 200, stretch=True, sortable=False),
            Column("document", "register.paid_document", 130, sortable=False),
            Column("amount", "register.paid_amount", 120, align="right", sortable=False),
            Column("status", "register.paid_state", 150, sortable=False, show_row=lambda row: row["chip"]),
        )
        self.table = TableView(
            columns,
            FixedRows(()),
            name="payee_payments",
            label="register.payments_list",
            empty=Empty("register.payments_none", "register.payments_none_why", icon="inbox"),
        )
        self._batches: list[str] = []
        self.table.opened.connect(lambda number: self.batch_wanted.emit(self._batches[number]))
        self.setMinimumHeight(HEIGHT_MIN)
        Stack(self, spacing=0).add(self.table)

    def show_payments(self, payments: Sequence[tuple[Batch, LineRecord]]) -> None:
        """Show these lines with their batches."""
        self._batches = [batch.op_id for batch, _ in payments]
        self.table.model.use_source(FixedRows([_row(batch, line) for batch, line in payments]))


def _row(batch: Batch, line: LineRecord) -> dict[str, object]:
    tone, icon = _CHIPS.get(line.status, ("waiting", "hourglass"))
    words = i18n.text(f"terms.line.{line.status.value}")
    return {
        "day": days.compact(batch.head.value_date) if batch.head.value_date else "",
        "purpose": batch.head.purpose,
        "document": batch.head.document_no,
        "amount": line.amount,
        "status": line.status.value,
        "chip": Cell(words, tone=tone, icon=icon, chip=True, hint=line.reason),
    }
