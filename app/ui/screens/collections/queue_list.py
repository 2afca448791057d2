"""Money that belongs to no bill yet: why it waits, for how long, which bills it may be for, and what to propose."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.domain.collections.payment import QueueCause
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RecordRows
from app.ui.screen import Screen
from app.ui.screens.collections.parts.payment_columns import payment_of, queue_columns
from app.ui.screens.collections.parts.payment_side import PaymentSide
from app.ui.screens.collections.queue_acts import MoneyActs, banks_to_choose
from app.ui.screens.collections.queue_match import MatchPage
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.collections.candidates import Candidate
    from app.domain.collections.payment import Payment
    from app.domain.values.money import Money
    from app.services.collecting import Collecting
    from app.services.commands import Given
    from app.ui.screens.collections.parts.ports import Desk
    from app.ui.table_model import Query

LIST, MATCH = 0, 1
_C = QueueCause
FILTERS: dict[str, frozenset[str]] = {
    "reference": frozenset({_C.NO_REFERENCE, _C.WRONG_REFERENCE}),
    "amount": frozenset({_C.UNDER, _C.OVER, _C.DOUBLE}),
    "late": frozenset({_C.LATE, _C.CANCELLED}),
    "unmatched": frozenset({_C.UNMATCHED}),
}


class QueueScreen(Screen):
    """The queue; a payment's id puts the cursor on it."""

    key, title_key, icon = "collection_queue", "incoming.queue_title", "hourglass"
    help_key = "incoming.queue_help"

    def __init__(self, service: Collecting, desk: Desk) -> None:
        super().__init__()
        self._service, self._desk = service, desk
        self._source = service.queue_rows()
        self._sought = ""
        self._search = SearchField("incoming.search")
        self._chips = {key: Button(f"incoming.filter.{key}", kind="chip") for key in FILTERS}
        self.table = TableView(
            queue_columns(lambda: service.today),
            RecordRows(self._source),
            name="collection_queue",
            label="incoming.queue_list",
            empty=Empty("incoming.queue_none", "incoming.queue_none_why", icon="circle-check"),
        )
        self.side = PaymentSide(desk)
        self.page = MatchPage()
        self.acts = MoneyActs(self, service, lambda _: self._given())
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; the chosen payment stays chosen."""
        self.table.refresh()

    def open_subject(self, subject: object) -> None:
        """Put the cursor on a payment; a filter that hides it is taken away."""
        self._sought = str(subject)
        self._pages.setCurrentIndex(LIST)
        self._search.clear()
        for chip in self._chips.values():
            chip.setChecked(False)
        self.table.refresh()

    def go_back(self) -> bool:
        """Go from the candidates back to the list."""
        if self._pages.currentIndex() == LIST:
            return False
        self._pages.setCurrentIndex(LIST)
        self.table.grid.setFocus()
        return True

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.page.retranslate()
        self._choose()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+F", "incoming.search"),
            ("Return", "incoming.match"),
            ("Ctrl+Return", "incoming.match_go"),
        )

    def chosen(self) -> Payment | None:
        """Return the payment in sight, None without one."""
        row = self.table.current_row()
        return payment_of(row) if row is not None else None

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        listed = QWidget()
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add_row(Label("incoming.queue_title", role="title"), None)
        self._search.setMinimumWidth(150)
        stack.addLayout(row_of(self._search, *self._chips.values(), None))
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        QuietColumns(self.table, {"payment_id": 850, "ref2": 690, "order": 560})
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        listed.setLayout(whole)
        self._pages.addWidget(listed)
        self._pages.addWidget(self.page)
        self.side.hide()
        Stack(self, spacing=0).add(self._pages)

    def _wire(self) -> None:
        self._search.textChanged.connect(lambda _: self._look())
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._look())
        self.table.explain_filter(self._told_filter)
        self.table.chosen.connect(lambda _: self._choose())
        self.table.opened.connect(lambda _: self._open_match())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)
        self.side.match_wanted.connect(self._open_match)
        self.side.refund_wanted.connect(self._refund)
        self.side.unmatch_wanted.connect(self._unmatch)
        self.side.recall_wanted.connect(self._recall)
        self.side.asked_again.connect(self._service.ask_again)
        for signal, screen in (
            (self.side.order_wanted, "collection_orders"),
            (self.side.bill_wanted, "bills"),
            (self.side.receipt_wanted, "official_receipts"),
        ):
            signal.connect(partial(self.navigate.emit, screen))
        self.page.wanted.connect(self._propose)
        self.page.left.connect(self.go_back)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def _look(self) -> None:
        on = (FILTERS[key] for key, chip in self._chips.items() if chip.isChecked())
        self.table.look_for(self._search.text(), frozenset().union(*on))

    def _told_filter(self) -> Sequence[tuple[str, str]]:
        on = [i18n.text(f"incoming.filter.{key}") for key, chip in self._chips.items() if chip.isChecked()]
        said = " · ".join(filter(None, (self._search.text().strip(), *on)))
        return [(i18n.text("ui.filter"), said or i18n.text("ui.filter_none"))]

    def _answered(self) -> None:
        self.side.setVisible(self.table.model.rowCount() > 0)
        if self._sought:
            sought, self._sought = self._sought, ""
            worker.run(self, lambda _: self._source.row_id(sought), self._put_cursor, errors.log_only)
        self._choose()
        query = self.table.model.query
        worker.run(self, lambda _: self._totals(query), self._sum, errors.log_only)

    def _put_cursor(self, identity: int) -> None:
        self.table.choose(identity)

    def _totals(self, query: Query) -> tuple[int, Money]:
        found = self._source.totals(query)
        return found.count, found.total

    def _sum(self, totals: tuple[int, Money]) -> None:
        self.table.footer.say("bills.footer", count=f"{totals[0]:,}")
        self.table.footer_end.say("bills.footer_sum", total=totals[1].format())

    def _choose(self) -> None:
        payment = self.chosen()
        self.side.show_payment(payment)
        if payment is not None:
            payment_id = payment.payment_id
            worker.run(self, lambda _: self._service.told(payment_id), self.side.show_told, errors.log_only)

    # -- acts ---------------------------------------------------------------------------------------------------------

    def _open_match(self) -> None:
        payment = self.chosen()
        if payment is None or not self.side.match.isVisible():
            return

        def show(found: Sequence[Candidate]) -> None:
            self.page.show_payment(payment, found)
            self._pages.setCurrentIndex(MATCH)
            self.page.setFocus()

        worker.run(self, lambda _: self._service.candidates(payment), show, self._explain)

    def _propose(self) -> None:
        payment, bill, amount = self.page.payment, self.page.bill, self.page.wanted_amount
        if payment is None or bill is None or amount is None:
            return
        reason = self.page.reason.text()
        self.page.go.setEnabled(False)

        def done(given: Given) -> None:
            self.go_back()
            self.acts.told(given, "incoming.proposed")

        def failed(error: Exception) -> None:
            self.page.go.setEnabled(True)
            self.page.error.show_error(error)

        worker.run(self, lambda _: self._service.propose_match(payment, bill, amount, reason), done, failed)

    def _refund(self) -> None:
        payment = self.chosen()
        if payment is not None:
            banks = self._desk.banks
            named = [(code, banks.title(code, i18n.language())) for code in banks.banks]
            self.acts.propose_refund(payment, banks_to_choose(named))

    def _unmatch(self) -> None:
        told = self.side.told
        if told is not None:
            self.acts.propose_unmatch(told)

    def _recall(self) -> None:
        payment = self.chosen()
        if payment is not None:
            req_id = payment.open_req_id
            worker.run(self, lambda _: self._service.order(req_id), self.acts.recall, self._explain)

    def _given(self) -> None:
        self.changed.emit()
        self.refresh()

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)
