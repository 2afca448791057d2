"""Choosing one batch among the newest, for screens that show a batch and were opened without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.ui import errors, worker
from app.ui.fields import Combo
from app.ui.screens.disbursement.parts import words
from app.ui.surfaces import row_of
from app.ui.table_model import Query
from app.ui.texts import follow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.record import Batch
    from app.services.inquiry import Inquiry

OFFERED_MAX = 200
WIDTH_MIN, WIDTH = 310, 380
"""It gives way on a screen 1280 pixels wide, where the side panel needs its place, too."""
LETTERS = 60


class BatchPicker(QWidget):
    """Offers the newest batches with these statuses; ``chosen`` carries the id of one that a person picked."""

    chosen = Signal(str)
    offered = Signal()

    def __init__(self, inquiry: Inquiry, statuses: frozenset[str]) -> None:
        super().__init__()
        self._source = inquiry.batches(statuses)
        self._combo = Combo()
        self._combo.setMinimumContentsLength(LETTERS)  # asks for more than it may become: it takes what there is
        self._combo.setMinimumWidth(WIDTH_MIN)
        self._combo.setMaximumWidth(WIDTH)
        self._batches: Sequence[Batch] = ()
        self._op_id = ""
        self._query = Query()
        self.setLayout(row_of(self._combo))
        self.setFocusProxy(self._combo)
        self._combo.activated.connect(self._pick)
        follow(self, self._tell)

    def refresh(self) -> None:
        """Look for newer batches."""
        query = self._query

        def look(_: worker.Progress) -> Sequence[Batch]:
            ids = self._source.ids(query)
            return self._source.rows(ids[:OFFERED_MAX])

        worker.run(self, look, self._offer, errors.log_only)

    def narrow(self, query: Query) -> None:
        """Offer only what this question finds."""
        self._query = query
        self.refresh()

    def mark(self, op_id: str) -> None:
        """Show this batch as the chosen one."""
        self._op_id = op_id
        self._combo.setCurrentIndex(self._combo.findData(op_id))

    def settle(self, op_id: str) -> None:
        """Show the batch in sight as the chosen one; where there is none, the newest is picked."""
        if not op_id and self._batches:
            op_id = self._batches[0].op_id
            self.chosen.emit(op_id)
        self.mark(op_id)

    def _offer(self, batches: Sequence[Batch]) -> None:
        self._batches = batches
        self._tell()
        self.offered.emit()

    def _tell(self) -> None:
        self._combo.setAccessibleName(i18n.text("results.picker"))
        self._combo.clear()
        for batch in self._batches:
            told = (batch.total.format(), batch.head.document_no, words.purpose(batch))
            self._combo.addItem(" · ".join(part for part in told if part), batch.op_id)
        self._combo.setCurrentIndex(self._combo.findData(self._op_id))
        self._combo.setEnabled(bool(self._batches))
        self._combo.setPlaceholderText(i18n.text("results.pick"))

    def _pick(self, index: int) -> None:
        self._op_id = str(self._combo.itemData(index))
        self.chosen.emit(self._op_id)
