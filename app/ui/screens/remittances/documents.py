"""The treasury's documents of the unit: found by number, entries in balance, what each is about; the trial balance."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.values.list_filter import SavedView
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.filter_bar import Chip, FilterBar, Offer
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD, RecordRows
from app.ui.screen import Screen
from app.ui.screens.remittances.document_side import DocumentSide
from app.ui.screens.remittances.parts.columns import document_columns
from app.ui.screens.remittances.trial_page import TrialPage
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.remittances.books import GfmisDocument
    from app.domain.values.money import Money
    from app.services.treasury_documents import TreasuryDocuments
    from app.ui.filter_bar import Choices, Views
    from app.ui.table_model import Query

DOCUMENTS, TRIAL = 0, 1
MATTERS = ("remittance", "posting", "recall", "draw", "batch")
KINDS = ("RA", "RB", "RC", "RD", "R1", "R2", "R3", "R4", "R6", "BD", "BE", "KL", "PM", "K1", "JV")


class TreasuryDocumentsScreen(Screen):
    """A document's ``kind/year/number`` puts the cursor on it, ``trial`` shows the balance, other words are sought."""

    key, title_key, icon = "treasury_documents", "treasury_books.title", "file-spreadsheet"
    help_key = "treasury_books.help"

    def __init__(self, service: TreasuryDocuments, views: Views) -> None:
        super().__init__()
        self._service, self._source = service, service.rows()
        self._sought = ""
        chips = {
            matter: Chip(Button(f"treasury_books.matter.{matter}", kind="chip"), frozenset({matter}),
                         f"treasury_books.matter.{matter}")
            for matter in MATTERS
        }  # fmt: skip
        self.search = SearchField("treasury_books.search")
        offer = Offer("treasury_books.booked_at", kinds=_kinds, kind="treasury_books.kind")
        self.filters = FilterBar("treasury_documents", views, offer, search=self.search, chips=chips)
        self.table = TableView(
            document_columns(),
            RecordRows(self._source),
            name="treasury_documents",
            label="treasury_books.list",
            empty=Empty("treasury_books.none", "treasury_books.none_why", icon="file-spreadsheet"),
        )
        self.side = DocumentSide()
        self.trial = TrialPage(*service.period())
        self._tabs = [Button(f"treasury_books.tab.{name}", kind="tab") for name in ("documents", "trial")]
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire()
        self._show_tab(DOCUMENTS)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; the chosen document stays chosen."""
        self.table.refresh()
        if self._pages.currentIndex() == TRIAL:
            self.trial.ask()

    def open_subject(self, subject: object) -> None:
        """Put the cursor on a document, show the trial balance, or look for words."""
        wanted = str(subject)
        if wanted == "trial":
            self._show_tab(TRIAL)
            return
        self._show_tab(DOCUMENTS)
        if "/" in wanted:
            self._sought = wanted
            self.filters.clear()
        else:
            self.filters.use(SavedView("", search=wanted))
        self.table.refresh()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.trial.retranslate()
        self.table.refresh()
        self._choose()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+F", "treasury_books.search"), ("Return", "treasury_books.open_matter"))

    def chosen(self) -> GfmisDocument | None:
        """Return the document in sight, None without one."""
        row = self.table.current_row()
        return row[RECORD] if row is not None else None

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add_row(Label("treasury_books.title", role="title"), None)
        stack.addLayout(row_of(*self._tabs, None))
        listed = QWidget()
        column = Stack(listed, spacing=SPACE.m)
        self.search.setMinimumWidth(180)
        column.add(self.filters)
        column.add(self.table, stretch=1)
        self.table.show_footer()
        room = {"revenue_code": 980, "fund": 900, "matter": 800, "period": 700, "text": 560}
        QuietColumns(self.table, room)
        listed.setFocusProxy(self.table.grid)
        self._pages.addWidget(listed)
        self._pages.addWidget(self.trial)
        stack.add(self._pages, stretch=1)
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        self.setLayout(whole)

    def _wire(self) -> None:
        for number, tab in enumerate(self._tabs):
            tab.clicked.connect(partial(self._show_tab, number))
        self.filters.changed.connect(lambda: self.filters.apply(self.table))
        self.table.explain_filter(self.filters.told)
        self.table.chosen.connect(lambda _: self._choose())
        self.table.opened.connect(lambda _: self.side.open.click())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(partial(errors.show, self))
        self.side.matter_wanted.connect(self.navigate.emit)
        self.trial.wanted.connect(self._ask_trial)
        QShortcut(QKeySequence.StandardKey.Find, self, self._seek)

    def _seek(self) -> None:
        self._show_tab(DOCUMENTS)
        self.search.setFocus()

    def _show_tab(self, number: int) -> None:
        self._tabs[number].setChecked(True)
        for tab in self._tabs:
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # Qt takes it from those that are not checked
        self._pages.setCurrentIndex(number)
        self.setFocusProxy(self.table.grid if number == DOCUMENTS else self.trial)
        self._choose()
        if number == TRIAL:
            self.trial.ask()

    def _ask_trial(self, fy: int, period: str) -> None:
        self.look(lambda: self._service.trial_balance(fy, period), self.trial.show_balance, self.trial.error.show_error)

    def _choose(self) -> None:
        self.side.show_document(self.chosen() if self._pages.currentIndex() == DOCUMENTS else None)

    def _answered(self) -> None:
        if self._sought:
            sought = self._sought
            worker.run(self, lambda _: self._source.row_id(sought), partial(self._put_cursor, sought), errors.log_only)
        self._choose()
        query = self.table.model.query
        worker.run(self, lambda _: self._totals(query), partial(self._sum, query), errors.log_only)

    def _put_cursor(self, sought: str, identity: int) -> None:
        if sought == self._sought and self.table.choose(identity):
            self._sought = ""

    def _totals(self, query: Query) -> tuple[int, Money]:
        found = self._source.totals(query)
        return found.count, found.total

    def _sum(self, query: Query, totals: tuple[int, Money]) -> None:
        if query == self.table.model.query:
            self.table.footer.say("treasury_books.count", count=f"{totals[0]:,}")
            self.table.footer_end.say("bills.footer_sum", total=totals[1].format())


def _kinds() -> Choices:
    return [(kind, f"={kind}") for kind in KINDS]
