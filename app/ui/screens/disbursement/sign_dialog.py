"""The last look before a signature: what is decided, how much it is, and the password once more (AP-14)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app import i18n
from app.domain.values.baht_text import baht_text
from app.domain.values.errors import Refused
from app.domain.values.money import Money
from app.ui import days
from app.ui.buttons import Button
from app.ui.fields import ComboField, TextArea
from app.ui.messages import announce, tell_subject
from app.ui.password_prompt import PasswordDialog
from app.ui.screens.disbursement.parts import certainty_words
from app.ui.surfaces import Notice
from app.ui.texts import Label, follow
from app.ui.typed_fields import DateField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.domain.disbursement.record import Batch
    from app.domain.payees.certainty import Certainty
    from app.services.approval import ApprovalContent

MORE_MAX = 140
"""With the words of the list before it a reason stays below the wire's 200."""

ROWS_NAMED_MAX = 12

REASONS = ("documents", "amount", "account", "duplicate", "date", "other")


class SignDialog(PasswordDialog):
    """Names what is decided; ``done`` gets the batch after the decision."""

    def __init__(self, parent: QWidget, title: str, content: ApprovalContent, done: Callable[[Batch], object]) -> None:
        super().__init__(parent, title, done, "approvals.password", "approvals.password_hint")
        self.tell(content)

    def tell(self, content: ApprovalContent) -> None:
        """Say what it is about: the whole batch, less what is no longer paid."""
        review = content.review
        lines = [line for line in content.signed.lines if line.number not in review.declined]
        tell_subject(self, content.signed.head.purpose, len(lines), Money.total(line.amount.satang for line in lines))

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

    def tell(self, content: ApprovalContent) -> None:
        """Say how many lines are paid, in digits and in words, and how many are not."""
        review = content.review
        paid = [line for line in content.signed.lines if line.number in review.paid()]
        tell_subject(self, content.signed.head.purpose, None, Money.total(line.amount.satang for line in paid))
        counted = Label(role="strong")
        counted.say("decision.paid", count=f"{len(paid):,}")
        self.body.add(counted)
        self._tell_certainty([found for number, found in content.certainty.items() if number in review.paid()])
        declined = [line for line in content.signed.lines if line.number in review.remarks]
        if declined:
            amount = Money.total(line.amount.satang for line in declined)
            told = Notice(tone="refused", icon="ban")
            told.say(
                "decision.declined_sum", count=f"{len(declined):,}", amount=amount.format(), words=baht_text(amount)
            )
            self.body.add(told)

    def _tell_certainty(self, found: Sequence[Certainty]) -> None:
        """Say how sure the accounts are that are paid by this signature."""
        if found:
            told = Label(role="quiet", wrap=True)
            follow(told, lambda: told.say("certainty.counted", states=certainty_words.counted(found)))
            self.body.add(told)


class ReleaseDialog(SignDialog):
    """Asks for the day of payment and the password, and signs the release.

    Where the day's cut-off has passed, the next possible day is proposed, and it is signed again.
    """

    def __init__(
        self,
        parent: QWidget,
        content: ApprovalContent,
        day: date,
        act: Callable[[date, str], Batch],
        done: Callable[[Batch], object],
    ) -> None:
        super().__init__(parent, "decision.release_ask", content, done)
        self._act = act
        self.day = DateField("decision.release_day", required=True)
        self.day.set_value(day)
        self._next = Notice(tone="waiting", icon="calendar")
        self._next.hide()
        self.body.add(Label("decision.release_explain", role="quiet", wrap=True), self.day, self._next)
        self.ask(Button("decision.release", kind="primary", icon="send", act=self._release, shortcut="Ctrl+Return"))
        self.password.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _release(self) -> None:
        day = self.day.value() if self.day.check() else None
        if day is not None:
            self.sign(lambda password: self._act(day, password))

    def _failed(self, error: Exception) -> None:
        proposed = str(error.facts.get("value_date", "")) if isinstance(error, Refused) else ""
        if isinstance(error, Refused) and error.code == "cut_off_passed" and proposed:
            day = date.fromisoformat(proposed)
            self.day.set_value(day)
            self._next.say("decision.release_next", day=days.day(day))
            error = Refused(error.code, value_date=days.day(day))
        super()._failed(error)


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
        remarks = sorted(content.review.remarks)
        if remarks:
            named = ", ".join(map(str, remarks[:ROWS_NAMED_MAX])) + (" …" if len(remarks) > ROWS_NAMED_MAX else "")
            told = Notice(tone="waiting", icon="pencil")
            told.say("decision.returned_lines", count=f"{len(remarks):,}", rows=named)
            self.body.add(told)
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
