"""A month as a table of weeks: each day with its number, a mark and a word, by keyboard and aloud as by eye.

Usage::

    grid = MonthGrid()
    grid.show_month(date(2026, 11, 1), {day: Shown("closed", "2 open") ...}, today)
    grid.chosen.connect(self._show_day)        # the day with the cursor
    grid.opened.connect(self._open_day)        # Enter, Space or a double click
    grid.turned.connect(self._turn)            # Page Up and Page Down: -1 or 1 month
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app import i18n
from app.domain.values import dates
from app.ui import days, icons, theme
from app.ui.cells import dress_grid
from app.ui.screens.closing.parts.words import AHEAD, BEFORE, MARKS, OFF
from app.ui.texts import follow
from app.ui.theme import SIZES, SPACE, TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QKeyEvent

Index = QModelIndex | QPersistentModelIndex
WEEK, WEEKS_MAX = 7, 6
ROW_MIN = 50
DAY_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Shown:
    """How a day stands: a state of `MARKS`, and a few words more, '' for none."""

    state: str
    more: str = ""


class MonthModel(QAbstractTableModel):
    """Six weeks of seven days, Monday first; days of other months are empty."""

    def __init__(self) -> None:
        super().__init__()
        self._first = date(2026, 1, 1)
        self._today = self._first
        self._days: Mapping[date, Shown] = {}

    def put(self, first: date, shown: Mapping[date, Shown], today: date) -> None:
        """Show another month."""
        self.beginResetModel()
        self._first, self._days, self._today = first.replace(day=1), shown, today
        self.endResetModel()

    def day_at(self, index: Index) -> date | None:
        """Return the day of a cell, None outside the month."""
        if not index.isValid():
            return None
        begins = self._first - timedelta(days=self._first.weekday())
        day = begins + timedelta(days=index.row() * WEEK + index.column())
        return day if (day.year, day.month) == (self._first.year, self._first.month) else None

    def index_of(self, day: date) -> QModelIndex:
        """Return the cell of a day, an invalid one outside the month."""
        if (day.year, day.month) != (self._first.year, self._first.month):
            return QModelIndex()
        return self.index(*divmod(self._first.weekday() + day.day - 1, WEEK))

    def shown_at(self, index: Index) -> tuple[date, Shown, bool] | None:
        """Return a day with how it stands, and whether it is today."""
        day = self.day_at(index)
        return None if day is None else (day, self._days.get(day, Shown(OFF)), day == self._today)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many weeks the month touches."""
        if parent is not None and parent.isValid():
            return 0
        length = calendar.monthrange(self._first.year, self._first.month)[1]
        return -(-(self._first.weekday() + length) // WEEK)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the days of a week."""
        return 0 if parent is not None and parent.isValid() else WEEK

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let days of the month be chosen, and nothing else."""
        if self.day_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what is painted, and what is read aloud: weekday, day, state, and more."""
        found = self.shown_at(index)
        if found is None:
            return None
        day, shown, is_today = found
        if role == DAY_ROLE:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{day.day}"
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            told = [
                f"{days.weekday(day)} {days.long_day(day)}",
                i18n.text(f"day_close.state.{shown.state}"),
                shown.more,
            ]
            return ", ".join(filter(None, [*told, i18n.text("day_close.is_today") if is_today else ""]))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the names of the weekdays."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        names = dates.WEEKDAYS if i18n.language() == "th" else dates.WEEKDAYS_ENGLISH
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return names[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return i18n.text(f"day_close.weekday.{section}")
        return int(theme.ALIGN_LEFT) if role == Qt.ItemDataRole.TextAlignmentRole else None


class _DayDelegate(QStyledItemDelegate):
    """Paints a day: its number, the mark of its state, and the state in a word."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one day on the ground of its state; a frame shows the cursor."""
        found = index.data(DAY_ROLE)
        colours = theme.current().colours
        box: QRect = option.rect
        painter.save()
        painter.setPen(QColor(colours.hairline))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        if found is not None:
            self._day(painter, box, found)
            state: QStyle.StateFlag = option.state
            if state & QStyle.StateFlag.State_Selected:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(colours.accent), 2))
                painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.restore()

    def _day(self, painter: QPainter, box: QRect, found: tuple[date, Shown, bool]) -> None:
        day, shown, is_today = found
        colours = theme.current().colours
        tone, icon = MARKS[shown.state]
        ink, ground = colours.of(tone)
        off = shown.state == OFF
        if tone != "plain" or off:
            painter.fillRect(box.adjusted(1, 1, -1, -1), QColor(colours.panel if off else ground))
        inner = box.adjusted(SPACE.xs + 2, SPACE.xs, -SPACE.xs, -SPACE.xs)
        font = theme.font(TYPE.section if is_today else TYPE.base)
        font.setBold(is_today)
        font.setUnderline(is_today)
        painter.setFont(font)
        painter.setPen(QColor(colours.quiet if off else colours.ink))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), f"{day.day}")
        if icon:
            drawing = icons.pixmap(icon, ink, SIZES.icon_small, painter.device().devicePixelRatioF())
            painter.drawPixmap(inner.right() - SIZES.icon_small, inner.top() + SPACE.xs, drawing)
        if shown.state in (AHEAD, BEFORE):
            return
        words = i18n.text(f"day_close.short.{shown.state}")
        painter.setFont(theme.font(TYPE.small))
        painter.setPen(QColor(colours.quiet if tone == "plain" else ink))
        words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), words)


class MonthGrid(QTableView):
    """The table of a month."""

    chosen = Signal(object)
    opened = Signal(object)
    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._model = MonthModel()
        self._first = date(2026, 1, 1)
        self.setModel(self._model)
        self.setItemDelegate(_DayDelegate(self))
        dress_grid(self)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(SPACE.xxl)
        self.verticalHeader().setMinimumSectionSize(ROW_MIN)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setMinimumHeight(SIZES.row + WEEKS_MAX * ROW_MIN + 2)
        self.selectionModel().currentChanged.connect(lambda now, _: self._tell(now))
        self.doubleClicked.connect(lambda _: self._open())
        follow(self, self._name)

    @property
    def day(self) -> date | None:
        """The day with the cursor."""
        return self._model.day_at(self.currentIndex())

    def show_month(self, first: date, shown: Mapping[date, Shown], today: date) -> None:
        """Show a month; the cursor stays on its day where that is still in sight."""
        here = self.day
        self._first = first.replace(day=1)
        self._model.put(first, shown, today)
        self._name()
        if here is not None:
            self.choose(here)

    def choose(self, day: date) -> bool:
        """Put the cursor on a day; say whether it is in this month."""
        index = self._model.index_of(day)
        if index.isValid():
            self.setCurrentIndex(index)
        return index.isValid()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the day on Enter and Space, turn to another month on Page Up and Page Down."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and not event.modifiers():
            self._open()
        elif event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.turned.emit(-1 if event.key() == Qt.Key.Key_PageUp else 1)
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if self.day is not None:
            self.opened.emit(self.day)

    def _tell(self, index: QModelIndex) -> None:
        day = self._model.day_at(index)
        if day is not None:
            self.chosen.emit(day)

    def _name(self) -> None:
        self.setAccessibleName(i18n.text("day_close.month", month=days.month(self._first)))
        self.viewport().update()
