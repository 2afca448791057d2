"""A list of places that need a look: row, what is wrong, what to do; Enter or a click goes there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import theme
from app.ui.theme import SIZES, SPACE, TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.disbursement.transfer import Field
    from app.ui.theme import Tone

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
TALL, SHORT = 54, 36
"""Heights of an entry with and without a second line."""
LEAD = 52


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

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        return 0 if parent is not None and parent.isValid() else len(self._things)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry(index.row())
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{entry.lead} {entry.title}"
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return " ".join(part for part in (entry.lead, entry.title, entry.more) if part)
        return None


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        entry: Entry = index.data(ENTRY_ROLE)
        return QSize(100, TALL if entry.more else SHORT)

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
        self._lead(painter, box, entry)
        words = box.adjusted(SPACE.s + LEAD, 6, -SPACE.s, -6)
        line = words.height() // 2 if entry.more else words.height()
        painter.setFont(theme.font(TYPE.table))
        painter.setPen(QColor(colours.ink))
        _elided(painter, QRect(words.left(), words.top(), words.width(), line), entry.title)
        if entry.more:
            painter.setFont(theme.font(TYPE.small))
            painter.setPen(QColor(colours.quiet))
            _elided(painter, QRect(words.left(), words.top() + line, words.width(), line), entry.more)
        painter.restore()

    def _lead(self, painter: QPainter, box: QRect, entry: Entry) -> None:
        ink, ground = theme.current().colours.of(entry.tone)
        height = 20
        top = box.top() + (7 if entry.more else (box.height() - height) // 2)
        painter.setFont(theme.font(TYPE.table if not entry.chip else TYPE.small, painter.font().Weight.DemiBold))
        if entry.chip:
            pill = QRect(box.left() + SPACE.s, top, LEAD - 2 * SPACE.s, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(pill, height / 2, height / 2)
            painter.setPen(QColor(ink))
            painter.drawText(pill, theme.ALIGN_CENTRE, entry.lead)
            return
        painter.setPen(QColor(ink))
        painter.drawText(QRect(box.left() + SPACE.s, top, LEAD - SPACE.xs, height), theme.ALIGN_LEFT, entry.lead)


def _elided(painter: QPainter, box: QRect, words: str) -> None:
    words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int(theme.ALIGN_LEFT | Qt.TextFlag.TextSingleLine), words)


class IssueList(QListView, Generic[T]):
    """A list as tall as its entries, up to ``rows_max``; then it scrolls. ``make`` turns a thing into an entry."""

    gone_to = Signal(object)

    def __init__(self, name: Callable[[], str], make: Callable[[T], Entry], *, rows_max: int) -> None:
        super().__init__()
        self._name, self._rows_max = name, rows_max
        self._entries: _Entries[T] = _Entries(make, self)
        self.setModel(self._entries)
        self.setItemDelegate(_Painter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.clicked.connect(self._go)

    def show_things(self, things: Sequence[T]) -> None:
        """Show these; the cursor stays on the same position."""
        at = self.currentIndex().row()
        self._entries.take(things)
        tall = TALL if things and self._entries.entry(0).more else SHORT
        self.setFixedHeight(tall * min(len(things), self._rows_max) + 2 if things else 0)
        self.setVisible(bool(things))
        self.setAccessibleName(self._name())
        if things and at >= 0:
            self.setCurrentIndex(self._entries.index(min(at, len(things) - 1)))

    def mark(self, position: int) -> None:
        """Put the cursor on an entry without going there."""
        self.setCurrentIndex(self._entries.index(position))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes to the place."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._go(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _go(self, index: QModelIndex) -> None:
        self.gone_to.emit(self._entries.entry(index.row()))
