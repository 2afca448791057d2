"""Exactly what the first person signed: every field of the order, its lines, and the receipts behind it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.values.baht_text import baht_text
from app.ui.buttons import IconButton
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD
from app.ui.screens.remittances.parts import words
from app.ui.screens.remittances.parts.columns import part_columns
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import KeyValues, row_of
from app.ui.table_model import FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.remittances.remittance import RemittanceOrder
    from app.services.remitting import PartTold, RemittanceTold
    from app.ui.screens.remittances.parts.ports import Desk

DIGEST_SHOWN = 16


class SignedPage(QWidget):
    """Read from the very bytes that were signed; ``payment_opened`` carries the payment of a receipt."""

    left = Signal()
    payment_opened = Signal(str)

    def __init__(self, desk: Desk, names: words.Names) -> None:
        super().__init__()
        self._desk, self._names = desk, names
        self._told: RemittanceTold | None = None
        self._title = Label(role="title", wrap=True)
        self._facts, self._more = KeyValues(), KeyValues()
        self.table = TableView(
            part_columns(names),
            FixedRows(()),
            name="remittance_parts",
            label="remittances.parts",
            empty=Empty("remittances.parts_none", "remittances.parts_none_why", icon="landmark"),
        )
        self._lay_out()
        self.table.opened.connect(lambda _: self._open())
        self.table.answered.connect(self._tell_foot)
        self.setFocusProxy(self.table.grid)

    def show_signed(self, told: RemittanceTold) -> None:
        """Show what was signed about a remittance."""
        self._told = told
        order = told.remittance.order
        if order is None:
            return
        self._title.say("remittances.signed_title", kind=lambda: words.kind(order.kind), total=order.total.format())
        self._tell(order, told)
        self.table.model.use_source(FixedRows([{RECORD: one} for one in told.parts]))

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._told is not None:
            self.show_signed(self._told)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        stack = Stack(self, spacing=SPACE.m)
        head = row_of(IconButton("remittances.back", "arrow-left", act=self.left.emit), self._title)
        head.setStretch(1, 1)
        stack.addLayout(head)
        facts = row_of(spacing=SPACE.xl)
        facts.addWidget(self._facts, 1, Qt.AlignmentFlag.AlignTop)
        facts.addWidget(self._more, 1, Qt.AlignmentFlag.AlignTop)
        stack.addLayout(facts)
        stack.add(Label("remittances.parts", role="section"))
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        QuietColumns(self.table, {"payment_id": 700, "code": 560})

    def _tell(self, order: RemittanceOrder, told: RemittanceTold) -> None:
        put = self._facts.put
        put("remittances.kind", words.kind(order.kind))
        put("remittances.account", self._names.account(order.account))
        put("remittances.office", f"{self._names.office(order.office)} ({order.office})")
        put("remittances.office_reason", order.office_reason or words.DASH)
        put("remittances.owner_unit", order.owner_unit or i18n.text("remittances.own_money"))
        lines = "; ".join(f"{self._names.item(item)} {item.amount.format()}" for item in order.items)
        put("remittances.items", lines)
        put = self._more.put
        put("remittances.total_words", baht_text(order.total))
        put("remittances.draw", order.doc_no or words.DASH)
        put("remittances.memo", order.memo or words.DASH)
        put("remittances.maker", words.person(self._desk, told.remittance.standing.maker_uid))
        put("remittances.made_at", words.moment(told.remittance.standing.made_at))
        put("remittances.digest", hashlib.sha256(told.remittance.text).hexdigest()[:DIGEST_SHOWN])

    def _tell_foot(self) -> None:
        if self._told is None or self._told.remittance.order is None:
            return
        order = self._told.remittance.order
        self.table.footer.say("remittances.count", count=f"{len(order.parts):,}")
        self.table.footer_end.say("bills.footer_sum", total=order.total.format())

    def _open(self) -> None:
        row = self.table.current_row()
        if row is not None:
            part: PartTold = row[RECORD]
            self.payment_opened.emit(part.part.payment_id)
