"""The lines of money that is paid in from an off-budget account: a deposit of the table, its basis, how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.remittances.order_rules import ITEMS_MAX, TEXT_CHARS_MAX
from app.domain.remittances.remittance import RemittanceItem
from app.domain.values.money import Money
from app.ui.buttons import Button, IconButton
from app.ui.fields import ComboField, TextField
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import MoneyField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.remittances.kinds import DepositAccount
    from app.domain.remittances.order_rules import RemittanceFault
    from app.ui.fields import Field

_AMOUNT, _BASIS = "amount_nothing", "basis_missing"


class DepositRow(QWidget):
    """One line; its faults stand under the field that they are about."""

    changed = Signal()
    gone = Signal()

    def __init__(self, offered: Sequence[DepositAccount]) -> None:
        super().__init__()
        self.deposit = ComboField("remittances.deposit")
        self.basis = TextField("remittances.basis", hint="remittances.basis_hint", length_max=TEXT_CHARS_MAX)
        self.amount = MoneyField("remittances.amount_field")
        self.remove = IconButton("remittances.remove_row", "trash-2", act=self.gone.emit)
        stack = Stack(self, spacing=SPACE.xs)
        head = row_of(self.deposit, self.remove)
        head.setStretch(0, 1)
        stack.addLayout(head)
        tail = row_of(self.basis, self.amount)
        tail.setStretch(0, 3)
        tail.setStretch(1, 2)
        tail.setAlignment(self.amount, Qt.AlignmentFlag.AlignTop)
        stack.addLayout(tail)
        for field in self._fields():
            field.changed.connect(self.changed)
        self.offer(offered)

    def offer(self, offered: Sequence[DepositAccount]) -> None:
        """Offer the deposits of the kind."""
        named = [(one.code, f"={one.code} · {one.name(i18n.language())}") for one in offered]
        self.deposit.offer([("", "remittances.choose_deposit"), *named])

    def item(self, offered: Sequence[DepositAccount]) -> RemittanceItem:
        """Return the line as it stands; what cannot be read as a sum is nothing."""
        row = next((one for one in offered if one.code == self.deposit.text()), None)
        amount = self.amount.value() or Money(0)
        codes = (row.revenue_code, row.gl_account, row.fund) if row else ("", "", "")
        return RemittanceItem(self.deposit.text(), *codes, amount, self.basis.text())

    def complain(self, fault: RemittanceFault, said: str) -> None:
        """Show a fault under its field."""
        field: Field = self.deposit
        if fault.code == _BASIS or fault.code.startswith("text_"):
            field = self.basis
        elif fault.code == _AMOUNT:
            field = self.amount
        if not field.wrong:
            field.complain("ui.words", words=said)

    def clear_faults(self) -> None:
        """Take all complaints away; a sum that cannot be read says so by itself."""
        for field in self._fields():
            field.complain("")

    def first_wrong(self) -> Field | None:
        """Return the first field with a complaint."""
        return next((field for field in self._fields() if field.wrong), None)

    def _fields(self) -> tuple[Field, ...]:
        return self.deposit, self.basis, self.amount


class DepositRows(QWidget):
    """All lines; ``changed`` says that the sum may be another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._offered: Sequence[DepositAccount] = ()
        self.rows: list[DepositRow] = []
        self._place = Stack(spacing=SPACE.l)
        self._note = Label(role="small", tone="refused", wrap=True)
        self.add = Button("remittances.add_row", kind="quiet", icon="plus", act=self.add_row)
        stack = Stack(self, spacing=SPACE.s)
        stack.add(Label("remittances.items", role="section"))
        stack.addLayout(self._place)
        stack.add(self._note)
        stack.addLayout(row_of(self.add, None))
        self._note.hide()

    def offer(self, offered: Sequence[DepositAccount]) -> None:
        """Offer the deposits of the kind; there is always one line."""
        self._offered = offered
        for row in self.rows:
            row.offer(offered)
        if not self.rows:
            self.add_row()

    def add_row(self) -> None:
        """Add an empty line, with the cursor in it."""
        row = DepositRow(self._offered)
        row.changed.connect(self.changed)
        row.gone.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._place.add(row)
        self._light()
        self.changed.emit()
        if self.isVisible():
            row.deposit.control.setFocus()

    def empty(self) -> None:
        """Start over with one empty line."""
        while self.rows:
            self._drop(self.rows[-1])
        self.add_row()

    def items(self) -> tuple[RemittanceItem, ...]:
        """Return all lines as they stand."""
        return tuple(row.item(self._offered) for row in self.rows)

    def owner(self) -> str:
        """Return whose money the first chosen deposit is, '' for one's own."""
        chosen = {row.deposit.text() for row in self.rows}
        return next((one.owner_unit for one in self._offered if one.code in chosen), "")

    def complain(self, faults: Sequence[RemittanceFault], said: Callable[[RemittanceFault], str]) -> None:
        """Show each fault at its line, those of the whole below them."""
        whole = [said(one) for one in faults if not one.item]
        self._note.show_text(" ".join(whole))
        self._note.setVisible(bool(whole))
        for row in self.rows:
            row.clear_faults()
        for fault in faults:
            if 0 < fault.item <= len(self.rows):
                self.rows[fault.item - 1].complain(fault, said(fault))

    def first_wrong(self) -> Field | None:
        """Return the first field with a complaint."""
        return next((field for row in self.rows if (field := row.first_wrong()) is not None), None)

    def _remove(self, row: DepositRow) -> None:
        self._drop(row)
        self._light()
        self.changed.emit()
        self.add.setFocus()

    def _drop(self, row: DepositRow) -> None:
        self.rows.remove(row)
        self._place.removeWidget(row)
        row.deleteLater()

    def _light(self) -> None:
        self.add.setEnabled(len(self.rows) < ITEMS_MAX)
        for row in self.rows:
            row.remove.setVisible(len(self.rows) > 1)
