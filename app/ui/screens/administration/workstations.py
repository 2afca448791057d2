"""Workstations and signing keys of the agency, and what happened at its door."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from app import i18n
from app.domain.access import permissions
from app.domain.access.company import UserState, WorkstationState
from app.domain.access.permissions import Action
from app.domain.access.proposal import ActKind, ProposalKind
from app.ui import errors
from app.ui.buttons import Button
from app.ui.order_dialogs import Order, RequestDialog, SignedDialog
from app.ui.screen import Screen
from app.ui.screens.administration import device_rows
from app.ui.screens.administration.parts import outcomes, words
from app.ui.screens.administration.parts.list_tab import ListTab
from app.ui.screens.administration.permit_dialog import PermitDialog
from app.ui.screens.administration.slip_dialog import SlipDialog, WaitingSlip
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of
from app.ui.table_view import Empty
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.access.company import Workstation
    from app.domain.access.keys import PublicKey
    from app.domain.access.proposal import AgencyView, WorkstationPermit
    from app.domain.access.user import Actor
    from app.services.administration import Administration
    from app.services.commands import Given
    from app.ui.table_model import Column

STATIONS, KEYS, NOTES = "stations", "keys", "notes"
TABS = (STATIONS, KEYS, NOTES)


class WorkstationsScreen(Screen):
    """Three lists; what takes rights away is done at once, what gives them is proposed."""

    key, title_key, icon = "workstations", "workstations.title", "monitor"
    help_key = "workstations.help"

    def __init__(self, administration: Administration, actor: Actor) -> None:
        super().__init__()
        self._administration, self._actor = administration, actor
        self._view: AgencyView | None = None
        self._error = errors.ErrorNote()
        self._search = SearchField("workstations.search")
        self.permit = Button(
            "workstations.permit", kind="primary", icon="plus", act=self._ask_permit, shortcut="Ctrl+N"
        )
        self.tabs = {name: Button(f"workstations.tab.{name}", kind="tab") for name in TABS}
        self.lists = {
            STATIONS: _tab(STATIONS, device_rows.STATIONS, "monitor"),
            KEYS: _tab(KEYS, device_rows.KEYS, "key-round"),
            NOTES: _tab(NOTES, device_rows.NOTES, "shield", detail=False),
        }
        self._pages = QStackedWidget()
        self._make_station_side()
        self._make_key_side()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.lists[STATIONS])

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the agency as it is now."""
        self.look(self._administration.view, self._take, self._error.show_error)

    def open_subject(self, subject: object) -> None:
        """Show a tab by its name, or the row of a device or key by its id."""
        wanted = str(subject)
        if wanted in self.tabs:
            self.tabs[wanted].click()
            return
        for name in (STATIONS, KEYS):
            self.lists[name].seek(wanted)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._view is not None:
            self._take(self._view)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+N", "workstations.permit"),
            ("Ctrl+F", "workstations.search"),
            ("Return", "workstations.key_open"),
        )

    # -- inside -----------------------------------------------------------------------------------------------------

    def _make_station_side(self) -> None:
        side = self.lists[STATIONS].side
        self._code = Notice("workstations.code_waits", tone="waiting", icon="printer")
        self._code.say("workstations.code_waits", "workstations.code_waits_do")
        self.print = Button("workstations.print", icon="printer", act=self._ask_print)
        self.revoke = Button("workstations.revoke", kind="danger", icon="ban", act=self._ask_revoke)
        side.body.add(self._code)
        side.body.addStretch(1)
        side.foot.add(self.print, self.revoke)

    def _make_key_side(self) -> None:
        side = self.lists[KEYS].side
        self._key_note = Label(role="quiet", wrap=True)
        self.permit_key = Button("workstations.permit_key", icon="key-round", act=self._ask_permit_key)
        self.revoke_key = Button("workstations.revoke_key", kind="danger", icon="ban", act=self._ask_revoke_key)
        side.body.add(self._key_note)
        side.body.addStretch(1)
        side.foot.add(self.permit_key, self.revoke_key)

    def _lay_out(self) -> None:
        head = Stack(spacing=SPACE.m)
        head.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, SPACE.s)
        head.add_row(Label("workstations.title", role="title"), None, self._search, self.permit)
        self._search.setMinimumWidth(290)
        if not self._may(Action.PROPOSE_CHANGE):
            self.permit.hide()
        self.permit.setEnabled(False)  # until the agency has been seen
        head.addLayout(row_of(*self.tabs.values(), None))
        head.add(self._error)
        whole = Stack(self, spacing=0)
        whole.add(head)
        for name in TABS:
            self._pages.addWidget(self.lists[name])
        whole.add(self._pages, stretch=1)
        self.tabs[STATIONS].setChecked(True)

    def _wire(self) -> None:
        for name, tab in self.tabs.items():
            tab.clicked.connect(partial(self._turn_to, name))
            self.lists[name].table.failed.connect(self._error.show_error)
            self.lists[name].table.opened.connect(lambda _: self._open())
        self.lists[STATIONS].chosen.connect(self._show_station)
        self.lists[KEYS].chosen.connect(self._show_key)
        self._search.textChanged.connect(self._look)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def _may(self, action: Action) -> bool:
        return permissions.may(self._actor.person.roles, action)

    def _turn_to(self, name: str) -> None:
        self._pages.setCurrentWidget(self.lists[name])
        self.lists[name].setFocus()

    def _look(self, typed: str) -> None:
        for each in self.lists.values():
            each.table.look_for(typed)

    def _take(self, view: AgencyView) -> None:
        self._view = view
        self.permit.setEnabled(True)
        self._error.clear()
        self.lists[STATIONS].put([device_rows.station_row(each, view) for each in view.workstations])
        newest = sorted(view.keys, key=lambda key: (bool(key.revoked_at), key.uid, key.registered_at))
        self.lists[KEYS].put([device_rows.key_row(each, view) for each in newest])
        self.lists[NOTES].put([device_rows.note_row(each, view) for each in view.notes])

    def _open(self) -> None:
        """Go to the user that the row is about."""
        name = next(name for name, each in self.lists.items() if each is self._pages.currentWidget())
        record = self.lists[name].record
        uid = getattr(record, "enrolled_by" if name == STATIONS else "uid", "")
        if uid:
            self.navigate.emit("users", uid)

    # -- workstations -----------------------------------------------------------------------------------------------

    def _show_station(self) -> None:
        station: Workstation | None = self.lists[STATIONS].record
        view, tab = self._view, self.lists[STATIONS]
        if station is None or view is None:
            return
        tab.chip.show_cell(device_rows.state(station))
        tab.title.show_text(station.name)
        put = tab.facts.put
        put("workstations.unit", words.unit(view, station.unit))
        put("workstations.enrolled_at", words.moment(station.enrolled_at))
        put("workstations.enrolled_by", device_rows.person(view, station.enrolled_by))
        put("workstations.last_seen", words.moment(station.last_seen_at))
        here = {key.uid for key in view.keys if key.device == station.device_id and not key.revoked_at}
        people = ", ".join(sorted(words.person(view, uid) for uid in here))
        put("workstations.keys_here", people or words.DASH)
        put("workstations.device_id", device_rows.code(station.device_id) if station.enrolled_at else words.DASH)
        unprinted = station.state is WorkstationState.PERMITTED and bool(station.slip_id)
        self._code.setVisible(unprinted)
        self.print.setVisible(unprinted and self._may(Action.PRINT_SLIP))
        in_use = station.state is not WorkstationState.REVOKED
        self.revoke.setVisible(in_use and self._may(Action.REVOKE_WORKSTATION))

    def _ask_permit(self) -> None:
        view = self._view
        if view is None or not self.permit.isVisible():
            return

        def act(permit: WorkstationPermit, reason: str, order_no: str) -> Given:
            return self._administration.propose(
                ProposalKind.WORKSTATION_PERMIT, permit.unit, permit, reason=reason, order_no=order_no
            )

        PermitDialog(self, view, act, partial(outcomes.tell, self, "workstations.permitted")).open()

    def _ask_revoke(self) -> None:
        station: Workstation | None = self.lists[STATIONS].record
        view = self._view
        if station is None or view is None:
            return
        about = f"{station.name} · {words.unit(view, station.unit)}"
        order = Order(
            "workstations.revoke_ask", "workstations.revoke", "ban", "workstations.revoke_why", about, danger=True
        )
        self._sign(order, ActKind.REVOKE_WORKSTATION, station.device_id, "workstations.revoked")

    def _ask_print(self) -> None:
        station: Workstation | None = self.lists[STATIONS].record
        if station is None:
            return
        waiting = WaitingSlip(station.slip_id, "workstations.print", station.name, "slips.again_workstation")
        dialog = SlipDialog(self, self._administration.slips, waiting)
        dialog.finished.connect(lambda _: self._printed())
        dialog.open()

    def _printed(self) -> None:
        self.changed.emit()
        self.refresh()

    # -- keys -------------------------------------------------------------------------------------------------------

    def _show_key(self) -> None:
        key: PublicKey | None = self.lists[KEYS].record
        view, tab = self._view, self.lists[KEYS]
        if key is None or view is None:
            return
        user = view.user(key.uid)
        tab.chip.show_cell(device_rows.key_state(key))
        tab.title.show_text(device_rows.person(view, key.uid))
        put = tab.facts.put
        put("workstations.unit", words.unit(view, user.record.unit) if user else words.DASH)
        put("workstations.name", key.device_name)
        put("workstations.registered", device_rows.moment(key.registered_at))
        put("workstations.revoked_at", device_rows.moment(key.revoked_at))
        put("workstations.kid", device_rows.code(key.kid)).setToolTip(key.kid)
        put("workstations.key_permits", str(user.key_permits) if user else words.DASH)
        by_bank = user is not None and user.administers
        own = key.uid == self._actor.person.uid
        self.revoke_key.setVisible(not key.revoked_at and (own or not by_bank) and self._may(Action.REVOKE_KEY))
        free = user is not None and not by_bank and user.state is UserState.ACTIVE
        waits = view.pending(key.uid) is not None
        self.permit_key.setVisible(free and self._may(Action.PROPOSE_CHANGE))
        self.permit_key.setEnabled(not waits)
        self.permit_key.explain(i18n.text("workstations.pending") if waits else "")
        others = by_bank and not own
        self._key_note.say("workstations.by_bank" if others else "workstations.keep_old")
        self._key_note.setVisible(others or bool(key.revoked_at))

    def _ask_revoke_key(self) -> None:
        key: PublicKey | None = self.lists[KEYS].record
        if key is None or self._view is None:
            return
        about = f"{device_rows.person(self._view, key.uid)} · {key.device_name}"
        order = Order(
            "workstations.revoke_key_ask",
            "workstations.revoke_key",
            "ban",
            "workstations.revoke_key_why",
            about,
            danger=True,
        )
        self._sign(order, ActKind.REVOKE_KEY, key.kid, "workstations.key_revoked")

    def _ask_permit_key(self) -> None:
        key: PublicKey | None = self.lists[KEYS].record
        user = self._view.user(key.uid) if key is not None and self._view is not None else None
        if user is None or self._view is None:
            return

        def act(reason: str, order_no: str) -> Given:
            return self._administration.propose(ProposalKind.KEY_PERMIT, user.uid, reason=reason, order_no=order_no)

        about = device_rows.person(self._view, user.uid)
        order = Order(
            "workstations.permit_key_ask",
            "workstations.permit_go",
            "send",
            "workstations.permit_key_why",
            about,
        )
        RequestDialog(self, order, act, partial(outcomes.tell, self, "workstations.key_permitted")).open()

    # -- how --------------------------------------------------------------------------------------------------------

    def _sign(self, order: Order, kind: ActKind, subject: str, told: str) -> None:
        def act(reason: str, password: str) -> Given:
            return self._administration.act(kind, subject, reason=reason, password=password)

        done: Callable[[Given], None] = partial(outcomes.tell, self, told)
        SignedDialog(self, order, act, done, with_reason=True).open()

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)


def _tab(name: str, columns: tuple[Column, ...], icon: str, *, detail: bool = True) -> ListTab:
    empty = Empty(f"workstations.{name}_none", f"workstations.{name}_none_why", icon=icon)
    return ListTab(columns, f"workstations_{name}", f"workstations.tab.{name}", empty, detail=detail)
