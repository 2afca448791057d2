"""What waits: everything that can go as one remittance with its deadline, and below it every single receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import i18n
from app.domain.remittances.proposal import Readiness
from app.domain.values.money import Money
from app.ui.buttons import Button
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD, NumberedRecords
from app.ui.screens.remittances.parts import words
from app.ui.screens.remittances.parts.columns import to_go_columns, waiting_columns
from app.ui.screens.remittances.parts.sources import to_go
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Figures, Notice, row_of
from app.ui.table_model import FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.remittances.proposal import WaitingPart
    from app.services.remittance_offer import RemittanceOffer
    from app.ui.screens.remittances.parts.sources import ToGo

ROWS_ABOVE = 3
HEIGHT_MAX = 10_000
ROWS_BELOW = 4
"""So many rows with heading and sums are seen at least."""


class WaitingPage(QWidget):
    """``wanted`` carries the source of a remittance, ``chosen`` the receipts that were marked."""

    wanted = Signal(str)
    chosen = Signal(object)
    payment_opened = Signal(str)

    def __init__(self, names: words.Names, *, receipts: bool, draws: bool) -> None:
        super().__init__()
        self._receipts, self._draws = receipts, draws
        self._offer: RemittanceOffer | None = None
        self._shown: Sequence[WaitingPart] = ()
        self._records: NumberedRecords[WaitingPart] = NumberedRecords(_key, _part_row)
        self._portal = Notice("remittances.by_portal", tone="accent", icon="info")
        self._figures, self._lower = Figures(), QWidget()
        self.proposals = TableView(
            to_go_columns(lambda: self._offer.today if self._offer else words.NEVER),
            FixedRows(()),
            name="remittance_proposals",
            label="remittances.proposals",
            empty=Empty("remittances.proposals_none", "remittances.proposals_none_why", icon="circle-check"),
        )
        self.table = TableView(
            waiting_columns(names),
            FixedRows(()),
            name="remittance_waiting",
            label="remittances.waiting",
            empty=Empty("remittances.waiting_none", "remittances.waiting_none_why", icon="circle-check"),
        )
        self._search = SearchField("remittances.search_waiting")
        self._ready = Button("remittances.only_ready", kind="chip")
        self.open = Button("remittances.open_proposal", icon="landmark", act=self._open)
        self.go = Button("remittances.go_chosen_none", icon="landmark", act=self._go)
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.proposals.grid)

    def show_offer(self, offer: RemittanceOffer) -> None:
        """Show how things stand; rows that are marked stay so while they wait."""
        same = self._offer is not None and self._offer.waiting == offer.waiting
        self._offer = offer
        self._portal.setVisible(offer.by_portal)
        self._lower.setVisible(not offer.by_portal)
        self._figures.setVisible(not offer.by_portal or bool(offer.draws))
        self.proposals.setMaximumHeight(HEIGHT_MAX if offer.by_portal else self.proposals.minimumHeight())
        self._put_figures(offer)
        rows = to_go(offer, receipts=True, draws=True)
        self.proposals.model.use_source(FixedRows([_row(one) for one in rows]))
        if not same:
            self.table.use_source(self._look(offer))

    def seek(self) -> None:
        """Put the cursor into the search."""
        self._search.setFocus()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._offer is not None:
            self._put_figures(self._offer)

    def marked(self) -> list[WaitingPart]:
        """Return the receipts of the rows that are marked."""
        return self._records.named(self.table.marked_ids())

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        stack = Stack(self, spacing=SPACE.m)
        stack.add(self._portal, self._figures)
        stack.addLayout(row_of(Label("remittances.proposals", role="section"), None, self.open))
        self.proposals.setFixedHeight((ROWS_ABOVE + 1) * SIZES.row + 4)
        stack.add(self.proposals, stretch=1)
        self._search.setMinimumWidth(150)
        heading = Label("remittances.waiting", role="section")
        lower = Stack(self._lower, spacing=SPACE.m)
        lower.addLayout(row_of(heading, self._search, self._ready, None, self.go))
        self.table.setMinimumHeight(ROWS_BELOW * SIZES.row)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # takes what room there is
        lower.add(self.table, stretch=1)
        stack.add(self._lower, stretch=2)
        self.table.show_footer()
        self._portal.hide()
        self.go.setVisible(self._receipts)
        self.open.setVisible(self._receipts or self._draws)
        QuietColumns(self.table, {"since": 760, "code": 640})
        QuietColumns(self.proposals, {"since": 760, "count": 640})

    def _wire(self) -> None:
        self._search.textChanged.connect(lambda _: self._show())
        self._ready.toggled.connect(lambda _: self._show())
        self.proposals.opened.connect(lambda _: self._open())
        self.proposals.chosen.connect(lambda _: self._light())
        self.proposals.answered.connect(self._light)
        self.table.answered.connect(self._tell)
        self.table.grid.selectionModel().selectionChanged.connect(lambda *_: self._tell())
        self.table.opened.connect(lambda _: self._open_payment())

    def _put_figures(self, offer: RemittanceOffer) -> None:
        held = [one for one in offer.waiting if one.readiness is not Readiness.READY]
        put = self._figures.put
        put("remittances.ready", _sum(offer.ready), below=_count(offer.ready))
        put("remittances.held", _sum(held), below=_count(held))
        left = [one.draw.residue.satang for one in offer.draws]
        put("remittances.draws_left", Money(sum(left)).format(),
            below=i18n.text("remittances.draws_count", count=f"{len(left):,}"))  # fmt: skip
        due = [one.deadline for one in offer.proposals if one.deadline] + [one.deadline for one in offer.draws]
        first = min(due, key=lambda one: one.day, default=None)
        said = words.days_left(first.days_left(offer.today)) if first else words.DASH
        rule = i18n.text(f"remittance_terms.rule.{first.rule}") if first else ""
        put("remittances.nearest", said, below=f"{words.day(first.day)} · {rule}" if first else "", stretch=2)

    def _show(self) -> None:
        if self._offer is not None:
            self.table.model.use_source(self._look(self._offer))

    def _look(self, offer: RemittanceOffer) -> FixedRows:
        wanted = self._search.text().strip().lower()
        self._shown = [
            one
            for one in offer.waiting
            if (one.readiness is Readiness.READY or not self._ready.isChecked()) and wanted in _said(one)
        ]
        return self._records.rows(self._shown)

    def _tell(self) -> None:
        self.table.footer.say("remittances.waiting_footer", count=f"{len(self._shown):,}")
        self.table.footer_end.say("bills.footer_sum", total=_sum(self._shown))
        ready = [one for one in self.marked() if one.readiness is Readiness.READY]
        self.go.setEnabled(bool(ready))
        if ready:
            self.go.say("remittances.go_chosen", count=f"{len(ready):,}", total=_sum(ready))
        else:
            self.go.say("remittances.go_chosen_none")

    def _current(self) -> ToGo | None:
        row = self.proposals.current_row()
        return row[RECORD] if row is not None else None

    def _light(self) -> None:
        one = self._current()
        may = one is not None and (self._receipts if one.proposal is not None else self._receipts or self._draws)
        self.open.setEnabled(may)

    def _open(self) -> None:
        one = self._current()
        if one is not None and self.open.isEnabled() and self.open.isVisible():
            self.wanted.emit(one.source)

    def _go(self) -> None:
        ready = [one for one in self.marked() if one.readiness is Readiness.READY]
        if ready and self._receipts:
            self.chosen.emit(ready)

    def _open_payment(self) -> None:
        here = self.table.current_id()
        if here >= 0:
            self.payment_opened.emit(self._records.named([here])[0].part.payment_id)


def _row(one: ToGo) -> dict[str, object]:
    return {
        RECORD: one, "kind": one.kind, "about": one.about, "count": one.count, "amount": one.amount.satang,
        "since": one.since, "due": one.deadline.day if one.deadline else words.NEVER,
    }  # fmt: skip


def _key(one: WaitingPart) -> tuple[str, str]:
    return one.part.payment_id, one.part.revenue_type


def _part_row(one: WaitingPart) -> dict[str, object]:
    return {
        RECORD: one, "receipt": (one.receipt_fy, one.receipt_number), "payer": one.payer_name,
        "code": one.part.revenue_type, "amount": one.part.amount.satang, "since": one.since,
        "readiness": one.readiness,
    }  # fmt: skip


def _said(one: WaitingPart) -> str:
    number = words.receipt_no(one.receipt_fy, one.receipt_number)
    return f"{one.payer_name} {number} {one.part.payment_id} {one.part.amount.format()}".lower()


def _sum(parts: Sequence[WaitingPart]) -> str:
    return Money(sum(one.part.amount.satang for one in parts)).format()


def _count(parts: Sequence[WaitingPart]) -> str:
    return i18n.text("remittances.count", count=f"{len(parts):,}")
