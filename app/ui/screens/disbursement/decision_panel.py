"""The right column of a decision: what to look at and why, what happened so far, and the two words to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.ui.buttons import Button
from app.ui.flow import Timeline
from app.ui.icons import Icon
from app.ui.screens.disbursement.line_card import LineCard
from app.ui.screens.disbursement.parts import marks, words
from app.ui.screens.disbursement.parts.layouts import empty
from app.ui.screens.disbursement.parts.stage_list import StageList
from app.ui.surfaces import Column, Notice, SidePanel, row_of
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.user import Unit
    from app.domain.disbursement.record import TimelineEntry
    from app.services.approval import ApprovalContent
    from app.ui.screens.disbursement.parts.ports import Desk


MARK_TOP = 7
"""Brings an icon level with the words of the link beside it."""


class DecisionPanel(SidePanel):
    """Asks by its signals for the dialogs, an inquiry, a line or an earlier batch."""

    approved = Signal()
    sent_back = Signal()
    asked_again = Signal()
    next_wanted = Signal()
    gone_to = Signal(int)
    batch_wanted = Signal(str)
    released = Signal()
    onward = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(SIZES.side_width - SPACE.xl)
        self._desk = desk
        self.card = LineCard(desk)
        self._coverage = Label(role="small", wrap=True)
        self._own = Notice(tone="refused", icon="circle-user")
        self.next_line = Button("decision.next", kind="quiet", icon="eye", act=self.onward.emit, shortcut="F8")
        self.release = Button("decision.release", kind="primary", icon="send", act=self.released.emit)
        self._title = Label("approvals.marks", role="section")
        self._marks = Column(spacing=SPACE.s)
        self._none = Notice("approvals.no_marks", tone="done", icon="circle-check")
        self._signers = StageList()
        self._history = Label("batches.timeline", role="section")
        self._timeline = Timeline()
        self._entries: Sequence[TimelineEntry] = ()
        self._verdict = Notice(tone="unknown", icon="circle-question-mark")
        self.approve = Button(
            "approvals.approve", kind="primary", icon="badge-check", act=self.approved.emit, shortcut="Ctrl+Return"
        )
        self.send_back = Button("approvals.send_back", kind="danger", icon="undo-2", act=self.sent_back.emit)
        self.ask_again = Button("batches.act.ask_again", kind="primary", icon="refresh-cw", act=self.asked_again.emit)
        self.next = Button("approvals.next_waiting", kind="primary", icon="arrow-right", act=self.next_wanted.emit)
        self._lay_out()
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show neither marks nor actions: nothing is known yet, or nothing may be decided."""
        empty(self._marks)
        self.card.close_card()
        for part in (self._title, self._none, self._verdict, self._signers, *self._of_review, *self._buttons):
            part.hide()

    def show_content(self, content: ApprovalContent, unit: Unit) -> None:
        """Show the marks of a verified batch, and who signs first, second ... where the policy said so."""
        self._signers.show_stages(content.stages, content.batch.signatures_have, unit)
        empty(self._marks)
        found = marks.groups(content.marks)
        self._title.show()
        self._none.setVisible(not found)
        for group in found:
            self._marks.add(self._row(group))

    def show_review(self, content: ApprovalContent, *, decides: bool) -> None:
        """Say how much was opened, and light the approval only where it may be signed."""
        coverage, own = content.coverage, content.own_paid
        facts = {"opened": f"{coverage.opened:,}", "lines": f"{coverage.lines:,}"}
        self._coverage.say(
            "decision.coverage" if coverage.must else "decision.coverage_free",
            must_opened=f"{coverage.must_opened:,}",
            must=f"{coverage.must:,}",
            **facts,
        )
        self._coverage.setVisible(decides)
        self._own.setVisible(decides and bool(own))
        if decides and own:
            self._own.say("decision.own", "decision.own_do", line=f"{own[0]:,}")
        paid = bool(content.review.paid())
        self.approve.setEnabled(coverage.is_enough and not own and paid)
        if coverage.is_enough and self.next_line.hasFocus() and self.approve.isEnabled():
            self.approve.setFocus()  # Qt would hand the keyboard to what sends the batch back
        self.next_line.setVisible(decides and not coverage.is_enough)
        left = i18n.text("decision.unopened", count=f"{coverage.must - coverage.must_opened:,}")
        none = "" if paid else i18n.text("decision.none_left")
        self.approve.explain(i18n.text("decision.own_do") if own else none if coverage.is_enough else left)

    def show_timeline(self, entries: Sequence[TimelineEntry]) -> None:
        """Show what happened so far."""
        self._entries = entries
        self._timeline.show_events(words.events(entries, self._desk.unit))
        self._history.setVisible(bool(entries))

    def retranslate(self) -> None:
        """Tell what happened in another language."""
        self.show_timeline(self._entries)

    def offer_decision(self) -> None:
        """Light the two words."""
        self._verdict.hide()
        self._light(self.approve, self.send_back)

    def offer_release(self, own: Sequence[int] = ()) -> None:
        """Light letting the batch go: it is approved, and somebody else must do that; nobody for ``own`` lines."""
        if own:
            self._verdict.turn("refused", "circle-user")
            self._verdict.say("decision.own", "decision.own_release", line=f"{own[0]:,}")
            self._verdict.show()
            self._light()
            return
        self._verdict.turn("waiting", "hourglass")
        self._verdict.say("decision.release_waits")
        self._verdict.show()
        self._light(self.release)

    def offer_return(self) -> None:
        """Light only sending back: it is somebody else's turn to sign."""
        self._verdict.turn("waiting", "hourglass")
        self._verdict.say("errors.not_your_turn", "errors.not_your_turn.do")
        self._verdict.show()
        self._light(self.send_back)

    def offer_inquiry(self) -> None:
        """Light nothing but asking again: a decision was sent and its outcome is not known (ST-3)."""
        self._verdict.turn("unknown", "circle-question-mark")
        self._verdict.say("approvals.unknown", "approvals.unknown.do")
        self._verdict.show()
        self._light(self.ask_again)
        self.ask_again.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_decision(self, key: str, tone_done: bool) -> None:
        """Say why nothing is to be decided any more."""
        self._verdict.turn("done" if tone_done else "waiting", "circle-check" if tone_done else "info")
        self._verdict.say(key)
        self._verdict.show()
        self._light()

    def offer_next(self, waiting: bool) -> None:
        """Where nothing is to be decided here any more, offer the next batch that waits."""
        closed = all(button.isHidden() for button in self._buttons if button is not self.next)
        self.next.setVisible(waiting and closed and not self._verdict.isHidden())

    # -- inside ---------------------------------------------------------------------------------------------------

    @property
    def _buttons(self) -> tuple[Button, ...]:
        return self.approve, self.send_back, self.release, self.ask_again, self.next

    @property
    def _of_review(self) -> tuple[QWidget, ...]:
        return self._coverage, self._own, self.next_line

    def _light(self, *lit: Button) -> None:
        for button in self._buttons:
            button.setVisible(button in lit)

    def _lay_out(self) -> None:
        self.body.add(self.card, self._title, self._none)
        self.body.addLayout(self._marks)
        self.body.addSpacing(SPACE.s)
        self.body.add(self._signers, self._history, self._timeline)
        self.body.addStretch(1)
        self.foot.add(self._coverage, self._own, self._verdict, self.next_line, *self._buttons)

    def _row(self, group: marks.Group) -> QWidget:
        told = Column(spacing=0)
        where = Label(role="small", wrap=True)
        where.show_text(group.where)
        title = Button("ui.words", kind="link", act=lambda: self._go(group))
        title.say("ui.words", words=group.title)
        title.explain(i18n.text("approvals.go_to_line"))
        told.addWidget(title, 0, Qt.AlignmentFlag.AlignLeft)
        told.add(where)
        row = row_of(spacing=SPACE.m)
        mark = Column()
        mark.setContentsMargins(0, MARK_TOP, 0, 0)
        mark.addWidget(Icon(group.icon, "quiet" if group.tone == "plain" else group.tone), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(mark)
        row.addLayout(told, 1)
        holder = QWidget()
        holder.setLayout(row)
        return holder

    def _go(self, group: marks.Group) -> None:
        if group.first:
            self.gone_to.emit(group.first)
        elif group.op_id:
            self.batch_wanted.emit(group.op_id)
