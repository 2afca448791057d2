"""Choosing the columns of a table by keyboard or mouse: ticks for sight, up and down for order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app import i18n
from app.ui.buttons import Button
from app.ui.messages import Dialog
from app.ui.surfaces import row_of
from app.ui.texts import Label, follow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.table_layout import TableLayout
    from app.ui.table_model import Column

LIST_HEIGHT = 320


class ColumnChooser(Dialog):
    """Shows every column in its place; what is taken over is kept for this person."""

    def __init__(self, parent: QWidget, layout: TableLayout) -> None:
        super().__init__(parent, "ui.columns")
        self._layout = layout
        self.list = QListWidget()
        self.list.setMinimumHeight(LIST_HEIGHT)
        self._fill(layout.columns)
        up = Button("ui.column_up", kind="quiet", act=lambda: self._move(-1), shortcut="Alt+Up")
        down = Button("ui.column_down", kind="quiet", act=lambda: self._move(1), shortcut="Alt+Down")
        reset = Button("ui.columns_reset", kind="link", act=self._reset)
        self.body.add(Label("ui.columns_why", role="quiet", wrap=True), self.list)
        self.body.addLayout(row_of(up, down, None, reset))
        self.add_button(Button("ui.cancel", act=self.reject))
        self.add_button(Button("ui.use", kind="primary", act=self._use))
        self.list.setCurrentRow(0)
        self.list.setFocus()
        follow(self, self._tell)

    def _tell(self) -> None:
        self.list.setAccessibleName(i18n.text("ui.columns"))
        titles = {column.key: column.title for column in self._layout.columns}
        for item in map(self.list.item, range(self.list.count())):
            item.setText(i18n.text(titles[item.data(Qt.ItemDataRole.UserRole)]))

    def _fill(self, columns: Sequence[Column]) -> None:
        self.list.clear()
        for column in columns:
            item = QListWidgetItem(i18n.text(column.title))
            item.setData(Qt.ItemDataRole.UserRole, column.key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            on = self._layout.is_chosen(column.key)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.list.addItem(item)

    def _move(self, step: int) -> None:
        place = self.list.currentRow()
        if 0 <= place + step < self.list.count():
            item = self.list.takeItem(place)
            self.list.insertItem(place + step, item)
            self.list.setCurrentRow(place + step)

    def _reset(self) -> None:
        self._layout.reset()
        self._fill(self._layout.columns)

    def _use(self) -> None:
        items = [self.list.item(place) for place in range(self.list.count())]
        keys = [str(item.data(Qt.ItemDataRole.UserRole)) for item in items]
        hidden = [key for key, item in zip(keys, items, strict=True) if item.checkState() is Qt.CheckState.Unchecked]
        self._layout.arrange(keys, hidden)
        self.accept()
