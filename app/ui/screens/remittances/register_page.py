"""The list of all remittances: what was sent or waits, where it stands, the treasury's documents, the bank's word."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.remittances.kinds import RemittanceKind
from app.domain.remittances.remittance import RemittanceState
from app.domain.values.list_filter import SavedView
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.filter_bar import Chip, FilterBar, Offer
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD, RecordRows
from app.ui.screens.remittances.parts.columns import remittance_columns
from app.ui.surfaces import Column as Stack
from app.ui.table_view import Empty, TableView
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from app.domain.remittances.remittance import Remittance
    from app.domain.values.money import Money
    from app.services.remittance_rows import RemittanceRows
    from app.ui.filter_bar import Choices, Views
    from app.ui.screens.remittances.parts import words
    from app.ui.table_model import Query

_CHIPS = {
    "proposed": frozenset({RemittanceState.PROPOSED.value}),
    "sent": frozenset({RemittanceState.APPROVED.value, RemittanceState.SENT.value}),
    "acknowledged": frozenset({RemittanceState.ACKNOWLEDGED.value}),
    "refused": frozenset({RemittanceState.REFUSED.value}),
    "given_up": frozenset({RemittanceState.SENT_BACK.value, RemittanceState.RECALLED.value}),
}


class RegisterPage(QWidget):
    """``chosen`` says that the cursor is on another remittance, ``opened`` that one is to be seen whole."""

    chosen = Signal()
    opened = Signal()

    def __init__(self, source: RemittanceRows, names: words.Names, views: Views) -> None:
        super().__init__()
        self._source = source
        self._sought = ""
        chips = {key: Chip(Button(f"remittances.filter.{key}", kind="chip"), states, f"remittances.filter.{key}")
                 for key, states in _CHIPS.items()}  # fmt: skip
        self.search = SearchField("remittances.search")
        offer = Offer("remittances.filter_day", kinds=_kinds, kind="remittances.kind")
        self.filters = FilterBar("remittances", views, offer, search=self.search, chips=chips)
        self.table = TableView(
            remittance_columns(names),
            RecordRows(source),
            name="remittances",
            label="remittances.list",
            empty=Empty("remittances.none", "remittances.none_why", icon="landmark"),
        )
        stack = Stack(self, spacing=SPACE.m)
        self.search.setMinimumWidth(120)
        stack.add(self.filters)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        room = {"answered_at": 1240, "moved_at": 1120, "bank_ref": 1000, "documents": 850, "office": 700}
        QuietColumns(self.table, room)
        self.filters.changed.connect(lambda: self.filters.apply(self.table))
        self.table.explain_filter(self.filters.told)
        self.table.chosen.connect(lambda _: self.chosen.emit())
        self.table.opened.connect(lambda _: self.opened.emit())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(partial(errors.show, self))
        self.setFocusProxy(self.table.grid)

    def current(self) -> Remittance | None:
        """Return the remittance in sight, None without one."""
        row = self.table.current_row()
        return row[RECORD] if row is not None else None

    def show_only(self, chip: str) -> None:
        """Show only what stands as one of the chips says."""
        self.filters.use(SavedView("", chips=_CHIPS[chip]))

    def seek(self, req_id: str) -> None:
        """Put the cursor on a remittance as soon as it is listed; filters that hide it are taken away."""
        self._sought = req_id
        self.filters.clear()
        self.table.refresh()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _answered(self) -> None:
        if self._sought:
            sought = self._sought
            worker.run(self, lambda _: self._source.row_id(sought), partial(self._put_cursor, sought), errors.log_only)
        self.chosen.emit()
        query = self.table.model.query
        worker.run(self, lambda _: self._totals(query), partial(self._sum, query), errors.log_only)

    def _put_cursor(self, sought: str, identity: int) -> None:
        """Put the cursor there; what was not heard of yet is sought again when news has come."""
        if sought == self._sought and self.table.choose(identity):
            self._sought = ""
            self.chosen.emit()

    def _totals(self, query: Query) -> tuple[int, Money]:
        found = self._source.totals(query)
        return found.count, found.total

    def _sum(self, query: Query, totals: tuple[int, Money]) -> None:
        if query == self.table.model.query:
            self.table.footer.say("remittances.count", count=f"{totals[0]:,}")
            self.table.footer_end.say("bills.footer_sum", total=totals[1].format())


def _kinds() -> Choices:
    return [(kind.value, f"remittance_terms.kind.{kind}") for kind in RemittanceKind]
