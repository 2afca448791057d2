"""The wrong-transfer assistant: what went wrong, how much, and by which letter the money is called back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.domain.recalls.recall import Cause
from app.domain.values.identifiers import masked_account
from app.services.recalls import Letter
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.fields import ComboField, TextArea, TextField, form_is_right, row_of
from app.ui.messages import Dialog, tell_subject
from app.ui.surfaces import KeyValues, Notice
from app.ui.texts import Label
from app.ui.typed_fields import DateField, MoneyField

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.services.commands import Given
    from app.services.recalls import PaidLine, Recalls


class LetterDialog(Dialog):
    """Asks for cause, sum, days and letter of one paid line, and hands the order out."""

    def __init__(self, parent: QWidget, service: Recalls, paid: PaidLine, done: Callable[[Given], object]) -> None:
        super().__init__(parent, "recalls.assistant")
        self._service, self._paid, self._done = service, paid, done
        line = paid.line
        tell_subject(self, f"{line.name} · {line.bank} {masked_account(line.account)}")
        self._facts = KeyValues()
        self._facts.put("recalls.paid", line.amount)
        self._facts.put("recalls.left", paid.left.format())
        causes = [(cause.value, f"recalls.cause.{cause}") for cause in Cause]
        self.cause = ComboField("recalls.what_went_wrong", causes)
        self.amount = MoneyField("recalls.amount", required=True)
        self.found_on = DateField("recalls.found_on", hint="", required=True)
        self.letter_no = TextField("recalls.letter_no", required=True, length_max=100)
        self.letter_date = DateField("recalls.letter_date", hint="", required=True)
        self.reason = TextArea("recalls.reason", hint="recalls.reason_hint", required=True, lines=2)
        self._next = Notice("recalls.what_follows", tone="accent", icon="info")
        self.error = errors.ErrorNote()
        self.body.add(self._facts, Label("recalls.step_what", role="section"))
        self.body.addLayout(row_of(self.cause, self.amount))
        self.body.add(self.found_on, Label("recalls.step_letter", role="section"))
        self.body.addLayout(row_of(self.letter_no, self.letter_date))
        self.body.add(self.reason, self._next, self.error)
        self.add_button(Button("ui.cancel", act=self.reject))
        self.go = self.add_button(
            Button("recalls.open", kind="primary", icon="undo-2", act=self.begin, shortcut="Ctrl+Return")
        )
        self.amount.set_value(paid.left)
        self.found_on.set_value(service.today)
        self.letter_date.set_value(service.today)
        self.cause.changed.connect(self._cause_chosen)
        self.cause.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Send the order once everything is right."""
        if not self.go.isEnabled() or not form_is_right(
            self.amount, self.found_on, self.letter_date, self.letter_no, self.reason
        ):
            return
        letter = self._letter()
        if letter is None:
            return
        self.go.setEnabled(False)
        self.error.clear()
        paid = self._paid
        worker.run(self, lambda _: self._service.open(paid, letter), self._succeeded, self._failed)

    def _letter(self) -> Letter | None:
        amount, found_on, dated = self.amount.value(), self.found_on.value(), self.letter_date.value()
        if amount is None or found_on is None or dated is None:
            return None
        if amount.satang <= 0:
            self.amount.complain("recalls.amount_none")
            return None
        cause = Cause(self.cause.text())
        return Letter(cause, amount, found_on, self.letter_no.text().strip(), dated, self.reason.text())

    def _cause_chosen(self) -> None:
        """Fill in all of it for a wrong payee; what was paid too much has to be said."""
        if self.cause.text() == Cause.WRONG_PAYEE:
            self.amount.set_value(self._paid.left)
        else:
            self.amount.set_text("")
            self.amount.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _succeeded(self, given: Given) -> None:
        self.accept()
        self._done(given)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.error.show_error(error)
