"""The last look before a signature: what is decided, how much it is, and the password once more (AP-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app import i18n
from app.ui.buttons import Button
from app.ui.fields import ComboField, TextArea
from app.ui.messages import announce, tell_subject
from app.ui.password_prompt import PasswordDialog
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.domain.disbursement.record import Batch
    from app.services.approval import ApprovalContent

MORE_MAX = 140
"""With the words of the list before it a reason stays below the wire's 200."""

REASONS = ("documents", "amount", "account", "duplicate", "date", "other")


class SignDialog(PasswordDialog):
    """Names what is decided; ``done`` gets the batch after the decision."""

    def __init__(self, parent: QWidget, title: str, content: ApprovalContent, done: Callable[[Batch], object]) -> None:
        super().__init__(parent, title, done, "approvals.password", "approvals.password_hint")
        signed = content.signed
        tell_subject(self, signed.head.purpose, len(signed.lines), signed.total)

    def sign(self, act: Callable[[str], Batch]) -> None:
        """Hand the password to ``act``, and say that this takes a moment."""
        if self.attempt(act):
            announce(self, i18n.text("approvals.signing"))


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
        self.ask(
            Button(
                "approvals.approve",
                kind="primary",
                icon="badge-check",
                act=lambda: self.sign(act),
                shortcut="Ctrl+Return",
            )
        )
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
        self.more = TextArea("approvals.reason_more", hint="approvals.reason_hint", lines=2, length_max=MORE_MAX)
        self.body.add(self.reason, self.more)
        self._act = act
        self.ask(Button("approvals.send_back", kind="danger", icon="undo-2", act=self._send, shortcut="Ctrl+Return"))
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
        self.sign(lambda password: self._act(reason, password))
