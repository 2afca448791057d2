"""Money drawn from the treasury and not paid yet: every draw with its age, what is under way and what is left."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.ui import errors
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.flow import Chip
from app.ui.quiet_columns import QuietColumns
from app.ui.screen import Screen
from app.ui.screens.disbursement.parts import words
from app.ui.screens.disbursement.parts.layouts import empty
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Figures, KeyValues, Notice, SidePanel, row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.draw import Draw
    from app.services.drawing import Drawing, DrawLedger
    from app.ui.table_model import Row

OLD_DAYS = 15
"""Money that waits longer for its payee is marked: so long may a unit hold it (rules.md 3.7)."""


def columns() -> tuple[Column, ...]:
    """Return the columns of the ledger."""
    return (
        Column("doc_no", "draws.doc_no", 120, stretch=True),
        Column("drawn_on", "draws.drawn_on", 100, show_row=lambda row: words.day(row["draw"].drawn_on)),
        Column("age", "draws.age", 76, align="right", show_row=_age),
        Column(
            "amount", "draws.amount", 118, align="right", amount=True, show_row=lambda row: _of(row).amount.format()
        ),
        Column("paid", "draws.paid", 108, align="right", amount=True, show_row=lambda row: _of(row).paid.format()),
        Column(
            "unpaid", "draws.unpaid", 118, align="right", amount=True, show_row=lambda row: _of(row).unpaid.format()
        ),
        Column("state", "draws.state", 126, show_row=lambda row: state(_of(row))),
    )


def _of(row: Row) -> Draw:
    draw: Draw = row["draw"]
    return draw


def _age(row: Row) -> str | Cell:
    days: int = row["age"]
    told = i18n.text("draws.days", count=f"{days:,}")
    late = days > OLD_DAYS and not _of(row).closed
    return Cell(told, tone="refused", icon="clock", hint=i18n.text("draws.old")) if late else told


def state(draw: Draw) -> Cell:
    """Return how a draw stands: closed once every satang was paid or went back."""
    if draw.closed:
        return Cell(i18n.text("draws.closed"), tone="done", icon="circle-check", chip=True)
    if draw.residue.satang:
        return Cell(i18n.text("draws.residue"), tone="waiting", icon="triangle-alert", chip=True)
    return Cell(i18n.text("draws.under_way"), tone="accent", icon="send", chip=True)


class DrawSide(SidePanel):
    """One draw: what became of its money, why it is not closed, and its batches; ``opened`` carries one of them.

    ``give_back_wanted`` carries the document of a draw of which all that is left shall go back.
    """

    opened = Signal(str)
    give_back_wanted = Signal(str)

    def __init__(self, *, gives_back: bool) -> None:
        super().__init__()
        self._gives_back, self._doc_no = gives_back, ""
        self.give_back = Button("draws.give_back", icon="landmark", act=self._give_back)
        self._chip, self._number, self._unpaid = Chip(), Label(role="section", wrap=True), Label(role="hero")
        self._why = Notice(tone="waiting", icon="triangle-alert")
        self._facts = KeyValues()
        self._batches = Stack(spacing=SPACE.xs)
        self.body.add(row_of(self._chip, None), self._number, self._unpaid, self._why, self._facts)
        self.body.addSpacing(SPACE.s)
        self._listed = Label("draws.batches", role="section")
        self.body.add(self._listed)
        self.body.addLayout(self._batches)
        self.body.addStretch(1)
        self.foot.add(self.give_back)

    def show_draw(self, draw: Draw | None, ledger: DrawLedger | None) -> None:
        """Show a draw, or nothing."""
        self.setVisible(draw is not None)
        if draw is None or ledger is None:
            return
        self._doc_no = draw.doc_no
        self.give_back.setVisible(self._gives_back and draw.residue.satang > 0)
        self._chip.show_cell(state(draw))
        self._number.show_text(draw.doc_no)
        self._unpaid.say("ui.baht", amount=draw.unpaid.format())
        self._tell_why(draw)
        put = self._facts.put
        put("draws.doc_date", words.day(draw.doc_date))
        put("draws.source", i18n.text("draws.by_gfmis" if draw.gfmis else "draws.by_unit"))
        put("draws.account", words.account("006", draw.account))
        put("draws.amount", draw.amount.format())
        put("draws.paid", draw.paid.format())
        put("draws.reserved", draw.reserved.format())
        put("draws.returned", draw.returned.format())
        put("draws.left", draw.residue.format())
        self._listed.setVisible(bool(draw.batches))
        empty(self._batches)
        for op_id in draw.batches:
            batch = ledger.batches.get(op_id)
            link = Button("ui.words", kind="link", act=partial(self.opened.emit, op_id))
            told = f"{words.purpose(batch)} · {batch.total.format()}" if batch else op_id[:8]
            link.say("ui.words", words=told)
            self._batches.add(link)

    def _give_back(self) -> None:
        self.give_back_wanted.emit(self._doc_no)

    def _tell_why(self, draw: Draw) -> None:
        self._why.setVisible(not draw.closed)
        if draw.residue.satang:
            self._why.say("draws.cannot_close", "draws.cannot_close.do", amount=draw.residue.format())
        elif not draw.closed:
            self._why.say("draws.waits", amount=draw.reserved.format())


class DrawsScreen(Screen):
    """The ledger of draws, the open ones first, with the sum that RC-6 asks for above it.

    ``gives_back``: this person may send what is left of a draw back to the treasury.
    """

    key, title_key, icon = "draws", "draws.title", "landmark"
    help_key = "draws.help"

    def __init__(self, drawing: Drawing, *, gives_back: bool = False) -> None:
        super().__init__()
        self._drawing = drawing
        self._ledger: DrawLedger | None = None
        self._wanted = ""
        self._unread = Notice(tone="unknown", icon="circle-alert")
        self._figures = Figures()
        self._search = SearchField("draws.search")
        self._open = Button("draws.open_only", kind="chip")
        self._open.setChecked(True)
        self.table = TableView(
            columns(),
            FixedRows(()),
            name="draws",
            label="draws.list",
            empty=Empty("draws.none", "draws.none_why", icon="landmark"),
        )
        self.side = DrawSide(gives_back=gives_back)
        QuietColumns(self.table, {"paid": 780})
        self._lay_out()
        self._search.textChanged.connect(lambda _: self._show())
        self._open.toggled.connect(lambda _: self._show())
        self.table.chosen.connect(lambda _: self._choose())
        self.table.answered.connect(self._answered)
        self.side.opened.connect(lambda op_id: self.navigate.emit("batches", op_id))
        self.side.give_back_wanted.connect(lambda doc_no: self.navigate.emit("remittances", f"draw:{doc_no}"))
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the draws again."""
        self.look(self._drawing.ledger, self._take, self._explain)

    def open_subject(self, subject: object) -> None:
        """Put the cursor on a draw by its document's number."""
        self._wanted = str(subject)
        self._open.setChecked(False)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self._show()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        self._search.setFixedWidth(220)
        stack.add(Label("draws.title", role="title"), self._unread, self._figures)
        self._unread.hide()
        stack.addLayout(row_of(self._search, self._open, None))
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        self.setLayout(whole)

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)

    def _take(self, ledger: DrawLedger) -> None:
        self._ledger = ledger
        self._show()

    def _shown(self) -> Sequence[Draw]:
        if self._ledger is None:
            return ()
        sought = self._search.text().strip().casefold()
        return [
            draw
            for draw in sorted(self._ledger.draws, key=lambda draw: (draw.closed, draw.drawn_on, draw.doc_no))
            if sought in draw.doc_no.casefold() and not (self._open.isChecked() and draw.closed)
        ]

    def _show(self) -> None:
        ledger = self._ledger
        if ledger is None:
            return
        self._unread.setVisible(bool(ledger.unread))
        if ledger.unread:
            self._unread.say("draws.unread", "draws.unread.do", documents=", ".join(ledger.unread))
        put = self._figures.put
        put("draws.amount", ledger.drawn.format(), below=i18n.text("editor.baht"))
        put("draws.paid", ledger.paid.format(), below=i18n.text("draws.less"))
        put("draws.returned", ledger.returned.format(), below=i18n.text("draws.less"))
        put("draws.unpaid", ledger.unpaid.format(), below=i18n.text("draws.equals"))
        rows = [
            {
                "draw": draw,
                "doc_no": draw.doc_no,
                "drawn_on": draw.drawn_on,
                "age": draw.age_days(ledger.today),
                "amount": draw.amount.satang,
                "paid": draw.paid.satang,
                "unpaid": draw.unpaid.satang,
                "state": draw.closed,
            }
            for draw in self._shown()
        ]
        self.table.model.use_source(FixedRows(rows))
        self.table.footer.say("draws.count", count=f"{len(rows):,}")

    def _answered(self) -> None:
        wanted, self._wanted = self._wanted, ""
        for position in range(self.table.model.rowCount()) if wanted else ():
            row = self.table.model.row_at(position)
            if row is not None and _of(row).doc_no == wanted:
                self.table.grid.setCurrentIndex(self.table.model.index(position, 0))
        self._choose()

    def _choose(self) -> None:
        row = self.table.current_row()
        self.side.show_draw(_of(row) if row is not None else None, self._ledger)
