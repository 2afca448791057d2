"""How a row of the palette looks: icon and words, keys or facts at its end, below them what the search fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import theme
from app.ui.theme import SIZES, SPACE, TYPE

if TYPE_CHECKING:
    from app.ui.cells import Index

ASIDE = Qt.ItemDataRole.UserRole + 1
MATCHED = Qt.ItemDataRole.UserRole + 2
HEAD = Qt.ItemDataRole.UserRole + 3
"""What rows tell the delegate beside their words: the end of the line, the line below, and whether it heads a group."""

HEAD_HEIGHT, LINE_BELOW = 30, 22


class RowDelegate(QStyledItemDelegate):
    """Paints heads of groups, and rows of one line or two."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Make room for what stands below."""
        if index.data(HEAD):
            return QSize(0, HEAD_HEIGHT)
        return QSize(0, SIZES.row + (LINE_BELOW if index.data(MATCHED) else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground of the row by the style, and its words in their places."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        words, ground.text, ground.icon = ground.text, "", QIcon()
        ground.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget)
        painter.save()
        room = option.rect.adjusted(SPACE.m, 0, -SPACE.m, 0)
        if index.data(HEAD):
            _head(painter, room, words, str(index.data(ASIDE) or ""))
        else:
            _row(painter, room, words, index)
        painter.restore()


def _head(painter: QPainter, room: QRect, words: str, count: str) -> None:
    painter.setPen(theme.colour("quiet"))
    painter.setFont(theme.font(TYPE.small, QFont.Weight.DemiBold))
    painter.drawText(room, int(theme.ALIGN_LEFT), words)
    painter.drawText(room, int(theme.ALIGN_RIGHT), count)


def _row(painter: QPainter, room: QRect, words: str, index: Index) -> None:
    """Paint a row; its words have at least half of the line, what stands aside the rest."""
    line = QRect(room.left(), room.top(), room.width(), SIZES.row)
    icon: QIcon = index.data(Qt.ItemDataRole.DecorationRole)
    icon.paint(painter, QRect(line.left(), line.top() + (SIZES.row - SIZES.icon) // 2, SIZES.icon, SIZES.icon))
    line.setLeft(line.left() + SIZES.icon + SPACE.s)
    large, small = theme.font(TYPE.table), theme.font(TYPE.small)
    aside = str(index.data(ASIDE) or "")
    wanted = QFontMetrics(large).horizontalAdvance(words) + SPACE.l
    free = max(line.width() - wanted, line.width() // 2)
    width = min(QFontMetrics(small).horizontalAdvance(aside) + 1, free)
    _text(painter, large, "ink", line.adjusted(0, 0, -width - (SPACE.l if aside else 0), 0), words)
    end = QRect(line.right() - width, line.top(), width + 1, line.height())
    _text(painter, small, "quiet", end, aside, theme.ALIGN_RIGHT)
    below = QRect(line.left(), line.bottom() - SPACE.xs, line.width(), LINE_BELOW)
    _text(painter, small, "accent", below, str(index.data(MATCHED) or ""))


def _text(
    painter: QPainter, font: QFont, colour: str, room: QRect, words: str, where: Qt.AlignmentFlag = theme.ALIGN_LEFT
) -> None:
    if words:
        painter.setFont(font)
        painter.setPen(theme.colour(colour))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(where), shown)
