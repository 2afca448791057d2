"""Quieter columns that give way while a table is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.ui.table_view import TableView


class QuietColumns(QObject):
    """Hides each column of ``room`` while its table is narrower than so many pixels."""

    def __init__(self, table: TableView, room: Mapping[str, int]) -> None:
        super().__init__(table)
        self._table, self._room = table, room
        table.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again whenever the table has another width."""
        if event.type() == QEvent.Type.Resize:
            width = self._table.width()
            self._table.arrangement.squeeze({key for key, least in self._room.items() if width < least})
        return super().eventFilter(watched, event)
