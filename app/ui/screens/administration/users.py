"""Everybody of the agency's units: who may do what, what waits, and what an administrator can do about it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.domain.access import permissions
from app.domain.access.company import UserState
from app.domain.access.grants import GRANTED_BY_ADMINISTRATORS
from app.domain.access.permissions import Action
from app.domain.access.proposal import ActKind, ProposalKind, ProposalStatus
from app.domain.access.user_actions import UserAction, lit
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Unanswered
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.messages import Dialog, toast
from app.ui.order_dialogs import Order, RequestDialog, SignedDialog
from app.ui.screen import Screen
from app.ui.screens.administration.parts import words
from app.ui.screens.administration.parts.filters import Filter
from app.ui.screens.administration.parts.rows import TAGS, WORDS, ListedRows
from app.ui.screens.administration.slip_dialog import SlipDialog, WaitingSlip
from app.ui.screens.administration.user_form import UserForm
from app.ui.screens.administration.user_side import ICONS, UserSide
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_model import Column
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.access.company import CompanyUser
    from app.domain.access.proposal import AgencyView, Proposal
    from app.domain.access.user import Actor
    from app.services.administration import AccessStep, Administration, OpenOrder
    from app.services.commands import Given
    from app.ui.table_model import Row

NARROW = 720
"""Below this width of the list the quieter columns hide; the side panel tells the same."""

LIST, FORM = 0, 1
CHIPS = ("new", "active", "suspended", "locked", "waiting", "slip")
REQUESTS = {
    UserAction.SUSPEND: ProposalKind.USER_SUSPEND,
    UserAction.RESUME: ProposalKind.USER_RESUME,
    UserAction.REMOVE: ProposalKind.USER_REMOVE,
    UserAction.KEY_PERMIT: ProposalKind.KEY_PERMIT,
}
_DANGER = frozenset({UserAction.REMOVE, UserAction.SUSPEND_NOW, UserAction.RESET_PASSWORD})


class UsersScreen(Screen):
    """The list of users with the detail of the chosen one, and the form of a record."""

    key, title_key, icon = "users", "administration.users", "users"
    help_key = "administration.users_help"

    def __init__(self, administration: Administration, actor: Actor) -> None:
        super().__init__()
        self._administration, self._actor = administration, actor
        self._proposes = permissions.may(actor.person.roles, Action.PROPOSE_CHANGE)
        self._view: AgencyView | None = None
        self._orders: Sequence[OpenOrder] = ()
        self._sought = ""
        self._source = ListedRows()
        self._search = SearchField("administration.search")
        self._unit = Filter("administration.field.unit", "administration.any_unit")
        self._role = Filter("administration.role", "administration.any_role")
        self._chips = {key: Button(f"administration.filter.{key}", kind="chip") for key in CHIPS}
        self._error = errors.ErrorNote()
        self.table = TableView(
            self._columns(),
            self._source,
            name="users",
            label="administration.users_list",
            empty=Empty("administration.users_none", "administration.users_none_why", icon="users"),
        )
        self.side = UserSide(actor)
        self.form = UserForm()
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the agency as it is now; a form that is open stays as it is."""
        self.look(self._asked, self._take, self._not_asked)

    def open_subject(self, subject: object) -> None:
        """Put the cursor on one user (uid), or show one filter (its key)."""
        wanted = str(subject)
        self._pages.setCurrentIndex(LIST)
        for key, chip in self._chips.items():
            chip.setChecked(key == wanted)
        self._sought = "" if wanted in self._chips else wanted

    def go_back(self) -> bool:
        """Leave the form; what was typed is there again when it is opened for the same user."""
        if self._pages.currentIndex() == FORM:
            self._show_list()
            return True
        return False

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        view, orders = self._view, self._orders
        if view is not None:
            worker.run(self, lambda _: (view, orders, _rows(view)), self._take, self._not_asked)
        self.form.retranslate()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+N", "administration.add"),
            ("Ctrl+F", "administration.search"),
            ("Return", "administration.key_open"),
            ("Ctrl+Return", "administration.propose"),
        )

    # -- inside ---------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("user_id", "administration.field.user_id", 92),
            Column("name", "administration.name", 130, stretch=True),
            Column("unit", "administration.field.unit", 116),
            Column("roles", "administration.rights", 130),
            Column("state", "administration.state", 130, show_row=lambda row: row["state_cell"]),
            Column("waiting", "administration.waiting", 128, show_row=lambda row: row["waiting_cell"]),
            Column("seen", "administration.last_sign_in", 120, show_row=lambda row: row["seen_words"]),
        )

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        self._add = Button("administration.add", kind="primary", icon="plus", act=self._add_user, shortcut="Ctrl+N")
        self._add.setEnabled(False)  # until the agency has been seen
        if not self._proposes:  # shown before it has a place, it would be a window of its own for a moment
            self._add.hide()
        stack.add_row(Label("administration.users", role="title"), None, self._add)
        self._search.setMinimumWidth(200)
        stack.addLayout(row_of(self._search, self._unit, self._role, None))
        stack.addLayout(row_of(*self._chips.values(), None))
        stack.add(self._error)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        listing = QWidget()
        beside = row_of(spacing=0)
        beside.addWidget(page, 1)
        beside.addWidget(self.side)
        listing.setLayout(beside)
        self._pages.addWidget(listing)
        self._pages.addWidget(self.form)
        Stack(self, spacing=0).add(self._pages)

    def _wire(self) -> None:
        self._search.textChanged.connect(lambda _: self._look())
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._look())
        for chosen in (self._unit, self._role):
            chosen.chosen.connect(self._look)
        self.table.chosen.connect(lambda _: self._choose())
        self.table.opened.connect(lambda _: self._open())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)
        self.side.acted.connect(self._act)
        self.side.request_wanted.connect(lambda req_id: self.navigate.emit("requests", req_id))
        self.side.handover_wanted.connect(lambda uid: self.navigate.emit("handover", uid))
        self.form.proposed.connect(self._propose)
        self.form.left.connect(self._show_list)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the quieter columns where there is no room for them."""
        super().resizeEvent(event)
        room = event.size().width() - self.side.width()
        wanted = {"seen": NARROW + 230, "unit": NARROW + 40, "waiting": NARROW - 60}
        self.table.arrangement.squeeze({key for key, width in wanted.items() if room < width})

    # -- the view ---------------------------------------------------------------------------------------------------

    def _asked(self) -> tuple[AgencyView, Sequence[OpenOrder], Sequence[Row]]:
        view = self._administration.latest()
        return view, self._administration.orders(), _rows(view)

    def _take(self, told: tuple[AgencyView, Sequence[OpenOrder], Sequence[Row]]) -> None:
        self._view, self._orders, rows = told
        self._add.setEnabled(self._proposes)
        self._error.clear()
        self._source.put(rows)
        self._unit.offer([(f"unit:{unit.unit}", unit.name) for unit in self._view.units])
        self._role.offer([(f"role:{role}", words.role(role)) for role in GRANTED_BY_ADMINISTRATORS])
        self.table.refresh()

    def _not_asked(self, error: Exception) -> None:
        self._error.show_error(error)

    def _look(self) -> None:
        states = {f"state:{key}" for key, chip in self._chips.items() if chip.isChecked()}
        others = {tag for tag in (self._unit.tag, self._role.tag) if tag}
        self.table.look_for(self._search.text(), states | others)

    def _answered(self) -> None:
        self.side.setVisible(self.table.model.rowCount() > 0)
        if self._sought:
            self.table.choose(self._source.id_of(self._sought))
            self._sought = ""
        self._choose()
        self.table.footer.say("administration.users_count", count=f"{self.table.model.rowCount():,}")

    def _chosen(self) -> CompanyUser | None:
        row = self.table.current_row()
        user: CompanyUser | None = row["user"] if row is not None else None
        return user

    def _choose(self) -> None:
        user = self._chosen()
        order = next((each for each in self._orders if user and each.subject == user.uid and not each.code), None)
        self.side.show_user(user, self._view, order)
        if user is not None:
            uid = user.uid

            def show(steps: Sequence[AccessStep]) -> None:
                self.side.show_history(uid, steps)

            worker.run(self, lambda _: self._administration.history(uid), show, self._explain)

    def _open(self) -> None:
        user = self._chosen()
        if user is None or self._view is None:
            return
        waiting = self._view.pending(user.uid)
        if waiting is not None:
            self.navigate.emit("requests", waiting.req_id)
        elif UserAction.CHANGE in lit(user, self._actor.person.roles, self._actor.person.uid, waiting=False):
            self._change(user)

    # -- the form -----------------------------------------------------------------------------------------------------

    def _show_list(self) -> None:
        self._pages.setCurrentIndex(LIST)
        self.table.grid.setFocus()

    def _add_user(self) -> None:
        if self._view is not None and self._add.isEnabled():
            self.form.open_new(self._view)
            self._pages.setCurrentIndex(FORM)

    def _change(self, user: CompanyUser) -> None:
        if self._view is not None:
            self.form.open_user(self._view, user)
            self._pages.setCurrentIndex(FORM)

    def _propose(self) -> None:
        wish = self.form.wish()
        if wish is None:
            return
        self.form.busy(busy=True)

        def failed(error: Exception) -> None:
            self.form.busy(busy=False)
            self.form.explain(error)
            self.refresh()

        worker.run(self, lambda _: wish(self._administration), self._proposed, failed)

    def _proposed(self, given: Given) -> None:
        self.form.busy(busy=False)
        self.form.forget()
        self._show_list()
        self._given("administration.proposed", given)

    # -- actions ------------------------------------------------------------------------------------------------------

    def _act(self, action: UserAction) -> None:
        user = self.side.user
        if user is None:
            return
        if action is UserAction.CHANGE:
            self._change(user)
        elif action is UserAction.PRINT_SLIP:
            self._print(user)
        elif action in REQUESTS:
            self._ask_request(action, user)
        else:
            self._ask_act(action, user)

    def _order(self, action: UserAction, user: CompanyUser) -> Order:
        about = f"{user.record.user_id} · {user.record.name(i18n.language())}"
        return Order(
            f"administration.ask.{action}",
            f"administration.act.{action}",
            ICONS[action],
            f"administration.explain.{action}",
            about,
            danger=action in _DANGER,
        )

    def _ask_request(self, action: UserAction, user: CompanyUser) -> None:
        def act(reason: str, order_no: str) -> Given:
            return self._administration.propose(REQUESTS[action], user.uid, reason=reason, order_no=order_no)

        done = partial(self._given, "administration.proposed")
        self._ask(RequestDialog(self, self._order(action, user), act, done))

    def _ask_act(self, action: UserAction, user: CompanyUser) -> None:
        def act(reason: str, password: str) -> Given:
            return self._administration.act(ActKind(action.value), user.uid, reason=reason, password=password)

        done = partial(self._given, f"administration.done.{action}")
        self._ask(SignedDialog(self, self._order(action, user), act, done, with_reason=True))

    def _ask(self, dialog: Dialog) -> None:
        """Open a question; once it is gone look again: a refusal may mean that somebody was faster."""
        dialog.finished.connect(lambda _: self.refresh())
        dialog.open()

    def _given(self, told: str, given: Given) -> None:
        """Say what came of an order; one without an answer is told as such, and never offered again."""
        if given.known:
            toast(self, told)
        else:
            errors.show(self, Unanswered("unanswered"))
        self.changed.emit()
        self.refresh()
        if given.slip_id and permissions.may(self._actor.person.roles, Action.PRINT_SLIP):
            toast(self, "administration.slip_ready", icon="printer")

    def _print(self, user: CompanyUser) -> None:
        about = f"{user.record.user_id} · {user.record.name(i18n.language())}"
        waiting = WaitingSlip(user.slip_id, "administration.act.print_slip", about, "slips.again_user")
        dialog = SlipDialog(self, self._administration.slips, waiting)
        dialog.finished.connect(lambda _: self.changed.emit())
        self._ask(dialog)

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)


def _rows(view: AgencyView) -> list[Row]:
    """Return a row for each user, on a worker: an agency may have thousands of them."""
    waiting = {each.subject: each for each in view.proposals if each.status is ProposalStatus.PENDING}
    units = {unit.unit: unit.name for unit in view.units}
    return [_row(user, units.get(user.record.unit, ""), waiting.get(user.uid), view) for user in view.users]


def _row(user: CompanyUser, unit: str, waiting: Proposal | None, view: AgencyView) -> Row:
    today, name = bangkok_day(view.at), user.record.name(i18n.language())
    state = "suspended" if user.state is UserState.SUSPENDED_UNCONFIRMED else user.state.value
    tags = {f"unit:{user.record.unit}", f"state:{state}"}
    tags |= {f"role:{grant.role}" for grant in user.record.grants if not grant.ended(today)}
    more = {"locked": user.locked, "waiting": waiting is not None, "slip": bool(user.slip_id)}
    tags |= {f"state:{each}" for each, holds in more.items() if holds}
    return {
        "key": user.uid,
        "user": user,
        "user_id": user.record.user_id,
        "name": name,
        "unit": unit,
        "roles": words.roles(user, today),
        "state": user.state.value,
        "state_cell": words.state(user),
        "waiting": str(waiting.proposed_at) if waiting else "",
        "waiting_cell": words.waiting(waiting, view),
        "seen": str(user.last_sign_in_at or ""),
        "seen_words": words.moment(user.last_sign_in_at),
        WORDS: f"{user.record.user_id} {user.record.name_th} {user.record.name_en} {unit} {user.record.position}",
        TAGS: frozenset(tags),
    }
