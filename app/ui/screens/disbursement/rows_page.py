"""The rows of a draft: the grid, its sums below, and beside it what wants a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.disbursement.transfer import Field
from app.ui import theme
from app.ui.screens.disbursement.draft_grid import DraftGrid
from app.ui.screens.disbursement.draft_model import DraftModel
from app.ui.screens.disbursement.issue_panel import IssuePanel
from app.ui.screens.disbursement.row_search import RowSearch
from app.ui.surfaces import Column, line, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.payees.payee import Payee
    from app.services.draft_sheet import DraftSheet
    from app.ui.screens.disbursement.parts.ports import Desk


class RowsPage(QWidget):
    """Grid, footer and issue panel of one draft."""

    onward = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._sheet: DraftSheet | None = None
        self.model = DraftModel(desk.banks, self)
        self.grid = DraftGrid(self.model, lambda: i18n.text("editor.grid"))
        self.grid.payees.banks = desk.banks
        self.panel = IssuePanel()
        self.search = RowSearch(lambda: self.grid.place()[0])
        self._count = Label(role="quiet")
        self._sum = Label(role="strong")
        self._against = Label(role="strong")
        self._lay_out()
        self.search.found.connect(self.go_to)
        self.search.left.connect(self.grid.setFocus)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.begin)
        QShortcut(QKeySequence("F3"), self, self.search.go_on)
        self.panel.gone_to.connect(self.go_to)
        self.panel.onward.connect(self.onward)
        self.grid.payee_chosen.connect(self._take_payee)

    def show_sheet(self, sheet: DraftSheet) -> None:
        """Show another draft from its first cell."""
        self._sheet = sheet
        self.model.show_sheet(sheet)
        self.grid.payees.ask = sheet.links.suggest
        self.panel.show_sheet(sheet)
        self.search.show_sheet(sheet)
        if sheet.numbers:
            self.grid.setCurrentIndex(self.model.index_of(sheet.numbers[0], None))
        self._tell()

    def look_again(self) -> None:
        """Show what has changed; the cursor stays where its line stayed."""
        if self._sheet is None:
            return
        number, column = self.grid.place()
        self.model.look_again()
        self.panel.show_sheet(self._sheet)
        if not self.grid.currentIndex().isValid() and self._sheet.numbers:
            near = number if number in self._sheet.numbers else self._sheet.numbers[-1]
            self.grid.setCurrentIndex(self.model.index_of(near, None).siblingAtColumn(column))
        self._tell()

    def go_to(self, number: int, field: Field | None) -> None:
        """Put the cursor on a cell."""
        self.grid.go_to(number, field)

    def choose_again(self, number: int, column: int) -> None:
        """Put the cursor on the line that has this number now, in the column where it was."""
        index = self.model.index_of(number, None).siblingAtColumn(column)
        if index.isValid():
            self.grid.setCurrentIndex(index)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1)
        self.look_again()

    def _take_payee(self, number: int, payee: Payee) -> None:
        """Type a payee of the register into a line, and go on to the amount."""
        if self._sheet is not None:
            self.grid.cells_typed.emit(self._sheet.links.cells(number, payee))
            self.go_to(number, Field.AMOUNT)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        column = Column(page, spacing=0)
        column.setContentsMargins(SPACE.xl - 4, 0, SPACE.l, 0)
        column.add(self.grid, stretch=1)
        foot = row_of(self._count, self.search, None, self._sum, self._against, spacing=SPACE.xs)
        foot.setContentsMargins(0, SPACE.m, 0, SPACE.m)
        column.add(line(), foot)
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.panel)
        self.setLayout(whole)

    def _tell(self) -> None:
        if self._sheet is None:
            return
        batch = self._sheet.batch
        self._count.say("editor.count", count=f"{batch.lines_count:,}")
        self._sum.say("editor.sum", total=batch.total.format())
        difference = self._sheet.file_difference
        self._against.setVisible(difference is not None)
        if difference is None:
            return
        if difference.satang:
            sign = "+" if difference.satang > 0 else ""
            self._against.say("editor.differs", difference=f"{sign}{difference.format()}")
        else:
            self._against.say("editor.agrees")
        theme.dress(self._against, tone="refused" if difference.satang else "done")
