"""A list of places that need a look: row, what is wrong, what to do; Enter or a click goes there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import theme
from app.ui.cells import CURRENT_FRAME
from app.ui.texts import as_tip
from app.ui.theme import SIZES, SPACE, TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.disbursement.transfer import Field
    from app.ui.theme import Tone

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
TALL, SHORT = 54, 36
"""Heights of an entry with and without a second line, where the words are not wrapped."""
LEAD, CHIP_LEAD = 60, 52
AROUND = 6
WRAPPED_MAX = 200
"""So many entries are as tall as their words need; in a longer list all are equally tall and words may be cut."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place: ``lead`` stands left (a row, or a count as a chip), ``number`` and ``field`` are where it leads."""

    lead: str
    title: str
    more: str
    number: int
    field: Field | None = None
    tone: Tone = "plain"
    chip: bool = False


class _Entries(QAbstractListModel, Generic[T]):
    """Things as entries, made only when they come into sight: a bad file has many thousands."""

    def __init__(self, make: Callable[[T], Entry], parent: QObject) -> None:
        super().__init__(parent)
        self._make = make
        self._things: Sequence[T] = ()
        self._made: dict[int, Entry] = {}

    def take(self, things: Sequence[T]) -> None:
        self.beginResetModel()
        self._things, self._made = things, {}
        self.endResetModel()

    def entry(self, position: int) -> Entry:
        if position not in self._made:
            self._made[position] = self._make(self._things[position])
        return self._made[position]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._things)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry(index.row())
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{entry.lead} {entry.title}"
        words = " ".join(part for part in (entry.lead, entry.title, entry.more) if part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words
        return as_tip(words) if role == Qt.ItemDataRole.ToolTipRole else None


class _Painter(QStyledItemDelegate):
    wraps = True

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: Entry = index.data(ENTRY_ROLE)
        least = TALL if entry.more else SHORT
        view = option.widget
        if not self.wraps or not isinstance(view, QListView):
            return QSize(100, least)
        words = self._words_box(QRect(0, 0, view.viewport().width(), 1000), entry)
        needed = _needed(entry.title, TYPE.table, words.width())
        needed += _needed(entry.more, TYPE.small, words.width()) if entry.more else 0
        return QSize(100, max(least, needed + 2 * AROUND))

    @staticmethod
    def _words_box(box: QRect, entry: Entry) -> QRect:
        lead = CHIP_LEAD if entry.chip else LEAD
        return box.adjusted(SPACE.s + lead, AROUND, -SPACE.s, -AROUND)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = theme.current().colours
        entry: Entry = index.data(ENTRY_ROLE)
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_ground))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), SIZES.corner, SIZES.corner)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), CURRENT_FRAME))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), SIZES.corner, SIZES.corner)
        self._lead(painter, box, entry)
        words = self._words_box(box, entry)
        title = words.height()
        if entry.more:
            title = _needed(entry.title, TYPE.table, words.width()) if self.wraps else words.height() // 2
        painter.setFont(theme.font(TYPE.table))
        painter.setPen(QColor(colours.ink))
        self._say(painter, QRect(words.left(), words.top(), words.width(), title), entry.title)
        if entry.more:
            painter.setFont(theme.font(TYPE.small))
            painter.setPen(QColor(colours.quiet))
            self._say(painter, words.adjusted(0, title, 0, 0), entry.more)
        painter.restore()

    def _say(self, painter: QPainter, box: QRect, words: str) -> None:
        if self.wraps:
            painter.drawText(box, int(theme.ALIGN_LEFT) | int(Qt.TextFlag.TextWordWrap), words)
            return
        words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(theme.ALIGN_LEFT) | int(Qt.TextFlag.TextSingleLine), words)

    def _lead(self, painter: QPainter, box: QRect, entry: Entry) -> None:
        ink, ground = theme.current().colours.of(entry.tone)
        height = 20
        top = box.top() + (7 if entry.more else (box.height() - height) // 2)
        painter.setFont(theme.font(TYPE.table if not entry.chip else TYPE.small, painter.font().Weight.DemiBold))
        if entry.chip:
            pill = QRect(box.left() + SPACE.s, top, CHIP_LEAD - 2 * SPACE.s, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(pill, height / 2, height / 2)
            painter.setPen(QColor(ink))
            painter.drawText(pill, theme.ALIGN_CENTRE, entry.lead)
            return
        painter.setPen(QColor(ink))
        painter.drawText(QRect(box.left() + SPACE.s, top, LEAD - SPACE.xs, height), theme.ALIGN_LEFT, entry.lead)


def _needed(words: str, pixels: int, width: int) -> int:
    """Return the height that words need when they are wrapped."""
    room = QRect(0, 0, width, 1000)
    return QFontMetrics(theme.font(pixels)).boundingRect(room, int(Qt.TextFlag.TextWordWrap), words).height()


class IssueList(QListView, Generic[T]):
    """A list as tall as its entries, up to ``rows_max``; then it scrolls. ``make`` turns a thing into an entry."""

    gone_to = Signal(object)

    def __init__(self, name: Callable[[], str], make: Callable[[T], Entry], *, rows_max: int) -> None:
        super().__init__()
        self._name, self._rows_max = name, rows_max
        self._entries: _Entries[T] = _Entries(make, self)
        self.setModel(self._entries)
        self._painter = _Painter(self)
        self.setItemDelegate(self._painter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._go)

    def show_things(self, things: Sequence[T]) -> None:
        """Show these; the cursor stays on the same position."""
        at = self.currentIndex().row()
        self._entries.take(things)
        self._painter.wraps = len(things) <= WRAPPED_MAX
        self.setUniformItemSizes(not self._painter.wraps)
        self.setVisible(bool(things))
        self._fit()
        self.setAccessibleName(self._name())
        if things and at >= 0:
            self.setCurrentIndex(self._entries.index(min(at, len(things) - 1)))

    def mark(self, position: int) -> None:
        """Put the cursor on an entry without going there."""
        self.setCurrentIndex(self._entries.index(position))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give words that are wrapped now the height they need."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
            self._fit()

    def _fit(self) -> None:
        shown = min(self._entries.rowCount(), self._rows_max)
        self.setFixedHeight(sum(self.sizeHintForRow(row) for row in range(shown)) + 2 if shown else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the place."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._go(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _go(self, index: QModelIndex) -> None:
        self.gone_to.emit(self._entries.entry(index.row()))
