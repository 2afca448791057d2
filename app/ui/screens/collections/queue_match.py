"""Money of the queue beside the bills that it may be meant for: why each may be, what agrees, and how much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.disbursement.titles import bare
from app.domain.values import dates
from app.ui import errors
from app.ui.buttons import Button, IconButton
from app.ui.fields import TextArea, form_is_right
from app.ui.flow import Chip
from app.ui.screens.collections.parts import money_words, words
from app.ui.screens.collections.parts.side_by_side import Pair, SideBySide
from app.ui.surfaces import Card, row_of, scroll_page
from app.ui.surfaces import Column as Stack
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import MoneyField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.collections.bill import Bill
    from app.domain.collections.candidates import Candidate
    from app.domain.collections.payment import Payment
    from app.domain.values.money import Money

FORM_WIDTH = 420


class MatchPage(QWidget):
    """Candidates of one payment; ``wanted`` asks to propose what `chosen`, `amount` and `reason` say."""

    wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._payment: Payment | None = None
        self._found: Sequence[Candidate] = ()
        self._chip, self._payer, self._sum = Chip(), Label(role="section"), Label(role="strong")
        self.table = TableView(
            self._columns(),
            FixedRows(()),
            name="match_candidates",
            label="incoming.candidates",
            empty=Empty("incoming.no_candidates", "incoming.no_candidates_why", icon="search"),
        )
        self._pairs = SideBySide("incoming.paid_side", "incoming.bill_side")
        self.amount = MoneyField("incoming.match_amount", required=True)
        self.reason = TextArea("incoming.reason", required=True, lines=2)
        self.error = errors.ErrorNote()
        self.go = Button("incoming.match_go", kind="primary", icon="equal", act=self._ask, shortcut="Ctrl+Return")
        self._card = Card()
        self._lay_out()
        self.table.chosen.connect(lambda _: self._choose())
        self.table.answered.connect(self._choose)
        self.setFocusProxy(self.table.grid)

    def show_payment(self, payment: Payment, found: Sequence[Candidate]) -> None:
        """Show a payment with its candidates, the likeliest first."""
        self._payment, self._found = payment, found
        self.reason.set_text("")
        self.reason.complain("")
        self.error.clear()
        self._tell()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._payment is not None:
            self._tell()

    @property
    def payment(self) -> Payment | None:
        """The payment in sight."""
        return self._payment

    @property
    def bill(self) -> Bill | None:
        """The bill that is chosen."""
        candidate = self._candidate()
        return candidate.bill if candidate else None

    @property
    def wanted_amount(self) -> Money | None:
        """How much of the payment shall belong to the bill."""
        return self.amount.value()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("payer", "bills.field.payer_name", 150, stretch=True, sortable=False),
            Column("open", "incoming.open_on_bill", 118, align="right", amount=True, sortable=False),
            Column("why", "incoming.why", 210, sortable=False),
            Column("state", "bills.standing", 140, sortable=False, show=lambda shown: shown),
        )

    def _lay_out(self) -> None:
        head = row_of(IconButton("incoming.back", "arrow-left", act=self.left.emit),
                      Label("incoming.match_title", role="title"), None)  # fmt: skip
        head.setContentsMargins(SPACE.m, SPACE.l, SPACE.l, 0)
        lists = QWidget()
        stack = Stack(lists, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.s, SPACE.m, SPACE.m)
        stack.addLayout(row_of(self._chip, self._payer, None, self._sum))
        stack.add(Label("incoming.candidates_why", role="quiet", wrap=True))
        stack.add(self.table, stretch=1)
        area, form = scroll_page(margins=SPACE.m)
        area.setFixedWidth(FORM_WIDTH)
        self._card.body.add(self._pairs)
        form.add(self._card, self.amount, self.reason, self.error)
        form.addWidget(self.go, 0, Qt.AlignmentFlag.AlignRight)
        form.addStretch(1)
        whole = row_of(spacing=0)
        whole.addWidget(lists, 1)
        whole.addWidget(area)
        page = Stack(self, spacing=0)
        page.addLayout(head)
        page.addLayout(whole, 1)

    def _tell(self) -> None:
        payment = self._payment
        if payment is None:
            return
        self._chip.show_cell(money_words.payment_state(payment))
        self._payer.show_text(payment.payer_name or words.DASH)
        self._sum.say("incoming.to_match", amount=payment.waiting.format())
        self.table.model.use_source(FixedRows([_row(each) for each in self._found]))

    def _candidate(self) -> Candidate | None:
        index = self.table.grid.currentIndex()
        return self._found[self.table.model.id_at(index.row())] if index.isValid() and self._found else None

    def _choose(self) -> None:
        candidate, payment = self._candidate(), self._payment
        there = candidate is not None and payment is not None
        for part in (self._card, self.amount, self.reason):
            part.setVisible(there)
        takes = candidate is not None and candidate.amount.satang > 0
        self.go.setVisible(there)
        self.go.setEnabled(takes)
        self.go.explain("" if takes else i18n.text("incoming.takes_none"))
        if candidate is not None and payment is not None:
            self._pairs.show_pairs(_pairs(payment, candidate.bill))
            self.amount.set_value(candidate.amount)
            self.amount.advise("" if takes else "incoming.takes_none")

    def _ask(self) -> None:
        if self.go.isEnabled() and form_is_right(self.amount, self.reason):
            self.error.clear()
            self.wanted.emit()


def _row(candidate: Candidate) -> dict[str, object]:
    bill = candidate.bill
    return {
        "payer": bill.draft.payer_name,
        "open": bill.open_amount.format(),
        "why": " · ".join(i18n.text(f"incoming.because.{why}") for why in candidate.reasons),
        "state": words.bill_state(bill.state),
    }


def _pairs(payment: Payment, bill: Bill) -> list[Pair]:
    draft, reference = bill.draft, bill.reference
    day = dates.bangkok_day(payment.paid_at)
    return [
        Pair("bills.field.payer_name", payment.payer_name or words.DASH, draft.payer_name,
             bare(payment.payer_name) == bare(draft.payer_name)),
        Pair("bills.ref1", payment.ref1 or words.DASH, reference.ref1, payment.ref1 == reference.ref1),
        Pair("bills.ref2", words.reference(payment.ref2) or words.DASH, words.reference(reference.ref2),
             payment.ref2 == reference.ref2),
        Pair("incoming.amount", payment.waiting.format(), bill.open_amount.format(),
             payment.waiting == bill.open_amount),
        Pair("incoming.day", words.day(day), i18n.text("incoming.until", day=words.day(draft.due_date)),
             day <= draft.due_date),
        Pair("bills.field.item", words.DASH, draft.item),
    ]  # fmt: skip
