"""Payments for which a receipt is due: some or all of them, up to three hundred at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.values.money import Money
from app.ui.buttons import Button
from app.ui.record_rows import RECORD, NumberedRecords
from app.ui.screens.collections.parts.payment_columns import due_columns
from app.ui.screens.collections.receipts_work import CHOSEN_MAX
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_model import FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.collections.payment import Payment


class DuePage(QWidget):
    """The list with its search; ``wanted`` carries the payments for which receipts are asked."""

    wanted = Signal(object)
    opened = Signal(str)

    def __init__(self, *, may_issue: bool) -> None:
        super().__init__()
        self._may, self._under_way = may_issue, ""
        self._found: Sequence[Payment] = ()
        self._shown: Sequence[Payment] = ()
        self._records: NumberedRecords[Payment] = NumberedRecords(lambda one: one.payment_id, lambda one: {RECORD: one})
        self._search = SearchField("incoming.search")
        self.table = TableView(
            due_columns(),
            FixedRows(()),
            name="receipts_due",
            label="receipt_book.due_list",
            empty=Empty("receipt_book.due_none", "receipt_book.due_none_why", icon="circle-check"),
        )
        self._hint = Label("receipt_book.due_hint", role="quiet", wrap=True)
        self.all = Button("receipt_book.choose_all", kind="quiet", icon="check", act=self.table.grid.selectAll)
        self.go = Button("receipt_book.issue_none", kind="primary", icon="file-check", act=self._ask,
                         shortcut="Ctrl+Return")  # fmt: skip
        stack = Stack(self, spacing=SPACE.m)
        self._search.setMinimumWidth(220)
        stack.addLayout(row_of(self._search, None, self.all, self.go))
        stack.add(self._hint)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        for part in (self.all, self.go, self._hint):
            part.setVisible(may_issue)
        self._search.textChanged.connect(lambda _: self._show())
        self.table.answered.connect(self._tell)
        self.table.grid.selectionModel().selectionChanged.connect(lambda *_: self._tell())
        self.table.opened.connect(lambda _: self._open())
        self.setFocusProxy(self.table.grid)

    def show_payments(self, found: Sequence[Payment]) -> None:
        """Show the payments for which a receipt is due; those that are marked stay so where they are still here."""
        if [one.payment_id for one in found] != [one.payment_id for one in self._found] or not found:
            self._found = found
            self.table.use_source(self._look())

    def say_busy(self, told: str) -> None:
        """Ask for no receipts while ``told`` is under way; nothing is told once that is over."""
        self._under_way = told
        self.go.explain(told)
        self._tell()

    def seek(self) -> None:
        """Put the cursor into the search."""
        self._search.setFocus()

    def marked(self) -> list[Payment]:
        """Return the marked payments by their place: those whose page is not here, too."""
        return self._records.named(self.table.marked_ids())

    # -- inside -------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.table.model.use_source(self._look())

    def _look(self) -> FixedRows:
        wanted = self._search.text().strip().lower()
        self._shown = [
            one for one in self._found if wanted in f"{one.payer_name} {one.payment_id} {one.ref1} {one.ref2}".lower()
        ]
        return self._records.rows(self._shown)

    def _tell(self) -> None:
        self.table.footer.say("bills.footer", count=f"{len(self._shown):,}")
        total = Money(sum(one.matched.satang for one in self._shown))
        self.table.footer_end.say("bills.footer_sum", total=total.format())
        count = len(self.marked())
        self.go.setEnabled(0 < count <= CHOSEN_MAX and not self._under_way)
        if count > CHOSEN_MAX:
            self.go.say("receipt_book.issue_too_many", limit=f"{CHOSEN_MAX:,}")
        elif count:
            self.go.say("receipt_book.issue_count", count=f"{count:,}")
        else:
            self.go.say("receipt_book.issue_none")
        self.all.setEnabled(bool(self._shown))

    def _ask(self) -> None:
        if self.go.isEnabled():
            self.wanted.emit(self.marked())

    def _open(self) -> None:
        here = self.table.current_id()
        if here >= 0:
            self.opened.emit(self._records.named([here])[0].payment_id)
