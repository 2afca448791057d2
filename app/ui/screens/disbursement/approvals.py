"""What waits for a signature: the list, and one decision after another without leaving the keyboard."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.domain.disbursement import batch as life
from app.domain.disbursement.batch import BatchAction, BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.values.errors import Refused, Tampered
from app.ui import errors, worker
from app.ui.buttons import Button, IconButton
from app.ui.flow import Chip, ProgressPanel
from app.ui.messages import toast
from app.ui.screen import Screen
from app.ui.screens.disbursement.decision_panel import DecisionPanel
from app.ui.screens.disbursement.decision_view import DecisionView
from app.ui.screens.disbursement.papers import PaperDialog
from app.ui.screens.disbursement.parts import words
from app.ui.screens.disbursement.parts.rows import RECORD, RecordRows
from app.ui.screens.disbursement.sign_dialog import ApproveDialog, SendBackDialog
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of
from app.ui.table_model import Column
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label, ShortLabel
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.record import Attachment, Batch, TimelineEntry
    from app.domain.values.money import Money
    from app.services.approval import Approval, ApprovalContent
    from app.services.inquiry import Inquiry
    from app.ui.screens.disbursement.parts.ports import Desk
    from app.ui.table_model import Row

WAITING = frozenset({BatchStatus.SUBMITTED.value, BatchStatus.IN_APPROVAL.value})
LIST, DECISION = 0, 1
LOADING, CONTENT, STOPPED = 0, 1, 2


def _of(row: Row) -> Batch:
    record: Batch = row[RECORD]
    return record


class ApprovalsScreen(Screen):
    """The waiting batches; Enter opens one for a decision, Esc goes back to the list."""

    key, title_key, icon = "approvals", "approvals.title", "badge-check"
    help_key = "approvals.help"

    def __init__(self, approval: Approval, inquiry: Inquiry, desk: Desk) -> None:
        super().__init__()
        self._approval, self._inquiry, self._desk = approval, inquiry, desk
        self._content: ApprovalContent | None = None
        self._op_id = ""
        self._source = inquiry.batches(WAITING)
        self.list = TableView(
            self._columns(),
            RecordRows(self._source),
            name="approvals",
            label="approvals.list",
            empty=Empty("approvals.none", "approvals.none_why", icon="badge-check"),
        )
        self.view = DecisionView(desk)
        self.panel = DecisionPanel()
        self._title, self._chip, self._place = ShortLabel(role="title"), Chip(), Label(role="quiet")
        self._progress = ProgressPanel("approvals.verifying")
        self._error = errors.ErrorNote()
        self._stop = Notice("approvals.tampered", tone="refused", icon="shield-x")
        self._body, self._pages = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.list.grid)

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the list again, and whether the batch in sight still stands as it was shown."""
        self.list.refresh()
        op_id = self._op_id
        if self._content is not None:
            self.look(lambda: self._inquiry.batch(op_id), self._seen_again, errors.log_only)

    def open_subject(self, subject: object) -> None:
        """Open one batch by its id."""
        self.open_batch(str(subject))

    def go_back(self) -> bool:
        """Go from a decision back to the list."""
        if self._pages.currentIndex() == DECISION:
            self.show_list()
            return True
        return False

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.panel.retranslate()
        if self._content is not None:
            self.view.retranslate()
            self._show_content(self._content)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Return", "approvals.key_open"),
            ("Ctrl+Return", "approvals.approve"),
            ("Ctrl+PgDown", "approvals.next"),
            ("Ctrl+PgUp", "approvals.previous"),
        )

    def show_list(self) -> None:
        """Go to the list."""
        self._op_id, self._content = "", None
        self._pages.setCurrentIndex(LIST)
        self.list.refresh()
        self.list.grid.setFocus()

    def open_batch(self, op_id: str) -> None:
        """Fetch and verify one batch, then show it; nothing is shown before its signature was checked."""
        self._op_id, self._content = op_id, None
        self._pages.setCurrentIndex(DECISION)
        self._body.setCurrentIndex(LOADING)
        self._progress.begin("approvals.verifying")
        self._title.say("approvals.verifying_short")
        self._chip.hide()
        self._error.clear()
        self.panel.show_nothing()
        self.panel.show_timeline(())
        self._tell_place()
        worker.run(self, lambda _: self._approval.content(op_id), self._verified, partial(self._not_verified, op_id))
        self._look_at_history(op_id)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        unit = self._desk.unit

        def maker(row: Row) -> str:
            return unit.person_name(_of(row).maker_uid, i18n.language())

        return (
            Column("purpose", "batches.purpose", 240, stretch=True, show_row=lambda row: words.purpose(_of(row))),
            Column("maker", "batches.maker", 170, sortable=False, show_row=maker),
            Column("status", "batches.status", 170, show_row=lambda row: words.batch_status(_of(row))),
            Column("lines_count", "batches.lines", 80, align="right", show_row=lambda row: f"{_of(row).lines_count:,}"),
            Column(
                "total", "batches.total", 140, align="right", amount=True, show_row=lambda row: _of(row).total.format()
            ),
            Column("value_date", "batches.value_date", 110, show_row=lambda row: words.day(_of(row).head.value_date)),
        )

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add(Label("approvals.title", role="title"))
        stack.add(self.list, stretch=1)
        self.list.show_footer()
        self._pages.addWidget(page)
        self._pages.addWidget(self._decision_page())
        whole = Stack(self, spacing=0)
        whole.add(self._pages)

    def _decision_page(self) -> QWidget:
        left = Stack(spacing=SPACE.s)
        back = IconButton("approvals.back", "arrow-left", act=self.show_list)
        self._previous = IconButton(
            "approvals.previous", "chevron-left", act=lambda: self._step(-1), shortcut="Ctrl+PgUp"
        )
        self._next = IconButton("approvals.next", "chevron-right", act=lambda: self._step(1), shortcut="Ctrl+PgDown")
        head = row_of(back, self._title, self._chip, None, self._place, self._previous, self._next)
        head.setContentsMargins(SPACE.m, SPACE.l, SPACE.l, 0)
        left.addLayout(head)
        for part in (self._message(self._progress), self.view, self._message(self._stop, self._error)):
            self._body.addWidget(part)
        self._progress.button.hide()
        left.add(self._body, stretch=1)
        page = QWidget()
        whole = row_of(spacing=0)
        whole.addLayout(left, 1)
        whole.addWidget(self.panel)
        page.setLayout(whole)
        return page

    def _message(self, *parts: QWidget) -> QWidget:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add(*parts)
        stack.addWidget(Button("approvals.back", icon="arrow-left", act=self.show_list), 0, Qt.AlignmentFlag.AlignLeft)
        stack.addStretch(1)
        return page

    def _wire(self) -> None:
        self.list.opened.connect(self._open_row)
        self.list.answered.connect(self._listed)
        self.list.failed.connect(self._failed)
        self.panel.approved.connect(self._ask_approve)
        self.panel.sent_back.connect(self._ask_send_back)
        self.panel.asked_again.connect(self._ask_again)
        self.panel.gone_to.connect(self.view.go_to)
        self.view.papers.opened.connect(self._open_paper)
        self.panel.next_wanted.connect(self._go_on)
        self.panel.batch_wanted.connect(lambda op_id: self.navigate.emit("results", op_id))

    def _failed(self, error: Exception) -> None:
        errors.show(self, error)

    # -- the list -------------------------------------------------------------------------------------------------

    def _open_row(self, identity: int) -> None:
        row = self.list.model.row_at(self.list.model.position_of(identity))
        if row is not None:
            self.open_batch(_of(row).op_id)

    def _listed(self) -> None:
        query = self.list.model.query
        worker.run(self, lambda _: self._source.totals(query), self._sum, self._failed)
        self._tell_place()

    def _sum(self, totals: tuple[int, Money]) -> None:
        self.list.footer.say("batches.footer", count=f"{totals[0]:,}")
        self.list.footer_end.say("batches.footer_sum", total=totals[1].format())

    def _waiting_ids(self) -> list[str]:
        model = self.list.model
        rows = (model.row_at(position) for position in range(model.rowCount()))
        return [_of(row).op_id for row in rows if row is not None]

    def _tell_place(self) -> None:
        waiting = self._waiting_ids()
        at = waiting.index(self._op_id) + 1 if self._op_id in waiting else 0
        self._place.setVisible(bool(at))
        if at:
            self._place.say("approvals.place", at=at, count=len(waiting))
        self._previous.setEnabled(at > 1)
        self._next.setEnabled(bool(waiting) and at < len(waiting))
        self.panel.offer_next(bool(waiting))

    def _step(self, by: int) -> None:
        waiting = self._waiting_ids()
        if self._op_id not in waiting:
            self._go_on()
        elif 0 <= waiting.index(self._op_id) + by < len(waiting):
            self.open_batch(waiting[waiting.index(self._op_id) + by])

    def _go_on(self) -> None:
        waiting = self._waiting_ids()
        if waiting:
            self.open_batch(waiting[0])

    # -- one decision ---------------------------------------------------------------------------------------------

    def _open_paper(self, paper: Attachment) -> None:
        if self._content is not None:
            PaperDialog(self, self._approval.attachments, self._content.batch.op_id, paper).open()

    def _verified(self, content: ApprovalContent) -> None:
        if content.batch.op_id != self._op_id:
            return
        self._content = content
        self.view.show_content(content)
        self._body.setCurrentIndex(CONTENT)
        self._show_content(content)
        self._look_at_history(content.batch.op_id)

    def _show_content(self, content: ApprovalContent) -> None:
        self._title.show_text(content.signed.head.purpose)
        self._show_batch(content.batch)
        self.panel.show_content(content, self._desk.unit)

    def _show_batch(self, batch: Batch) -> None:
        """Light what may be done in this state, and nothing else."""
        self._chip.show_cell(words.batch_status(batch))
        self._chip.show()
        if batch.delivery in {Delivery.UNKNOWN, Delivery.QUEUED}:
            self.panel.offer_inquiry()
        elif not life.may(batch.status, BatchAction.APPROVE):
            self.panel.close_decision("approvals.decided", tone_done=batch.status is not BatchStatus.RETURNED)
        elif batch.mine:
            self.panel.close_decision("approvals.own", tone_done=False)
        else:
            self._offer_turn()
        self._tell_place()

    def _offer_turn(self) -> None:
        """Light the two words for whose turn it is, and say so to others."""
        content, uid = self._content, self._desk.actor.person.uid
        if content is not None and uid in content.signed.signed_by:
            self.panel.close_decision("errors.already_signed", tone_done=True)
        elif content is not None and content.stages and uid not in content.turn:
            self.panel.offer_return()
        else:
            self.panel.offer_decision()
            self.panel.approve.setFocus()

    def _seen_again(self, batch: Batch) -> None:
        """Follow news about the batch in sight; another edition or signature is fetched and verified first."""
        content = self._content
        if content is None or batch.op_id != self._op_id:
            return
        if (batch.rev, batch.signatures_have) != (content.batch.rev, content.batch.signatures_have):
            self.open_batch(batch.op_id)
        elif batch != content.batch:
            self._content = replace(content, batch=batch)
            self._show_batch(batch)
            self._look_at_history(batch.op_id)

    def _not_verified(self, op_id: str, error: Exception) -> None:
        if op_id != self._op_id:
            return
        self._body.setCurrentIndex(STOPPED)
        self._title.say("approvals.stopped" if isinstance(error, Tampered) else "approvals.not_shown")
        self._stop.setVisible(isinstance(error, Tampered))
        self._error.show_error(error)

    def _look_at_history(self, op_id: str) -> None:
        def show(entries: Sequence[TimelineEntry]) -> None:
            if op_id == self._op_id:
                self.panel.show_timeline(entries)

        worker.run(self, lambda _: self._inquiry.timeline(op_id), show, self._failed)

    def _ask_approve(self) -> None:
        content = self._content
        if content is not None:
            ApproveDialog(self, content, partial(self._approval.approve, content), self._decided).open()

    def _ask_send_back(self) -> None:
        content = self._content
        if content is not None:
            act = partial(self._approval.send_back, content)
            SendBackDialog(self, content, act, self._decided).open()

    def _decided(self, batch: Batch) -> None:
        """Show how the batch stands now: decided, refused, or with an outcome that is not known."""
        if self._content is not None:
            self._content = replace(self._content, batch=batch)
        self.changed.emit()
        self._look_at_history(batch.op_id)
        self._show_batch(batch)
        if batch.delivery is Delivery.REFUSED:
            errors.show(self, Refused(batch.reason))
            return
        if batch.delivery is not Delivery.NONE:
            return
        toast(self, "approvals.sent_back" if batch.status is BatchStatus.RETURNED else "approvals.approved")
        if batch.status is BatchStatus.IN_APPROVAL:  # somebody else's turn now; theirs to see with the new signature
            self.open_batch(batch.op_id)
        self.list.refresh()

    def _ask_again(self) -> None:
        op_id = self._op_id
        self.panel.ask_again.setEnabled(False)
        worker.run(self, lambda _: self._inquiry.ask_again(op_id), self._answered, self._not_answered)

    def _answered(self, batch: Batch) -> None:
        self.panel.ask_again.setEnabled(True)
        if batch.op_id == self._op_id:
            self._show_batch(batch)
            self._look_at_history(batch.op_id)
        self.changed.emit()
        toast(self, "batches.asked", icon="refresh-cw")

    def _not_answered(self, error: Exception) -> None:
        self.panel.ask_again.setEnabled(True)
        errors.show(self, error)
