"""The grid of a draft: typing, pasting a block from a spreadsheet, filling down, moving by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from app import i18n
from app.domain.disbursement import pasting
from app.domain.values.errors import BadInput
from app.ui import theme
from app.ui.cells import dress_grid, put_cursor
from app.ui.clipboard import lend
from app.ui.screens.disbursement import grid_widths
from app.ui.screens.disbursement.draft_model import COLUMNS, FIELDS, FIRST_FIELD, PAID, DraftModel
from app.ui.screens.disbursement.payee_suggestions import PayeeDelegate
from app.ui.texts import follow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.disbursement.transfer import Field

COPIED_ROWS_MAX = pasting.ROWS_MAX


class DraftGrid(QTableView):
    """A spreadsheet over a `DraftModel`; it tells what is wanted, the editor does it.

    ``cells_typed`` carries ``[(number, field, text)]``, ``pasted`` a `Pasted`, ``paste_refused`` why nothing was,
    ``rows_removed`` line numbers, ``rows_wanted`` the line before which so many lines are to be put in.
    """

    cells_typed = Signal(object)
    pasted = Signal(object)
    paste_refused = Signal(object)
    rows_removed = Signal(object)
    rows_wanted = Signal(int, int)
    row_wanted = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    payee_chosen = Signal(int, object)

    def __init__(self, model: DraftModel, name: Callable[[], str]) -> None:
        super().__init__()
        self.draft = model
        self.setModel(model)
        self.payees = PayeeDelegate(self, lambda column: COLUMNS[column].field)
        self.setItemDelegate(self.payees)
        self.payees.chosen.connect(lambda row, payee: self.payee_chosen.emit(self.draft.number_at(row), payee))
        model.typed.connect(lambda number, field, text: self.cells_typed.emit([(number, field, text)]))
        self._keys: dict[tuple[int, int], Callable[[], object]] = self._key_table()
        self._arranged = self._sharing = False
        self._dress()
        follow(self, lambda: self.setAccessibleName(name()))

    def go_to(self, number: int, field: Field | None) -> None:
        """Put the cursor on a cell, in sight, and give the grid the focus."""
        index = self.draft.index_of(number, field)
        if index.isValid():
            put_cursor(self, index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> tuple[int, int]:
        """Return line number and column of the cursor, ``(0, 1)`` without one."""
        index = self.currentIndex()
        return (self.draft.number_at(index.row()), index.column()) if index.isValid() else (0, FIRST_FIELD)

    # -- keys -----------------------------------------------------------------------------------------------------

    def _key_table(self) -> dict[tuple[int, int], Callable[[], object]]:
        none, control = 0, Qt.KeyboardModifier.ControlModifier.value
        shift = Qt.KeyboardModifier.ShiftModifier.value
        key = Qt.Key
        return {
            (key.Key_Delete, none): self.clear_cells,
            (key.Key_Backspace, none): self.clear_cells,
            (key.Key_Delete, control): self.remove_rows,
            (key.Key_D, control): self.fill_down,
            (key.Key_Insert, none): self._insert_rows,
            (key.Key_V, control): self.paste,
            (key.Key_V, control | shift): self._append,
            (key.Key_C, control): self.copy,
            (key.Key_Z, control): self.undo_wanted.emit,
            (key.Key_Y, control): self.redo_wanted.emit,
            (key.Key_Z, control | shift): self.redo_wanted.emit,
            (key.Key_Return, control): self.next_line,
            (key.Key_Enter, control): self.next_line,
            (key.Key_Return, none): self._type,
            (key.Key_Enter, none): self._type,
            (key.Key_F6, none): self.leave_cells,
        }

    def event(self, event: QEvent) -> bool:
        """Claim our keys before a button of the screen takes them as its shortcut."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._act(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key means here; all others are Qt's."""
        act = self._act(event)
        if act is not None:
            act()
            return
        if not self.draft.rowCount() and event.text().isprintable() and event.text():
            self.row_wanted.emit()  # typing into an empty grid begins its first line
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say in an empty grid how to begin."""
        super().paintEvent(event)
        if not self.draft.rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(theme.font(theme.TYPE.base))
            painter.setPen(QColor(theme.current().colours.quiet))
            room = self.viewport().rect().adjusted(theme.SPACE.xl, theme.SPACE.xl, -theme.SPACE.xl, 0)
            centred = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            painter.drawText(room, centred | int(Qt.TextFlag.TextWordWrap), i18n.text("editor.empty_hint"))
            painter.end()

    def _act(self, event: QKeyEvent) -> Callable[[], object] | None:
        if self.state() == QAbstractItemView.State.EditingState:
            return None  # an editor hands on the keys it does not use, such as the Enter that ends it
        keypad = Qt.KeyboardModifier.KeypadModifier
        return self._keys.get((event.key(), (event.modifiers() & ~keypad).value))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go a line down after Enter, as spreadsheets do; with Ctrl to the next line or a new one."""
        super().closeEditor(editor, hint)
        control = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache and control:
            self.next_line()
        elif hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            index = self.currentIndex()
            if index.row() + 1 < self.draft.rowCount():
                put_cursor(self, index.siblingAtRow(index.row() + 1))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_cells(self) -> None:
        """Give the focus to what stands beside the rows; Tab goes from cell to cell and would never get there."""
        self.setTabKeyNavigation(False)
        self.focusNextChild()
        self.setTabKeyNavigation(True)

    def next_line(self) -> None:
        """Go to the first cell of the next line; at the end, ask for a new one."""
        index = self.currentIndex()
        if index.isValid() and index.row() + 1 < self.draft.rowCount():
            put_cursor(self, self.draft.index(index.row() + 1, FIRST_FIELD))
        else:
            self.row_wanted.emit()

    def _type(self) -> None:
        index = self.currentIndex()
        if index.isValid() and COLUMNS[index.column()].field is not None:
            self.edit(index)

    # -- blocks ---------------------------------------------------------------------------------------------------

    def chosen_numbers(self) -> list[int]:
        """Return the numbers of all lines with a chosen cell, in order."""
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return [self.draft.number_at(row) for row in rows]

    def clear_cells(self) -> None:
        """Empty the chosen cells."""
        self._type_into([(index, "") for index in self._chosen_cells()])

    def remove_rows(self) -> None:
        """Ask for the chosen lines to be taken away."""
        numbers = self.chosen_numbers()
        if numbers:
            self.rows_removed.emit(numbers)

    def fill_down(self) -> None:
        """Repeat the topmost chosen cell of each column in those below it; one cell takes the one above."""
        cells = self._chosen_cells()
        tops: dict[int, QModelIndex] = {}
        for index in sorted(cells, key=lambda each: each.row()):
            tops.setdefault(index.column(), index)
        if len(cells) == 1 and cells[0].row() > 0:
            tops[cells[0].column()] = cells[0].siblingAtRow(cells[0].row() - 1)
        edit = Qt.ItemDataRole.EditRole
        filled = [(index, str(tops[index.column()].data(edit))) for index in cells if index != tops[index.column()]]
        self._type_into(filled)

    def _insert_rows(self) -> None:
        """Ask for as many empty lines as are chosen, above them; in an empty grid for the first one."""
        numbers = self.chosen_numbers()
        if numbers:
            self.rows_wanted.emit(numbers[0], len(numbers))
        else:
            self.row_wanted.emit()

    def copy(self) -> None:
        """Copy the chosen cells as a spreadsheet takes them; they leave the clipboard after a minute."""
        cells = self.selectionModel().selectedIndexes()
        rows = sorted({index.row() for index in cells})[:COPIED_ROWS_MAX]
        columns = sorted({index.column() for index in cells})
        edit = Qt.ItemDataRole.EditRole
        if rows:
            lend(pasting.copied([[str(self.draft.index(r, c).data(edit) or "") for c in columns] for r in rows]))

    def paste(self) -> None:
        """Type the clipboard's block from the cursor on; what reaches beyond the last line becomes new lines."""
        index = self.currentIndex()
        top = index.row() if index.isValid() else 0
        left = max(index.column(), FIRST_FIELD) if index.isValid() else FIRST_FIELD
        self._take(left, [self.draft.number_at(row) for row in range(top, self.draft.rowCount())])

    def _append(self) -> None:
        """Make new lines at the end of the clipboard's block, from the column of the cursor on."""
        self._take(max(self.currentIndex().column(), FIRST_FIELD), ())

    def _take(self, left: int, below: Sequence[int]) -> None:
        try:
            clipboard = QGuiApplication.clipboard()
            rows, dropped = pasting.read(clipboard.text())
            if len(rows) > 1 or len(rows[0]) > 1:
                pasting.demand_seen(clipboard.mimeData().html())
            block = pasting.place(rows, FIELDS[left - FIRST_FIELD :], below, dropped=dropped)
        except BadInput as error:
            self.paste_refused.emit(error)
            return
        if block.cells or block.added:
            self.pasted.emit(block)

    def _chosen_cells(self) -> list[QModelIndex]:
        return [i for i in self.selectionModel().selectedIndexes() if COLUMNS[i.column()].field is not None]

    def _type_into(self, cells: Sequence[tuple[QModelIndex, str]]) -> None:
        typed = [(self.draft.number_at(i.row()), COLUMNS[i.column()].field, text) for i, text in cells]
        if typed:
            self.cells_typed.emit(typed)

    def _dress(self) -> None:
        dress_grid(self)
        self.setTabKeyNavigation(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._share_room()
        self.horizontalHeader().sectionResized.connect(self._resized)
        self.clicked.connect(self._clicked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is paid to whom in sight; widths that a person chose stay."""
        super().resizeEvent(event)
        if not self._arranged:
            self._share_room()

    def _share_room(self) -> None:
        self._sharing = True
        for number, width in enumerate(grid_widths.shared(COLUMNS, PAID, self.viewport().width())):
            self.setColumnWidth(number, width)
        self._sharing = False

    def _resized(self) -> None:
        self._arranged |= not self._sharing

    def _clicked(self, index: QModelIndex) -> None:
        if COLUMNS[index.column()].field is None:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().select(index, flags)
