"""The one table of the program: 34 px rows, hairlines, chips, sorting, keyboard, an empty state, remembered widths.

Usage::

    table = TableView(columns, source, name="batch_lines", empty=Empty("batch.no_lines", "batch.no_lines_why",
                      action="batch.import", act=self._import))
    table.refresh()                     # asks again, keeps the chosen row
    table.look_for("สมหญิง", {"unknown"})     # search words and filter chips
    table.opened.connect(self._open)    # Enter or double click -> id
    table.chosen.connect(self._show)    # current row -> id (-1 when none)
    table.edited.connect(self._save)    # typed into an editable column -> (id, column key, text)
    table.footer.say("batch.total", count=3, sum="1,200.00")   # a line under the rows
    table.narrow(ListFilter(bank="006"))      # other limits on the rows, told above an export
    table.arrangement.squeeze({"updated"})    # hide quieter columns while there is no room for them

Columns are moved, hidden and widened by each person for themselves; the menu key or a right click asks for them, and
for the rows as a file.

``grid=True`` draws upright lines and a cell cursor, for cells that are compared or typed into.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app import i18n
from app.domain.values.list_filter import EVERYTHING
from app.ui import clipboard, list_export
from app.ui.buttons import Button, IconButton
from app.ui.cells import CellDelegate, dress_grid, put_cursor, reach_from
from app.ui.column_chooser import ColumnChooser
from app.ui.icons import Icon
from app.ui.table_layout import TableLayout
from app.ui.table_model import Column, RowSource, TableModel
from app.ui.texts import Label, follow
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    from app.domain.values.list_filter import ListFilter
    from app.ui import worker
    from app.ui.table_model import Row

COPIED_ROWS_MAX = 10_000
_ORDER_KEYS = {
    int(Qt.Key.Key_Up): Qt.SortOrder.AscendingOrder,
    int(Qt.Key.Key_Down): Qt.SortOrder.DescendingOrder,
}


@dataclass(frozen=True)
class Empty:
    """What an empty list says: what would be here, and the action that fills it."""

    title: str
    why: str = ""
    action: str = ""
    act: Callable[[], object] | None = None
    icon: str = "inbox"


class EmptyState(QWidget):
    """A calm picture for a list without rows."""

    def __init__(self, empty: Empty) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(SPACE.s)
        column.addStretch(2)
        column.addWidget(Icon(empty.icon, "quiet", 36), 0, Qt.AlignmentFlag.AlignHCenter)
        for key, role in ((empty.title, "section"), (empty.why, "quiet")):
            if key:
                label = Label(key, role=role, wrap=True)
                label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                column.addWidget(label)
        if empty.action and empty.act:
            column.addSpacing(SPACE.s)
            column.addWidget(Button(empty.action, act=empty.act), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        follow(self, lambda: self._tell(empty))

    def _tell(self, empty: Empty) -> None:
        """Give the picture a name: the focus rests on it where a list has become empty."""
        self.setAccessibleName(i18n.text(empty.title))
        self.setAccessibleDescription(i18n.text(empty.why) if empty.why else "")


class _Grid(QTableView):
    """The bare Qt table with the keys of the house."""

    entered_row = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row, Alt+Up and Alt+Down order by the column of the cursor, Ctrl+C copies the chosen rows."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers()
        if enter and self.state() != QAbstractItemView.State.EditingState and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex().row())
            return
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in _ORDER_KEYS:
            self.sortByColumn(max(self.currentIndex().column(), 0), _ORDER_KEYS[event.key()])
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            clipboard.lend(self._as_text())
            return
        super().keyPressEvent(event)

    def _as_text(self) -> str:
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})[:COPIED_ROWS_MAX]
        model = self.model()
        heads = self.horizontalHeader()
        in_sight = (number for number in range(model.columnCount()) if not self.isColumnHidden(number))
        columns = sorted(in_sight, key=heads.visualIndex)
        return "\n".join("\t".join(str(model.index(row, column).data() or "") for column in columns) for row in rows)


class TableView(QWidget):
    """A table with its empty state and an optional line of sums below."""

    opened = Signal(int)
    chosen = Signal(int)
    edited = Signal(int, str, str)
    failed = Signal(object)
    answered = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        source: RowSource,
        *,
        name: str,
        label: str,
        empty: Empty,
        grid: bool = False,
        pool: worker.Pool | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._label_key = label
        self._keeping, self._kept_id, self._kept_scroll = False, -1, -1
        self._kept_marks: frozenset[int] = frozenset()
        self._kept_block: frozenset[int] = frozenset()
        self.model = TableModel(columns, source, pool=pool, parent=self)
        self.grid = _Grid(self)  # without a parent the stack would show it as a window of its own for a moment
        self.grid.setModel(self.model)
        self.footer = Label(role="quiet")
        self.footer_end = Label(role="strong")
        self._foot = QWidget()
        self._foot.hide()
        self._stack = QStackedLayout()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(EmptyState(empty))
        self._stack.addWidget(EmptyState(Empty("ui.none_found", "ui.none_found_why", icon="search")))
        self._lay_out()
        self._dress(grid)
        self.arrangement = TableLayout(self.grid, self.model, name)
        self._told_filter: Callable[[], Sequence[tuple[str, str]]] = tuple
        self._wire()
        self._tell()

    # -- what screens do ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for everything again; when the answer comes, the row that is chosen and those that are marked stay so."""
        self._keeping = True
        self.model.ask()

    def use_source(self, source: RowSource) -> None:
        """Show rows from another source, whose ids mean the same; what is chosen and marked stays so."""
        self._keeping = True
        self.model.use_source(source)

    def look_for(self, search: str, chips: AbstractSet[str] = frozenset()) -> None:
        """Show only rows with these words and chips."""
        self.model.ask(replace(self.model.query, search=search.strip(), chips=frozenset(chips)))

    def narrow(self, narrowed: ListFilter = EVERYTHING) -> None:
        """Put other limits on the rows from the next question on."""
        self.model.query = replace(self.model.query, narrowed=narrowed)

    def explain_filter(self, told: Callable[[], Sequence[tuple[str, str]]]) -> None:
        """Let ``told`` say what stands above an export: labels and words of the filter in use."""
        self._told_filter = told

    def told_filter(self) -> Sequence[tuple[str, str]]:
        """Return what stands above an export."""
        return self._told_filter()

    @property
    def title(self) -> str:
        """What the list is called."""
        return i18n.text(self._label_key)

    def choose_columns(self) -> None:
        """Ask which columns are wanted, and in what order."""
        ColumnChooser(self, self.arrangement).open()

    def export(self) -> list_export.ExportDialog:
        """Ask as what the rows shall be written to a file."""
        count = f"{self.model.rowCount():,}"
        dialog = list_export.ExportDialog(self, list_export.of_table(self), "ui.export_why", count=count)
        dialog.open()
        return dialog

    def show_footer(self, visible: bool = True) -> None:
        """Show the line below the rows; fill ``footer`` and ``footer_end``."""
        self._foot.setVisible(visible)

    def current_row(self) -> Row | None:
        """Return the row that has the cursor; None without one, or while its page is on the way."""
        index = self.grid.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def current_id(self) -> int:
        """Return the id of the row with the cursor, or -1."""
        index = self.grid.currentIndex()
        return self.model.id_at(index.row()) if index.isValid() else -1

    def marked_ids(self) -> list[int]:
        """Return the ids of the rows that are marked, from the top; their pages need not be here."""
        ranges = sorted((each.top(), each.bottom()) for each in self.grid.selectionModel().selection().toList())
        return list(dict.fromkeys(one for first, last in ranges for one in self.model.ids_between(first, last)))

    def choose(self, wanted: int, column: int = 0) -> bool:
        """Put the cursor on the row with this id, scroll there and say whether it is in the list."""
        position = self.model.position_of(wanted)
        if position < 0:
            return False
        index = self.model.index(position, column)
        put_cursor(self.grid, index)
        self.grid.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language: titles at once, rows by fetching them anew."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()
            self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.model.columns) - 1)
            self.refresh()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, SPACE.m, 0, SPACE.m)
        foot.addWidget(self.footer, 1)
        foot.addWidget(self.footer_end)
        foot.addWidget(IconButton("ui.columns", "columns", act=self.choose_columns))
        self._export = IconButton("ui.export_list", "download", act=self.export)
        foot.addWidget(self._export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._stack, 1)
        column.addWidget(self._foot)

    def _dress(self, grid: bool) -> None:
        view = self.grid
        view.setItemDelegate(CellDelegate(view, upright_lines=grid))
        dress_grid(view)
        view.setMouseTracking(False)
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        heads = view.horizontalHeader()
        heads.setSortIndicatorShown(True)
        heads.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        heads.setSectionsClickable(True)
        view.setSortingEnabled(True)
        for number, column in enumerate(self.model.columns):
            view.setColumnWidth(number, column.width)
            if column.stretch:
                heads.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def _wire(self) -> None:
        self.grid.entered_row.connect(lambda row: self.opened.emit(self.model.id_at(row)))
        self.grid.doubleClicked.connect(self._double_clicked)
        self.grid.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit(self.current_id()))
        for part in (self.grid, self.grid.horizontalHeader()):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            part.customContextMenuRequested.connect(partial(self._offer, part))
        self.model.modelAboutToBeReset.connect(self._remember)
        self.model.answered.connect(self._answered)
        self.model.failed.connect(self.failed)
        self.model.edited.connect(self.edited)

    def _double_clicked(self, index: QModelIndex) -> None:
        if not self.model.columns[index.column()].editable:
            self.opened.emit(self.model.id_at(index.row()))

    def _remember(self) -> None:
        if self._keeping:
            self._kept_id, self._kept_scroll = self.current_id(), self.grid.verticalScrollBar().value()
            self._kept_marks, self._kept_block = frozenset(self.marked_ids()), self._block()

    def _block(self) -> frozenset[int]:
        """Return the ids of the marked rows at whose one end the cursor is; from the other end Shift reaches."""
        row = self.grid.currentIndex().row()
        for block in self.grid.selectionModel().selection().toList():
            if row in {block.top(), block.bottom()}:
                return frozenset(self.model.ids_between(block.top(), block.bottom()))
        return frozenset()

    def _answered(self) -> None:
        query = self.model.query
        searching = bool(query.search or query.chips or query.narrowed)
        self._export.setVisible(list_export.is_offered())
        self._stack.setCurrentIndex(0 if self.model.rowCount() else 2 if searching else 1)
        if not self.choose(self._kept_id) and self.model.rowCount():
            self.choose(self.model.id_at(0))
        elif self._kept_scroll >= 0:
            self._reach_again()
            self.grid.verticalScrollBar().setValue(self._kept_scroll)
        self._mark_kept()
        self._forget_kept()
        if not self.model.rowCount():
            self.chosen.emit(-1)
        self.answered.emit()

    def _reach_again(self) -> None:
        """Let Shift reach from where it did, so that the first of the marks is not dropped by the next key."""
        if len(self._kept_block) < 2:
            return
        ends, cursor = self.model.positions_of(self._kept_block), self.grid.currentIndex()
        if len(ends) > 1 and cursor.row() in {ends[0], ends[-1]}:
            self.blockSignals(True)  # the cursor only passes there
            reach_from(self.grid, cursor.siblingAtRow(ends[0] + ends[-1] - cursor.row()))
            self.blockSignals(False)

    def _mark_kept(self) -> None:
        """Mark again what was marked and is still here, and nothing else."""
        places = self.model.positions_of(self._kept_marks) if self._kept_marks else []
        if not places:
            return
        marks, first = QItemSelection(), places[0]
        for place, following in zip(places, [*places[1:], -1], strict=True):
            if following != place + 1:
                marks.select(self.model.index(first, 0), self.model.index(place, self.model.columnCount() - 1))
                first = following
        self.grid.selectionModel().select(marks, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _forget_kept(self) -> None:
        self._keeping, self._kept_id, self._kept_scroll = False, -1, -1
        self._kept_marks, self._kept_block = frozenset(), frozenset()

    def _tell(self) -> None:
        self.grid.setAccessibleName(i18n.text(self._label_key))

    def _offer(self, part: QWidget, place: QPoint) -> None:
        """Open the menu of the table where the pointer is, or at the table's corner for the menu key."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"{i18n.text('ui.columns')}…", self.choose_columns)
        if list_export.is_offered() and self.model.rowCount():
            menu.addAction(f"{i18n.text('ui.export_list')}…", self.export)
        menu.popup(part.mapToGlobal(place))
