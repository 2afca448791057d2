"""The right column of the register of receipts: what a receipt says, how often it was printed, and what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.ui.buttons import Button
from app.ui.flow import Chip, Timeline
from app.ui.screens.collections.parts import money_words, words
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.collections.receipt import Receipt
    from app.services.official_receipts import ReceiptTold
    from app.ui.screens.collections.parts.ports import Desk


class ReceiptSide(SidePanel):
    """Shows one receipt at once, and what happened to it as soon as it is looked up."""

    print_wanted = Signal()
    mail_wanted = Signal()
    void_wanted = Signal()
    payment_wanted = Signal(str)
    order_wanted = Signal(str)
    asked_again = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._receipt: Receipt | None = None
        self._told: ReceiptTold | None = None
        self._chip, self._payer, self._amount = Chip(), Label(role="section", wrap=True), Label(role="hero")
        self._note = Notice(tone="unknown", icon="circle-question-mark")
        self._facts = KeyValues()
        self._timeline_title, self._timeline = Label("incoming.timeline", role="section"), Timeline()
        self.payment = Button("incoming.open_payment", kind="link", act=self._open_payment)
        self.order = Button("incoming.open_order", kind="link", act=self._open_order)
        self.ask_again = Button("bills.ask_again", kind="primary", icon="refresh-cw", act=self.asked_again.emit)
        self.print = Button("receipt_book.print", icon="printer", act=self.print_wanted.emit, shortcut="Ctrl+P")
        self.mail = Button("receipt_book.mail", icon="send", act=self.mail_wanted.emit, shortcut="Ctrl+M")
        self.void = Button("receipt_book.void", kind="danger", icon="ban", act=self.void_wanted.emit)
        self.body.add(row_of(self._chip, None), self._payer, self._amount, self._note)
        self.body.addSpacing(SPACE.xs)
        self.body.add(self._facts)
        for link in (self.payment, self.order):
            self.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.add(self._timeline_title, self._timeline)
        self.body.addStretch(1)
        self.foot.add(self.ask_again, self.print, self.mail, self.void)
        self.show_receipt(None)

    def show_receipt(self, receipt: Receipt | None) -> None:
        """Show another receipt; what was told of the same one stays until it is told anew."""
        if receipt is None or self._told is None or receipt.receipt_id != self._told.receipt.receipt_id:
            self._told = None
        self._receipt = receipt
        for part in (self._chip, self._payer, self._amount, self._facts):
            part.setVisible(receipt is not None)
        if receipt is not None:
            self._tell(receipt)
        self._tell_more()
        self._light(receipt)

    def say_busy(self, told: str) -> None:
        """Take no order for a print while ``told`` is under way; nothing is told once that is over."""
        for button in (self.print, self.mail):
            button.setEnabled(not told)
            button.explain(told)

    def show_told(self, told: ReceiptTold) -> None:
        """Show what happened to the receipt in sight; news of another one is dropped."""
        if self._receipt is not None and told.receipt.receipt_id == self._receipt.receipt_id:
            self._told, self._receipt = told, told.receipt
            self._tell(told.receipt)
            self._tell_more()
            self._light(told.receipt)

    # -- inside -------------------------------------------------------------------------------------------------------

    @property
    def _open_order_id(self) -> str:
        payment = self._told.payment if self._told else None
        return payment.open_req_id if payment else ""

    def _open_payment(self) -> None:
        if self._receipt is not None:
            self.payment_wanted.emit(self._receipt.told.payment_id)

    def _open_order(self) -> None:
        self.order_wanted.emit(self._open_order_id)

    def _tell(self, receipt: Receipt) -> None:
        told, void = receipt.told, receipt.void
        self._chip.show_cell(money_words.receipt_state(receipt))
        self._payer.show_text(told.payer_name)
        self._amount.say("ui.baht", amount=told.total.format())
        put = self._facts.put
        put("receipt_book.number", f"{told.book}/{money_words.number(receipt)}")
        put("receipt_book.items", " · ".join(item.item for item in told.items))
        put("receipt_book.issued_at", words.moment(told.issued_at))
        put("receipt_book.issued_by", words.person(self._desk, told.issuer_uid))
        put("receipt_book.prints", f"{len(receipt.prints)}")
        put("incoming.channel", words.channel(told.channel))
        put("incoming.paid_at", words.moment(told.paid_at))
        put("incoming.payment_id", told.payment_id)
        put("bills.ref2", words.reference(told.ref2) or words.DASH)
        put("receipt_book.voided_because", void.reason if void else words.DASH)
        put("receipt_book.voided_at", words.moment(void.at if void else None))

    def _tell_more(self) -> None:
        told = self._told
        events = money_words.of_receipt(told, self._desk) if told else []
        self._timeline.show_events(events)
        for part in (self._timeline_title, self._timeline):
            part.setVisible(bool(events))
        self._note.setVisible(False)
        if told is not None and told.under_way:
            self._note.turn("unknown", "circle-question-mark")
            self._note.say("bills.unknown")
        elif self._receipt is not None and self._receipt.holds and self._open_order_id:
            self._note.turn("accent", "badge-check")
            self._note.say("receipt_book.void_waits")

    def _light(self, receipt: Receipt | None) -> None:
        under_way = self._told is not None and self._told.under_way
        there = receipt is not None and not under_way
        holds = receipt is not None and receipt.holds
        waits = holds and bool(self._open_order_id)
        for button, lit in (
            (self.ask_again, under_way),
            (self.print, there and self._may(Action.PRINT_RECEIPTS)),
            (self.mail, there and holds and self._may(Action.MAIL_LETTERS)),
            (self.void, there and holds and not waits and self._may(Action.PROPOSE_COLLECTION)),
            (self.payment, receipt is not None),
            (self.order, waits),
        ):
            button.setVisible(bool(lit))

    def _may(self, action: Action) -> bool:
        return permissions.may(self._desk.actor.person.roles, action)
