"""The form of a user's record: faults beside the fields, the rule about rights while they are chosen, what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.access.company import UserRecord, UserState, grants_elsewhere
from app.domain.access.grants import Conflict, conflict
from app.domain.access.proposal import ProposalKind
from app.domain.access.record_rules import faults
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import BadInput, Refused
from app.domain.values.identifiers import digits
from app.domain.values.money import Money
from app.domain.values.texts import cleaned
from app.ui import days, errors
from app.ui.buttons import Button, IconButton
from app.ui.fields import ComboField, TextArea, TextField
from app.ui.screens.administration.grants_editor import GrantsEditor
from app.ui.screens.administration.parts import words
from app.ui.screens.administration.parts.comparison import Comparison
from app.ui.surfaces import Card, Notice, row_of, scroll_page
from app.ui.surfaces import Column as Stack
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.access.company import CompanyUser
    from app.domain.access.proposal import AgencyView
    from app.domain.access.user import Role
    from app.services.administration import Administration
    from app.services.commands import Given
    from app.ui.fields import Field

FIXED = ("unit", "user_id", "person_id")
"""What cannot change once the user is there."""


class UserForm(QWidget):
    """Makes the record of a new user, or changes one; ``proposed`` asks for `wish` to be carried out."""

    proposed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view: AgencyView | None = None
        self._user: CompanyUser | None = None
        self._touched = False
        self._filling = False
        self._title = Label("administration.add", role="title")
        self.unit = ComboField("administration.field.unit")
        self.texts: dict[str, TextField] = {
            "user_id": TextField("administration.field.user_id", hint="administration.user_id_hint", length_max=20),
            "person_id": TextField(
                "administration.field.person_id", hint="administration.person_id_hint", length_max=20
            ),
            "name_th": TextField("administration.field.name_th", length_max=120),
            "name_en": TextField("administration.field.name_en", length_max=120),
            "position": TextField("administration.field.position", length_max=120),
            "mobile": TextField("administration.field.mobile", hint="administration.contact_hint", length_max=20),
            "email": TextField("administration.field.email", length_max=200),
            "batch_max": TextField("administration.field.batch_max", hint="administration.batch_max_hint"),
        }
        self.grants = GrantsEditor()
        self.rule = Notice(tone="refused", icon="triangle-alert")
        self.rule.hide()
        self.comparison = Comparison()
        self._changes = Card("administration.will_change")
        self._nothing = Label("administration.changes_nothing", role="quiet", wrap=True)
        self.reason = TextArea("administration.reason", required=True, lines=2)
        self.order_no = TextField("administration.order_no", hint="administration.order_no_hint")
        self.error = errors.ErrorNote()
        self.go = Button(
            "administration.propose", kind="primary", icon="send", act=self.proposed.emit, shortcut="Ctrl+Return"
        )
        self._lay_out()
        self._wire()

    # -- what the screen does -----------------------------------------------------------------------------------------

    def open_new(self, view: AgencyView) -> None:
        """Show an empty record; one that was begun is still there."""
        if not (self._touched and self._user is None):
            self._fill(view, None)
        self._view = view
        self.unit.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_user(self, view: AgencyView, user: CompanyUser) -> None:
        """Show a user's record; what was begun about the same version is still there."""
        same = self._user is not None and (self._user.uid, self._user.version) == (user.uid, user.version)
        if not (self._touched and same):
            self._fill(view, user)
        self._view = view
        self.texts["name_th"].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Begin anew the next time."""
        self._touched = False

    def wish(self) -> Callable[[Administration], Given] | None:
        """Return what is to be proposed, or None after showing everything that is wrong."""
        if not self._is_right():
            return None
        record, user = self.record(), self._user
        reason, order_no = self.reason.text(), self.order_no.text()
        if user is None:
            return lambda service: service.propose(
                ProposalKind.USER_ADD, "", record, reason=reason, order_no=order_no, version=0
            )
        return lambda service: service.propose(
            ProposalKind.USER_CHANGE,
            user.uid,
            record,
            reason=reason,
            order_no=order_no,
            version=service.version_of(user),
        )

    def busy(self, *, busy: bool) -> None:
        """Take no second press while the first is under way."""
        self.go.setEnabled(not busy)
        if busy:
            self.error.clear()

    def explain(self, error: Exception) -> None:
        """Show why it was refused, beside the field where it is one's fault; everything typed stays."""
        self.error.show_error(error)
        if not isinstance(error, Refused):
            return
        name = "user_id" if error.code == "user_id_taken" else str(error.facts.get("field", ""))
        if name in self.texts:
            own = error.code == "user_id_taken"
            self.texts[name].complain("errors.user_id_taken" if own else "administration.fault.not_taken")
            self.texts[name].take_keyboard()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._view is not None:
            self._offer()
            self._tell()

    def record(self) -> UserRecord:
        """Return what stands in the form, as it would be signed."""
        text = {name: cleaned(field.text()) for name, field in self.texts.items()}
        return UserRecord(
            unit=self.unit.text(),
            user_id=text["user_id"].upper(),
            # An identity that was there before is not ours to put right.
            person_id=self._user.record.person_id if self._user else digits(text["person_id"]),
            name_th=text["name_th"],
            name_en=text["name_en"],
            position=text["position"],
            mobile=digits(text["mobile"]),
            email=text["email"],
            batch_max=self._limit() or Money(0),
            grants=self.grants.grants(),
        )

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left, right = Stack(spacing=SPACE.m), Stack(spacing=SPACE.m)
        left.add(Label("administration.who", role="section"), self.unit, *self.texts.values())
        left.addStretch(1)
        right.add(Label("administration.rights", role="section"), self.rule, self.grants)
        self._changes.body.add(self._nothing, self.comparison)
        right.add(self._changes, self.reason, self.order_no, self.error)
        right.addStretch(1)
        area, page = scroll_page()
        columns = row_of(spacing=SPACE.xxl)
        columns.addLayout(left, 2)
        columns.addLayout(right, 3)
        page.addLayout(columns)
        head = row_of(IconButton("administration.back", "arrow-left", act=self.left.emit), self._title, None)
        head.setContentsMargins(SPACE.m, SPACE.l, SPACE.l, 0)
        foot = row_of(Label("administration.no_effect_yet", role="quiet"), None, self.go)
        foot.setContentsMargins(SPACE.xl, SPACE.m, SPACE.xl, SPACE.m)
        whole = Stack(self, spacing=0)
        whole.addLayout(head)
        whole.add(area, stretch=1)
        whole.addLayout(foot)
        self.setMinimumWidth(SIZES.form_width)

    def _wire(self) -> None:
        for field in (self.unit, *self.texts.values()):
            field.changed.connect(self._typed)
        self.grants.changed.connect(self._typed)
        for field in (self.reason, self.order_no):
            field.changed.connect(self._begun)

    def _fill(self, view: AgencyView, user: CompanyUser | None) -> None:
        self._view, self._user, self._filling = view, user, True
        record = user.record if user else None
        self._offer()
        self.unit.set_text(record.unit if record else "")
        for name, field in self.texts.items():
            field.set_text(str(getattr(record, name)) if record and name != "batch_max" else "")
            field.complain("")
            field.control.setEnabled(not (user and name in FIXED))
        if record and record.batch_max.satang:
            self.texts["batch_max"].set_text(record.batch_max.format())
        self.unit.control.setEnabled(user is None)
        self._offer_rights()
        self.grants.show_grants(record.grants if record else ())
        for empty in (self.reason, self.order_no):
            empty.set_text("")
            empty.complain("")
        self.error.clear()
        self._filling = self._touched = False
        self._tell()

    def _offer(self) -> None:
        """Offer the units to a new user; the agency itself last, since only its auditor belongs there."""
        if self._view is None:
            return
        units = sorted(self._view.units, key=lambda unit: (unit.parent, unit.unit))
        self.unit.offer([(unit.unit, f"={unit.name}") for unit in units])

    def _offer_rights(self) -> None:
        view = self._view
        if view is None:
            return
        unit = view.unit(self.unit.text())
        self.grants.offer(
            bangkok_day(view.at), parent=unit.parent if unit else False, people=lambda role: self._holders(role)
        )

    def _holders(self, role: Role) -> list[tuple[str, str]]:
        """Return whose place may be taken: others of the unit who hold the right themselves."""
        if self._view is None:
            return []
        mine = self._user.uid if self._user else ""
        return [
            (user.uid, f"={user.record.name(i18n.language())}")
            for user in self._view.users
            if user.record.unit == self.unit.text()
            and user.uid != mine
            and user.state is not UserState.REMOVED
            and any(grant.role is role and not grant.substitute_for for grant in user.record.grants)
        ]

    def _begun(self) -> None:
        self._touched = self._touched or not self._filling

    def _typed(self) -> None:
        if self._filling:
            return
        if self.sender() is self.unit:
            self._filling = True
            self._offer_rights()
            self._filling = False
        self._begun()
        self._tell()

    def _tell(self) -> None:
        if self._view is None:
            return
        name = self._user.record.name(i18n.language()) if self._user else ""
        if self._user:
            self._title.say("administration.change_of", name=name)
        else:
            self._title.say("administration.add")
        record = self.record()
        self._tell_rule(record, self._view)
        self._changes.setVisible(self._user is not None)
        if self._user is not None:
            count = self.comparison.show_change(self._user.record, record, self._view)
            self._nothing.setVisible(not count)

    def _tell_rule(self, record: UserRecord, view: AgencyView) -> Conflict | None:
        """Show the rule that the chosen rights break, with whose rights and from which day."""
        uid = self._user.uid if self._user else ""
        elsewhere = grants_elsewhere(view.users, uid, record.person_id) if record.person_id else []
        found = conflict(record.grants, elsewhere, record.user_id)
        self.rule.setVisible(found is not None)
        if found is not None:
            self.rule.say(
                "administration.rule",
                "administration.rule_why",
                role=words.role(found.role),
                other=words.role(found.other_role),
                user=found.user_id or i18n.text("administration.this_user"),
                day=days.day(found.since),
            )
        return found

    def _limit(self) -> Money | None:
        typed = self.texts["batch_max"].text().strip()
        try:
            return Money.parse(typed) if typed else Money(0)
        except BadInput:
            return None

    def _is_right(self) -> bool:
        record = self.record()
        found = faults(record)
        if self._user is not None:
            found = {name: fault for name, fault in found.items() if name not in FIXED}
        fields: dict[str, Field] = {"unit": self.unit, **self.texts}
        for name, field in fields.items():
            code, facts = found.get(name, ("", {}))
            field.complain(_key(code), **dict(facts))
        if self._limit() is None:
            self.texts["batch_max"].complain("errors.amount_unreadable", text=self.texts["batch_max"].text())
        rights = self.grants.check()
        reasoned = self.reason.check()
        allowed = self._view is not None and self._tell_rule(record, self._view) is None
        unchanged = self._user is not None and record == self._user.record
        wrong = [field.control for field in fields.values() if field.wrong]
        wrong += [self.grants.wrong] if self.grants.wrong else []
        wrong += [] if allowed else [self.grants.add]
        wrong += [] if reasoned else [self.reason.control]
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong and rights and not unchanged


def _key(code: str) -> str:
    if not code:
        return ""
    own = f"administration.fault.{code}"
    return own if i18n.has(own) else f"errors.{code}"
