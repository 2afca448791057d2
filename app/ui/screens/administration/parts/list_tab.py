"""A list of things with the detail of the chosen one beside it, for one tab of a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.flow import Chip
from app.ui.screens.administration.parts.rows import ListedRows
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import KeyValues, SidePanel, row_of
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.table_model import Column, Row

RECORD = "record"
"""The key of a row under which the thing itself is."""


class ListTab(QWidget):
    """Rows that hold their record; ``chosen`` tells that another one is in sight."""

    chosen = Signal()

    def __init__(self, columns: Sequence[Column], name: str, label: str, empty: Empty, *, detail: bool = True) -> None:
        super().__init__()
        self._source = ListedRows()
        self._sought = ""
        self._detail = detail
        self.table = TableView(columns, self._source, name=name, label=label, empty=empty)
        self.side = SidePanel()
        self.chip, self.title = Chip(), Label(role="section", wrap=True)
        self.facts = KeyValues()
        self.side.body.add(row_of(self.chip, None), self.title, self.facts)
        page = QWidget()
        stack = Stack(page)
        stack.setContentsMargins(SPACE.xl - 4, 0, SPACE.xl - 4, 0)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        self.setLayout(whole)
        self.side.hide()  # until there is something to tell
        self.table.chosen.connect(lambda _: self.chosen.emit())
        self.table.answered.connect(self._answered)
        self.setFocusProxy(self.table.grid)

    @property
    def record(self) -> Any:
        """The thing under the cursor, or None."""
        row = self.table.current_row()
        return row[RECORD] if row is not None else None

    def put(self, rows: Sequence[Row]) -> None:
        """Show these rows and keep the cursor where it is."""
        self._source.put(rows)
        self.table.refresh()

    def seek(self, key: str) -> None:
        """Put the cursor on the row with this key once it is there."""
        self._sought = key
        self._choose_sought()

    def _answered(self) -> None:
        self._choose_sought()
        self.side.setVisible(self._detail and self.table.model.rowCount() > 0)
        self.table.footer.say("ui.count", count=f"{self.table.model.rowCount():,}")
        self.chosen.emit()

    def _choose_sought(self) -> None:
        if self._sought and self.table.choose(self._source.id_of(self._sought)):
            self._sought = ""
