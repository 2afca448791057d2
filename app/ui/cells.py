"""What stands in a cell of a table, and how it is painted.

A column's formatter returns a plain ``str`` or a ``Cell``:

    Cell("รออนุมัติ", tone="waiting", icon="hourglass", chip=True)      # status chip: icon + word + colour ground
    Cell("0385520917", tone="waiting", before="385520917")             # a repaired value: old one struck through
    Cell("02047713", tone="refused", hint="ออมสินใช้ 12 หลัก พบ 8 หลัก")   # an issue in the cell
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app import i18n
from app.ui import icons, theme
from app.ui.texts import as_tip
from app.ui.theme import SIZES, SPACE, TYPE, Tone

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = Qt.ItemDataRole.UserRole + 1
GIVEN = "given"
"""The property of a line edit that holds what the cell gave it."""
CURRENT_FRAME = 2
CURRENT_BAR = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is more than its text: a chip, or a ground with a reason; ``hint`` is its tooltip."""

    text: str
    tone: Tone = "plain"
    icon: str = ""
    chip: bool = False
    before: str = ""
    hint: str = ""
    strong: bool = False


Shown = str | Cell
TOLD = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.EditRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.AccessibleDescriptionRole,
        CELL_ROLE,
    )
)
"""The roles that `tell` answers."""


def tell(shown: Shown, role: int, title: str) -> Any:
    """Return what a model answers for a cell of the column whose title has this key (or none)."""
    cell = shown if isinstance(shown, Cell) else None
    words = cell.text if cell else shown
    if role == CELL_ROLE:
        return cell
    if role == Qt.ItemDataRole.ToolTipRole:
        return as_tip(cell.hint) if cell and cell.hint else None
    if role == Qt.ItemDataRole.AccessibleDescriptionRole:
        return cell.hint if cell else ""
    if role == Qt.ItemDataRole.AccessibleTextRole:
        hint = cell.hint if cell and cell.hint != cell.text else ""
        return " ".join(part for part in (i18n.text(title) if title else "", str(words), hint) if part)
    return words


def dress_grid(view: QTableView) -> None:
    """Give a grid the look and the habits of the house: rows of one height, no lines of Qt's own, typing edits."""
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setEditTriggers(
        QAbstractItemView.EditTrigger.EditKeyPressed
        | QAbstractItemView.EditTrigger.AnyKeyPressed
        | QAbstractItemView.EditTrigger.DoubleClicked
    )
    rows = view.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(SIZES.row)
    heads = view.horizontalHeader()
    heads.setHighlightSections(False)
    heads.setFixedHeight(SIZES.row)


def put_cursor(view: QTableView, index: QModelIndex) -> None:
    """Choose this cell, or its row, alone; Shift reaches from here."""
    _set_current(view, index, QAbstractItemView.SelectionMode.SingleSelection)


def reach_from(view: QTableView, index: QModelIndex) -> None:
    """Let Shift reach from here; cursor and marks stay."""
    cursor = view.currentIndex()
    _set_current(view, index, QAbstractItemView.SelectionMode.NoSelection)
    view.selectionModel().setCurrentIndex(cursor, QItemSelectionModel.SelectionFlag.NoUpdate)


def _set_current(view: QTableView, index: QModelIndex, mode: QAbstractItemView.SelectionMode) -> None:
    """Go there as the view does in a mode: its selection model does not know from where Shift reaches.

    In its usual mode it would heed a Ctrl or Shift that is still held from the shortcut before.
    """
    usual = view.selectionMode()
    view.setSelectionMode(mode)
    view.setCurrentIndex(index)
    view.setSelectionMode(usual)


