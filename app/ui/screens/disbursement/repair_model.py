"""The cells that one rule repaired as a table model: as it came, as it is read, and what a person said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app import i18n
from app.ui import theme
from app.ui.cells import TOLD, Cell, tell
from app.ui.screens.disbursement.parts.issue_words import in_sight

if TYPE_CHECKING:
    from app.services.draft_lines import RepairedCell, RepairGroup

Index = QModelIndex | QPersistentModelIndex
TITLES = ("editor.row", "doctor.field", "doctor.original", "doctor.repaired", "doctor.verdict")
WIDTHS = (60, 124, 200, 200, 136)
STRETCHED = (2, 3)
"""The columns that share what room is left."""
VERDICTS: dict[bool | None, tuple[str, theme.Tone, str]] = {
    None: ("doctor.made", "plain", "pencil"),
    True: ("doctor.accepted", "done", "circle-check"),
    False: ("doctor.refused", "refused", "circle-x"),
}


def verdict(cell: RepairedCell, *, guess: bool) -> Cell:
    """Return what was said of a repair as a chip."""
    key, tone, icon = VERDICTS[cell.accepted]
    if cell.accepted is None and guess:
        key, tone, icon = "doctor.waits", "waiting", "hourglass"
    return Cell(i18n.text(key), tone=tone, icon=icon, chip=True)


class RepairModel(QAbstractTableModel):
    """A view of a `RepairGroup`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._group: RepairGroup | None = None

    def show_group(self, group: RepairGroup | None) -> None:
        """Show the cells of another rule, or what was said of the same ones."""
        same = self._group is not None and group is not None and _places(self._group) == _places(group)
        if same:
            self._group = group
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(TITLES) - 1))
            return
        self.beginResetModel()
        self._group = group
        self.endResetModel()

    def cell_at(self, position: int) -> RepairedCell | None:
        """Return the cell at ``position``."""
        return self._group.cells[position] if self._group and 0 <= position < len(self._group.cells) else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many cells there are."""
        return 0 if self._group is None or (parent is not None and parent.isValid()) else len(self._group.cells)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a column shows of a cell."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return theme.ALIGN_RIGHT if index.column() == 0 else theme.ALIGN_LEFT
        cell = self.cell_at(index.row())
        if role not in TOLD or cell is None or self._group is None:
            return None
        return tell(self._shown(cell, index.column(), self._group), role, TITLES[index.column()])

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a column in the language in use."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return i18n.text(TITLES[section])
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return theme.ALIGN_RIGHT if section == 0 else theme.ALIGN_LEFT
        return None

    def _shown(self, cell: RepairedCell, column: int, group: RepairGroup) -> str | Cell:
        if column == 0:
            return f"{cell.number:,}"
        if column == 1:
            return i18n.text(f"editor.field.{cell.field.value}")
        if column == 2:
            original = in_sight(cell.original)
            return Cell(original, hint=original, strong=cell.accepted is False)
        if column == 3:
            return Cell(cell.repaired, hint=cell.repaired, strong=cell.accepted is not False)
        return verdict(cell, guess=group.is_guess)


def _places(group: RepairGroup) -> list[tuple[int, str]]:
    return [(cell.number, cell.field.value) for cell in group.cells]
