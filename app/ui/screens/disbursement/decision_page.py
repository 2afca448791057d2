"""One decision: the batch in sight, its lines opened one by one, what is said of them, and the signature."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.disbursement import batch as life
from app.domain.disbursement.batch import BatchAction, BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Refused, Tampered
from app.ui import errors, worker
from app.ui.buttons import Button, IconButton
from app.ui.flow import Chip, ProgressPanel
from app.ui.messages import announce, toast
from app.ui.screens.disbursement.decision_panel import DecisionPanel
from app.ui.screens.disbursement.decision_view import COMMENTS, DecisionView
from app.ui.screens.disbursement.papers import PaperDialog
from app.ui.screens.disbursement.parts import words
from app.ui.screens.disbursement.remark_dialog import RemarkDialog
from app.ui.screens.disbursement.sign_dialog import ApproveDialog, ReleaseDialog, SendBackDialog
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of
from app.ui.texts import Label, ShortLabel
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.follow_up import LineReason
    from app.domain.disbursement.record import Attachment, Batch, TimelineEntry
    from app.services.approval import Approval, ApprovalContent
    from app.services.comments import Comments
    from app.services.inquiry import Inquiry
    from app.ui.screens.disbursement.parts.ports import Desk

LOADING, CONTENT, STOPPED = 0, 1, 2
DECLINE_KEYS = ("R", "พ")
"""The same key in both layouts."""


class DecisionPage(QWidget):
    """``left`` goes back to the list, ``decided`` says that something changed, ``stepped`` asks for another batch."""

    left = Signal()
    decided = Signal()
    stepped = Signal(int)
    navigate = Signal(str, object)

    def __init__(self, approval: Approval, inquiry: Inquiry, desk: Desk, comments: Comments) -> None:
        super().__init__()
        self._approval, self._inquiry, self._desk = approval, inquiry, desk
        self.content: ApprovalContent | None = None
        self.op_id = ""
        self.view = DecisionView(desk)
        self.panel = DecisionPanel(desk)
        self.view.comments.serve(comments, self.view.tell_comments)
        self._title, self._chip, self._place = ShortLabel(role="title"), Chip(), Label(role="quiet")
        self._progress = ProgressPanel("approvals.verifying")
        self._error = errors.ErrorNote()
        self._stop = Notice("approvals.tampered", tone="refused", icon="shield-x")
        self._body = QStackedWidget()
        self._waiting: Sequence[str] = ()
        self._lay_out()
        self._wire()

    # -- what the screen asks -------------------------------------------------------------------------------------

    def open_batch(self, op_id: str) -> None:
        """Fetch and verify one batch, then show it; nothing is shown before its signature was checked."""
        self.op_id, self.content = op_id, None
        self._body.setCurrentIndex(LOADING)
        self._progress.begin("approvals.verifying")
        self._title.say("approvals.verifying_short")
        self._chip.hide()
        self._error.clear()
        self.panel.show_nothing()
        self.panel.show_timeline(())
        self.tell_place(self._waiting)
        worker.run(self, lambda _: self._approval.content(op_id), self._verified, partial(self._not_verified, op_id))
        self._look_at_history(op_id)

    def line_meant(self) -> int:
        """Return the number of the line that a key is about, or 0."""
        return self.view.line_meant(self.panel.card.number)

    def forget(self) -> None:
        """Leave the batch."""
        self.op_id, self.content = "", None

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.panel.retranslate()
        self.view.comments.retranslate()
        if self.content is not None:
            self.view.retranslate()
            self._show_content(self.content)

    def seen_again(self, batch: Batch) -> None:
        """Follow news about the batch in sight; another edition or signature is fetched and verified first."""
        content = self.content
        if content is None or batch.op_id != self.op_id:
            return
        self.view.comments.show_batch(batch.op_id)
        if (batch.rev, batch.signatures_have) != (content.batch.rev, content.batch.signatures_have):
            self.open_batch(batch.op_id)
        elif batch != content.batch:
            self.content = replace(content, batch=batch)
            self._show_batch(batch)
            self._look_at_history(batch.op_id)
        self._look_at_register()

    def tell_place(self, waiting: Sequence[str]) -> None:
        """Say which of the waiting batches this is, and light the way to the others."""
        self._waiting = waiting
        at = waiting.index(self.op_id) + 1 if self.op_id in waiting else 0
        self._place.setVisible(bool(at))
        if at:
            self._place.say("approvals.place", at=at, count=len(waiting))
        self._previous.setEnabled(at > 1)
        self._next.setEnabled(bool(waiting) and at < len(waiting))
        self.panel.offer_next(bool(waiting))

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = Stack(spacing=SPACE.s)
        back = IconButton("approvals.back", "arrow-left", act=self.left.emit)
        self._previous = IconButton(
            "approvals.previous", "chevron-left", act=lambda: self.stepped.emit(-1), shortcut="Ctrl+PgUp"
        )
        self._next = IconButton(
            "approvals.next", "chevron-right", act=lambda: self.stepped.emit(1), shortcut="Ctrl+PgDown"
        )
        head = row_of(back, self._title, self._chip, None, self._place, self._previous, self._next)
        head.setContentsMargins(SPACE.m, SPACE.l, SPACE.l, 0)
        left.addLayout(head)
        for part in (self._message(self._progress), self.view, self._message(self._stop, self._error)):
            self._body.addWidget(part)
        self._progress.button.hide()
        left.add(self._body, stretch=1)
        whole = row_of(spacing=0)
        whole.addLayout(left, 1)
        whole.addWidget(self.panel)
        self.setLayout(whole)

    def _message(self, *parts: QWidget) -> QWidget:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add(*parts)
        stack.addWidget(Button("approvals.back", icon="arrow-left", act=self.left.emit), 0, Qt.AlignmentFlag.AlignLeft)
        stack.addStretch(1)
        return page

    def _wire(self) -> None:
        panel = self.panel
        panel.approved.connect(self._ask_approve)
        panel.sent_back.connect(self._ask_send_back)
        panel.released.connect(self._ask_release)
        panel.asked_again.connect(self._ask_again)
        panel.gone_to.connect(self.view.go_to)
        panel.onward.connect(self._open_next)
        panel.next_wanted.connect(lambda: self.stepped.emit(0))
        panel.batch_wanted.connect(lambda op_id: self.navigate.emit("results", op_id))
        panel.card.said.connect(self._say_of)
        panel.card.commented.connect(self._comment_on)
        self.view.opened.connect(self.open_line)
        self.view.papers.opened.connect(self._open_paper)
        for key in DECLINE_KEYS:
            pressed = QShortcut(QKeySequence(key), self)
            pressed.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            pressed.activated.connect(lambda: self._say_of(self.line_meant()))
        QShortcut(QKeySequence.StandardKey.Find, self, self._find)

    def _failed(self, error: Exception) -> None:
        errors.show(self, error)

    # -- lines ----------------------------------------------------------------------------------------------------

    def open_line(self, number: int) -> None:
        """Show one line closely; that it was shown is part of what is signed."""
        content = self.content
        if content is None:
            return
        self.panel.card.show_line(content, number, decides=self._decides())
        if self.panel.card.number != number:
            return
        content.review.open(number)
        self.view.point_at(number)
        self._tell_review()
        announce(self, self.panel.card.accessibleName())

    def _find(self) -> None:
        if self.content is not None:
            self.view.seek()

    def _open_next(self) -> None:
        content = self.content
        left = content.review.left() if content is not None else []
        if left:
            self.open_line(left[0])

    def _tell_review(self) -> None:
        if self.content is not None:
            self.panel.show_review(self.content, decides=self._decides())
            self.view.look_again()

    def _decides(self) -> bool:
        return not self.panel.approve.isHidden() or not self.panel.send_back.isHidden()

    def _say_of(self, number: int) -> None:
        """Mark a line as not to be paid, with a reason; or take the mark off again."""
        content = self.content
        line = next((each for each in content.signed.lines if each.number == number), None) if content else None
        if content is None or line is None or not self._decides() or number in content.review.declined:
            return
        if number in content.review.remarks:
            content.review.unsay(number)
            self.open_line(number)
            return

        def keep(code: LineReason, text: str) -> None:
            content.review.say(number, code, text)
            self.open_line(number)

        RemarkDialog(self, line, keep).open()

    def _comment_on(self, number: int) -> None:
        self.view.open_tab(COMMENTS)
        self.view.comments.begin(number)

    def _open_paper(self, paper: Attachment) -> None:
        if self.content is not None:
            PaperDialog(self, self._approval.attachments, self.content.batch.op_id, paper).open()

    # -- one decision ---------------------------------------------------------------------------------------------

    def _verified(self, content: ApprovalContent) -> None:
        if content.batch.op_id != self.op_id:
            return
        self.content = content
        self.view.show_content(content)
        self.view.comments.show_batch(content.batch.op_id)
        self._body.setCurrentIndex(CONTENT)
        self._show_content(content)
        self._take_keyboard()
        self._look_at_history(content.batch.op_id)

    def _show_content(self, content: ApprovalContent) -> None:
        self._title.show_text(content.signed.head.purpose)
        self.panel.show_content(content, self._desk.unit)
        self._show_batch(content.batch)
        if self.panel.card.number:
            self.panel.card.show_line(content, self.panel.card.number, decides=self._decides())

    def _take_keyboard(self) -> None:
        """Begin where the work is: at the approval where nothing is left to be opened, else among the lines."""
        approve = self.panel.approve
        if not self.isVisible():
            return
        if approve.isVisible() and approve.isEnabled():
            approve.setFocus()
        else:
            self.view.take_keyboard()

    def _show_batch(self, batch: Batch) -> None:
        """Light what may be done in this state, and nothing else."""
        self._chip.show_cell(words.batch_status(batch))
        self._chip.show()
        if batch.delivery in {Delivery.UNKNOWN, Delivery.QUEUED}:
            self.panel.offer_inquiry()
        elif self._waits_for_release(batch):
            self._offer_release()
        elif not life.may(batch.status, BatchAction.APPROVE):
            self.panel.close_decision("approvals.decided", tone_done=batch.status is not BatchStatus.RETURNED)
        elif batch.mine:
            self.panel.close_decision("approvals.own", tone_done=False)
        else:
            self._offer_turn()
        if self.content is not None:
            self.panel.show_review(self.content, decides=self._decides())
        self.tell_place(self._waiting)

    def _waits_for_release(self, batch: Batch) -> bool:
        content = self.content
        approved = batch.status is BatchStatus.APPROVED and self._desk.unit.release == "person"
        return content is not None and approved and not content.released

    def _offer_release(self) -> None:
        """Light the release for whoever neither made nor signed the batch; say to others what it waits for."""
        content, uid = self.content, self._desk.actor.person.uid
        if content is not None and not content.batch.mine and uid not in content.signed.signed_by:
            self.panel.offer_release(content.own_paid)
        else:
            self.panel.close_decision("decision.release_waits", tone_done=False)

    def _offer_turn(self) -> None:
        """Light the two words for whose turn it is, and say so to others."""
        content, uid = self.content, self._desk.actor.person.uid
        if content is not None and uid in content.signed.signed_by:
            self.panel.close_decision("errors.already_signed", tone_done=True)
        elif content is not None and content.stages and uid not in content.turn:
            self.panel.offer_return()
        else:
            self.panel.offer_decision()

    def _not_verified(self, op_id: str, error: Exception) -> None:
        if op_id != self.op_id:
            return
        self._body.setCurrentIndex(STOPPED)
        self._title.say("approvals.stopped" if isinstance(error, Tampered) else "approvals.not_shown")
        self._stop.setVisible(isinstance(error, Tampered))
        self._error.show_error(error)

    def _look_at_history(self, op_id: str) -> None:
        def show(entries: Sequence[TimelineEntry]) -> None:
            if op_id == self.op_id:
                self.panel.show_timeline(entries)

        worker.run(self, lambda _: self._inquiry.timeline(op_id), show, self._failed)

    def _look_at_register(self) -> None:
        """Follow news of the register: an account may have been replaced while its line is being looked at."""
        shown = self.content
        if shown is not None:
            worker.run(self, lambda _: self._approval.look_again(shown), self._sure_again, errors.log_only)

    def _sure_again(self, told: ApprovalContent) -> None:
        content = self.content
        same = content is not None and content.signed.payment_sha256 == told.signed.payment_sha256
        if content is None or not same or content.certainty is told.certainty:
            return
        self.content = replace(content, certainty=told.certainty, heard=told.heard)
        self.view.show_certainty(self.content)
        if self.panel.card.number:
            self.panel.card.show_line(self.content, self.panel.card.number, decides=self._decides())

    def _ask_approve(self) -> None:
        content = self.content
        if content is not None:
            ApproveDialog(self, content, partial(self._approval.approve, content), self._after).open()

    def _ask_send_back(self) -> None:
        content = self.content
        if content is not None:
            SendBackDialog(self, content, partial(self._approval.send_back, content), self._after).open()

    def _ask_release(self) -> None:
        content = self.content
        if content is not None:
            today = bangkok_day(self._desk.now())
            day = max(content.signed.head.value_date or today, today)
            ReleaseDialog(self, content, day, partial(self._approval.release, content), self._after).open()

    def _after(self, batch: Batch) -> None:
        """Show how the batch stands now: decided, refused, or with an outcome that is not known."""
        was_approved = self.content is not None and self.content.batch.status is BatchStatus.APPROVED
        if self.content is not None:
            self.content = replace(self.content, batch=batch, released=was_approved and batch.delivery is Delivery.NONE)
        self.decided.emit()
        self._look_at_history(batch.op_id)
        self._show_batch(batch)
        if batch.delivery is Delivery.REFUSED:
            errors.show(self, Refused(batch.reason, **batch.reason_facts))
            return
        if batch.delivery is not Delivery.NONE:
            return
        said = "approvals.sent_back" if batch.status is BatchStatus.RETURNED else "approvals.approved"
        toast(self, "decision.released" if was_approved else said)
        waits = batch.status is BatchStatus.APPROVED and not was_approved and self._desk.unit.release == "person"
        if batch.status is BatchStatus.IN_APPROVAL or waits:  # somebody else's now; theirs to see with the signature
            self.open_batch(batch.op_id)

    def _ask_again(self) -> None:
        op_id = self.op_id
        self.panel.ask_again.setEnabled(False)
        worker.run(self, lambda _: self._inquiry.ask_again(op_id), self._answered, self._not_answered)

    def _answered(self, batch: Batch) -> None:
        self.panel.ask_again.setEnabled(True)
        if batch.op_id == self.op_id:
            self._show_batch(batch)
            self._look_at_history(batch.op_id)
        self.decided.emit()
        toast(self, "batches.asked", icon="refresh-cw")

    def _not_answered(self, error: Exception) -> None:
        self.panel.ask_again.setEnabled(True)
        errors.show(self, error)