class CellDelegate(QStyledItemDelegate):
    """Paints text, chips, marked cells, hairlines and the focus frame; needs a model with ``CELL_ROLE``."""

    def __init__(self, parent: QObject, *, upright_lines: bool = False) -> None:
        super().__init__(parent)
        self._upright = upright_lines
        self._font = theme.font(TYPE.table)
        self._strong = theme.font(TYPE.table, self._font.Weight.DemiBold)
        self._struck = theme.font(TYPE.table)
        self._struck.setStrikeOut(True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell without asking the style sheet; that is what keeps long lists quick."""
        colours = theme.current().colours
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        cell = index.data(CELL_ROLE)
        view = option.widget
        focused = isinstance(view, QTableView) and view.hasFocus()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(colours.accent_ground if focused else colours.row_line))
        if isinstance(cell, Cell) and cell.tone != "plain" and not cell.chip:
            painter.fillRect(box.adjusted(0, 0, 0, -1), QColor(colours.of(cell.tone)[1]))
        painter.setPen(QColor(colours.row_line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if self._upright:
            painter.drawLine(box.topRight(), box.bottomRight())
        inner = box.adjusted(SPACE.s, 0, -SPACE.s, -1)
        align = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole) or theme.ALIGN_LEFT)
        if isinstance(cell, Cell):
            self._cell(painter, inner, align, cell)
        else:
            painter.setFont(self._font)
            painter.setPen(QColor(colours.ink))
            _words(painter, inner, align, str(index.data() or ""))
        if focused and isinstance(view, QTableView):
            self._show_focus(painter, box, view, index)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Name the editor after its column, for screen readers; an override of ``createEditor`` would lose it.

        What is being typed stays while the cells are told anew: only what came from the cell is replaced.
        """
        line, given = editor if isinstance(editor, QLineEdit) else None, editor.property(GIVEN)
        if line is None or given in {None, line.text()}:
            super().setEditorData(editor, index)
            editor.setProperty(GIVEN, line.text() if line else "")
        editor.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal) or ""))

    def _show_focus(self, painter: QPainter, box: QRect, view: QTableView, index: Index) -> None:
        """Frame the cell under the cursor in a grid; mark the start of the row in a list."""
        current, accent = view.currentIndex(), QColor(theme.current().colours.accent)
        if current.row() != index.row():
            return
        if self._upright and current.column() == index.column():
            painter.setPen(QPen(accent, CURRENT_FRAME))
            painter.drawRect(box.adjusted(1, 1, -1, -2))
        elif not self._upright and view.horizontalHeader().visualIndex(index.column()) == 0:
            painter.fillRect(QRect(box.left(), box.top(), CURRENT_BAR, box.height() - 1), accent)

    def _cell(self, painter: QPainter, inner: QRect, align: Qt.AlignmentFlag, cell: Cell) -> None:
        colours = theme.current().colours
        if cell.chip:
            paint_chip(painter, inner, cell)
            return
        painter.setFont(self._strong if cell.strong else self._font)
        ink = colours.ink if cell.tone in {"plain", "waiting", "unknown"} else colours.of(cell.tone)[0]
        if cell.before:
            inner = self._before(painter, inner, align, cell)
        painter.setPen(QColor(ink))
        _words(painter, inner, align, cell.text)

    def _before(self, painter: QPainter, inner: QRect, align: Qt.AlignmentFlag, cell: Cell) -> QRect:
        """Paint the old value as far as the new one leaves room, and return what is left for the new one."""
        painter.save()
        new = painter.fontMetrics().horizontalAdvance(cell.text)
        painter.setFont(self._struck)
        painter.setPen(QColor(theme.current().colours.quiet))
        room = inner.adjusted(0, 0, -new - SPACE.s, 0)
        old = painter.fontMetrics().elidedText(cell.before, Qt.TextElideMode.ElideRight, max(room.width(), 0))
        width = painter.fontMetrics().horizontalAdvance(old) + SPACE.xs if len(old) > 1 else 0
        if width:
            painter.drawText(room, int(align | Qt.TextFlag.TextSingleLine), old)
        painter.restore()
        return inner if align & Qt.AlignmentFlag.AlignRight else inner.adjusted(width, 0, 0, 0)


def paint_chip(painter: QPainter, inner: QRect, cell: Cell) -> None:
    """Paint a chip at the left of ``inner``: a ground of its tone, an icon and its word."""
    ink, ground = theme.current().colours.of(cell.tone)
    painter.setFont(theme.font(TYPE.small))
    mark = SIZES.icon_small + SPACE.xs if cell.icon else 0
    wanted = painter.fontMetrics().horizontalAdvance(cell.text) + mark + 2 * SPACE.s
    box = QRect(inner.left(), inner.center().y() - SIZES.chip // 2 + 1, min(wanted, inner.width()), SIZES.chip)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(box, SIZES.chip / 2, SIZES.chip / 2)
    if cell.icon:
        drawing = icons.pixmap(cell.icon, ink, SIZES.icon_small, painter.device().devicePixelRatioF())
        painter.drawPixmap(box.left() + SPACE.s, box.center().y() - SIZES.icon_small // 2 + 1, drawing)
    painter.setPen(QColor(ink))
    _words(painter, box.adjusted(SPACE.s + mark, 0, -SPACE.s, 0), theme.ALIGN_LEFT, cell.text)
    painter.restore()


def _words(painter: QPainter, box: QRect, align: Qt.AlignmentFlag, words: str) -> None:
    metrics = painter.fontMetrics()
    if len(words) > 12 and metrics.horizontalAdvance(words) > box.width():
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int(align | Qt.TextFlag.TextSingleLine), words)
