"""The rights of a user as they are typed: each with its days, its order, and perhaps whose place is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.access.grants import GRANTED_BY_ADMINISTRATORS, Grant
from app.domain.access.record_rules import grant_faults, held_twice
from app.domain.access.user import Role
from app.ui.buttons import Button
from app.ui.fields import ComboField, TextField, row_of
from app.ui.surfaces import Card, Column
from app.ui.tab_order import tab_before
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import DateField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

Offer = list[tuple[str, str]]

GRANTS_MAX = 12


class GrantRow(Card):
    """One right."""

    changed = Signal()

    def __init__(self, remove: Callable[[GrantRow], object]) -> None:
        super().__init__()
        self.role = ComboField("administration.role")
        self.since = DateField("administration.valid_from", hint="", required=True)
        self.until = DateField("administration.valid_until", hint="administration.no_end")
        self.order_no = TextField("administration.by_order_no")
        self.instead = ComboField("administration.substitute_for")
        self.remove = Button("administration.remove_right", kind="link", icon="x", act=lambda: remove(self))
        self.body.addLayout(row_of(self.role, self.since, self.until))
        self.body.addLayout(row_of(self.order_no, self.instead))
        self.body.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        for field in (self.role, self.since, self.until, self.order_no, self.instead):
            field.changed.connect(self.changed)

    def show_grant(self, grant: Grant) -> None:
        """Show a right."""
        self.role.set_text(grant.role.value)
        self.since.set_value(grant.valid_from)
        self.until.set_text("")
        if grant.valid_until is not None:
            self.until.set_value(grant.valid_until)
        self.order_no.set_text(grant.order_no)
        self.instead.set_text(grant.substitute_for)

    def grant(self) -> Grant | None:
        """Return the right, or None while its days cannot be read."""
        since, until = self.since.value(), self.until.value()
        if since is None or (until is None and self.until.text().strip()):
            return None
        return Grant(Role(self.role.text()), since, until, self.order_no.text().strip(), self.instead.text())

    def check(self) -> bool:
        """Show what is wrong beside the field that is."""
        sound = [self.since.check(), self.until.check()]
        grant = self.grant()
        if grant is None or not all(sound):
            return False
        found = [code for code, _ in grant_faults(grant)]
        for code in found:
            field = self.order_no if code == "substitute_without_order" else self.until
            field.complain(f"administration.fault.{code}")
        return not found

    @property
    def wrong(self) -> QWidget | None:
        """The first control with something wrong."""
        return next((each.control for each in (self.since, self.until, self.order_no) if each.wrong), None)


class GrantsEditor(QWidget):
    """A list of rights; ``changed`` tells of every letter."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._today: date | None = None
        self._roles: Offer = []
        self._people: Callable[[Role], Offer] = lambda _: []
        self._rows: list[GrantRow] = []
        self._list = Column(spacing=SPACE.m)
        self._none = Label("administration.rights_needed", role="quiet", wrap=True)
        self._trouble = Label(role="small", tone="refused", wrap=True)
        self._trouble.hide()
        self.add = Button("administration.add_right", icon="plus", act=self._add)
        whole = Column(self, spacing=SPACE.m)
        whole.add(self._none)
        whole.addLayout(self._list)
        whole.add(self._trouble)
        whole.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def offer(self, today: date, *, parent: bool, people: Callable[[Role], Offer]) -> None:
        """Offer what may be granted: in the agency itself an auditor only; ``people``: whose place can be taken."""
        roles = (Role.AUDITOR,) if parent else GRANTED_BY_ADMINISTRATORS
        self._today, self._people = today, people
        self._roles = [(role.value, f"terms.role.{role}") for role in roles]
        for row in self._rows:
            row.role.offer(self._roles)
            self._offer_people(row)

    def show_grants(self, grants: Sequence[Grant]) -> None:
        """Show these rights instead of the former ones."""
        for row in tuple(self._rows):
            self._drop(row)
        for grant in grants:
            row = self._new_row()
            row.role.set_text(grant.role.value)
            self._offer_people(row)
            row.show_grant(grant)
        self._told()

    def grants(self) -> tuple[Grant, ...]:
        """Return the rights whose days can be read."""
        return tuple(grant for row in self._rows if (grant := row.grant()) is not None)

    def check(self) -> bool:
        """Show everything that is wrong."""
        sound = all([row.check() for row in self._rows])
        twice = held_twice(self.grants())
        key = (
            "administration.fault.held_twice" if twice else "" if self._rows else "administration.fault.grants_missing"
        )
        if key:
            self._trouble.say(key)
        self._trouble.setVisible(bool(key))
        return sound and not key

    @property
    def wrong(self) -> QWidget | None:
        """The first control with something wrong."""
        return next((row.wrong for row in self._rows if row.wrong), None) or (
            None if self._trouble.isHidden() else self.add
        )

    # -- inside ---------------------------------------------------------------------------------------------------

    def _add(self) -> None:
        row = self._new_row()
        if self._today is not None:
            row.since.set_value(self._today)
        self._told()
        row.role.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_row(self) -> GrantRow:
        row = GrantRow(self._removed)
        row.role.offer(self._roles)
        self._offer_people(row)
        row.role.changed.connect(lambda: self._offer_people(row))
        row.changed.connect(self._told)
        self._rows.append(row)
        self._list.add(row)
        row.show()  # at once, so that it can have the focus
        tab_before(self.add, row)
        return row

    def _offer_people(self, row: GrantRow) -> None:
        nobody = [("", "administration.nobody")]
        row.instead.offer([*nobody, *self._people(Role(row.role.text()))] if row.role.text() else nobody)

    def _removed(self, row: GrantRow) -> None:
        self._drop(row)
        self._told()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, row: GrantRow) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _told(self) -> None:
        self._none.setVisible(not self._rows)
        self._trouble.hide()
        self.add.setEnabled(len(self._rows) < GRANTS_MAX)
        self.changed.emit()
