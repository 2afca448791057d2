"""The right column of lists of money that came in: what was paid, what it belongs to, what happened, what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.collections.payment import PaymentState
from app.ui.buttons import Button
from app.ui.flow import Chip, Timeline
from app.ui.screens.collections.parts import money_words, words
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.collections.payment import Payment
    from app.services.collecting import PaymentTold
    from app.ui.screens.collections.parts.ports import Desk


class PaymentSide(SidePanel):
    """Shows one payment at once, and what happened to it as soon as it is looked up."""

    match_wanted = Signal()
    unmatch_wanted = Signal()
    refund_wanted = Signal()
    recall_wanted = Signal()
    order_wanted = Signal(str)
    bill_wanted = Signal(str)
    receipt_wanted = Signal(str)
    asked_again = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._payment: Payment | None = None
        self._told: PaymentTold | None = None
        self._chip, self._payer = Chip(), Label(role="section", wrap=True)
        self._amount, self._waiting = Label(role="hero"), Label(role="quiet", wrap=True)
        self._note = Notice(tone="unknown", icon="circle-question-mark")
        self._facts = KeyValues()
        self._timeline_title, self._timeline = Label("incoming.timeline", role="section"), Timeline()
        self.bill = Button("incoming.open_bill", kind="link", act=self._open_bill)
        self.receipt = Button("incoming.open_receipt", kind="link", act=self._open_receipt)
        self.order = Button("incoming.open_order", kind="link", act=self._open_order)
        self.ask_again = Button("bills.ask_again", kind="primary", icon="refresh-cw", act=self.asked_again.emit)
        self.match = Button("incoming.match", kind="primary", icon="equal", act=self.match_wanted.emit)
        self.refund = Button("incoming.refund", icon="undo-2", act=self.refund_wanted.emit)
        self.unmatch = Button("incoming.unmatch", icon="x", act=self.unmatch_wanted.emit)
        self.recall = Button("incoming.recall", icon="undo-2", act=self.recall_wanted.emit)
        self.body.add(row_of(self._chip, None), self._payer, self._amount, self._waiting, self._note)
        self.body.addSpacing(SPACE.xs)
        self.body.add(self._facts)
        for link in (self.bill, self.receipt, self.order):
            self.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.add(self._timeline_title, self._timeline)
        self.body.addStretch(1)
        self.foot.add(self.ask_again, self.match, self.refund, self.unmatch, self.recall)
        self.show_payment(None)

    @property
    def told(self) -> PaymentTold | None:
        """What is known of the payment in sight, None before it was looked up."""
        return self._told

    def show_payment(self, payment: Payment | None) -> None:
        """Show another payment; what was told of the same one stays until it is told anew."""
        if payment is None or self._told is None or payment.payment_id != self._told.payment.payment_id:
            self._told = None
        self._payment = payment
        for part in (self._chip, self._payer, self._amount, self._facts):
            part.setVisible(payment is not None)
        if payment is not None:
            self._tell(payment)
        self._tell_more()
        self._light(payment)

    def show_told(self, told: PaymentTold) -> None:
        """Show what happened to the payment in sight; news of another one is dropped."""
        if self._payment is not None and told.payment.payment_id == self._payment.payment_id:
            self._told, self._payment = told, told.payment
            self._tell(told.payment)
            self._tell_more()
            self._light(told.payment)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _open_bill(self) -> None:
        if self._told is not None and self._told.bills:
            self.bill_wanted.emit(self._told.bills[0].bill_id)

    def _open_receipt(self) -> None:
        if self._payment is not None and self._payment.receipt_id:
            self.receipt_wanted.emit(self._payment.receipt_id)

    def _open_order(self) -> None:
        if self._payment is not None:
            self.order_wanted.emit(self._payment.open_req_id)

    def _tell(self, payment: Payment) -> None:
        self._chip.show_cell(money_words.payment_state(payment))
        self._payer.show_text(payment.payer_name or words.DASH)
        self._amount.say("ui.baht", amount=payment.amount.format())
        left = payment.waiting
        partly = bool(left.satang) and left.satang != payment.amount.satang
        self._waiting.setVisible(partly)
        if partly:
            self._waiting.say("incoming.still_waits", amount=left.format())
        put = self._facts.put
        put("incoming.payment_id", payment.payment_id)
        put("incoming.paid_where", money_words.place(payment, self._desk))
        put("incoming.paid_at", words.moment(payment.paid_at))
        put("incoming.value_date", words.day(payment.value_date))
        put("bills.ref1", payment.ref1 or words.DASH)
        put("bills.ref2", words.reference(payment.ref2) or words.DASH)
        put("incoming.matched", payment.matched.format())
        put("incoming.refunded", payment.refunded.format())
        put("incoming.remitted_at", words.moment(payment.remitted_at))

    def _tell_more(self) -> None:
        told = self._told
        events = money_words.of_payment(told, self._desk) if told else []
        self._timeline.show_events(events)
        for part in (self._timeline_title, self._timeline):
            part.setVisible(bool(events))
        self._note.setVisible(False)
        if told is not None and told.under_way:
            self._note.turn("unknown", "circle-question-mark")
            self._note.say("bills.unknown")
        elif told is not None and told.payment.open_req_id:
            self._note.turn("accent", "badge-check")
            self._note.say("incoming.waits_for_second")

    def _light(self, payment: Payment | None) -> None:
        """Show what may be done now; nothing while an order about it waits or has no answer."""
        told = self._told
        under_way = told is not None and told.under_way
        makes = permissions.may(self._desk.actor.person.roles, Action.PROPOSE_COLLECTION)
        free = payment is not None and told is not None and not under_way and not payment.open_req_id and makes
        queued = payment is not None and payment.state is PaymentState.QUEUED
        loose = free and payment is not None and not payment.receipt_id and payment.remitted_at is None
        for button, lit in (
            (self.ask_again, under_way),
            (self.match, free and queued),
            (self.refund, free and queued),
            (self.unmatch, loose and payment is not None and bool(payment.allocations)),
            (self.recall, self._may_recall() and not under_way),
            (self.bill, told is not None and bool(told.bills)),
            (self.receipt, payment is not None and bool(payment.receipt_id)),
            (self.order, payment is not None and bool(payment.open_req_id)),
        ):
            button.setVisible(bool(lit))

    def _may_recall(self) -> bool:
        if self._told is None or not self._told.payment.open_req_id:
            return False
        person = self._desk.actor.person
        mine = (one.maker_uid for one in self._told.orders if one.order.req_id == self._told.payment.open_req_id)
        return person.uid in mine and permissions.may(person.roles, Action.RECALL_COLLECTION)
