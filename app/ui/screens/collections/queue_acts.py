"""What two persons decide about money that came in, asked in dialogs: proposed with a reason, settled and signed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app import i18n
from app.domain.collections.orders import CollectionAct, RefundTo
from app.domain.collections.receipt import number_of
from app.domain.values.identifiers import digits
from app.ui.fields import ComboField, TextField, form_is_right
from app.ui.fields import row_of as fields_row
from app.ui.messages import toast
from app.ui.order_dialogs import Order, ReasonDialog, SignedDialog
from app.ui.screens.collections.parts import money_words, words
from app.ui.typed_fields import MoneyField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.domain.collections.bill import Bill
    from app.domain.collections.payment import Payment
    from app.domain.collections.receipt import Receipt
    from app.services.collecting import Collecting, OrderTold, PaymentTold
    from app.services.commands import Given
    from app.ui.screen import Screen

_DONE = {"approve": "incoming.approved", "send_back": "incoming.sent_back"}


class RefundDialog(ReasonDialog):
    """Asks how much goes back, to which account, and why."""

    def __init__(
        self,
        parent: Screen,
        payment: Payment,
        banks: Iterable[tuple[str, str]],
        act: Callable[[RefundDialog, str], object],
        done: Callable[[Given], object],
    ) -> None:
        order = Order(
            "incoming.refund_ask", "incoming.refund_go", "undo-2", "incoming.refund_why",
            about=lambda: _said(payment),
        )  # fmt: skip
        super().__init__(parent, order, lambda reason: act(self, reason), done)
        self.amount = MoneyField("incoming.refund_amount", required=True)
        self.amount.set_value(payment.waiting)
        self.bank = ComboField("incoming.refund_bank", [("", "incoming.choose_bank"), *banks])
        self.account = TextField("incoming.refund_account", required=True, length_max=20)
        self.name = TextField("incoming.refund_name", required=True, length_max=120)
        self.name.set_text(payment.payer_name)
        place = self.body.indexOf(self.reason)
        self.body.insertLayout(place, fields_row(self.account, self.name))
        self.body.insertLayout(place, fields_row(self.amount, self.bank))
        self.bank.control.setFocus()

    @property
    def to(self) -> RefundTo:
        """Where the money goes."""
        return RefundTo(self.bank.text(), digits(self.account.text()), self.name.text())

    def _begin(self) -> None:
        fields = (self.amount, self.account, self.name)
        bank = bool(self.bank.text())
        self.bank.complain("" if bank else "ui.field_required")
        if form_is_right(*fields) and bank:
            super()._begin()


class MoneyActs:
    """Asks on behalf of a screen; ``done`` is called once an order was given."""

    def __init__(self, screen: Screen, service: Collecting, done: Callable[[Given], object]) -> None:
        self._screen, self._service, self._done = screen, service, done

    def propose_refund(self, payment: Payment, banks: Iterable[tuple[str, str]]) -> None:
        """Ask where money of the queue goes back to, and propose it."""

        def act(dialog: RefundDialog, reason: str) -> Given:
            amount = dialog.amount.value() or payment.waiting
            return self._service.propose_refund(payment, amount, dialog.to, reason)

        RefundDialog(self._screen, payment, banks, act, self._given("incoming.proposed")).open()

    def _propose_unmatch(self, payment: Payment, bill: Bill) -> None:
        order = Order(
            "incoming.unmatch_ask", "incoming.unmatch_go", "x", "incoming.unmatch_why",
            about=lambda: f"{_said(payment)} → {bill.draft.payer_name}", danger=True,
        )  # fmt: skip
        act = partial(self._service.propose_unmatch, payment, bill.bill_id)
        ReasonDialog(self._screen, order, act, self._given("incoming.proposed")).open()

    def propose_unmatch(self, told: PaymentTold) -> None:
        """Propose to take a payment off the first bill that it belongs to."""
        matched = {each.bill_id for each in told.payment.allocations}
        bill = next((one for one in told.bills if one.bill_id in matched), None)
        if bill is not None:
            self._propose_unmatch(told.payment, bill)

    def propose_void(self, receipt: Receipt) -> None:
        """Propose that a receipt shall not hold any more."""
        order = Order(
            "receipt_book.void_ask", "receipt_book.void_go", "ban", "receipt_book.void_why",
            about=lambda: money_words.receipt_said(receipt),
            danger=True,
        )  # fmt: skip
        act = partial(self._service.propose_void, receipt)
        ReasonDialog(self._screen, order, act, self._given("incoming.proposed")).open()

    def recall(self, told: OrderTold) -> None:
        """Take an own order back."""
        order = Order(
            "incoming.recall_ask", "incoming.recall_go", "undo-2", about=lambda: order_said(told), danger=True
        )
        act = partial(self._service.recall, told)
        ReasonDialog(self._screen, order, act, self._given("incoming.recalled")).open()

    def settle(self, told: OrderTold, *, approve: bool) -> None:
        """Approve an order with the password, or send it back with a reason, too."""
        kind = "approve" if approve else "send_back"
        order = Order(
            f"incoming.{kind}_ask",
            f"incoming.{kind}",
            "badge-check" if approve else "undo-2",
            explain=f"incoming.effect.{told.order.order.act}" if approve else "incoming.send_back_why",
            about=lambda: order_said(told),
            danger=not approve,
        )

        def act(reason: str, password: str) -> Given:
            return self._service.settle(told, approve=approve, password=password, reason=reason)

        SignedDialog(self._screen, order, act, self._given(_DONE[kind]), with_reason=not approve).open()

    def told(self, given: Given, done: str) -> None:
        """Say that an order was taken, or that its answer is still missing."""
        if given.known:
            toast(self._screen, done)
        else:
            toast(self._screen, "bills.order_unknown", icon="circle-question-mark")
        self._done(given)

    def _given(self, done: str) -> Callable[[Given], object]:
        return lambda given: self.told(given, done)


def order_said(told: OrderTold) -> str:
    """Return what an order is about in one line."""
    said = told.order.order
    payer = told.payment.payer_name if told.payment else ""
    amount = said.amount or (told.payment.amount if told.payment else None)
    about = number_of(said.receipt_id) if said.act is CollectionAct.VOID_RECEIPT else said.payment_id
    parts = (money_words.act(said.act), payer, words.baht(amount) if amount else "", about)
    return " · ".join(part for part in parts if part)


def banks_to_choose(codes: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return banks as choices: their code, and their name in the language in use; PromptPay first."""
    return [("PROMPTPAY", f"={i18n.text('collection_terms.channel.promptpay')}"), *((c, f"={n}") for c, n in codes)]


def _said(payment: Payment) -> str:
    return " · ".join(part for part in (payment.payer_name, words.baht(payment.amount), payment.payment_id) if part)
