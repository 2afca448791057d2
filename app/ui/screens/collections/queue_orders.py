"""What two persons decide about money that came in: what waits with all that must be known, and what was decided."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.collections.orders import CollectionAct, OrderState
from app.domain.collections.payment import PaymentState
from app.domain.collections.receipt import number_of
from app.ui import errors
from app.ui.buttons import Button
from app.ui.flow import Chip
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD
from app.ui.screen import Screen
from app.ui.screens.collections.parts import money_words, words
from app.ui.screens.collections.queue_acts import MoneyActs
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.services.collecting import Collecting, OrderTold
    from app.ui.cells import Shown
    from app.ui.screens.collections.parts.ports import Desk
    from app.ui.table_model import Row

WAITING = OrderState.WAITING.value


class OrderSide(SidePanel):
    """Shows one order with the payment and the bill that it is about."""

    approve_wanted = Signal()
    send_back_wanted = Signal()
    recall_wanted = Signal()
    payment_wanted = Signal(str)
    bill_wanted = Signal(str)
    receipt_wanted = Signal(str)
    asked_again = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._told: OrderTold | None = None
        self._chip, self._act, self._amount = Chip(), Label(role="section", wrap=True), Label(role="hero")
        self._why = Label(role="quiet", wrap=True)
        self._note = Notice(tone="unknown", icon="circle-question-mark")
        self._asked, self._money, self._bill, self._course = KeyValues(), KeyValues(), KeyValues(), KeyValues()
        self._money_title = Label("incoming.paid_side", role="section")
        self._bill_title = Label("incoming.bill_side", role="section")
        self._course_title = Label("incoming.timeline", role="section")
        self.payment = Button("incoming.open_payment", kind="link", act=self._open_payment)
        self.bill = Button("incoming.open_bill", kind="link", act=self._open_bill)
        self.receipt = Button("incoming.open_receipt", kind="link", act=self._open_receipt)
        self.ask_again = Button("bills.ask_again", kind="primary", icon="refresh-cw", act=self.asked_again.emit)
        self.approve = Button("incoming.approve", kind="primary", icon="badge-check", act=self.approve_wanted.emit,
                              shortcut="Ctrl+Return")  # fmt: skip
        self.send_back = Button("incoming.send_back", icon="undo-2", act=self.send_back_wanted.emit)
        self.recall = Button("incoming.recall", icon="undo-2", act=self.recall_wanted.emit)
        self.body.add(row_of(self._chip, None), self._act, self._amount, self._why, self._note, self._asked)
        self.body.add(self._money_title, self._money, self._bill_title, self._bill, self._course_title, self._course)
        for link in (self.payment, self.bill, self.receipt):
            self.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        self.foot.add(self.ask_again, self.approve, self.send_back, self.recall)
        self.show_order(None)

    def show_order(self, told: OrderTold | None) -> None:
        """Show another order, or nothing."""
        self._told = told
        there = told is not None
        for part in (self._chip, self._act, self._amount, self._why, self._asked, self._course_title, self._course):
            part.setVisible(there)
        if told is not None:
            self._tell(told)
        self._tell_about(told)
        self._light(told)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _open_payment(self) -> None:
        if self._told is not None:
            self.payment_wanted.emit(self._told.order.order.payment_id)

    def _open_bill(self) -> None:
        if self._told is not None:
            self.bill_wanted.emit(self._told.order.order.bill_id)

    def _open_receipt(self) -> None:
        if self._told is not None:
            self.receipt_wanted.emit(self._told.order.order.receipt_id)

    def _tell(self, told: OrderTold) -> None:
        order = told.order
        said = order.order
        self._chip.show_cell(money_words.order_state(order))
        self._act.show_text(money_words.act(said.act))
        amount = said.amount or (told.payment.amount if told.payment else None)
        self._amount.setVisible(amount is not None)
        if amount is not None:
            self._amount.say("ui.baht", amount=amount.format())
        self._why.show_text(i18n.text(f"incoming.effect.{said.act}"))
        put = self._asked.put
        voids = said.act is CollectionAct.VOID_RECEIPT
        self._asked.put_known("incoming.receipt_number", number_of(said.receipt_id) if voids else "")
        put("incoming.reason", said.reason)
        put("incoming.proposed_by", words.person(self._desk, order.maker_uid))
        bank = self._desk.banks.title(said.bank, i18n.language()) if said.bank else ""
        self._asked.put_known("incoming.refund_to", " ".join(filter(None, (bank, said.acct))))
        self._asked.put_known("incoming.refund_name", said.acct_name)
        put = self._course.put
        put("incoming.proposed_at", words.moment(order.made_at))
        put("incoming.decided_by", words.person(self._desk, order.decided_by))
        put("incoming.decided_at", words.moment(order.decided_at))
        put("incoming.answer", order.answer or words.DASH)
        put("incoming.bank_ref", order.bank_ref or words.DASH)

    def _tell_about(self, told: OrderTold | None) -> None:
        payment, bill = (told.payment, told.bill) if told else (None, None)
        for parts, there in (
            ((self._money_title, self._money), payment is not None),
            ((self._bill_title, self._bill), bill is not None),
        ):
            for part in parts:
                part.setVisible(there)
        if payment is not None:
            put = self._money.put
            put("bills.field.payer_name", payment.payer_name or words.DASH)
            put("incoming.amount", payment.amount.format())
            put("incoming.waiting", payment.waiting.format())
            put("incoming.standing", money_words.state_words(payment))
            put("incoming.paid_at", words.moment(payment.paid_at))
            put("incoming.payment_id", payment.payment_id)
            put("bills.ref1", payment.ref1 or words.DASH)
            put("bills.ref2", words.reference(payment.ref2) or words.DASH)
        if bill is not None:
            put = self._bill.put
            put("bills.field.payer_name", bill.draft.payer_name)
            put("bills.field.item", bill.draft.item)
            put("incoming.open_on_bill", bill.open_amount.format())
            put("bills.due", words.day(bill.draft.due_date))
            put("bills.ref1", bill.reference.ref1)
            put("bills.ref2", words.reference(bill.reference.ref2))

    def _light(self, told: OrderTold | None) -> None:
        under_way = told is not None and told.under_way
        self._note.setVisible(under_way)
        if under_way:
            self._note.say("bills.unknown")
        said = told.order.order if told else None
        for button, lit in (
            (self.ask_again, under_way),
            (self.approve, told is not None and told.may_settle and not under_way),
            (self.send_back, told is not None and told.may_settle and not under_way),
            (self.recall, told is not None and told.may_recall and not under_way),
            (self.payment, told is not None and told.payment is not None),
            (self.bill, said is not None and bool(said.bill_id)),
            (self.receipt, said is not None and said.act is CollectionAct.VOID_RECEIPT),
        ):
            button.setVisible(bool(lit))


class OrdersScreen(Screen):
    """Orders of two persons; an order's id puts the cursor on it, ``waiting`` shows those that wait."""

    key, title_key, icon = "collection_orders", "incoming.orders_title", "badge-check"
    help_key = "incoming.orders_help"

    def __init__(self, service: Collecting, desk: Desk) -> None:
        super().__init__()
        self._service, self._desk = service, desk
        self._found: Sequence[OrderTold] = ()
        self._sought = ""
        self._search = SearchField("incoming.search_orders")
        self._chips = {state.value: Button(f"incoming.order.{state}", kind="chip") for state in OrderState}
        self.table = TableView(
            self._columns(),
            FixedRows(()),
            name="collection_orders",
            label="incoming.orders_list",
            empty=Empty("incoming.orders_none", "incoming.orders_none_why", icon="badge-check"),
        )
        self.side = OrderSide(desk)
        self.acts = MoneyActs(self, service, lambda _: self._given())
        self._error = errors.ErrorNote()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; the chosen order stays chosen."""
        self.look(self._service.orders, self._take, self._error.show_error)

    def open_subject(self, subject: object) -> None:
        """Put the cursor on an order, or show those that wait."""
        wanted = str(subject)
        for state, chip in self._chips.items():
            chip.setChecked(state == wanted == WAITING)
        self._search.clear()
        self._sought = "" if wanted == WAITING else wanted
        self._show_rows()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self._show_rows()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+F", "incoming.search_orders"), ("Ctrl+Return", "incoming.approve"))

    def chosen(self) -> OrderTold | None:
        """Return the order in sight, None without one."""
        row = self.table.current_row()
        return row[RECORD] if row is not None else None

    # -- inside -------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        def of(show: Callable[[OrderTold], Shown]) -> Callable[[Row], Shown]:
            return lambda row: show(row[RECORD])

        def column(
            key: str, title: str, width: int, show: Callable[[OrderTold], Shown], *, stretch: bool = False
        ) -> Column:
            return Column(key, title, width, stretch=key == "payer", sortable=False, show_row=of(show))

        return (
            column("act", "incoming.order_act", 150, lambda one: money_words.act(one.order.order.act)),
            column("payer", "bills.field.payer_name", 150, _payer),
            Column("amount", "incoming.amount", 104, align="right", amount=True, sortable=False, show_row=of(_amount)),
            column("by", "incoming.proposed_by", 128, lambda one: words.person(self._desk, one.order.maker_uid)),
            column("age", "incoming.age", 84, lambda one: money_words.age(one.order.made_at, self._service.today)),
            column("state", "incoming.standing", 132, lambda one: money_words.order_state(one.order)),
        )

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add_row(Label("incoming.orders_title", role="title"), None)
        self._search.setMinimumWidth(220)
        stack.addLayout(row_of(self._search, None))
        stack.addLayout(row_of(*self._chips.values(), None))
        stack.add(self._error)
        stack.add(self.table, stretch=1)
        QuietColumns(self.table, {"by": 860, "age": 760})  # they stand beside the list, and names are to be read whole
        self.table.show_footer()
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        self.side.hide()
        self.setLayout(whole)

    def _wire(self) -> None:
        self._search.textChanged.connect(lambda _: self._show_rows())
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._show_rows())
        self.table.chosen.connect(lambda _: self.side.show_order(self.chosen()))
        self.table.opened.connect(lambda _: self._open_payment())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)
        self.side.approve_wanted.connect(partial(self._settle, approve=True))
        self.side.send_back_wanted.connect(partial(self._settle, approve=False))
        self.side.recall_wanted.connect(self._recall)
        self.side.payment_wanted.connect(lambda _: self._open_payment())
        self.side.bill_wanted.connect(partial(self.navigate.emit, "bills"))
        self.side.receipt_wanted.connect(partial(self.navigate.emit, "official_receipts"))
        self.side.asked_again.connect(self._service.ask_again)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def _take(self, found: Sequence[OrderTold]) -> None:
        self._found = found
        self._error.clear()
        self._show_rows()

    def _show_rows(self) -> None:
        chosen = self.chosen()
        self._sought = self._sought or (chosen.order.order.req_id if chosen else "")
        wanted = self._search.text().strip().lower()
        on = {state for state, chip in self._chips.items() if chip.isChecked()}
        shown = [one for one in self._found if _matches(one, wanted, on)]
        self.table.model.use_source(FixedRows([{RECORD: one} for one in shown]))

    def _answered(self) -> None:
        count = self.table.model.rowCount()
        self.side.setVisible(count > 0)
        self.table.footer.say("bills.footer", count=f"{count:,}")
        if any(one.order.order.req_id == self._sought for one in self._found):  # else the news of it is still to come
            sought, self._sought = self._sought, ""
            rows = (self.table.model.row_at(row) for row in range(count))
            at = next((n for n, row in enumerate(rows) if row and row[RECORD].order.order.req_id == sought), None)
            if at is not None:
                self.table.grid.setCurrentIndex(self.table.model.index(at, 0))
        self.side.show_order(self.chosen())

    def _open_payment(self) -> None:
        told = self.chosen()
        if told is not None and told.payment is not None:
            queued = told.payment.state is PaymentState.QUEUED
            self.navigate.emit("collection_queue" if queued else "payments", told.payment.payment_id)

    def _settle(self, *, approve: bool) -> None:
        told = self.chosen()
        if told is not None:
            self.acts.settle(told, approve=approve)

    def _recall(self) -> None:
        told = self.chosen()
        if told is not None:
            self.acts.recall(told)

    def _given(self) -> None:
        self.changed.emit()
        self.refresh()

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)


def _payer(told: OrderTold) -> str:
    return (told.payment.payer_name if told.payment else "") or words.DASH


def _amount(told: OrderTold) -> str:
    amount = told.order.order.amount or (told.payment.amount if told.payment else None)
    return amount.format() if amount else words.DASH


def _matches(told: OrderTold, wanted: str, on: set[str]) -> bool:
    said = told.order.order
    text = f"{_payer(told)} {said.payment_id} {said.receipt_id} {said.reason}".lower()
    return wanted in text and (not on or told.order.state.value in on)
