"""Why a line should not be paid, or must be mended: a reason of the list, and words of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.domain.disbursement.follow_up import LineReason
from app.domain.values.errors import Refused
from app.ui.buttons import Button
from app.ui.fields import ComboField, TextArea
from app.ui.messages import Dialog
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.domain.disbursement.transfer import CreditTransfer

MORE_MAX = 140


class RemarkDialog(Dialog):
    """Hands reason and words to ``act``, which keeps them or raises `Refused` ``reason_missing``."""

    def __init__(self, parent: QWidget, line: CreditTransfer, act: Callable[[LineReason, str], object]) -> None:
        super().__init__(parent, "decision.remark_ask", number=f"{line.number:,}")
        self._act = act
        subject, amount = Label(role="strong", wrap=True), Label(role="hero")
        subject.show_text(line.name)
        amount.say("ui.baht", amount=line.amount.format())
        reasons = [(each.value, f"following.reason.{each.value}") for each in LineReason]
        self.reason = ComboField("decision.reason", reasons)
        self.more = TextArea("decision.more", hint="decision.more_hint", lines=2, length_max=MORE_MAX)
        self.body.add(subject, amount, Label("decision.remark_explain", role="quiet", wrap=True))
        self.body.add(self.reason, self.more)
        self.add_button(Button("ui.cancel", act=self.reject))
        self.add_button(
            Button("decision.remark_keep", kind="primary", icon="ban", act=self._finish, shortcut="Ctrl+Return")
        )
        self.reason.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _finish(self) -> None:
        try:
            self._act(LineReason(self.reason.text()), self.more.text().strip())
        except Refused:
            self.more.complain("approvals.reason_needed")
            self.more.control.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.accept()
