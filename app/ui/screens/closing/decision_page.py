"""Orders about days that wait for a second person: everything is recomputed here, and what differs has a name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.closing.day import DayAct, OrderState
from app.ui import days, errors, worker
from app.ui.buttons import Button
from app.ui.order_dialogs import Order, ReasonDialog, SignedDialog
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD
from app.ui.screens.closing.decision_side import DecisionSide
from app.ui.screens.closing.parts import words
from app.ui.screens.closing.parts.compared_table import ComparedTable, fit
from app.ui.screens.closing.parts.difference_table import DifferenceTable
from app.ui.surfaces import Notice, row_of, scroll_page
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.closing.exceptions import DayException
    from app.services.closing import Closing
    from app.services.commands import Given
    from app.services.day_book import OrderTold
    from app.services.day_check import DayCheck
    from app.ui.cells import Shown
    from app.ui.screens.closing.parts.ports import Desk
    from app.ui.table_model import Row
    from app.ui.worker import Task


class DecisionPage(QWidget):
    """The list of orders with what was found about the chosen one; ``given`` tells what was said of one."""

    given = Signal(object, str)
    day_wanted = Signal(object)

    def __init__(self, service: Closing, desk: Desk) -> None:
        super().__init__()
        self._service, self._desk = service, desk
        self._found: Sequence[OrderTold] = ()
        self._sought, self._checked_id = "", ""
        self._check: DayCheck | None = None
        self._task: Task[DayCheck] | None = None
        self.waiting = Button("day_close.order.waiting", kind="chip")
        self.waiting.setChecked(True)
        self.table = TableView(
            self._columns(),
            FixedRows(()),
            name="day_orders",
            label="day_close.orders_list",
            empty=Empty("day_close.orders_none", "day_close.orders_none_why", icon="badge-check"),
        )
        self.verdict = Notice(tone="plain", icon="refresh-cw")
        self.differences = DifferenceTable()
        self.compared = ComparedTable("day_order_compared")
        self.exceptions = TableView(
            self._exception_columns(),
            FixedRows(()),
            name="day_order_exceptions",
            label="day_close.exceptions_list",
            empty=Empty("closing_papers.no_exceptions", icon="circle-check"),
        )
        self.side = DecisionSide(desk)
        self._error = errors.ErrorNote()
        self._parts = (self.compared, self.exceptions, *self._heads())
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    def take(self, found: Sequence[OrderTold]) -> None:
        """Show these orders; the chosen one stays chosen."""
        self._found = found
        self._show_rows()

    def seek(self, req_id: str = "") -> None:
        """Show what waits, and put the cursor on an order."""
        self.waiting.setChecked(not req_id)
        self._sought = req_id
        self._show_rows()

    def chosen(self) -> OrderTold | None:
        """Return the order in sight, None without one."""
        row = self.table.current_row()
        return row[RECORD] if row is not None else None

    @property
    def checked(self) -> DayCheck | None:
        """What came of recomputing the order in sight, None before."""
        return self._check

    # -- inside -------------------------------------------------------------------------------------------------------

    def _heads(self) -> tuple[Label, Label]:
        self._compared_title = Label("day_close.compared", role="section")
        self._exceptions_title = Label("day_close.exceptions_list", role="section")
        return self._compared_title, self._exceptions_title

    def _columns(self) -> tuple[Column, ...]:
        def of(show: Callable[[OrderTold], Shown]) -> Callable[[Row], Shown]:
            return lambda row: show(row[RECORD])

        def column(key: str, width: int, show: Callable[[OrderTold], Shown], *, stretch: bool = False) -> Column:
            return Column(key, f"day_close.{key}", width, stretch=stretch, sortable=False, show_row=of(show))

        return (
            column("day", 130, lambda one: days.full_day(one.order.order.day)),
            column("asked", 170, lambda one: words.act(one.order), stretch=True),
            column("version", 70, lambda one: f"{one.order.order.version}"),
            column("proposed_by", 140, lambda one: words.person(self._desk, one.order.maker_uid)),
            column("proposed_at", 150, lambda one: words.moment(one.order.made_at)),
            column("order_state", 126, lambda one: words.order_chip(one.order)),
        )

    def _exception_columns(self) -> tuple[Column, ...]:
        def of(show: Callable[[DayException], Shown]) -> Callable[[Row], Shown]:
            return lambda row: show(row[RECORD])

        def column(key: str, width: int, show: Callable[[DayException], Shown], *, stretch: bool = False) -> Column:
            return Column(key, f"day_close.{key}", width, stretch=stretch, sortable=False, show_row=of(show))

        return (
            column("kind", 190, lambda one: words.exception_kind(one.kind), stretch=True),
            column("amount", 110, lambda one: words.amount(one.amount)),
            column("owner", 130, lambda one: words.person(self._desk, one.owner_uid)),
            column("exception_state", 110, lambda one: i18n.text(f"day_close.exception.{one.state}")),
            column("reason", 220, lambda one: one.reason),
        )

    def _lay_out(self) -> None:
        area, stack = scroll_page(margins=0, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, 0, SPACE.xl - 4, SPACE.m)
        stack.addLayout(row_of(self.waiting, None))
        stack.add(self.table, self._error, self.verdict, self.differences)
        stack.add(self._compared_title, self.compared, self._exceptions_title, self.exceptions)
        stack.addStretch(1)
        whole = row_of(spacing=0)
        whole.addWidget(area, 1)
        whole.addWidget(self.side)
        self.setLayout(whole)
        self.side.hide()

    def _wire(self) -> None:
        QuietColumns(self.table, {"proposed_at": 720, "version": 560, "proposed_by": 480})
        QuietColumns(self.exceptions, {"exception_state": 720, "owner": 620, "amount": 480})
        self.waiting.toggled.connect(lambda _: self._show_rows())
        self.table.chosen.connect(lambda _: self._choose())
        self.table.answered.connect(self._answered)
        for table in (self.differences, self.compared, self.exceptions):
            table.answered.connect(partial(fit, table))
        self.side.approve_wanted.connect(self._ask_approve)
        self.side.return_wanted.connect(self._ask_return)
        self.side.recall_wanted.connect(self._ask_recall)
        self.side.asked_again.connect(self._service.ask_again)
        self.side.day_wanted.connect(self.day_wanted)

    def _show_rows(self) -> None:
        chosen = self.chosen()
        self._sought = self._sought or (chosen.order.order.req_id if chosen else "")
        only = self.waiting.isChecked()
        shown = [one for one in self._found if not only or one.order.state is OrderState.WAITING]
        self.table.model.use_source(FixedRows([{RECORD: one} for one in shown]))

    def _answered(self) -> None:
        count = self.table.model.rowCount()
        fit(self.table, 5)
        self.side.setVisible(count > 0)
        if any(one.order.order.req_id == self._sought for one in self._found):
            sought, self._sought = self._sought, ""
            rows = (self.table.model.row_at(row) for row in range(count))
            at = next((n for n, row in enumerate(rows) if row and row[RECORD].order.order.req_id == sought), None)
            if at is not None:
                self.table.grid.setCurrentIndex(self.table.model.index(at, 0))
        if count and not self.table.grid.currentIndex().isValid():
            self.table.grid.setCurrentIndex(self.table.model.index(0, 0))
        self._choose()

    def _choose(self) -> None:
        told = self.chosen()
        req_id = told.order.order.req_id if told else ""
        if req_id != self._checked_id:
            self._checked_id, self._check = req_id, None
            if self._task is not None:
                self._task.cancel()
                self._task = None
        self._show_order(told)
        if told is not None and told.may_settle and self._check is None and self._task is None:
            done, failed = partial(self._take_check, told), self._not_checked
            self._task = worker.run(self, lambda _: self._service.check(told), done, failed)

    def _show_order(self, told: OrderTold | None) -> None:
        closes = told is not None and told.order.order.act is DayAct.CLOSE
        for part in self._parts:
            part.setVisible(closes)
        if told is not None and closes:
            self.compared.show_rows(told.order.order.compared)
            rows = [{RECORD: one} for one in told.order.order.exceptions]
            self.exceptions.model.use_source(FixedRows(rows))
        self._tell_verdict(told)
        check = self._check
        self.side.show_order(told, checked=check is not None and not check.hindrances)

    def _tell_verdict(self, told: OrderTold | None) -> None:
        check = self._check
        self.verdict.setVisible(told is not None and told.may_settle)
        self.differences.setVisible(check is not None and bool(check.differences))
        if told is None or not told.may_settle:
            return
        if check is None:
            self.verdict.turn("plain", "refresh-cw")
            self.verdict.say("day_close.checking")
        elif check.hindrances:
            self.verdict.turn("refused", "triangle-alert")
            self.verdict.say("day_close.hindered", "day_close.hindered_do", count=f"{check.hindrances:,}")
        else:
            self.verdict.turn("done", "circle-check")
            key = "reopen" if told.order.order.act is DayAct.REOPEN else "same"
            self.verdict.say(f"day_close.check_{key}")

    def _take_check(self, told: OrderTold, check: DayCheck) -> None:
        self._task, self._check = None, check
        self._error.clear()
        self.differences.show_rows(check.differences)
        self._show_order(told)

    def _not_checked(self, error: Exception) -> None:
        self._task = None
        self.verdict.hide()
        self._error.show_error(error)

    # -- acts ---------------------------------------------------------------------------------------------------------

    def _ask_approve(self) -> None:
        told = self.chosen()
        if told is not None and self.side.approve.isVisible():
            close = told.order.order.act is DayAct.CLOSE
            title = "day_close.approve_ask" if close else "day_close.approve_reopen_ask"
            order = Order(title, "day_close.approve", "badge-check", about=lambda: about(told))
            self._sign(order, told, approve=True)

    def _ask_return(self) -> None:
        told = self.chosen()
        if told is not None:
            order = Order("day_close.send_back_ask", "day_close.send_back", "undo-2", about=lambda: about(told))
            self._sign(order, told, approve=False)

    def _sign(self, order: Order, told: OrderTold, *, approve: bool) -> None:
        def act(reason: str, password: str) -> Given:
            return self._service.settle(told, approve=approve, password=password, reason=reason)

        said = "day_close.approved" if approve else "day_close.sent_back"
        SignedDialog(self, order, act, lambda given: self.given.emit(given, said), with_reason=not approve).open()

    def _ask_recall(self) -> None:
        told = self.chosen()
        if told is not None:
            order = Order("day_close.recall_ask", "day_close.recall", "undo-2", about=lambda: about(told), danger=True)
            act = partial(self._service.recall, told)
            ReasonDialog(self, order, act, lambda given: self.given.emit(given, "day_close.recalled")).open()


def about(told: OrderTold) -> str:
    """Return what an order is about: day and version, the balances, and how many exceptions stay open."""
    said = told.order.order
    head = i18n.text("day_close.about_of", act=words.act(told.order), day=days.long_day(said.day), version=said.version)
    if said.act is DayAct.REOPEN:
        return f"{head}\n{said.reason}"
    sums = [
        i18n.text(
            "day_close.about_account",
            account=words.account(one.account),
            came_in=one.came_in.format(),
            went_out=one.went_out.format(),
            closing=one.closing.format(),
        )
        for one in said.accounts
    ]
    return "\n".join([head, *sums, i18n.text("day_close.about_exceptions", count=f"{said.open_count:,}")])
