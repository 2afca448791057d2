"""What waits for a decision: the list, one batch after another, or several at once, without leaving the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from app import i18n
from app.domain.disbursement.batch import BatchAction, BatchStatus, may
from app.domain.disbursement.record import Delivery
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.screen import Screen
from app.ui.screens.disbursement.decision_page import DecisionPage
from app.ui.screens.disbursement.many_dialog import ManyDialog, ManyResults
from app.ui.screens.disbursement.parts import words
from app.ui.screens.disbursement.parts.paid import paid_to
from app.ui.screens.disbursement.parts.rows import RECORD, RecordRows
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_model import Column
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.record import Batch
    from app.domain.payees.payee import PaidTo
    from app.domain.values.money import Money
    from app.services.approval import Approval
    from app.services.comments import Comments
    from app.services.inquiry import Inquiry
    from app.services.many_approvals import Result
    from app.ui.screens.disbursement.decision_panel import DecisionPanel
    from app.ui.screens.disbursement.decision_view import DecisionView
    from app.ui.screens.disbursement.parts.ports import Desk
    from app.ui.table_model import Row

LIST, DECISION = 0, 1


def _of(row: Row) -> Batch:
    record: Batch = row[RECORD]
    return record


class ApprovalsScreen(Screen):
    """The waiting batches; Enter opens one for a decision, Esc goes back, Ctrl+Enter approves the chosen ones."""

    key, title_key, icon = "approvals", "approvals.title", "badge-check"
    help_key = "approvals.help"

    def __init__(self, approval: Approval, inquiry: Inquiry, desk: Desk, comments: Comments) -> None:
        super().__init__()
        self._approval, self._inquiry, self._desk = approval, inquiry, desk
        self._source = approval.waiting()
        self._summing = worker.Newest(self)
        self.list = TableView(
            self._columns(),
            RecordRows(self._source),
            name="approvals",
            label="approvals.list",
            empty=Empty("approvals.none", "approvals.none_why", icon="badge-check"),
        )
        self.list.grid.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.many = Button("decision.many_key", icon="badge-check", act=self._ask_many, shortcut="Ctrl+Return")
        self.page = DecisionPage(approval, inquiry, desk, comments)
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.list.grid)

    @property
    def view(self) -> DecisionView:
        """The batch of the decision in sight."""
        return self.page.view

    @property
    def panel(self) -> DecisionPanel:
        """What is to be decided beside it."""
        return self.page.panel

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the list again, and whether the batch in sight still stands as it was shown."""
        self.list.refresh()
        op_id = self.page.op_id
        if self.page.content is not None:
            self.look(lambda: self._inquiry.batch(op_id), self.page.seen_again, errors.log_only)

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
        self.page.retranslate()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Return", "approvals.key_open"),
            ("Ctrl+Return", "approvals.approve"),
            ("F8", "decision.next"),
            ("R", "decision.decline"),
            ("Ctrl+F", "approvals.search"),
            ("Shift+Down", "decision.many_pick"),
            ("Ctrl+PgDown", "approvals.next"),
            ("Ctrl+PgUp", "approvals.previous"),
        )

    def payee_here(self) -> PaidTo | None:
        """Return whom the line under the cursor pays."""
        content, number = self.page.content, self.page.line_meant()
        line = next((each for each in content.signed.lines if each.number == number), None) if content else None
        return paid_to(line) if line is not None else None

    def show_list(self) -> None:
        """Go to the list."""
        self.page.forget()
        self._pages.setCurrentIndex(LIST)
        self.list.refresh()
        self.list.grid.setFocus()

    def open_batch(self, op_id: str) -> None:
        """Fetch and verify one batch, then show it."""
        self._pages.setCurrentIndex(DECISION)
        self.page.open_batch(op_id)
        self._tell_place()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        unit = self._desk.unit

        def maker(row: Row) -> str:
            return unit.person_name(_of(row).maker_uid, i18n.language())

        return (
            Column("purpose", "batches.purpose", 240, stretch=True, show_row=lambda row: words.purpose(_of(row))),
            Column(
                "document_no",
                "batches.document",
                130,
                sortable=False,
                show_row=lambda row: _of(row).head.document_no or words.DASH,
            ),
            Column("maker", "batches.maker", 170, sortable=False, show_row=maker),
            Column("status", "batches.status", 170, show_row=self._status),
            Column("lines_count", "batches.lines", 80, align="right", show_row=lambda row: f"{_of(row).lines_count:,}"),
            Column(
                "total", "batches.total", 140, align="right", amount=True, show_row=lambda row: _of(row).total.format()
            ),
            Column("value_date", "batches.value_date", 110, show_row=lambda row: words.day(_of(row).head.value_date)),
        )

    def _status(self, row: Row) -> Cell:
        """Return the chip; an approved batch in this list waits for somebody who lets it go."""
        told = words.batch_status(_of(row))
        if _of(row).status is BatchStatus.APPROVED and _of(row).delivery is Delivery.NONE:
            return Cell(i18n.text("decision.waits_release"), tone="waiting", icon="send", chip=True)
        return told

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.addLayout(row_of(Label("approvals.title", role="title"), None, self.many))
        stack.add(self.list, stretch=1)
        self.list.show_footer()
        self.many.setEnabled(False)
        self._pages.addWidget(page)
        self._pages.addWidget(self.page)
        whole = Stack(self, spacing=0)
        whole.add(self._pages)

    def _wire(self) -> None:
        self.list.opened.connect(self._open_row)
        self.list.answered.connect(self._listed)
        self.list.failed.connect(self._failed)
        self.list.grid.selectionModel().selectionChanged.connect(lambda *_: self._tell_chosen())
        self.page.left.connect(self.show_list)
        self.page.decided.connect(self._decided)
        self.page.stepped.connect(self._step)
        self.page.navigate.connect(self.navigate)

    def _failed(self, error: Exception) -> None:
        errors.show(self, error)

    def _decided(self) -> None:
        self.changed.emit()
        self.list.refresh()

    # -- the list -------------------------------------------------------------------------------------------------

    def _open_row(self, identity: int) -> None:
        row = self.list.model.row_at(self.list.model.position_of(identity))
        if row is not None:
            self.open_batch(_of(row).op_id)

    def _listed(self) -> None:
        query = self.list.model.query
        self._summing.run(lambda _: self._source.totals(query), self._sum, self._failed)
        self._tell_place()
        self._tell_chosen()

    def _sum(self, totals: tuple[int, Money]) -> None:
        self.list.footer.say("batches.footer", count=f"{totals[0]:,}")
        self.list.footer_end.say("batches.footer_sum", total=totals[1].format())

    def _waiting_ids(self) -> list[str]:
        model = self.list.model
        rows = (model.row_at(position) for position in range(model.rowCount()))
        return [_of(row).op_id for row in rows if row is not None]

    def _tell_place(self) -> None:
        self.page.tell_place(self._waiting_ids())

    def _step(self, by: int) -> None:
        waiting, here = self._waiting_ids(), self.page.op_id
        if here not in waiting or not by:
            if waiting:
                self.open_batch(waiting[0])
        elif 0 <= waiting.index(here) + by < len(waiting):
            self.open_batch(waiting[waiting.index(here) + by])

    # -- several at once ------------------------------------------------------------------------------------------

    def chosen(self) -> list[Batch]:
        """Return the chosen batches that wait for a signature, in the order of the list."""
        rows = sorted({index.row() for index in self.list.grid.selectionModel().selectedRows()})
        found = (self.list.model.row_at(position) for position in rows)
        return [_of(row) for row in found if row is not None and may(_of(row).status, BatchAction.APPROVE)]

    def _tell_chosen(self) -> None:
        self.many.setEnabled(bool(self.chosen()))

    def _ask_many(self) -> None:
        chosen = self.chosen()
        if chosen:
            ManyDialog(self, self._approval, chosen, self._signed_many).open()

    def _signed_many(self, results: list[Result]) -> None:
        dialog = ManyResults(self, results)
        dialog.opened.connect(self.open_batch)
        dialog.open()
        self._decided()
