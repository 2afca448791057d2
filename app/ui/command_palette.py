"""Ctrl+K: one field that finds screens, actions and objects; arrows choose, Enter opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app import i18n
from app.ui import icons, theme, worker
from app.ui.surfaces import Column
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ui.cells import Index
    from app.ui.ports import Found

WIDTH, ROWS = 560, 10
WAIT_MS = 150
WORDS_MIN = 2
MORE_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Command:
    """Something that can be called by name; ``keys`` is shown beside it."""

    words: str
    icon: str
    act: Callable[[], object]
    keys: str = ""
    detail: str = ""


class _RowDelegate(QStyledItemDelegate):
    """Paints the quiet part of a row, keys or detail, at its right end."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        more = str(index.data(MORE_ROLE) or "")
        words = QStyleOptionViewItem(option)
        self.initStyleOption(words, index)
        small, room = theme.font(theme.TYPE.small), words.rect
        around = SIZES.icon + 4 * SPACE.m
        free = max(room.width() - words.fontMetrics.horizontalAdvance(words.text) - around, room.width() // 4)
        width = min(QFontMetrics(small).horizontalAdvance(more), free)
        free = room.width() - width - around
        words.text = words.fontMetrics.elidedText(words.text, Qt.TextElideMode.ElideRight, free)
        words.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, words, painter, words.widget)
        painter.save()
        painter.setFont(small)
        painter.setPen(theme.colour("quiet"))
        box = room.adjusted(room.width() - width - SPACE.m, 0, -SPACE.m, 0)
        more = painter.fontMetrics().elidedText(more, Qt.TextElideMode.ElideRight, width + 1)
        painter.drawText(box, int(theme.ALIGN_RIGHT), more)
        painter.restore()


class CommandPalette(QDialog):
    """The palette; commands are filtered at once, objects are searched on a worker after a short rest."""

    def __init__(
        self,
        parent: QWidget,
        commands: Sequence[Command],
        find: Callable[[str], Sequence[Found]],
        open_found: Callable[[Found], object],
        hint: str = "ui.palette_hint",
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(i18n.text("ui.palette"))
        self._commands, self._find, self._open_found = list(commands), find, open_found
        self._shown: list[Command] = []
        self.field = SearchField(hint)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._typed)
        self.list = QListWidget()
        self.list.setAccessibleName(i18n.text("ui.palette_results"))
        self.list.setIconSize(QSize(SIZES.icon, SIZES.icon))
        self.list.setItemDelegate(_RowDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _: self._go())
        self._none = Label("ui.palette_none", role="quiet")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(WAIT_MS)
        self._soon.timeout.connect(self._search)
        column = Column(self, margins=SPACE.m, spacing=SPACE.s)
        column.add(self.field, self.list, self._none)
        self.setFixedSize(WIDTH, SIZES.control * (ROWS + 2))
        self._typed()
        self._place(parent)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list while the words are typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow((self.list.currentRow() + step) % max(1, self.list.count()))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._go()
                return True
        return super().eventFilter(watched, event)

    def _place(self, parent: QWidget) -> None:
        top = parent.mapToGlobal(parent.rect().topLeft())
        self.move(top.x() + (parent.width() - WIDTH) // 2, top.y() + SIZES.top_bar + SPACE.xl)

    def _typed(self) -> None:
        words = self.field.text().casefold().split()
        self._offer([entry for entry in self._commands if all(word in entry.words.casefold() for word in words)])
        if len(self.field.text().strip()) >= WORDS_MIN:
            self._soon.start()

    def _search(self) -> None:
        asked = self.field.text().strip()

        def show(found: Sequence[Found]) -> None:
            if asked == self.field.text().strip():
                entries = [Command(each.title, each.icon, self._opener(each), detail=each.detail) for each in found]
                self._offer([*self._shown, *entries])

        worker.run(self, lambda _: self._find(asked), show, lambda _: None)

    def _opener(self, found: Found) -> Callable[[], object]:
        return lambda: self._open_found(found)

    def _offer(self, entries: list[Command]) -> None:
        self._shown = entries
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(icons.icon(entry.icon, "quiet"), entry.words)
            item.setData(MORE_ROLE, entry.detail or entry.keys)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.words} {entry.detail} {entry.keys}".strip())
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(entries))
        self._none.setVisible(not entries)

    def _go(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._shown):
            act = self._shown[row].act
            self.accept()
            act()
