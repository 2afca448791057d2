"""The right column of a change: who proposes it, when and why; and what may be said to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app.ui.buttons import Button
from app.ui.screens.payees.parts import words
from app.ui.surfaces import KeyValues, Notice, SidePanel
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from app.domain.payees.changes import Change
    from app.ui.screens.payees.parts.ports import Desk


class ChangePanel(SidePanel):
    """Asks by its signals for the dialogs, a question to the bank, an inquiry, or the next change."""

    approved = Signal()
    returned = Signal()
    recalled = Signal()
    checked = Signal()
    asked_again = Signal()
    mended = Signal()
    proposed_again = Signal()
    put_aside = Signal()
    next_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(SIZES.side_width - SPACE.xxl)  # what is decided beside it fits on 1280 pixels
        self._desk = desk
        self._facts = KeyValues()
        self._reason = Label(wrap=True)
        self._answer_title, self._answer = Label("register.answer", role="section"), Label(wrap=True)
        self._aside_title, self._aside = Label("register.aside_why", role="section"), Label(wrap=True)
        self._verdict = Notice(tone="unknown", icon="circle-question-mark")
        self.approve = Button(
            "register.approve", kind="primary", icon="badge-check", act=self.approved.emit, shortcut="Ctrl+Return"
        )
        self.check = Button("register.check_all", icon="landmark", act=self.checked.emit)
        self.send_back = Button("register.send_back", kind="danger", icon="undo-2", act=self.returned.emit)
        self.recall = Button("register.recall", kind="danger", icon="undo-2", act=self.recalled.emit)
        self.ask_again = Button("register.ask_again", kind="primary", icon="refresh-cw", act=self.asked_again.emit)
        self.again = Button(
            "register.propose_again",
            kind="primary",
            icon="send",
            act=self.proposed_again.emit,
            shortcut="Ctrl+Return",
        )
        self.aside = Button("register.put_aside", icon="x", act=self.put_aside.emit, shortcut="Ctrl+Del")
        self.mend = Button("register.mend", icon="pencil", act=self.mended.emit)
        self.next = Button("register.key_next", kind="primary", icon="arrow-right", act=self.next_wanted.emit)
        self.body.add(Label("register.request", role="section"), self._facts)
        self.body.addSpacing(SPACE.s)
        self.body.add(Label("register.reason", role="section"), self._reason, self._answer_title, self._answer)
        self.body.add(self._aside_title, self._aside)
        self.body.addStretch(1)
        self.foot.add(self._verdict, *self._buttons)
        self.light()

    def show_change(self, change: Change) -> None:
        """Show who asked for what, and what was answered."""
        put = self._facts.put
        put("register.proposer", words.person(self._desk, change.maker_uid))
        put("register.proposed_at", words.moment(change.proposed_at))
        put("register.payees", f"{change.entries_count:,}")
        decided = bool(change.decided_by)
        put("register.decider", words.person(self._desk, change.decided_by) if decided else words.DASH)
        put("register.decided_at", words.moment(change.decided_at))
        self._reason.show_text(change.reason)
        self._answer.show_text(change.answer)
        self._aside.show_text(f"{change.aside_reason} · {words.moment(change.aside_at)}")
        for part in (self._answer_title, self._answer):
            part.setVisible(bool(change.answer))
        for part in (self._aside_title, self._aside):
            part.setVisible(change.aside_at is not None)

    def light(self, *lit: Button) -> None:
        """Show these buttons and no others, and no verdict."""
        self._verdict.hide()
        for button in self._buttons:
            button.setVisible(button in lit)

    def offer_inquiry(self) -> None:
        """Light nothing but asking again: a command was sent and its outcome is not known."""
        self.light(self.ask_again)
        self._verdict.turn("unknown", "circle-question-mark")
        self._verdict.say("register.order_unknown", "register.order_unknown.do")
        self._verdict.show()
        self.ask_again.setFocus(Qt.FocusReason.OtherFocusReason)

    def rule_out(self, key: str, *offered: Button, done: bool) -> None:
        """Say why nothing is to be said to it, and offer what comes next."""
        self.light(*offered)
        self._verdict.turn("done" if done else "waiting", "circle-check" if done else "info")
        self._verdict.say(key)
        self._verdict.show()

    @property
    def _buttons(self) -> tuple[Button, ...]:
        return (
            *(self.approve, self.check, self.send_back, self.recall, self.ask_again),
            *(self.again, self.mend, self.aside, self.next),
        )
