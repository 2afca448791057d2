"""What became of a batch: sums by status, every line with the bank's word, and nothing to press while unknown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import LineStatus
from app.domain.search.place import LinePlace
from app.domain.values.money import Money
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.filter_bar import Chip, FilterBar
from app.ui.flow import Chip as StatusChip
from app.ui.messages import toast
from app.ui.quiet_columns import QuietColumns
from app.ui.screen import Screen
from app.ui.screens.disbursement.comment_thread import CommentButton
from app.ui.screens.disbursement.follow_panel import CloseDialog, FollowPanel
from app.ui.screens.disbursement.line_side import LineSide
from app.ui.screens.disbursement.parts import reasons, words
from app.ui.screens.disbursement.parts.batch_picker import BatchPicker
from app.ui.screens.disbursement.parts.offers import LINES_PLACE, lines_offer_of
from app.ui.screens.disbursement.parts.paid import paid_to
from app.ui.screens.disbursement.parts.rows import RECORD, RecordRows
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Figures, Notice, row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label, ShortLabel
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.follow_up import LineReason
    from app.domain.disbursement.record import Batch, LineRecord
    from app.domain.payees.payee import PaidTo
    from app.services.comments import Comments
    from app.services.following import Following, FollowUps
    from app.services.inquiry import Inquiry, LineRows
    from app.ui.filter_bar import Views
    from app.ui.screens.disbursement.parts.ports import Desk
    from app.ui.table_model import Row

_S = BatchStatus
SHOWN = frozenset({_S.SUBMITTED, _S.IN_APPROVAL, _S.APPROVED, _S.RELEASED, _S.SETTLED, _S.PARTLY_SETTLED, _S.REFUSED})
STATUSES = (
    LineStatus.SETTLED,
    LineStatus.PENDING,
    LineStatus.REJECTED,
    LineStatus.RETURNED,
    LineStatus.DECLINED,
)


def _of(row: Row) -> LineRecord:
    record: LineRecord = row[RECORD]
    return record


def _account(row: Row) -> str:
    return words.account(_of(row).bank, _of(row).account)


def _reason(row: Row) -> str | Cell:
    code = _of(row).reason
    return Cell(reasons.title(code), hint=reasons.advice(code)) if code else ""


def columns() -> tuple[Column, ...]:
    """Return the columns of the results."""
    return (
        Column("number", "editor.row", 48, align="right", show_row=lambda row: str(_of(row).number)),
        Column("name", "approvals.payee", 200, stretch=True, show_row=lambda row: _of(row).name),
        Column("account", "editor.field.account", 146, show_row=_account),
        Column("amount", "editor.field.amount", 104, align="right", amount=True, show_row=lambda row: _of(row).amount),
        Column("status", "batches.status", 152, show_row=lambda row: words.line_status(_of(row).status)),
        Column("reason", "results.why", 116, show_row=_reason),
    )


class ResultsScreen(Screen):
    """The results of one batch."""

    key, title_key, icon = "results", "results.title", "circle-check"
    help_key = "results.help"
    within = "batches"

    def __init__(self, inquiry: Inquiry, follow_ups: FollowUps, desk: Desk, views: Views) -> None:
        super().__init__()
        self._inquiry, self._follow_ups, self._desk = inquiry, follow_ups, desk
        self._batch: Batch | None = None
        self._op_id, self._sought = "", -1
        self._lines: LineRows | None = None
        self._summing, self._looking_up = worker.Newest(self), worker.Newest(self)
        self._picker = BatchPicker(inquiry, frozenset(status.value for status in SHOWN))
        self._title, self._chip = ShortLabel(role="title"), StatusChip()
        self._figures = Figures()
        self._unknown = Notice("batches.unknown", tone="unknown", icon="circle-question-mark")
        self._ask = Button("batches.act.ask_again", kind="primary", icon="refresh-cw", act=self._ask_again)
        self._evidence = Button("batches.act.evidence", icon="file-check", act=self._open_evidence)
        self.comments = CommentButton()
        self.follow = FollowPanel(desk)
        self._search = SearchField("approvals.search")
        self._chips = {status: Button(f"terms.line.{status}", kind="chip") for status in STATUSES}
        chips = {
            status.value: Chip(chip, frozenset({status.value}), f"terms.line.{status}")
            for status, chip in self._chips.items()
        }
        self.filters = FilterBar(LINES_PLACE, views, lines_offer_of(desk), search=self._search, chips=chips)
        self.table = TableView(
            columns(),
            FixedRows(()),
            name="results",
            label="results.list",
            empty=Empty("results.none", "results.none_why", icon="circle-dashed"),
        )
        self.side = LineSide(desk)
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the batch and its lines again."""
        self._picker.refresh()
        if self._op_id:
            self._look_at_batch()

    def open_subject(self, subject: object) -> None:
        """Show the results of a batch by its id, or one line of it, which no filter hides then."""
        self._sought = subject.row_id if isinstance(subject, LinePlace) else -1
        op_id = subject.op_id if isinstance(subject, LinePlace) else str(subject)
        if op_id != self._op_id:
            self._show_nothing()
        self._op_id = op_id
        self._picker.mark(self._op_id)
        self._lines = self._inquiry.lines(self._op_id)
        self.side.show_line(None)
        self.table.model.use_source(RecordRows(self._lines))
        if self._sought >= 0:
            self.filters.clear()
        self._tell()
        worker.run(self, lambda _: self._inquiry.note_view(op_id), lambda _: None, self._explain)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self._tell()
        self.follow.tell()
        self.side.retranslate()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add_row(Label("results.title", role="quiet"), self._picker, None, self.comments, self._evidence)
        stack.add_row(self._title, self._chip, None)
        self._unknown.more.say("batches.unknown.do")
        self._unknown.more.show()
        self._unknown.body.addLayout(row_of(self._ask, None))
        self._unknown.hide()
        stack.add(self._unknown, self._figures, self.follow)
        self._search.setMinimumWidth(130)
        stack.add(self.filters)
        stack.add(self.table, stretch=1)
        QuietColumns(self.table, {"account": 760})  # it stands beside the list, and names are to be read whole
        self.table.show_footer()
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        self.setLayout(whole)
        self._tell()

    def _wire(self) -> None:
        self.follow.begin.connect(self._begin_follow_up)
        self.follow.close_wanted.connect(self._ask_to_close)
        self.follow.opened.connect(lambda op_id: self.navigate.emit("batches", op_id))
        self._picker.chosen.connect(self._pick)
        self._picker.offered.connect(self._offered)
        self.filters.changed.connect(self._look)
        self.table.explain_filter(self._told_filter)
        self.table.chosen.connect(lambda _: self._choose())
        self.side.recall_wanted.connect(self._call_back)
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)

    def _show_nothing(self) -> None:
        """Take the former batch out of sight: its figures and acts are not those of the next."""
        self._batch = None
        self._summing.drop()
        self._looking_up.drop()
        self.follow.show_following(None)

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)

    def _offered(self) -> None:
        self._picker.settle(self._op_id)
        if not self._op_id:  # there is no batch at all, and the list says so
            self.table.refresh()

    def _pick(self, op_id: str) -> None:
        self.open_subject(op_id)
        self._look_at_batch()

    def _look_at_batch(self) -> None:
        op_id = self._op_id
        self.look(lambda: self._follow_ups.look(op_id), self._followed, self._explain)
        self.table.refresh()

    def _followed(self, found: Following) -> None:
        if found.batch.op_id == self._op_id:
            self.follow.show_following(found)
        self._take(found.batch)

    def _take(self, batch: Batch) -> None:
        if batch.op_id == self._op_id:
            self._batch = batch
            self._tell()

    def _look(self) -> None:
        self.filters.apply(self.table)

    def _told_filter(self) -> Sequence[tuple[str, str]]:
        """Return what stands above an export: the batch, and the filter."""
        batch = self._batch
        subject = [(i18n.text("batches.purpose"), f"{words.purpose(batch)} · {batch.reference}")] if batch else []
        return [*subject, *self.filters.told()]

    def _answered(self) -> None:
        if self._sought >= 0 and self.table.choose(self._sought):
            self._sought = -1
        self.side.setVisible(self.table.model.rowCount() > 0)
        self._choose()
        lines, query = self._lines, self.table.model.query
        if lines is not None:
            self._summing.run(lambda _: lines.totals(query), self._sum, self._explain)

    def _sum(self, totals: tuple[int, Money]) -> None:
        self.table.footer.say("editor.count", count=f"{totals[0]:,}")
        self.table.footer_end.say("editor.sum", total=totals[1].format())

    def payee_here(self) -> PaidTo | None:
        """Return whom the line under the cursor pays."""
        row = self.table.current_row()
        return paid_to(_of(row)) if row is not None else None

    def _choose(self) -> None:
        row = self.table.current_row()
        self.side.show_line(_of(row) if row is not None else None)
        self._looking_up.drop()
        if row is not None:
            self._look_at_notice(_of(row).number)

    def _look_at_notice(self, number: int) -> None:
        op_id = self._op_id
        self._looking_up.run(
            lambda _: self._inquiry.notice(op_id, number),
            lambda report: self.side.show_notice(number, report),
            errors.log_only,
        )

    def _call_back(self, number: int) -> None:
        """Open the assistant for a line that was paid wrongly."""
        self.navigate.emit("recalls", f"line:{self._op_id}:{number}")

    def _tell(self) -> None:
        batch = self._batch
        for part in (self._chip, self._figures, self._evidence, self.filters):
            part.setVisible(batch is not None)
        self._unknown.setVisible(batch is not None and batch.delivery is Delivery.UNKNOWN)
        if batch is None:
            self._title.say("results.looking" if self._op_id else "results.pick")
            return
        self._title.show_text(words.purpose(batch))
        self._chip.show_cell(words.batch_status(batch))
        self._evidence.setVisible(batch.delivery is not Delivery.UNKNOWN)
        waiting = Money(batch.total.satang - batch.settled.satang - batch.failed.satang)
        put = self._figures.put
        put("results.all", batch.total.format(), below=_lines(batch.lines_count))
        put("terms.line.settled", batch.settled.format(), below=_lines(batch.settled_count))
        put("terms.line.pending", waiting.format(), below=_lines(batch.pending_count))
        put("results.failed", batch.failed.format(), below=_lines(batch.failed_count))

    # -- acts -----------------------------------------------------------------------------------------------------

    def serve_comments(self, comments: Comments) -> None:
        """Offer what people said of the batch in sight."""
        self.comments.serve(self._desk, comments, lambda: self._op_id)

    def _open_evidence(self) -> None:
        self.navigate.emit("evidence", self._op_id)

    def _begin_follow_up(self) -> None:
        """Make a batch of what failed, or open the one that is being written, and go there."""
        op_id = self._op_id
        self.act_once(lambda: self._follow_ups.begin(op_id), self._begun, self._explain)

    def _begun(self, op_id: str) -> None:
        toast(self, "following.begun")
        self.changed.emit()
        self.navigate.emit("editor", op_id)

    def _ask_to_close(self) -> None:
        op_id = self._op_id
        self.act_once(lambda: self._follow_ups.open_lines(op_id), partial(self._close_which, op_id), self._explain)

    def _close_which(self, op_id: str, lines: Sequence[LineRecord]) -> None:
        if lines and op_id == self._op_id:
            CloseDialog(self, lines, partial(self._close, op_id)).open()

    def _close(self, op_id: str, numbers: list[int], code: LineReason, text: str) -> None:
        work = lambda _: self._follow_ups.close(op_id, numbers, code, text)  # noqa: E731  (one call of the service)
        worker.run(self, work, lambda _: self._closed(), self._explain)

    def _closed(self) -> None:
        toast(self, "following.closed")
        self._look_at_batch()
        self.changed.emit()

    def _ask_again(self) -> None:
        op_id = self._op_id
        self._ask.setEnabled(False)
        worker.run(self, lambda _: self._inquiry.ask_again(op_id), self._told, self._not_told)

    def _told(self, batch: Batch) -> None:
        self._ask.setEnabled(True)
        toast(self, "batches.asked", icon="refresh-cw")
        self._take(batch)
        self.table.refresh()
        self.changed.emit()

    def _not_told(self, error: Exception) -> None:
        self._ask.setEnabled(True)
        errors.show(self, error)


def _lines(count: int) -> str:
    return i18n.text("batches.lines_of", count=f"{count:,}")
