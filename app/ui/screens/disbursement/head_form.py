"""What a maker writes above the lines: kind, purpose, document, account, value date; each is saved when it is left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app import i18n
from app.domain.disbursement.batch import Kind
from app.domain.values.identifiers import masked_account
from app.domain.values.money import Money
from app.ui.fields import ComboField, Field, TextField
from app.ui.screens.disbursement.parts import words
from app.ui.surfaces import Column, Notice
from app.ui.theme import SPACE
from app.ui.typed_fields import DateField

if TYPE_CHECKING:
    from datetime import date

    from app.domain.disbursement.record import BatchHead
    from app.ui.screens.disbursement.parts.ports import Desk

KRUNGTHAI = "006"
"""The unit's accounts are all at the bank of the service."""


class HeadForm(QWidget):
    """``changed`` carries the new head whenever a field was left with another content."""

    changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._head: BatchHead | None = None
        kinds = [(kind.value, f"terms.kind.{kind.value}") for kind in Kind]
        self.kind = ComboField("editor.kind", kinds)
        self.purpose = TextField("editor.purpose", required=True, placeholder="editor.purpose_example", length_max=140)
        self.document_no = TextField("editor.document_no", required=True, length_max=35)
        self.document_date = DateField("editor.document_date", required=True)
        self.account = ComboField("editor.account")
        self.value_date = DateField("editor.value_date", required=True)
        self.memo = TextField("editor.memo", hint="editor.memo_hint", length_max=140)
        self._moved = Notice(tone="waiting", icon="calendar")
        self._moved.hide()
        self._lay_out()
        self._wire()

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by the name of what they hold."""
        return {
            "kind": self.kind,
            "purpose": self.purpose,
            "document_no": self.document_no,
            "document_date": self.document_date,
            "account": self.account,
            "value_date": self.value_date,
            "memo": self.memo,
        }

    def show_head(self, head: BatchHead) -> None:
        """Show a head without telling of a change."""
        self._head = None
        self.kind.set_text(head.kind)
        self.purpose.set_text(head.purpose)
        self.memo.set_text(head.memo)
        self.document_no.set_text(head.document_no)
        for field, day in ((self.document_date, head.document_date), (self.value_date, head.value_date)):
            if day is None:
                field.set_text("")
            else:
                field.set_value(day)
        self._offer_accounts()
        self.account.set_text(head.debit_account)
        self._moved.hide()
        self._head = head

    def retranslate(self) -> None:
        """Offer the accounts in another language."""
        self._offer_accounts()

    def _offer_accounts(self) -> None:
        offered = [("", "editor.account_choose")]
        for account in self._desk.unit.accounts:
            left = i18n.text("editor.account_left", amount=Money(account.available_satang).format())
            offered.append(
                (account.account, f"={KRUNGTHAI} {masked_account(account.account)} · {account.name} · {left}")
            )
        self.account.offer(offered)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.l)
        grid.setVerticalSpacing(SPACE.m)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.purpose, 0, 0, 1, 2)
        grid.addWidget(self.kind, 1, 0, top)
        grid.addWidget(self.account, 1, 1, top)
        grid.addWidget(self.document_no, 2, 0, top)
        grid.addWidget(self.document_date, 2, 1, top)
        grid.addWidget(self.value_date, 3, 0, top)
        grid.addWidget(self.memo, 3, 1, top)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column = Column(self)
        column.addLayout(grid)
        column.add(self._moved)

    def _wire(self) -> None:
        self.kind.changed.connect(self._tell)
        self.account.changed.connect(self._tell)
        for field in (self.purpose, self.memo, self.document_no, self.document_date):
            field.edit.editingFinished.connect(self._tell)
        self.value_date.edit.editingFinished.connect(self._day_left)

    def _day_left(self) -> None:
        day = self.value_date.value()
        if day is not None and not self._desk.calendar.bank_open(day):
            self._move(day)
        self._tell()

    def _move(self, asked: date) -> None:
        """Take the next day on which banks are open, and say so (ST-7)."""
        calendar = self._desk.calendar
        taken = calendar.next_bank_day(asked)
        why = calendar.reason_closed(asked)
        self.value_date.set_value(taken)
        self._moved.say(
            "editor.day_moved",
            asked=lambda: words.full_day(asked),
            taken=lambda: words.full_day(taken),
            why=lambda: why or i18n.text("editor.weekend"),
        )
        self._moved.show()

    def _tell(self) -> None:
        if self._head is None:
            return
        head = replace(
            self._head,
            kind=self.kind.text(),
            purpose=self.purpose.text().strip(),
            memo=self.memo.text().strip(),
            document_no=self.document_no.text().strip(),
            document_date=self.document_date.value(),
            debit_account=self.account.text(),
            value_date=self.value_date.value(),
        )
        if head != self._head:
            self._head = head
            self.changed.emit(head)
