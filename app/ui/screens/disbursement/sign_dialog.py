"""The last look before a signature: what is decided, how much it is, and the password once more (AP-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app import i18n
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.fields import ComboField, TextArea
from app.ui.messages import Dialog, announce
from app.ui.password_field import PasswordField
from app.ui.screens.disbursement.parts import words
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.domain.disbursement.record import Batch
    from app.services.approval import ApprovalContent

REASONS = ("documents", "amount", "account", "duplicate", "date", "other")


class SignDialog(Dialog):
    """Stays open, with the reason, while the password is refused; ``done`` gets the batch after the decision."""

    def __init__(self, parent: QWidget, title: str, content: ApprovalContent, done: Callable[[Batch], object]) -> None:
        super().__init__(parent, title)
        self._done = done
        counted, figure = Label(role="strong"), Label(role="hero")
        spoken = Label(role="quiet", wrap=True)
        counted.say("ui.count", count=f"{len(content.signed.lines):,}")
        figure.say("ui.baht", amount=content.signed.total.format())
        spoken.show_text(words.sum_words(content.signed.total))
        purpose = Label(role="table", wrap=True)
        purpose.show_text(content.signed.head.purpose)
        self.body.add(purpose, figure, spoken, counted)
        self.password = PasswordField("approvals.password", hint="approvals.password_hint")
        self.error = errors.ErrorNote()

    def _finish_layout(self, button: Button) -> None:
        self.body.add(self.password, self.error)
        self.add_button(Button("ui.cancel", act=self.reject))
        self._go = self.add_button(button)

    def _work(self, act: Callable[[str], Batch]) -> None:
        """Hand the password to ``act`` on a worker; a second press meanwhile does nothing."""
        if not self._go.isEnabled() or not self.password.check():
            return
        password = self.password.text()
        self._go.setEnabled(False)
        self.error.clear()
        announce(self, i18n.text("approvals.signing"))
        worker.run(self, lambda _: act(password), self._succeeded, self._failed)

    def _succeeded(self, batch: Batch) -> None:
        self.accept()
        self._done(batch)

    def _failed(self, error: Exception) -> None:
        self._go.setEnabled(True)
        self.error.show_error(error)
        self.password.edit.clear()
        self.password.control.setFocus(Qt.FocusReason.OtherFocusReason)


class ApproveDialog(SignDialog):
    """Asks for the password and signs the approval."""

    def __init__(
        self,
        parent: QWidget,
        content: ApprovalContent,
        act: Callable[[str], Batch],
        done: Callable[[Batch], object],
    ) -> None:
        super().__init__(parent, "approvals.approve_ask", content, done)
        explained = Label("approvals.approve_explain", role="quiet", wrap=True)
        self.body.add(explained)
        self._finish_layout(
            Button(
                "approvals.approve",
                kind="primary",
                icon="badge-check",
                act=lambda: self._work(act),
                shortcut="Ctrl+Return",
            )
        )
        self.password.edit.returnPressed.connect(lambda: self._work(act))
        self.password.control.setFocus(Qt.FocusReason.OtherFocusReason)


class SendBackDialog(SignDialog):
    """Asks for a reason, from a list and in words, and the password, and signs the return."""

    def __init__(
        self,
        parent: QWidget,
        content: ApprovalContent,
        act: Callable[[str, str], Batch],
        done: Callable[[Batch], object],
    ) -> None:
        super().__init__(parent, "approvals.send_back_ask", content, done)
        self.reason = ComboField("approvals.reason", [(each, f"approvals.reason.{each}") for each in REASONS])
        self.more = TextArea("approvals.reason_more", hint="approvals.reason_hint", lines=2)
        self.body.add(self.reason, self.more)
        self._act = act
        self._finish_layout(
            Button("approvals.send_back", kind="danger", icon="undo-2", act=self._send, shortcut="Ctrl+Return")
        )
        self.reason.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def words_of_reason(self) -> str:
        """Return what the maker will read."""
        more = self.more.text().strip()
        if self.reason.text() == "other":
            return more
        return " ".join(part for part in (i18n.text(f"approvals.reason.{self.reason.text()}"), more) if part)

    def _send(self) -> None:
        reason = self.words_of_reason()
        if not reason:
            self.more.complain("approvals.reason_needed")
            self.more.control.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._work(lambda password: self._act(reason, password))
