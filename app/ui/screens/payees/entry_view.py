"""One payee of a change: what differs, before and after, beside the scan; compared, or left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.comparison import Comparison, Differing
from app.ui.fields import CheckField
from app.ui.flow import Chip
from app.ui.scan_view import ScanView
from app.ui.screens.payees.parts import words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of, scroll_page
from app.ui.texts import ShortLabel
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.payees.changes import Entry
    from app.services.payee_scans import PayeeScans
    from app.services.payees import Payees
    from app.ui.cells import Cell
    from app.ui.screens.payees.parts.ports import Desk


class EntryView(QWidget):
    """``marked`` tells that a tick of the payee in sight changed: (payee id, left out, form seen)."""

    marked = Signal(str, bool, bool)

    def __init__(self, service: Payees, scans: PayeeScans, desk: Desk) -> None:
        super().__init__()
        self._service, self._desk = service, desk
        self._entry: Entry | None = None
        self._name, self._chip = ShortLabel(role="section"), Chip()
        self.comparison = Comparison()
        self.scan = ScanView(scans.fetch)
        self.seen = CheckField("register.form_seen", act=lambda _: self._mark())
        self.left_out = CheckField("register.leave_out", act=lambda _: self._mark())
        area, body = scroll_page(margins=0)
        body.addLayout(row_of(self._name, self._chip, None))
        body.add(self.comparison, self.left_out)
        body.addStretch(1)
        beside = QWidget()
        stack = Stack(beside, spacing=SPACE.s)
        stack.add(self.seen)
        stack.add(self.scan, stretch=1)
        whole = row_of(spacing=SPACE.l)
        whole.addWidget(area, 1)
        whole.addWidget(beside, 1)
        self.setLayout(whole)

    def show_entry(self, entry: Entry | None, chip: Cell | None, marks: tuple[bool, bool], *, mine: bool) -> None:
        """Show a payee of the change; ``chip`` is how sure the approved account is, ``marks`` are (left out, seen).

        ``mine`` says that this person may tick.
        """
        self._entry = entry
        self.setVisible(entry is not None)
        if entry is None:
            return
        self._name.show_text(entry.record.name)
        self._chip.setVisible(chip is not None)
        if chip is not None:
            self._chip.show_cell(chip)
        self.comparison.show_rows(self._rows(entry), with_before=entry.before is not None)
        for box, on in zip((self.left_out, self.seen), marks, strict=True):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
            box.setEnabled(mine)
        self.left_out.setVisible(mine)
        self.seen.setVisible(bool(entry.record.form_sha256))
        self.scan.show_scan(entry.record.form_sha256, entry.payee_id)

    def _rows(self, entry: Entry) -> list[Differing]:
        if not entry.merged_into:
            return words.differing(entry.before, entry.record, self._desk.banks)
        stays = self._service.register().find(entry.merged_into)
        if stays is None:  # is not heard of here yet
            return [Differing(words.entry(entry.kind), "", entry.merged_into)]
        return words.merging(entry.record, stays, self._desk.banks)

    def _mark(self) -> None:
        if self._entry is not None:
            self.marked.emit(self._entry.payee_id, self.left_out.isChecked(), self.seen.isChecked())
