"""The detail of a chosen user: record, rights with their days, how the name stands, what happened, what may be done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from app import i18n
from app.domain.access.company import UserState
from app.domain.access.user_actions import UserAction, lit
from app.domain.values.dates import bangkok_day
from app.ui.buttons import Button
from app.ui.flow import Chip, Event, Timeline
from app.ui.screens.administration.parts import words
from app.ui.surfaces import Column, KeyValues, Notice, SidePanel, row_of
from app.ui.texts import Label, follow
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QLayout

    from app.domain.access.company import CompanyUser
    from app.domain.access.proposal import AgencyView, Proposal
    from app.domain.access.user import Actor
    from app.services.administration import AccessStep, OpenOrder
    from app.ui.buttons import Kind
    from app.ui.theme import Tone

ICONS = {
    UserAction.PRINT_SLIP: "printer",
    UserAction.CONFIRM_SUSPENSION: "check",
    UserAction.UNLOCK: "lock",
    UserAction.CHANGE: "pencil",
    UserAction.RESUME: "redo-2",
    UserAction.KEY_PERMIT: "key-round",
    UserAction.SUSPEND: "pause",
    UserAction.REMOVE: "trash-2",
    UserAction.RESET_PASSWORD: "refresh-cw",
    UserAction.END_SESSION: "log-out",
    UserAction.SUSPEND_NOW: "ban",
}
_DANGER = frozenset({UserAction.REMOVE, UserAction.SUSPEND_NOW})
_WIDE = frozenset({UserAction.PRINT_SLIP, UserAction.CONFIRM_SUSPENSION, UserAction.CHANGE})
_TONES: dict[str, Tone] = {
    "pending": "waiting", "approved": "accent", "returned": "refused", "recalled": "plain", "": "done",
}  # fmt: skip


class UserSide(SidePanel):
    """The right column of the users; ``acted`` tells which action was pressed.

    ``request_wanted`` names what waits, ``handover_wanted`` whose pack is to be made.
    """

    acted = Signal(object)
    request_wanted = Signal(str)
    handover_wanted = Signal(str)

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor
        self._shown: tuple[CompanyUser, AgencyView] | None = None
        self._order: OpenOrder | None = None
        self._steps: Sequence[AccessStep] = ()
        self._chip = Chip()
        self._name, self._id = Label(role="section", wrap=True), Label(role="quiet", wrap=True)
        self._pending = Notice(tone="waiting", icon="hourglass")
        self._open = Button("administration.open_request", kind="link", act=self._open_request)
        self._pending.body.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)  # its fixed width would bind the column
        self._warning = Notice(tone="refused", icon="triangle-alert")
        self._rights_title, self._rights = Label("administration.rights", role="section"), Column(spacing=SPACE.xs)
        self._facts = KeyValues()
        self._history, self._timeline = Label("administration.history", role="section"), Timeline()
        self._lay_out()
        follow(self, self._tell)

    @property
    def user(self) -> CompanyUser | None:
        """The user in sight."""
        return self._shown[0] if self._shown else None

    def show_user(self, user: CompanyUser | None, view: AgencyView | None, order: OpenOrder | None) -> None:
        """Show a user as the view tells; ``order`` is an own one about the user that has no answer yet."""
        if user is None or self.user is None or user.uid != self.user.uid:
            self._steps = ()
        self._shown = (user, view) if user is not None and view is not None else None
        self._order = order
        self._tell()

    def show_history(self, uid: str, steps: Sequence[AccessStep]) -> None:
        """Show what happened to the user in sight; news of another one is dropped."""
        if self.user is not None and self.user.uid == uid:
            self._steps = steps
            self._tell_history()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.body.add(row_of(self._chip, None), self._name, self._id, self._pending, self._warning)
        self.body.addSpacing(SPACE.xs)
        self.body.add(self._rights_title)
        self.body.addLayout(self._rights)
        self.body.addSpacing(SPACE.xs)
        self.body.add(self._facts)
        self.body.addSpacing(SPACE.s)
        self.body.add(self._history, self._timeline)
        self.body.addStretch(1)
        self._wide = Column(spacing=SPACE.s)
        self._pairs = QGridLayout()
        self._pairs.setSpacing(SPACE.s)
        self.foot.addLayout(self._wide)
        self.foot.addLayout(self._pairs)
        self._handover = Button("review.handover", kind="quiet", icon="file-text", act=self._want_handover)
        self.foot.add(self._handover)

    def _tell(self) -> None:
        for part in (self._chip, self._name, self._id, self._rights_title, self._facts, self._handover):
            part.setVisible(self._shown is not None)
        _empty(self._rights)
        self._tell_actions()
        self._tell_history()
        if self._shown is None:
            self._pending.hide()
            self._warning.hide()
            return
        user, view = self._shown
        self._chip.show_cell(words.state(user))
        self._name.show_text(user.record.name(i18n.language()))
        self._id.show_text(f"{user.record.user_id} · {user.company_id} · {words.unit(view, user.record.unit)}")
        self._tell_pending(view.pending(user.uid), view)
        self._tell_warning(user, view)
        self._tell_rights(user, view)
        self._tell_facts(user)

    def _tell_pending(self, waiting: Proposal | None, view: AgencyView) -> None:
        self._pending.setVisible(waiting is not None or self._order is not None)
        self._open.setVisible(waiting is not None)
        if self._order is not None:
            self._pending.turn("unknown", "circle-question-mark")
            self._pending.say("administration.order_unknown", "administration.order_unknown.do")
        elif waiting is not None:
            self._pending.turn("waiting", "hourglass")
            who, at = words.person(view, waiting.maker_uid), words.moment(waiting.proposed_at)
            self._pending.say(
                "administration.pending", "administration.waiting_since", kind=words.kind(waiting.kind), who=who, at=at
            )

    def _tell_warning(self, user: CompanyUser, view: AgencyView) -> None:
        self._warning.hide()
        if user.administers:
            self._warning.turn("accent", "landmark")
            self._warning.say("administration.by_bank", "administration.by_bank.do")
        elif user.state is UserState.SUSPENDED_UNCONFIRMED:
            self._warning.turn("refused", "triangle-alert")
            name = words.person(view, user.suspended_by)
            mine = user.suspended_by == self._actor.person.uid
            key = "administration.unconfirmed.mine" if mine else "administration.unconfirmed.do"
            self._warning.say("administration.unconfirmed", key, name=name)
        elif user.locked:
            self._warning.turn("refused", "lock")
            self._warning.say("administration.is_locked", "administration.is_locked.do")

    def _tell_rights(self, user: CompanyUser, view: AgencyView) -> None:
        today = bangkok_day(view.at)
        for grant in user.record.grants:
            label = Label(role="table", wrap=True, tone="quiet" if grant.ended(today) else "")
            text = words.grant_words(grant, view)
            label.show_text(i18n.text("administration.ended", right=text) if grant.ended(today) else text)
            self._rights.add(label)
        if not user.record.grants:
            none = Label("administration.rights_none", role="quiet", wrap=True)
            self._rights.add(none)

    def _tell_facts(self, user: CompanyUser) -> None:
        put, record = self._facts.put, user.record
        put("administration.field.position", record.position or words.DASH)
        put("administration.field.mobile", record.mobile or words.DASH)
        put("administration.field.email", record.email or words.DASH)
        put("administration.field.batch_max", words.limit(record.batch_max))
        session = "administration.session_open" if user.signed_in else "administration.session_none"
        put("administration.session", i18n.text(session))
        seen = " · ".join(part for part in (words.moment(user.last_sign_in_at), user.last_sign_in_device) if part)
        put("administration.last_sign_in", seen)
        put("administration.password_changed", words.moment(user.password_changed_at))
        put("administration.key_permits", str(user.key_permits))
        put("administration.open_batches", f"{user.open_batches:,}")
        put("administration.reviewed", user.reviewed or words.DASH)

    def _tell_history(self) -> None:
        self._history.setVisible(bool(self._steps))
        self._timeline.show_events([_event(step) for step in self._steps])

    def _tell_actions(self) -> None:
        _empty(self._wide)
        _empty(self._pairs)
        if self._shown is None:
            return
        user, view = self._shown
        waiting = view.pending(user.uid) is not None or self._order is not None
        actions = lit(user, self._actor.person.roles, self._actor.person.uid, waiting=waiting)
        narrow = 0
        for action in actions:
            button = self._button(action)
            if action in _WIDE:
                self._wide.add(button)
            else:
                self._pairs.addWidget(button, *divmod(narrow, 2))
                narrow += 1

    def _button(self, action: UserAction) -> Button:
        kind: Kind = "danger" if action in _DANGER else "plain"
        button = Button(
            f"administration.act.{action}", kind=kind, icon=ICONS[action], act=partial(self.acted.emit, action)
        )
        button.setObjectName(f"act_{action}")
        return button

    def _want_handover(self) -> None:
        if self.user is not None:
            self.handover_wanted.emit(self.user.uid)

    def _open_request(self) -> None:
        if self._shown is not None:
            user, view = self._shown
            waiting = view.pending(user.uid)
            if waiting is not None:
                self.request_wanted.emit(waiting.req_id)


def _event(step: AccessStep) -> Event:
    name = step.name_th if i18n.language() == "th" else step.name_en
    what = words.kind(step.what)
    if step.status:
        what = i18n.text(f"administration.step.{step.status}", kind=what)
    if step.reason:
        what = f"{what} “{step.reason}”"
    return Event(what, " · ".join(part for part in (name, words.moment(step.at)) if part), tone=_TONES[step.status])


def _empty(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
