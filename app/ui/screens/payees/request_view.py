"""One change of the register: its payees in a table, the chosen one with what differs and the scan, the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.payees.changes import ChangeStatus
from app.ui import errors, worker
from app.ui.buttons import IconButton
from app.ui.cells import Cell
from app.ui.flow import Chip
from app.ui.quiet_columns import QuietColumns
from app.ui.screens.payees.entry_view import EntryView
from app.ui.screens.payees.parts import words
from app.ui.screens.payees.parts.again import Again
from app.ui.screens.payees.request_panel import ChangePanel
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import ShortLabel
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.payees.changes import Change, Entry
    from app.domain.payees.payee import Payee
    from app.services.payee_scans import PayeeScans
    from app.services.payee_views import ChangeTold
    from app.services.payees import Payees
    from app.ui.screens.payees.parts.ports import Desk
    from app.ui.table_model import Row

TABLE_HEIGHT_MAX = 230


class ChangeView(QWidget):
    """Shows one change at a time; ``payee_wanted`` carries the payee of a row that was opened."""

    left = Signal()
    payee_wanted = Signal(str)

    def __init__(self, service: Payees, scans: PayeeScans, desk: Desk) -> None:
        super().__init__()
        self._service, self._desk = service, desk
        self.req_id = ""
        self._told: ChangeTold | None = None
        self._left_out: set[str] = set()
        self._seen: set[str] = set()
        self._title, self._chip = ShortLabel(role="title"), Chip()
        self._error = errors.ErrorNote()
        self.table = TableView(
            self._columns(),
            FixedRows(()),
            name="payee_entries",
            label="register.entries",
            empty=Empty("register.requests_none", icon="users"),
        )
        self.entry = EntryView(service, scans, desk)
        self.panel = ChangePanel(desk)
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    @property
    def change(self) -> Change | None:
        """The change in sight."""
        return self._told.change if self._told else None

    @property
    def to_mend(self) -> Again | None:
        """What the chosen row proposed of its payee, to be mended in the register's form."""
        entry, told = self._chosen(), self._told
        if entry is None or told is None:
            return None
        return Again(entry, told.standing.get(entry.payee_id), told.change.reason)

    @property
    def left_out(self) -> frozenset[str]:
        """The payees that go back."""
        return frozenset(self._left_out)

    @property
    def forms_seen(self) -> frozenset[str]:
        """The payees whose scan was compared."""
        return frozenset(self._seen)

    def open_change(self, req_id: str) -> None:
        """Show a change, with what is known at this moment; ticks of the same one stay."""
        if req_id != self.req_id:
            self._left_out, self._seen, self._told = set(), set(), None
            self.entry.hide()
            self.panel.light()
            self._title.show_text("")
        self.req_id = req_id
        self.refresh()
        self.table.grid.setFocus()

    def refresh(self) -> None:
        """Look again."""
        req_id = self.req_id
        worker.run(self, lambda _: self._service.changes.told(req_id), self._show, self._error.show_error)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._told is not None:
            self._list()
            self._show(self._told)

    # -- inside -------------------------------------------------------------------------------------------------------

    @staticmethod
    def _columns() -> tuple[Column, ...]:
        return (
            Column("name", "register.field.name", 190, stretch=True, sortable=False),
            Column("what", "register.what", 100, sortable=False),
            Column("account", "register.account", 212, sortable=False),
            Column("match", "register.match_column", 128, sortable=False, show_row=lambda row: row["match_cell"]),
            Column("mark", "register.standing", 124, sortable=False, show_row=lambda row: row["mark_cell"]),
        )

    def _lay_out(self) -> None:
        back = IconButton("register.back_to_requests", "arrow-left", act=self.left.emit)
        head = row_of(back, self._title, self._chip, None)
        head.setContentsMargins(SPACE.m, SPACE.l, SPACE.l, 0)
        self.table.setMaximumHeight(TABLE_HEIGHT_MAX)
        QuietColumns(self.table, {"what": 760})  # the head of the request tells it, and names are to be read whole
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.s, SPACE.xl - 4, SPACE.m)
        stack.add(self._error, self.table)
        stack.add(self.entry, stretch=1)
        column = Stack(spacing=0)
        column.addLayout(head)
        column.add(page, stretch=1)
        whole = row_of(spacing=0)
        whole.addLayout(column, 1)
        whole.addWidget(self.panel)
        self.setLayout(whole)

    def _wire(self) -> None:
        self.table.chosen.connect(lambda _: self._choose())
        self.table.opened.connect(lambda number: self.payee_wanted.emit(self._entries[number].payee_id))
        self.table.answered.connect(self._choose)
        self.entry.marked.connect(self._mark)
        QShortcut(QKeySequence("Ctrl+E"), self, self._tick_seen)
        QShortcut(QKeySequence("Ctrl+L"), self, self._tick_left_out)

    @property
    def _entries(self) -> tuple[Entry, ...]:
        return self._told.change.entries if self._told else ()

    def _show(self, told: ChangeTold) -> None:
        if told.change.req_id != self.req_id:
            return
        same = self._told == told
        self._told = told
        self._error.clear()
        change = told.change
        self._title.show_text(words.change_title(change.entries))
        self._chip.show_cell(words.standing(change))
        self.panel.show_change(change)
        if change.status is not ChangeStatus.PENDING:
            self._left_out = {entry.payee_id for entry in change.entries if entry.left_out}
            self._seen = {entry.payee_id for entry in change.entries if entry.form_seen}
        if not same or not self.table.model.rowCount():
            self._list()
        self._offer(told)

    def _list(self) -> None:
        chosen = max(self.table.current_id(), 0)
        told = self._told
        if told is None:
            return
        rows = [self._row(entry, told.standing) for entry in told.change.entries]
        self.table.model.use_source(FixedRows(rows))
        self._sought = chosen

    def _row(self, entry: Entry, standing: Mapping[str, Payee]) -> Row:
        check = self._told.checks.get(entry.payee_id) if self._told else None
        left_out, seen = entry.payee_id in self._left_out, entry.payee_id in self._seen
        mark = words.certainty(entry, standing.get(entry.payee_id), self._service.today)
        if left_out:
            mark = Cell(i18n.text("register.left_out"), tone="refused", icon="ban", chip=True)
        elif seen:
            mark = Cell(i18n.text("register.state.form_seen"), tone="done", icon="file-check", chip=True)
        return {
            "name": entry.record.name,
            "what": words.entry(entry.kind),
            "account": words.account(self._desk.banks, entry.record),
            "match_cell": words.match(check.match) if check else words.DASH,
            "mark_cell": mark,
        }

    def _chosen(self) -> Entry | None:
        number = self.table.current_id()
        return self._entries[number] if 0 <= number < len(self._entries) else None

    def _choose(self) -> None:
        entry, told = self._chosen(), self._told
        if entry is None or told is None:
            self.entry.show_entry(None, None, (False, False), mine=False)
            return
        chip = words.certainty(entry, told.standing.get(entry.payee_id), self._service.today)
        marks = entry.payee_id in self._left_out, entry.payee_id in self._seen
        self.entry.show_entry(entry, chip, marks, mine=self._decides())
        self.panel.mend.setEnabled(entry.payee_id in told.to_take_up and not entry.merged_into)

    def _decides(self) -> bool:
        """Say whether this person may decide about the change in sight."""
        change, actor = self.change, self._desk.actor.person
        waiting = change is not None and change.status is ChangeStatus.PENDING and change.maker_uid != actor.uid
        return waiting and permissions.may(actor.roles, Action.APPROVE_PAYEES)

    def _mark(self, payee_id: str, left_out: bool, seen: bool) -> None:
        for marked, on in ((self._left_out, left_out), (self._seen, seen)):
            (marked.add if on else marked.discard)(payee_id)
        self._list()

    def _tick_seen(self) -> None:
        if self.entry.seen.isVisible() and self.entry.seen.isEnabled():
            self.entry.seen.toggle()

    def _tick_left_out(self) -> None:
        if self.entry.left_out.isVisible() and self.entry.left_out.isEnabled():
            self.entry.left_out.toggle()

    def _offer(self, told: ChangeTold) -> None:
        """Light what may be said to it by this person, and nothing else."""
        change, panel, actor = told.change, self.panel, self._desk.actor.person
        if told.under_way:
            panel.offer_inquiry()
        elif told.to_take_up and change.maker_uid == actor.uid and permissions.may(actor.roles, Action.PROPOSE_PAYEES):
            self._offer_taking_up(change)
        elif change.status is not ChangeStatus.PENDING:
            done = change.status is ChangeStatus.APPROVED
            panel.rule_out(f"register.is_{change.status}", panel.next, done=done)
        elif change.maker_uid == actor.uid:
            if permissions.may(actor.roles, Action.RECALL_PAYEES):
                panel.light(panel.check, panel.recall)
            else:
                panel.rule_out("register.own", panel.next, done=False)
        elif self._decides():
            panel.light(panel.approve, panel.check, panel.send_back)
        else:
            panel.rule_out("register.wait_here", done=False)

    def _offer_taking_up(self, change: Change) -> None:
        """Let the maker mend what went back and propose it again, or put it aside once."""
        panel = self.panel
        if change.aside_at is not None:
            panel.rule_out("register.is_aside", panel.again, panel.mend, done=True)
            return
        whole = change.status is ChangeStatus.RETURNED
        told = "register.take_up" if whole else "register.take_up_left_out"
        panel.rule_out(told, panel.again, panel.mend, panel.aside, done=False)
