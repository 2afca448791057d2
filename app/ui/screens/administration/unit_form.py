"""A unit's application for the service: its code, where it is, and the accounts it brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.access.enrolment import ACCOUNTS_MAX, account_faults, unit_faults
from app.domain.access.proposal import AccountPurpose, UnitAccount, UnitApplication
from app.domain.values.identifiers import digits
from app.domain.values.texts import cleaned
from app.ui.buttons import Button, IconButton
from app.ui.fields import ComboField, TextField, row_of
from app.ui.order_dialogs import Order, RequestDialog
from app.ui.surfaces import Column, scroll_page
from app.ui.tab_order import tab_before
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.access.record_rules import Fault
    from app.ui.fields import Field

WIDTH = 780
ACCOUNTS_HEIGHT = 160
NUMBER_WIDTH, PURPOSE_WIDTH = 150, 260
NUMBER_MAX = 20
"""Letters of a number as people write it, with dashes and blanks."""


class AccountRow(QWidget):
    """One account: number, name, what for."""

    def __init__(self, remove: Callable[[AccountRow], object]) -> None:
        super().__init__()
        self.account = TextField("units.account", required=True, length_max=NUMBER_MAX)
        self.name = TextField("units.account_name", required=True)
        self.purpose = ComboField(
            "units.purpose", [(each.value, f"access_papers.purpose.{each}") for each in AccountPurpose]
        )
        self.account.setFixedWidth(NUMBER_WIDTH)
        self.purpose.setFixedWidth(PURPOSE_WIDTH)
        row = row_of(self.account, self.name, self.purpose)
        row.setContentsMargins(0, 0, SPACE.s, 0)
        row.setStretch(1, 1)
        beside = Column(spacing=0)
        beside.addSpacing(self.account.sizeHint().height() - self.account.control.sizeHint().height())
        beside.add(IconButton("units.remove_account", "x", act=lambda: remove(self)))
        beside.addStretch(1)  # level with the controls, whatever is said below them
        row.addLayout(beside)
        self.setLayout(row)

    def read(self) -> UnitAccount:
        """Return the account as typed, its number without dashes."""
        return UnitAccount(digits(self.account.text()), cleaned(self.name.text()), AccountPurpose(self.purpose.text()))

    def check(self) -> bool:
        """Show what is wrong; say whether nothing is."""
        return complain({"account": self.account, "name": self.name}, account_faults(self.read()))


class UnitDialog(RequestDialog):
    """A request with a unit's application; ``act`` gets application, reason and order number."""

    def __init__(
        self,
        parent: QWidget,
        agency: str,
        act: Callable[[UnitApplication, str, str], Any],
        done: Callable[[Any], object],
    ) -> None:
        super().__init__(
            parent, Order("units.apply_ask", "units.apply_go", "send", "units.apply_why"), self._give, done
        )
        self._agency, self._applied = agency, act
        self.fields: dict[str, Field] = {
            "unit": TextField("units.unit", hint="units.unit_hint", required=True, length_max=10),
            "name": TextField("units.name", required=True),
            "branch": TextField("units.branch", required=True),
            "address": TextField("units.address", required=True),
        }
        self.accounts: list[AccountRow] = []
        self._trouble = Label(role="small", tone="refused", wrap=True)
        self._trouble.hide()
        self.add = Button("units.add_account", kind="link", icon="plus", act=self.add_account)
        area, self._rows = scroll_page(margins=0, spacing=SPACE.s)
        area.setFixedHeight(ACCOUNTS_HEIGHT)
        self._rows.addStretch(1)
        form = Column(spacing=SPACE.m)
        form.addLayout(row_of(self.fields["unit"], self.fields["name"]))
        form.addLayout(row_of(self.fields["branch"], self.fields["address"]))
        form.add(Label("units.accounts", role="section"), area, self._trouble)
        form.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        at = self.body.indexOf(self.reason)
        for each in (self.reason, self.order_no):
            self.body.removeWidget(each)
        form.addLayout(row_of(self.reason, self.order_no))
        self.body.insertLayout(at, form)
        self.setMinimumWidth(WIDTH)
        self.add_account()
        self.fields["unit"].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_account(self) -> AccountRow:
        """Offer room for one more account."""
        row = AccountRow(self._drop)
        self.accounts.append(row)
        self._rows.insertWidget(self._rows.count() - 1, row)
        tab_before(self.add, row)
        row.show()
        row.account.setFocus()
        self.add.setEnabled(len(self.accounts) < ACCOUNTS_MAX)
        return row

    def application(self) -> UnitApplication:
        """Return the application as it is typed."""
        typed = {name: cleaned(field.text()) for name, field in self.fields.items()}
        return UnitApplication(**typed, accounts=tuple(row.read() for row in self.accounts))

    def _drop(self, row: AccountRow) -> None:
        self.accounts.remove(row)
        row.hide()
        row.deleteLater()
        self.add.setEnabled(True)

    def _give(self, reason: str, order_no: str) -> object:
        return self._applied(self.application(), reason, order_no)

    def _begin(self) -> None:
        rows_right = all([row.check() for row in self.accounts])
        found = unit_faults(self.application(), self._agency)
        fields_right = complain(self.fields, found)
        trouble = found.get("accounts")
        if trouble is not None:
            self._trouble.say(f"units.fault.{trouble[0]}")
        self._trouble.setVisible(trouble is not None)
        if rows_right and fields_right and trouble is None:
            super()._begin()


def complain(fields: Mapping[str, Field], faults: Mapping[str, Fault]) -> bool:
    """Show each fault under its field and go to the first; say whether there was none."""
    wrong = []
    for name, field in fields.items():
        field.complain("")
        if name in faults:
            code, facts = faults[name]
            own = f"units.fault.{code}"
            field.complain(own if i18n.has(own) else f"administration.fault.{code}", **facts)
            wrong.append(field)
    if wrong:
        wrong[0].take_keyboard()
    return not wrong
