"""Changes of the register that wait: the list, and one decision after another without leaving the keyboard.

The decider sees only what would differ, before and after, beside the scan; nothing has an effect before.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.payees.changes import ChangeStatus
from app.domain.values.errors import Refused
from app.services.payee_views import TO_TAKE_UP
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.messages import toast
from app.ui.order_dialogs import Order, ReasonDialog, SignedDialog
from app.ui.record_rows import RECORD, RecordRows
from app.ui.screen import Screen
from app.ui.screens.payees.parts import words
from app.ui.screens.payees.request_view import ChangeView
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_model import Column
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.payees.changes import Change
    from app.services.commands import Given
    from app.services.payee_scans import PayeeScans
    from app.services.payees import Payees
    from app.ui.screens.payees.parts.ports import Desk
    from app.ui.table_model import Row

LIST, CHANGE = 0, 1


def _of(row: Row) -> Change:
    record: Change = row[RECORD]
    return record


class PayeeRequestsScreen(Screen):
    """The changes; Enter opens one, Esc goes back to the list."""

    key, title_key, icon = "register_requests", "register.requests", "file-check"
    help_key = "register.requests_help"

    def __init__(self, service: Payees, scans: PayeeScans, desk: Desk) -> None:
        super().__init__()
        self._service, self._desk = service, desk
        self._search = SearchField("register.reason")
        kinds = (TO_TAKE_UP, *(each.value for each in ChangeStatus))
        self._chips = {each: Button(f"register.standing.{each}", kind="chip") for each in kinds}
        self._chips[ChangeStatus.PENDING.value].setChecked(True)
        self.list = TableView(
            self._columns(),
            RecordRows(service.changes.rows()),
            name="payee_changes",
            label="register.requests_list",
            empty=Empty("register.requests_none", "register.requests_none_why", icon="file-check"),
        )
        self.view = ChangeView(service, scans, desk)
        self._pages = QStackedWidget()
        self._lay_out()
        self._chips[TO_TAKE_UP].setVisible(permissions.may(desk.actor.person.roles, Action.PROPOSE_PAYEES))
        self._wire()
        self.setFocusProxy(self.list.grid)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; the change in sight too."""
        self._look()
        if self._pages.currentIndex() == CHANGE:
            self.view.refresh()

    def open_subject(self, subject: object) -> None:
        """Open one change by its id, or show the changes of one standing (its key, or `TO_TAKE_UP`)."""
        wanted = str(subject)
        if wanted in self._chips:
            self._show_list()
            for key, chip in self._chips.items():
                chip.setChecked(key == wanted)
            return
        self._pages.setCurrentIndex(CHANGE)
        self.view.open_change(wanted)

    def go_back(self) -> bool:
        """Go from a change back to the list."""
        if self._pages.currentIndex() == CHANGE:
            self._show_list()
            return True
        return False

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.view.retranslate()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Return", "register.key_open"),
            ("Ctrl+E", "register.key_seen"),
            ("Ctrl+L", "register.key_leave"),
            ("Ctrl+Return", "register.approve"),
            ("Ctrl+Del", "register.put_aside"),
        )

    # -- inside -------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        desk = self._desk
        return (
            Column("reason", "register.reason", 240, stretch=True, sortable=False, show_row=lambda r: _of(r).reason),
            Column("count", "register.payees", 90, align="right", sortable=False,
                   show_row=lambda r: f"{_of(r).entries_count:,}"),
            Column("maker", "register.proposer", 180, sortable=False,
                   show_row=lambda r: words.person(desk, _of(r).maker_uid)),
            Column("at", "register.proposed_at", 140, show_row=lambda r: words.moment(_of(r).proposed_at)),
            Column("standing", "register.standing", 190, sortable=False,
                   show_row=lambda r: words.standing(_of(r))),
        )  # fmt: skip

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add(Label("register.requests", role="title"))
        self._search.setMinimumWidth(220)
        stack.addLayout(row_of(self._search, *self._chips.values(), None))
        stack.add(self.list, stretch=1)
        self.list.show_footer()
        self._pages.addWidget(page)
        self._pages.addWidget(self.view)
        Stack(self, spacing=0).add(self._pages)

    def _wire(self) -> None:
        self._search.textChanged.connect(lambda _: self._look())
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._look())
        self.list.opened.connect(lambda _: self._open_chosen())
        self.list.answered.connect(self._listed)
        self.list.failed.connect(self._explain)
        self.view.left.connect(self._show_list)
        self.view.payee_wanted.connect(self._open_payee)
        panel = self.view.panel
        panel.approved.connect(self._ask_approve)
        panel.returned.connect(self._ask_return)
        panel.recalled.connect(self._ask_recall)
        panel.checked.connect(self._check)
        panel.asked_again.connect(self._ask_again)
        panel.mended.connect(self._mend)
        panel.proposed_again.connect(self._ask_propose_again)
        panel.put_aside.connect(self._ask_put_aside)
        panel.next_wanted.connect(self._go_on)

    def _look(self) -> None:
        self.list.look_for(self._search.text(), {key for key, chip in self._chips.items() if chip.isChecked()})

    def _listed(self) -> None:
        self.list.footer.say("register.requests_count", count=f"{self.list.model.rowCount():,}")

    def _open_chosen(self) -> None:
        row = self.list.current_row()
        if row is not None:
            self.open_subject(_of(row).req_id)

    def _open_payee(self, payee_id: str) -> None:
        """Open a payee of the change in the register; one that the change would add is not there yet."""

        def missing(error: Exception) -> None:
            if isinstance(error, Refused) and error.code == "payee_unknown":
                toast(self, "register.not_there_yet", icon="circle-question-mark")
            else:
                self._explain(error)

        worker.run(
            self, lambda _: self._service.payee(payee_id), lambda _: self.navigate.emit("register", payee_id), missing
        )

    def _show_list(self) -> None:
        self._pages.setCurrentIndex(LIST)
        self._look()
        self.list.grid.setFocus()

    def _go_on(self) -> None:
        here = self.view.req_id

        def show(waiting: Sequence[str]) -> None:
            others = [req_id for req_id in waiting if req_id != here]
            if others:
                self.open_subject(others[0])
            else:
                self._show_list()

        worker.run(self, lambda _: self._service.changes.waiting(), show, self._explain)

    # -- what is said to it -------------------------------------------------------------------------------------------

    def _ask_approve(self) -> None:
        change, left, seen = self.view.change, self.view.left_out, self.view.forms_seen
        if change is None or self.view.panel.approve.isHidden():
            return

        def act(_: str, password: str) -> Given:
            return self._service.changes.settle(change, approve=True, password=password, left_out=left, forms_seen=seen)

        about = i18n.text(
            "register.approve_about", count=f"{change.entries_count - len(left):,}", left=f"{len(left):,}"
        )
        order = Order("register.approve_ask", "register.approve", "badge-check", about=about)
        SignedDialog(self, order, act, partial(self._given, "register.approved"), with_reason=False).open()

    def _ask_return(self) -> None:
        change = self.view.change
        if change is None:
            return

        def act(reason: str, password: str) -> Given:
            return self._service.changes.settle(change, approve=False, reason=reason, password=password)

        order = Order("register.send_back_ask", "register.send_back", "undo-2", about=change.reason, danger=True)
        SignedDialog(self, order, act, partial(self._given, "register.sent_back"), with_reason=True).open()

    def _ask_recall(self) -> None:
        change = self.view.change
        if change is None:
            return
        req_id = change.req_id
        order = Order("register.recall_ask", "register.recall", "undo-2", about=change.reason, danger=True)
        act = partial(self._service.changes.recall, req_id)
        ReasonDialog(self, order, act, partial(self._given, "register.recalled")).open()

    def _mend(self) -> None:
        """Open what was proposed of the chosen payee in the register's form."""
        wanted = self.view.to_mend
        if wanted is not None:
            self.navigate.emit("register", wanted)

    def _ask_propose_again(self) -> None:
        change = self.view.change
        if change is None:
            return
        order = Order("register.propose_again_ask", "register.propose_again", "send", about=change.answer)
        act = partial(self._service.changes.propose_again, change)
        dialog = ReasonDialog(self, order, act, self._proposed_again)
        dialog.reason.set_text(change.reason)
        dialog.open()

    def _ask_put_aside(self) -> None:
        change = self.view.change
        if change is None:
            return
        order = Order(
            "register.put_aside_ask", "register.put_aside", "x", "register.put_aside_explain", about=change.reason
        )
        act = partial(self._service.changes.put_aside, change.req_id)
        ReasonDialog(self, order, act, partial(self._given, "register.put_aside_done")).open()

    def _proposed_again(self, given: Sequence[Given]) -> None:
        self._given("register.proposed", given[0])
        self.open_subject(given[0].order_id)

    def _check(self) -> None:
        change = self.view.change
        if change is not None:
            ids = [entry.payee_id for entry in change.entries]
            work = partial(self._service.changes.check_names, ids, change.req_id)
            worker.run(self, lambda _: work(), partial(self._given, "register.checked_sent"), self._explain)

    def _ask_again(self) -> None:
        worker.run(self, lambda _: self._service.changes.ask_again(), lambda _: self.refresh(), self._explain)

    def _given(self, told: str, given: Given) -> None:
        if given.known:
            toast(self, told)
        else:
            toast(self, "register.order_unknown", icon="circle-question-mark")
        self.changed.emit()
        self.refresh()

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)
