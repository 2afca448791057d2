"""E-receipts: to which addresses receipts go; each is counted as a print, made, handed in and mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.values import identifiers
from app.domain.values.errors import BadInput
from app.ui import errors
from app.ui.buttons import Button
from app.ui.fields import TextField
from app.ui.flow import ProgressPanel
from app.ui.messages import Dialog, tell_subject
from app.ui.screens.collections.parts import money_words
from app.ui.surfaces import Notice
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from app.domain.collections.receipt import Receipt


class MailDialog(Dialog):
    """Asks where e-receipts go: one address for one receipt, for many those that are known; ``send`` begins it."""

    def __init__(
        self,
        parent: QWidget,
        receipts: Sequence[Receipt],
        addresses: Mapping[str, str],
        send: Callable[[list[tuple[str, str]]], object],
        *,
        mails: bool,
    ) -> None:
        super().__init__(parent, "receipt_book.mail_title")
        self._receipts, self._addresses, self._send = receipts, addresses, send
        self.email = TextField("bills.field.payer_email", required=True, length_max=120)
        self.progress = ProgressPanel("receipt_book.mailing")
        self.error = errors.ErrorNote()
        self.go = Button("receipt_book.mail_go", kind="primary", icon="send", act=self._begin, shortcut="Ctrl+Return")
        one = receipts[0]
        if len(receipts) == 1:
            tell_subject(self, lambda: money_words.receipt_said(one))
            self.email.set_text(addresses.get(one.receipt_id, ""))
            self.body.add(self.email)
        else:
            known = [each for each in receipts if addresses.get(each.receipt_id)]
            told = Label(role="table", wrap=True)
            told.say("receipt_book.mail_known", count=f"{len(known):,}", total=f"{len(receipts):,}")
            self.body.add(told)
            self.go.setEnabled(bool(known))
        self.body.add(Label("receipt_book.mail_why", role="quiet", wrap=True))
        if not mails:
            self.body.add(Notice("bills.mail_off", tone="waiting", icon="info"))
        self.body.add(self.progress, self.error)
        self.progress.button.hide()
        self.progress.hide()
        self.add_button(Button("ui.cancel", act=self.reject))
        self.add_button(self.go)

    def failed(self, error: Exception) -> None:
        """Say why nothing was sent; what was typed stays."""
        self.progress.hide()
        self.go.setEnabled(True)
        self.error.show_error(error)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        wanted = self._wanted()
        if wanted and self.go.isEnabled():
            self.go.setEnabled(False)
            self.error.clear()
            self.progress.begin("receipt_book.mailing")
            self._send(wanted)

    def _wanted(self) -> list[tuple[str, str]]:
        if len(self._receipts) > 1:
            known = ((each.receipt_id, self._addresses.get(each.receipt_id, "")) for each in self._receipts)
            return [each for each in known if each[1]]
        if not self.email.check():
            return []
        try:
            return [(self._receipts[0].receipt_id, identifiers.parse_email(self.email.text()))]
        except BadInput as problem:
            self.email.complain(f"errors.{problem.code}", **problem.facts)
            return []
