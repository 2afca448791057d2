"""What was paid on a day, each payment once with its bank reference, and the sums by channel of the very same day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.collections.payment import Channel, PaymentState
from app.domain.values import dates
from app.domain.values.money import Money
from app.ui import days, errors, list_export, worker
from app.ui.buttons import Button, IconButton
from app.ui.fields import ComboField
from app.ui.fields import row_of as fields_row
from app.ui.list_export import ExportDialog, WantedList
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RecordRows
from app.ui.screen import Screen
from app.ui.screens.collections.intraday_sums import DaySumsCard
from app.ui.screens.collections.parts import words
from app.ui.screens.collections.parts.payment_columns import day_columns, payment_of
from app.ui.screens.collections.parts.payment_side import PaymentSide
from app.ui.screens.collections.queue_acts import MoneyActs
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import DateField, SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from app.domain.collections.day_sums import DaySums
    from app.domain.collections.payment import Payment
    from app.domain.collections.revenue import Receiving
    from app.domain.values.listing import Listing
    from app.services.collecting import Collecting
    from app.services.collection_reports import CollectionReports
    from app.ui.screens.collections.parts.ports import Desk
    from app.ui.table_model import Query

BY_PAYING, BY_VALUE = "paid", "value"
_CHANNELS = [("", "incoming.every_channel"), *((each.value, f"collection_terms.channel.{each}") for each in Channel)]


@dataclass(frozen=True, slots=True)
class _Sums:
    """The sums of a day: the whole of it, what waits, and what was paid by card and is in the account later."""

    day: date
    sums: DaySums
    waiting: Money
    cards: str


class IntradayScreen(Screen):
    """The list of a day; a payment's bank reference goes to its day and puts the cursor on it."""

    key, title_key, icon = "payments", "incoming.title", "inbox"
    help_key = "incoming.help"

    def __init__(
        self, service: Collecting, reports: CollectionReports, receiving: Callable[[], Receiving], desk: Desk
    ) -> None:
        super().__init__()
        self._service, self._reports, self._ask_receiving = service, reports, receiving
        self._day = service.today
        self._source = service.day_rows(self._day)
        self._sought = ""
        self._search = SearchField("incoming.search")
        self.day = DateField("incoming.day", hint="")
        self.basis = ComboField("incoming.basis", [(BY_PAYING, "incoming.by_paying"), (BY_VALUE, "incoming.by_value")])
        self.channel = ComboField("incoming.channel", _CHANNELS)
        self.kind = ComboField("bills.field.revenue_type", [("", "ui.any")])
        self._chips = {state: Button(f"collection_terms.payment.{state}", kind="chip") for state in PaymentState}
        self._sums = DaySumsCard()
        self.table = TableView(
            day_columns(),
            RecordRows(self._source),
            name="payments",
            label="incoming.list",
            empty=Empty("incoming.none", "incoming.none_why", icon="inbox"),
        )
        self.side = PaymentSide(desk)
        self.acts = MoneyActs(self, service, lambda _: self._given())
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; the chosen payment stays chosen."""
        self.table.refresh()
        worker.run(self, lambda _: self._ask_receiving(), self._offer_types, errors.log_only)
        self._look_at_sums()

    def open_subject(self, subject: object) -> None:
        """Go to a payment's day and put the cursor on it."""
        sought = str(subject)
        worker.run(self, lambda _: self._service.told(sought).payment, self._go_to, self._explain)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.refresh()
        self._choose()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+F", "incoming.search"), ("Alt+Left", "incoming.day_before"), ("Alt+Right", "incoming.day_after"))

    def chosen(self) -> Payment | None:
        """Return the payment in sight, None without one."""
        row = self.table.current_row()
        return payment_of(row) if row is not None else None

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        before = IconButton("incoming.day_before", "chevron-left", act=partial(self._move, -1), shortcut="Alt+Left")
        after = IconButton("incoming.day_after", "chevron-right", act=partial(self._move, 1), shortcut="Alt+Right")
        today = Button("incoming.go_today", kind="quiet", icon="calendar", act=self._show_today)
        self.keep_list = Button("incoming.keep_list", kind="quiet", icon="download", act=self._keep_list)
        stack.add_row(Label("incoming.title", role="title"), None, self.keep_list, before, today, after)
        stack.addLayout(fields_row(self.day, self.basis, self.channel, self.kind))
        self._search.setMinimumWidth(180)
        stack.addLayout(row_of(self._search, *self._chips.values(), None))
        stack.add(self._sums)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        QuietColumns(self.table, {"ref2": 800, "channel": 640, "payment_id": 520})
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        self.side.hide()
        self.setLayout(whole)
        self.day.set_value(self._day)

    def _wire(self) -> None:
        self._search.textChanged.connect(lambda _: self._look())
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._look())
        self.day.edit.editingFinished.connect(self._typed_day)
        for choice in (self.basis, self.channel, self.kind):
            choice.changed.connect(self._use)
        self.table.explain_filter(self._told_filter)
        self.table.chosen.connect(lambda _: self._choose())
        self.table.opened.connect(lambda _: self._open())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)
        self.side.match_wanted.connect(self._open)
        self.side.refund_wanted.connect(self._open)
        self.side.recall_wanted.connect(self._open)
        self.side.unmatch_wanted.connect(self._unmatch)
        self.side.asked_again.connect(self._service.ask_again)
        for signal, screen in (
            (self.side.order_wanted, "collection_orders"),
            (self.side.bill_wanted, "bills"),
            (self.side.receipt_wanted, "official_receipts"),
        ):
            signal.connect(partial(self.navigate.emit, screen))
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def _typed_day(self) -> None:
        value = self.day.value()
        if value is not None and value != self._day:
            self._show_day(value)

    def _show_today(self) -> None:
        self._show_day(self._service.today)

    def _move(self, step: int) -> None:
        self._show_day(self._day + timedelta(days=step))

    def _show_day(self, day: date) -> None:
        self._day = day
        self.day.set_value(day)
        self.day.complain("")
        self._use()

    def _use(self) -> None:
        """Ask for the day, channel and type that stand above the list."""
        self._source = self._service.day_rows(
            self._day, None, self.channel.text(), self.kind.text(), by_value=self.basis.text() == BY_VALUE
        )
        self.table.model.use_source(RecordRows(self._source))
        self._look_at_sums()

    def _look(self) -> None:
        on = frozenset(state.value for state, chip in self._chips.items() if chip.isChecked())
        self.table.look_for(self._search.text(), on)

    def _go_to(self, payment: Payment) -> None:
        self._sought = payment.payment_id
        for chip in self._chips.values():
            chip.setChecked(False)
        self._search.clear()
        for choice in (self.basis, self.channel, self.kind):
            choice.control.blockSignals(True)
            choice.set_text("")
            choice.control.blockSignals(False)
        self._show_day(dates.bangkok_day(payment.paid_at))

    def _offer_types(self, receiving: Receiving) -> None:
        self.kind.offer([("", "ui.any"), *(words.offered(kind) for kind in receiving.types)])

    def _told_filter(self) -> Sequence[tuple[str, str]]:
        on = [i18n.text(f"collection_terms.payment.{state}") for state, chip in self._chips.items() if chip.isChecked()]
        chosen = [choice.combo.currentText() for choice in (self.channel, self.kind) if choice.text()]
        said = " · ".join(filter(None, (self._search.text().strip(), *chosen, *on)))
        return [
            (self.basis.combo.currentText(), days.day(self._day)),
            (i18n.text("ui.filter"), said or i18n.text("ui.filter_none")),
        ]

    # -- sums ---------------------------------------------------------------------------------------------------------

    def _look_at_sums(self) -> None:
        day, by_value = self._day, self.basis.text() == BY_VALUE

        def work() -> _Sums:
            if by_value:
                told = self._reports.end_of_day(day)
                cards = told.cards_open.amount.format() if told.cards_open.count else ""
                return _Sums(day, told.sums, told.waiting, cards)
            report = self._reports.of_days(day, day)
            waiting = Money(sum(one.waiting.satang for one in report.payments))
            return _Sums(day, report.sums, waiting, "")

        self.look(work, self._show_sums, errors.log_only)

    def _show_sums(self, told: _Sums) -> None:
        if told.day != self._day:
            return
        self._sums.show_sums(told.sums, told.waiting, told.cards)

    def _keep_list(self) -> None:
        """Ask as what the whole list of the day shall be written, with its sums above it."""
        day, by_value, language = self._day, self.basis.text() == BY_VALUE, i18n.language()

        def tell() -> Listing:
            return self._reports.day_list(day, self._ask_receiving(), language, by_value=by_value)

        if list_export.is_offered():
            title = i18n.text("incoming.list_of", day=days.day(day))
            ExportDialog(self, WantedList(title, "payments", tell), "incoming.list_why", day=days.day(day)).open()

    # -- a payment ----------------------------------------------------------------------------------------------------

    def _answered(self) -> None:
        self.side.setVisible(self.table.model.rowCount() > 0)
        if self._sought:
            sought, self._sought = self._sought, ""
            worker.run(self, lambda _: self._source.row_id(sought), self._put_cursor, errors.log_only)
        self._choose()
        query = self.table.model.query
        worker.run(self, lambda _: self._totals(query), partial(self._sum, query), errors.log_only)

    def _put_cursor(self, identity: int) -> None:
        self.table.choose(identity)

    def _totals(self, query: Query) -> tuple[int, Money]:
        found = self._source.totals(query)
        return found.count, found.total

    def _sum(self, query: Query, totals: tuple[int, Money]) -> None:
        if query != self.table.model.query:
            return
        self.table.footer.say("bills.footer", count=f"{totals[0]:,}")
        self.table.footer_end.say("bills.footer_sum", total=totals[1].format())

    def _choose(self) -> None:
        payment = self.chosen()
        self.side.show_payment(payment)
        if payment is not None:
            payment_id = payment.payment_id
            worker.run(self, lambda _: self._service.told(payment_id), self.side.show_told, errors.log_only)

    def _open(self) -> None:
        """Go where more can be done about a payment: the queue, its receipt, or its bill."""
        payment, told = self.chosen(), self.side.told
        if payment is None:
            return
        if payment.state is PaymentState.QUEUED:
            self.navigate.emit("collection_queue", payment.payment_id)
        elif payment.receipt_id:
            self.navigate.emit("official_receipts", payment.receipt_id)
        elif told is not None and told.bills:
            self.navigate.emit("bills", told.bills[0].bill_id)

    def _unmatch(self) -> None:
        told = self.side.told
        if told is not None:
            self.acts.propose_unmatch(told)

    def _given(self) -> None:
        self.changed.emit()
        self.refresh()

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)
