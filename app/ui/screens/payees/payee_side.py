"""The right column of the register: who is chosen, how sure the account is, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.ui.buttons import Button
from app.ui.flow import Chip
from app.ui.screens.payees.parts import words
from app.ui.screens.payees.parts.standing_notes import StandingNotes
from app.ui.surfaces import KeyValues, SidePanel, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.payees.payee import Payee
    from app.services.payees import Payees
    from app.ui.screens.payees.parts.ports import Desk

SHOWN = ("person_id", "office", "account_kind", "mobile", "email", "until")


class PayeeSide(SidePanel):
    """Asks by its signals for the whole card, the form, a question to the bank, or the request that waits."""

    opened = Signal()
    edited = Signal()
    checked = Signal()
    form_wanted = Signal()
    request_wanted = Signal(str)

    def __init__(self, desk: Desk, service: Payees) -> None:
        super().__init__()
        self._desk, self._service = desk, service
        self._payee: Payee | None = None
        self._chip, self._name = Chip(), Label(role="section", wrap=True)
        self._account, self._holder = Label(role="strong", wrap=True), Label(role="quiet", wrap=True)
        self._notes = StandingNotes(desk, service)
        self._facts = KeyValues()
        self.open = Button("register.open", kind="primary", icon="eye", act=self.opened.emit)
        self.edit = Button("register.edit", icon="pencil", act=self.edited.emit)
        self.check = Button("register.check", icon="landmark", act=self.checked.emit)
        self.form = Button("register.form", icon="printer", act=self.form_wanted.emit)
        self._notes.request_wanted.connect(self.request_wanted)
        self.body.add(row_of(self._chip, None), self._name, self._account, self._holder, self._notes)
        self.body.addSpacing(SPACE.xs)
        self.body.add(self._facts)
        self.body.addStretch(1)
        self.foot.add(self.open, self.edit, self.check, self.form)

    def show_payee(self, payee: Payee | None) -> None:
        """Show another payee, or nobody."""
        self._payee = payee
        self.retranslate()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        payee, banks = self._payee, self._desk.banks
        if payee is None:
            return
        record = payee.record
        self._chip.show_cell(words.state(payee, self._service.today))
        self._name.show_text(record.name)
        self._account.show_text(words.account(banks, record))
        self._holder.show_text(record.acct_name)
        self._holder.setVisible(bool(record.acct_name))
        self._notes.show_payee(payee)
        for name in SHOWN:
            self._facts.put(f"register.field.{name}", words.value(name, record, banks) or words.DASH)
        roles = self._desk.actor.person.roles
        living = not payee.merged_into
        self.edit.setVisible(living and permissions.may(roles, Action.PROPOSE_PAYEES))
        self.edit.setEnabled(payee.pending is None)
        self.check.setVisible(living and permissions.may(roles, Action.CHECK_NAMES))
        self.form.setVisible(living)
