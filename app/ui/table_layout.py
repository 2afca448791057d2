"""The columns of a table as a person arranged them: which, in what order, how wide, sorted by which; kept at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from app.ui import person

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtWidgets import QHeaderView, QTableView

    from app.ui.table_model import Column, TableModel

WIDTH_MIN, WIDTH_MAX = 24, 1600


class TableLayout(QObject):
    """Arranges the columns of one table and remembers it for the person who sits here."""

    def __init__(self, grid: QTableView, model: TableModel, name: str) -> None:
        super().__init__(grid)
        self._grid, self._model, self._name = grid, model, f"table/{name}"
        self._hidden: set[str] = set()
        self._wanted: set[str] = set()
        self._squeezed: frozenset[str] = frozenset()
        self._arranging = True
        self._heads.setSectionsMovable(True)
        self._restore(person.recall(self._name))
        self._arranging = False
        self._heads.sectionResized.connect(lambda *_: self._keep())
        self._heads.sectionMoved.connect(lambda *_: self._keep())
        self._heads.sortIndicatorChanged.connect(lambda *_: self._keep())

    @property
    def columns(self) -> Sequence[Column]:
        """All columns, in the order in which they stand."""
        by_place = sorted(range(len(self._model.columns)), key=self._heads.visualIndex)
        return [self._model.columns[number] for number in by_place]

    @property
    def shown(self) -> Sequence[int]:
        """The numbers of the columns in sight, as they stand."""
        numbers = sorted(range(len(self._model.columns)), key=self._heads.visualIndex)
        return [number for number in numbers if not self._grid.isColumnHidden(number)]

    def is_chosen(self, key: str) -> bool:
        """Say whether a person wants to see a column, whether or not there is room for it."""
        return key not in self._hidden

    def squeeze(self, keys: Collection[str]) -> None:
        """Hide the quieter columns while there is no room for them; one that a person asked for stays."""
        if frozenset(keys) != self._squeezed:
            self._squeezed = frozenset(keys)
            self._show()

    def arrange(self, order: Sequence[str], hidden: Collection[str]) -> None:
        """Put the columns into this order and hide some; the last one cannot be hidden."""
        self._arranging = True
        self._hidden = set(hidden) if set(hidden) < set(order) else set(order[1:])
        self._wanted |= {key for key in self._squeezed if key not in self._hidden}
        self._wanted -= self._hidden
        self._put(order)
        self._show()
        self._arranging = False
        self._keep()

    def reset(self) -> None:
        """Go back to the columns as they come."""
        self._wanted.clear()
        self.arrange([column.key for column in self._model.columns], ())
        for number, column in enumerate(self._model.columns):
            self._grid.setColumnWidth(number, column.width)
        self._heads.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    # -- inside ---------------------------------------------------------------------------------------------------

    @property
    def _heads(self) -> QHeaderView:
        """The header, asked for anew: what Python once held of it may be invalid while the table lives on."""
        return self._grid.horizontalHeader()

    def _show(self) -> None:
        squeezed = self._squeezed - self._wanted
        for number, column in enumerate(self._model.columns):
            self._grid.setColumnHidden(number, column.key in self._hidden or column.key in squeezed)

    def _put(self, order: Sequence[str]) -> None:
        numbers = {column.key: number for number, column in enumerate(self._model.columns)}
        for place, key in enumerate(key for key in order if key in numbers):
            self._heads.moveSection(self._heads.visualIndex(numbers[key]), place)

    def _restore(self, kept: dict[str, Any]) -> None:
        keys = [column.key for column in self._model.columns]
        known = set(keys)
        hidden = {key for key in _texts(kept.get("hidden")) if key in known}
        self._hidden = hidden if hidden < known else set()
        self._wanted = set(_texts(kept.get("wanted"))) & known
        self._put(_texts(kept.get("order")))
        widths = kept.get("widths")
        if isinstance(widths, dict):
            for number, key in enumerate(keys):
                if isinstance(width := widths.get(key), int):
                    self._grid.setColumnWidth(number, min(max(width, WIDTH_MIN), WIDTH_MAX))
        self._show()
        self._sort(str(kept.get("sort", "")), kept.get("descending") is True)

    def _sort(self, key: str, descending: bool) -> None:
        """Order by a column from the first question on; nothing is asked yet."""
        found = next((n for n, column in enumerate(self._model.columns) if column.key == key and column.sortable), -1)
        if found < 0:
            return
        self._model.query = replace(self._model.query, order=key, descending=descending)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._heads.blockSignals(True)  # else it would ask for rows before the screen does
        self._heads.setSortIndicator(found, order)
        self._heads.blockSignals(False)

    def _keep(self) -> None:
        if self._arranging or not self._grid.isVisible():
            return
        section = self._heads.sortIndicatorSection()
        columns = self._model.columns
        widths = {
            column.key: self._grid.columnWidth(number)
            for number, column in enumerate(columns)
            if not column.stretch and not self._grid.isColumnHidden(number)
        }
        kept = person.recall(self._name).get("widths")
        values = {
            "order": [column.key for column in self.columns],
            "hidden": sorted(self._hidden),
            "wanted": sorted(self._wanted),
            "widths": {**(kept if isinstance(kept, dict) else {}), **widths},
            "sort": columns[section].key if 0 <= section < len(columns) else "",
            "descending": self._heads.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
        }
        person.keep(self._name, values)


def _texts(kept: object) -> list[str]:
    return [each for each in kept if isinstance(each, str)] if isinstance(kept, list) else []
