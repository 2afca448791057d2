"""The right column of the bills: who owes what under which references, what happened to it, and what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.collections.bill import UNPAID
from app.ui.buttons import Button
from app.ui.flow import Chip, Timeline
from app.ui.screens.collections.parts import happenings, words
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from datetime import date

    from app.domain.collections.bill import Bill
    from app.domain.collections.revenue import Receiving
    from app.services.bills import BillTold
    from app.ui.screens.collections.parts.ports import Desk


class BillSide(SidePanel):
    """Shows one bill at once, and what happened to it as soon as it is looked up."""

    paper_wanted = Signal()
    mail_wanted = Signal()
    cancel_wanted = Signal()
    request_wanted = Signal(str)
    asked_again = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._bill: Bill | None = None
        self._told: BillTold | None = None
        self._receiving: Receiving | None = None
        self._chip, self._payer = Chip(), Label(role="section", wrap=True)
        self._amount, self._open = Label(role="hero"), Label(role="quiet", wrap=True)
        self._note = Notice(tone="unknown", icon="circle-question-mark")
        self._facts = KeyValues()
        self._paid_title, self._paid = Label("bills.payments", role="section"), Timeline()
        self._mailed_title, self._mailed = Label("bills.letters", role="section"), Timeline()
        self._history_title, self._history = Label("bills.timeline", role="section"), Timeline()
        self.request = Button("bills.open_request", kind="link", act=self._ask_for_request)
        self.paper = Button("bills.paper", icon="printer", act=self.paper_wanted.emit, shortcut="Ctrl+P")
        self.mail = Button("bills.mail", icon="send", act=self.mail_wanted.emit, shortcut="Ctrl+M")
        self.ask_again = Button("bills.ask_again", kind="primary", icon="refresh-cw", act=self.asked_again.emit)
        self.cancel = Button("bills.cancel", kind="danger", icon="ban", act=self.cancel_wanted.emit)
        self.body.add(row_of(self._chip, None), self._payer, self._amount, self._open, self._note)
        self.body.addSpacing(SPACE.xs)
        self.body.add(self._facts)
        self.body.addWidget(self.request, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.add(self._paid_title, self._paid, self._mailed_title, self._mailed)
        self.body.add(self._history_title, self._history)
        self.body.addStretch(1)
        self.foot.add(self.ask_again, self.paper, self.mail, self.cancel)
        self.show_bill(None, None, None)

    def show_bill(self, bill: Bill | None, receiving: Receiving | None, today: date | None) -> None:
        """Show another bill; what was told of the same one stays until it is told anew."""
        if bill is None or self._told is None or bill.bill_id != self._told.bill.bill_id:
            self._told = None
        self._bill, self._receiving = bill, receiving
        for part in (self._chip, self._payer, self._amount, self._facts):
            part.setVisible(bill is not None)
        if bill is not None and today is not None:
            self._tell(bill, today)
        self._tell_more()
        self._light(bill)

    def show_told(self, told: BillTold) -> None:
        """Show what happened to the bill in sight; news of another one is dropped."""
        if self._bill is not None and told.bill.bill_id == self._bill.bill_id:
            self._told = told
            self._tell_more()
            self._light(self._bill)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _ask_for_request(self) -> None:
        if self._bill is not None:
            self.request_wanted.emit(self._bill.draft.request_id)

    def _tell(self, bill: Bill, today: date) -> None:
        draft, standing = bill.draft, bill.standing
        self._chip.show_cell(words.bill_state(bill.state))
        self._payer.show_text(draft.payer_name)
        self._amount.say("ui.baht", amount=draft.amount.format())
        put = self._facts.put
        put("bills.field.item", draft.item)
        put("bills.field.revenue_type", words.revenue_type(self._receiving, draft.revenue_type))
        put("bills.ref1", bill.reference.ref1)
        put("bills.ref2", words.reference(bill.reference.ref2))
        put("bills.field.due_date", words.day(draft.due_date))
        put("bills.issued_on", words.moment(bill.issued_at))
        put("bills.issued_by", words.person(self._desk, bill.maker_uid))
        put("bills.column.payer_id", draft.payer_id or words.DASH)
        put("bills.field.payer_email", draft.payer_email or words.DASH)
        put("bills.field.payer_mobile", draft.payer_mobile or words.DASH)
        put("bills.reason", standing.reason or words.DASH)
        left = bill.open_amount
        if left.satang and left.satang != draft.amount.satang:
            self._open.say("bills.open_amount", amount=left.format())
        overdue = bill.overdue_days(today)
        late = bool(overdue and left.satang)
        if late:
            self._open.say("bills.overdue", count=overdue)
        self._open.setVisible(late or bool(left.satang and left.satang != draft.amount.satang))

    def _tell_more(self) -> None:
        told = self._told
        payments = happenings.of_payments(told) if told else []
        letters = happenings.of_letters(told) if told else []
        history = happenings.of_bill(told, self._desk) if told else []
        for title, timeline, events in (
            (self._paid_title, self._paid, payments),
            (self._mailed_title, self._mailed, letters),
            (self._history_title, self._history, history),
        ):
            timeline.show_events(events)
            title.setVisible(bool(events))
            timeline.setVisible(bool(events))
        self._note.setVisible(False)
        if told is not None and told.under_way:
            self._note.say("bills.unknown")

    def _light(self, bill: Bill | None) -> None:
        """Show what may be done now; nothing that would be a second word while the first has no answer."""
        quiet = self._told is not None and self._told.under_way
        there = bill is not None
        for button, lit in (
            (self.ask_again, quiet),
            (self.paper, there),
            (self.mail, bill is not None and bill.awaits_money and not quiet and self._may(Action.MAIL_LETTERS)),
            (self.cancel, bill is not None and bill.state in UNPAID and not quiet and self._may(Action.CANCEL_BILL)),
            (self.request, bill is not None and bool(bill.draft.request_id)),
        ):
            button.setVisible(bool(lit))

    def _may(self, action: Action) -> bool:
        return permissions.may(self._desk.actor.person.roles, action)
