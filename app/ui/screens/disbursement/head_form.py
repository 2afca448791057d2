"""What a maker writes above the lines, each field saved when it is left: kind and sort, draw, account, service, day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app import i18n
from app.domain.disbursement import kinds
from app.domain.disbursement.head_rules import KRUNGTHAI, Circumstances
from app.domain.values.dates import bangkok_day
from app.domain.values.identifiers import masked_account
from app.domain.values.money import Money
from app.ui.fields import ComboField, Field, TextField, bring_into_sight
from app.ui.screens.disbursement.draw_field import DrawField
from app.ui.screens.disbursement.parts import kind_words, words
from app.ui.surfaces import Column, Notice
from app.ui.theme import SPACE
from app.ui.typed_fields import DateField, MoneyField

if TYPE_CHECKING:
    from datetime import date

    from app.domain.disbursement.draw import Draw
    from app.domain.disbursement.record import BatchHead
    from app.ui.screens.disbursement.parts.ports import Desk


class HeadForm(QWidget):
    """``changed`` carries the new head whenever a field was left with another content."""

    changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._head: BatchHead | None = None
        self.purpose = TextField("editor.purpose", required=True, placeholder="editor.purpose_example", length_max=140)
        self.kind = ComboField("editor.kind")
        self.sub_kind = ComboField("editor.sub_kind")
        self.basis_no = TextField("editor.basis_no.contract", required=True, length_max=60)
        self.basis_date = DateField("editor.basis_date", required=True)
        self.document_no = DrawField()
        self.document_date = DateField("editor.document_date", required=True)
        self.drawn = MoneyField("editor.drawn", hint="editor.drawn_hint", placeholder="editor.drawn_all")
        self.residue_reason = TextField("editor.residue_reason", length_max=140)
        self.account = ComboField("editor.account")
        self.service = ComboField("editor.service")
        self.value_date = DateField("editor.value_date", required=True)
        self.memo = TextField("editor.memo", hint="editor.memo_hint", length_max=140)
        self._moved = Notice(tone="waiting", icon="calendar")
        self._moved.hide()
        self._moved_to: date | None = None
        self._lay_out()
        self._wire()

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by the name of what they hold."""
        return {
            "purpose": self.purpose,
            "kind": self.kind,
            "sub_kind": self.sub_kind,
            "basis_no": self.basis_no,
            "basis_date": self.basis_date,
            "document_no": self.document_no,
            "document_date": self.document_date,
            "drawn": self.drawn,
            "residue_reason": self.residue_reason,
            "account": self.account,
            "service": self.service,
            "value_date": self.value_date,
            "memo": self.memo,
        }

    def show_head(self, head: BatchHead) -> None:
        """Show a head without telling of a change."""
        self._head = None
        self._offer(head)
        for field, text in (
            (self.purpose, head.purpose),
            (self.kind, head.kind),
            (self.sub_kind, head.sub_kind),
            (self.basis_no, head.basis_no),
            (self.document_no, head.document_no),
            (self.residue_reason, head.residue_reason),
            (self.account, head.debit_account),
            (self.service, head.service),
            (self.memo, head.memo),
        ):
            field.set_text(text)
        self.drawn.set_value(head.drawn)
        days = ((self.document_date, head.document_date), (self.basis_date, head.basis_date))
        for field, day in (*days, (self.value_date, head.value_date)):
            if day is None:
                field.set_text("")
            else:
                field.set_value(day)
        self._moved.hide()
        self._head = head
        self._fit(head)

    def compare_with(self, head: BatchHead) -> None:
        """Take this head for the saved one: a field that differs is told of again when it is left the next time."""
        if self._head is not None:
            self._head = head

    def offer_draws(self, draws: tuple[Draw, ...]) -> None:
        """Propose these draws while the document's number is typed."""
        self.document_no.offer(draws)

    def tell_residue(self, residue: Money | None) -> None:
        """Ask why something of the draw is left over, where something is."""
        wanted = (residue is not None and residue.satang > 0) or bool(self.residue_reason.text())
        self.residue_reason.setVisible(wanted)
        if residue is not None:
            self.residue_reason.advise("editor.residue_hint", amount=residue.format())

    def retranslate(self) -> None:
        """Offer what is chosen from in another language."""
        if self._head is not None:
            self._offer(self._head)
            self._fit(self._head)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _offer(self, head: BatchHead) -> None:
        unit, day = self._desk.unit, head.value_date or bangkok_day(self._desk.now())
        self.kind.offer(kind_words.kind_choices(unit, day, head.kind))
        self.sub_kind.offer(kind_words.sort_choices(unit, head.kind, day, head.sub_kind))
        self.service.offer(kind_words.service_choices(unit, day, head.service))
        self._offer_accounts()

    def _offer_accounts(self) -> None:
        offered = [("", "editor.account_choose")]
        for account in self._desk.unit.accounts:
            left = i18n.text("editor.account_left", amount=Money(account.available_satang).format())
            offered.append(
                (account.account, f"={KRUNGTHAI} {masked_account(account.account)} · {account.name} · {left}")
            )
        self.account.offer(offered)

    def _fit(self, head: BatchHead) -> None:
        """Show the fields that this kind and service ask for, with the rule behind them."""
        unit, day = self._desk.unit, head.value_date or bangkok_day(self._desk.now())
        row = kinds.kind_row(unit.kinds, head.kind, head.sub_kind, day)
        sorts = kinds.sorts_of(unit.kinds, head.kind, day)
        self.sub_kind.setVisible(bool(sorts) or bool(head.sub_kind))
        source = kind_words.source(row.source) if row else ""
        self.kind.advise("editor.kind_source" if row and not sorts else "", source=source)
        self.sub_kind.advise("editor.kind_source" if row else "", source=source)
        wanted = row.basis if row else None
        for field in (self.basis_no, self.basis_date):
            field.setVisible(wanted is not None or bool(head.basis_no))
        if wanted is not None:
            self.basis_no.name(f"editor.basis_no.{wanted.value}")
        self._fit_service(head, day)

    def _fit_service(self, head: BatchHead, day: date) -> None:
        service = kinds.service_row(self._desk.unit.services, head.service, day)
        self.service.setVisible(bool(self._desk.unit.services))
        if service is None:
            self.service.advise("")
            return
        cut_off = Circumstances(self._desk.unit, (), self._desk.calendar, self._desk.now()).cut_off(head)
        most = i18n.text("editor.service_most", amount=service.largest.format()) if service.largest else ""
        lead = "editor.service_lead" if service.lead_days else "editor.service_same_day"
        self.service.advise(
            "editor.service_hint",
            cut_off=cut_off.strftime("%H:%M"),
            lead=i18n.text(lead, days=service.lead_days),
            most=most,
            source=kind_words.source(service.source),
        )

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.l)
        grid.setVerticalSpacing(SPACE.m)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.purpose, 0, 0, 1, 2)
        pairs = (
            (self.kind, self.sub_kind),
            (self.basis_no, self.basis_date),
            (self.document_no, self.document_date),
            (self.drawn, self.residue_reason),
            (self.account, self.service),
            (self.value_date, self.memo),
        )
        for row, (left, right) in enumerate(pairs, 1):
            grid.addWidget(left, row, 0, top)
            grid.addWidget(right, row, 1, top)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column = Column(self)
        column.addLayout(grid)
        column.add(self._moved)

    def _wire(self) -> None:
        for choice in (self.kind, self.sub_kind, self.account, self.service):
            choice.changed.connect(self._tell)
        texts = (self.purpose, self.memo, self.basis_no, self.residue_reason, self.document_no)
        for field in (*texts, self.basis_date, self.document_date, self.drawn):
            field.edit.editingFinished.connect(self._tell)
        self.document_no.picked.connect(self._take_draw)
        self.value_date.edit.editingFinished.connect(self._day_left)
        self.service.changed.connect(self._day_left)

    def _take_draw(self, draw: Draw) -> None:
        """Take over what the treasury said of a draw: its sum, its day and its account."""
        if self._head is None or self._head.document_no == draw.doc_no:
            return
        self.drawn.set_value(draw.amount)
        if draw.doc_date is not None:
            self.document_date.set_value(draw.doc_date)
        if draw.account:
            self.account.set_text(draw.account)
        self._tell()

    def _day_left(self) -> None:
        """Move a day on which the bank cannot pay any more, or does not pay at all, and say so (ST-7)."""
        day, head = self.value_date.value(), self._head
        if day != self._moved_to:  # another one was written since
            self._moved.hide()
        if day is not None and head is not None:
            wanted = replace(head, value_date=day, service=self.service.text())
            around = Circumstances(self._desk.unit, (), self._desk.calendar, self._desk.now())
            earliest = around.earliest(wanted)
            if not self._desk.calendar.bank_open(day) and day >= earliest:
                why = self._desk.calendar.reason_closed(day)
                self._move("editor.day_moved", day, self._desk.calendar.next_bank_day(day), why)
            elif day < around.today:
                self._move("editor.day_moved_over", day, earliest)
            elif day < earliest:
                self._move("editor.day_moved_late", day, earliest, around.cut_off(wanted).strftime("%H:%M"))
        self._tell()

    def _move(self, key: str, asked: date, taken: date, why: str = "") -> None:
        self._moved_to = taken
        self.value_date.set_value(taken)
        self._moved.say(
            key,
            asked=lambda: words.full_day(asked),
            taken=lambda: words.full_day(taken),
            why=lambda: why or i18n.text("editor.weekend"),
        )
        self._moved.show()
        QTimer.singleShot(0, self._moved, lambda: bring_into_sight(self._moved))  # its page grows only now by it

    def _tell(self) -> None:
        if self._head is None:
            return
        head = replace(
            self._head,
            kind=self.kind.text(),
            sub_kind=self.sub_kind.text() if self.kind.text() == self._head.kind else "",
            purpose=self.purpose.text().strip(),
            memo=self.memo.text().strip(),
            basis_no=self.basis_no.text().strip(),
            basis_date=self.basis_date.value(),
            document_no=self.document_no.text().strip(),
            document_date=self.document_date.value(),
            drawn=self.drawn.value(),
            residue_reason=self.residue_reason.text().strip(),
            debit_account=self.account.text(),
            service=self.service.text(),
            value_date=self.value_date.value(),
        )
        if head != self._head:
            same_choices = (head.kind, head.value_date) == (self._head.kind, self._head.value_date)
            self._head = None
            if not same_choices:
                self._offer(head)
            self._head = head
            self._fit(head)
            self.changed.emit(head)
