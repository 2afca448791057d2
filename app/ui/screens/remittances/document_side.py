"""The right column of the treasury's documents: one document, both sides of its entries, and what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app import i18n
from app.domain.collections.request import Side
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.flow import Chip
from app.ui.record_rows import RECORD
from app.ui.screens.remittances.parts import words
from app.ui.surfaces import KeyValues, SidePanel, row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.remittances.books import BookedEntry, GfmisDocument
    from app.ui.cells import Shown
    from app.ui.table_model import Row

ROOMS = {
    "remittance": "remittances",
    "recall": "recalls",
    "draw": "draws",
    "batch": "batches",
    "line": "results",
    "posting": "requests",
}
"""The screen of each matter of a document; an opening has none."""


def subject_of(document: GfmisDocument) -> str:
    """Return by what the screen of a document's matter finds it: a batch by its id, without its revision."""
    return document.about.partition("/")[0] if document.matter in {"batch", "line"} else document.about


class DocumentSide(SidePanel):
    """Shows one document; ``matter_wanted`` carries a screen and a subject."""

    matter_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._document: GfmisDocument | None = None
        self._chip, self._name, self._amount = Chip(), Label(role="section", wrap=True), Label(role="hero")
        self._what = Label(role="quiet", wrap=True)
        self._facts = KeyValues()
        self.entries = TableView(
            _columns(),
            FixedRows(()),
            name="treasury_entries",
            label="treasury_books.entries",
            empty=Empty("treasury_books.entries_none", icon="file-text"),
        )
        self.entries.setMinimumHeight(5 * SIZES.row)
        self.open = Button("treasury_books.open_matter", icon="arrow-right", act=self._open)
        self.body.add(row_of(self._chip, None), self._name, self._amount, self._what, self._facts)
        self.body.add(Label("treasury_books.entries", role="section"))
        self.body.add(self.entries, stretch=1)
        self.body.addWidget(
            Label("treasury_books.reconstructed", role="small", wrap=True), 0, Qt.AlignmentFlag.AlignTop
        )
        self.foot.add(self.open)
        self.show_document(None)

    def show_document(self, document: GfmisDocument | None) -> None:
        """Show another document, or nothing."""
        self._document = document
        self.setVisible(document is not None)
        if document is None:
            return
        self._chip.show_cell(_balance(document))
        self._name.show_text(f"{document.kind} {document.number}")
        self._amount.say("ui.baht", amount=document.amount.format())
        key = f"remittance_papers.document.{document.kind}"
        self._what.show_text(i18n.text(key) if i18n.has(key) else document.text)
        put = self._facts.put
        put("treasury_books.year", str(document.fy))
        put("treasury_books.period", document.period)
        put("treasury_books.booked_at", words.moment(document.booked_at))
        put("treasury_books.matter", i18n.text(f"remittance_terms.matter.{document.matter}"))
        put("treasury_books.text", document.text or words.DASH)
        put("treasury_books.fund", document.fund or words.DASH)
        put("treasury_books.revenue_code", document.revenue_code or words.DASH)
        put("treasury_books.reverses", document.reverses or words.DASH)
        rows = [{RECORD: one} for one in document.entries]
        self.entries.model.use_source(FixedRows(rows))
        self.open.setVisible(document.matter in ROOMS)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        document = self._document
        if document is not None and document.matter in ROOMS:
            self.matter_wanted.emit(ROOMS[document.matter], subject_of(document))


def _columns() -> tuple[Column, ...]:
    def of(show: Callable[[BookedEntry], Shown]) -> Callable[[Row], Shown]:
        return lambda row: show(row[RECORD])

    def on(side: Side) -> Callable[[BookedEntry], str]:
        return lambda one: one.amount.format() if one.side is side else ""

    return (
        Column("gl_account", "treasury_books.ledger", 96, stretch=True, sortable=False, show_row=of(_account)),
        Column("debit", "treasury_books.debit", 92, align="right", amount=True, sortable=False,
               show_row=of(on(Side.DEBIT))),
        Column("credit", "treasury_books.credit", 92, align="right", amount=True, sortable=False,
               show_row=of(on(Side.CREDIT))),
    )  # fmt: skip


def _account(entry: BookedEntry) -> Shown:
    if not entry.automatic:
        return entry.gl_account
    return Cell(f"{entry.gl_account} *", hint=i18n.text("treasury_books.automatic"))


def _balance(document: GfmisDocument) -> Cell:
    if document.adds_up:
        return Cell(i18n.text("treasury_books.adds_up"), tone="done", icon="circle-check", chip=True)
    return Cell(i18n.text("treasury_books.adds_not_up"), tone="refused", icon="triangle-alert", chip=True)
