"""The right column of a request: who proposes it, when, why and by which order; and what may be said to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app.ui.buttons import Button
from app.ui.screens.administration.parts import words
from app.ui.surfaces import KeyValues, Notice, SidePanel
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.access.proposal import AgencyView, Proposal


class RequestPanel(SidePanel):
    """Asks by its signals for the dialogs, an inquiry, or the next request."""

    approved = Signal()
    returned = Signal()
    recalled = Signal()
    asked_again = Signal()
    next_wanted = Signal()
    slip_wanted = Signal()
    subject_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._facts = KeyValues()
        self._reason_title, self._reason = Label("administration.reason", role="section"), Label(wrap=True)
        self._answer_title, self._answer = Label("administration.answer", role="section"), Label(wrap=True)
        self._verdict = Notice(tone="unknown", icon="circle-question-mark")
        self.approve = Button(
            "administration.approve", kind="primary", icon="badge-check", act=self.approved.emit, shortcut="Ctrl+Return"
        )
        self.send_back = Button("administration.send_back", kind="danger", icon="undo-2", act=self.returned.emit)
        self.recall = Button("administration.recall", kind="danger", icon="undo-2", act=self.recalled.emit)
        self.ask_again = Button(
            "administration.ask_again", kind="primary", icon="refresh-cw", act=self.asked_again.emit
        )
        self.slip = Button("administration.to_slip", icon="printer", act=self.slip_wanted.emit)
        self.again = Button("administration.propose_again", icon="pencil", act=self.subject_wanted.emit)
        self.next = Button("administration.next_waiting", kind="primary", icon="arrow-right", act=self.next_wanted.emit)
        self.body.add(Label("administration.request", role="section"), self._facts)
        self.body.addSpacing(SPACE.s)
        self.body.add(self._reason_title, self._reason, self._answer_title, self._answer)
        self.body.addStretch(1)
        self.foot.add(self._verdict, *self._buttons)
        self.light()

    def show_request(self, proposal: Proposal, view: AgencyView) -> None:
        """Show who asked for what, and what was answered."""
        put = self._facts.put
        put("administration.proposer", words.person(view, proposal.maker_uid))
        put("administration.proposed_at", words.moment(proposal.proposed_at))
        put("administration.order_no", proposal.order_no or words.DASH)
        self._reason.show_text(proposal.reason)
        decided = bool(proposal.decided_by)
        put("administration.decider", words.person(view, proposal.decided_by) if decided else words.DASH)
        put("administration.settled_at", words.moment(proposal.settled_at))
        self._answer.show_text(proposal.decision_reason)
        for part in (self._answer_title, self._answer):
            part.setVisible(bool(proposal.decision_reason))

    def held(self) -> bool:
        """Say whether one of the buttons has the focus, or would have it in front."""
        return self.window().focusWidget() in self._buttons

    def hold(self) -> bool:
        """Give the focus to the first button that is lit; say whether there is one."""
        lit = next((button for button in self._buttons if button.isVisibleTo(self)), None)
        if lit is not None:
            lit.setFocus(Qt.FocusReason.OtherFocusReason)
        return lit is not None

    def light(self, *lit: Button) -> None:
        """Show these buttons and no others, and no verdict."""
        self._verdict.hide()
        for button in self._buttons:
            button.setVisible(button in lit)

    def offer_inquiry(self) -> None:
        """Light nothing but asking again: an order was sent and its outcome is not known."""
        self.light(self.ask_again)
        self._verdict.turn("unknown", "circle-question-mark")
        self._verdict.say("administration.order_unknown", "administration.order_unknown.do")
        self._verdict.show()
        self.ask_again.setFocus(Qt.FocusReason.OtherFocusReason)

    def rule_out(self, key: str, *offered: Button, done: bool) -> None:
        """Say why nothing is to be said to it, and offer what comes next: the slip, another try, the next request."""
        self.light(*offered)
        self._verdict.turn("done" if done else "waiting", "circle-check" if done else "info")
        self._verdict.say(key)
        self._verdict.show()

    @property
    def _buttons(self) -> tuple[Button, ...]:
        return self.approve, self.send_back, self.recall, self.ask_again, self.slip, self.again, self.next
