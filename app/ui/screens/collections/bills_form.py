"""The form of one bill: who pays, for what, how much, until when; faults beside the fields, nothing typed is lost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.collections.bill_rules import TEXT_CHARS_MAX, BillFields
from app.domain.values.baht_text import baht_text
from app.domain.values.errors import BadInput
from app.domain.values.identifiers import digits
from app.domain.values.money import Money
from app.domain.values.texts import cleaned
from app.ui import days, errors
from app.ui.buttons import Button, IconButton
from app.ui.fields import ComboField, TextArea, TextField
from app.ui.screens.collections.parts import words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of, scroll_page
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE
from app.ui.typed_fields import DateField, MoneyField

if TYPE_CHECKING:
    from datetime import date

    from app.domain.collections.bill_rules import BillFault
    from app.domain.collections.request import PortalRequest
    from app.domain.collections.revenue import Receiving
    from app.ui.fields import Field

_OF_FAULT = {"satang": "amount"}
"""Fields of the form by the fields of a fault, where they differ."""
_FROM_REQUEST = ("revenue_type", "payer_name", "payer_id")
"""What a request has said, and what the bill that answers it must agree with."""


class BillForm(QWidget):
    """``wanted`` asks to issue what stands here, ``emptied`` to forget it; ``typed`` says that it is to be kept."""

    wanted = Signal()
    emptied = Signal()
    typed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._receiving: Receiving | None = None
        self._today: date | None = None
        self._request: PortalRequest | None = None
        self._filling = False
        self._title = Label("bills.new_title", role="title")
        self.amount = MoneyField("bills.field.amount")
        self.due_date = DateField("bills.field.due_date")
        self.fields: dict[str, Field] = {
            "payer_name": TextField("bills.field.payer_name", length_max=TEXT_CHARS_MAX),
            "payer_id": TextField("bills.field.payer_id", hint="bills.payer_id_hint", length_max=20),
            "payer_address": TextArea("bills.field.payer_address", lines=2, length_max=TEXT_CHARS_MAX),
            "payer_email": TextField("bills.field.payer_email", hint="bills.payer_email_hint", length_max=200),
            "payer_mobile": TextField("bills.field.payer_mobile", length_max=20),
            "revenue_type": ComboField("bills.field.revenue_type"),
            "item": TextField("bills.field.item", hint="bills.item_hint", length_max=TEXT_CHARS_MAX),
            "amount": self.amount,
            "due_date": self.due_date,
        }
        self._in_words = Label(role="quiet", wrap=True)
        self._answers = Notice(tone="accent", icon="inbox")
        self.error = errors.ErrorNote()
        self._empty = Button("bills.start_over", kind="quiet", icon="trash-2", act=self.emptied.emit)
        self.go = Button("bills.issue", kind="primary", icon="send", act=self.wanted.emit, shortcut="Ctrl+Return")
        self._lay_out()
        for field in self.fields.values():
            field.changed.connect(partial(field.complain, ""))
            field.changed.connect(self._type_chosen if field is self.fields["revenue_type"] else self._typed)

    # -- what the screen does -----------------------------------------------------------------------------------------

    def offer(self, receiving: Receiving, today: date) -> None:
        """Offer the revenue types that hold today."""
        self._receiving, self._today = receiving, today
        kinds = [words.offered(kind) for kind in receiving.offered(today)]
        combo = self.fields["revenue_type"]
        if isinstance(combo, ComboField):
            combo.offer([("", f"={words.DASH}"), *kinds])

    def show_fields(self, fields: BillFields, request: PortalRequest | None = None) -> None:
        """Show a bill that was begun, or an empty one; what a request has said cannot be typed over."""
        self._filling, self._request = True, request
        for name, field in self.fields.items():
            if name not in ("amount", "due_date"):
                field.set_text(str(getattr(fields, name)))
            field.complain("")
        self.amount.set_value(None if fields.satang is None else Money(fields.satang))
        self.due_date.set_text(days.day(fields.due_date) if fields.due_date else "")
        self._filling = False
        self.error.clear()
        self.busy(busy=False)
        self._lock()
        self._tell()
        first = self.due_date if request else self.fields["payer_name"]
        first.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self) -> BillFields:
        """Return what stands in the form; what cannot be read as a sum or a day is None."""
        texts = {name: cleaned(field.text()) for name, field in self.fields.items()}
        amount, due = self.amount.value(), self.due_date.value()
        return BillFields(
            payer_name=texts["payer_name"],
            payer_id=digits(texts["payer_id"]),
            payer_address=texts["payer_address"],
            payer_email=texts["payer_email"],
            payer_mobile=digits(texts["payer_mobile"]),
            revenue_type=texts["revenue_type"],
            item=texts["item"],
            satang=amount.satang if amount else None,
            due_date=due,
        )

    def complain(self, faults: list[BillFault]) -> bool:
        """Show every fault beside its field, the focus on the first; say whether there was any."""
        found = {_OF_FAULT.get(each.field, each.field): each for each in reversed(faults)}
        for name, field in self.fields.items():
            fault = found.get(name)
            if fault is not None and self._unreadable(name):
                field.check()  # says how it should be written
                continue
            field.complain(words.fault_key(fault) if fault else "", **(dict(fault.facts) if fault else {}))
        wrong = [field for field in self.fields.values() if field.wrong]
        if wrong:
            wrong[0].take_keyboard()
        return bool(wrong)

    def busy(self, *, busy: bool) -> None:
        """Take no second press while the first is under way."""
        self.go.setEnabled(not busy)
        if busy:
            self.error.clear()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._receiving is not None and self._today is not None:
            self._filling = True
            self.offer(self._receiving, self._today)
            self._filling = False
        self._tell()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        of = self.fields
        left, right = Stack(spacing=SPACE.m), Stack(spacing=SPACE.m)
        left.add(Label("bills.who", role="section"))
        left.add(*(of[name] for name in ("payer_name", "payer_id", "payer_address", "payer_email", "payer_mobile")))
        left.addStretch(1)
        right.add(Label("bills.what", role="section"))
        right.add(self._answers, *(of[name] for name in ("revenue_type", "item", "amount")), self._in_words)
        right.add(of["due_date"], self.error)
        right.addStretch(1)
        area, page = scroll_page()
        columns = row_of(spacing=SPACE.xxl)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        page.addLayout(columns)
        head = row_of(IconButton("bills.back", "arrow-left", act=self.left.emit), self._title, None)
        head.setContentsMargins(SPACE.m, SPACE.l, SPACE.l, 0)
        foot = row_of(Label("bills.signed_by_you", role="quiet"), None, self._empty, self.go)
        foot.setContentsMargins(SPACE.xl, SPACE.m, SPACE.xl, SPACE.m)
        whole = Stack(self, spacing=0)
        whole.addLayout(head)
        whole.add(area, stretch=1)
        whole.addLayout(foot)
        self._answers.hide()
        self.setMinimumWidth(SIZES.form_width)

    def _type_chosen(self) -> None:
        """Fill in the fee where there is one, and the item where nothing was said yet."""
        if self._filling or self._receiving is None:
            return
        found = self._receiving.find(self.fields["revenue_type"].text())
        if found is not None and found.fee is not None:
            self.amount.set_value(found.fee)
            self.amount.complain("")
        item = self.fields["item"]
        names = {"", *(name for kind in self._receiving.types for name in (kind.name_th, kind.name_en))}
        if found is not None and item.text().strip() in names:
            item.set_text(found.name_th)
            item.complain("")
        self._typed()

    def _lock(self) -> None:
        """Let nobody type over a fee, nor over what a request has said."""
        for name in _FROM_REQUEST:
            self.fields[name].control.setEnabled(self._request is None)
        found = self._receiving.find(self.fields["revenue_type"].text()) if self._receiving else None
        fixed = bool(found and found.fee) or bool(self._request and self._request.fee)
        self.amount.control.setEnabled(not fixed)

    def _typed(self) -> None:
        if not self._filling:
            self._lock()
            self._tell()
            self.typed.emit()

    def _tell(self) -> None:
        amount = self.amount.value()
        self._in_words.show_text(baht_text(amount) if amount and amount.satang > 0 else "")
        found = self._receiving.find(self.fields["revenue_type"].text()) if self._receiving else None
        if found is not None and found.fee is not None:
            self.amount.advise("bills.fee_fixed")
        else:
            self.amount.advise("")
        request = self._request
        if request is not None:
            self._answers.say("bills.answers_request", service=request.service_name(i18n.language()))
        self._answers.setVisible(request is not None)

    def _unreadable(self, name: str) -> bool:
        """Say whether something was typed that is no sum, or no day."""
        field = self.fields[name]
        if name == "amount" and field.text().strip():
            try:
                Money.parse(field.text())
            except BadInput:
                return True
        return name == "due_date" and bool(field.text().strip()) and self.due_date.value() is None
