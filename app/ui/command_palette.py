"""Ctrl+K: one field that finds screens, actions and everything that is kept; arrows choose, Enter opens.

One field and not two: whoever types need not know first whether it is a room or a receipt that they look for, and one
key leads there from everywhere. Found items stand by kind, the newest first, with what of them the words fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from app import i18n
from app.ui import errors, icons, worker
from app.ui.messages import announce
from app.ui.palette_rows import ASIDE, HEAD, MATCHED, RowDelegate
from app.ui.surfaces import Column
from app.ui.texts import Label
from app.ui.theme import SIZES, SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.ui.ports import Found, FoundGroup

WIDTH, ROWS = 720, 13
WAIT_MS = 150
WORDS_MIN = 2
_STEPS = {int(Qt.Key.Key_Down): 1, int(Qt.Key.Key_Up): -1}
_LEAPS = {int(Qt.Key.Key_PageDown): 1, int(Qt.Key.Key_PageUp): -1}


@dataclass(frozen=True)
class Command:
    """Something that can be called by name; ``keys`` is shown beside it."""

    words: str
    icon: str
    act: Callable[[], object]
    keys: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the list: what it says, what it says aside and below, and what Enter does; None on a head of a group."""

    words: str
    icon: str = ""
    aside: str = ""
    matched: str = ""
    act: Callable[[], object] | None = None
    stays: bool = False
    """Whether the palette stays open."""


class CommandPalette(QDialog):
    """The palette; commands are filtered at once, items are searched on a worker after a short rest.

    ``find`` takes the words and '' or one kind; ``words`` are there from the beginning, to be written over.
    ``answered`` says for which words and kind the rows stand.
    """

    def __init__(
        self,
        parent: QWidget,
        commands: Sequence[Command],
        find: Callable[[str, str], Sequence[FoundGroup]],
        open_found: Callable[[Found], object],
        hint: str = "ui.palette_hint",
        words: str = "",
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(i18n.text("ui.palette"))
        self._commands, self._find, self._open_found = list(commands), find, open_found
        self._rows: list[Row] = []
        self._fitting: list[Row] = []
        self._only = ""
        self.answered = "", ""
        self.field = SearchField(hint)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(i18n.text("ui.palette_results"))
        self.list.setIconSize(QSize(SIZES.icon, SIZES.icon))
        self.list.setItemDelegate(RowDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _: self._go())
        self._none = Label("ui.palette_none", role="quiet")
        self._keys = Label("search.keys", role="small")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(WAIT_MS)
        self._soon.timeout.connect(self._search)
        column = Column(self, margins=SPACE.m, spacing=SPACE.s)
        column.add(self.field, self.list, self._none, self._keys)
        self.setFixedSize(WIDTH, SIZES.control * (ROWS + 1))
        self.field.setText(words)
        self.field.selectAll()
        self.field.textChanged.connect(self._typed)
        self._typed()
        self._place(parent)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list, and Page Up and Down from group to group, while the words are typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _STEPS:
                self._step(_STEPS[event.key()])
                return True
            if event.key() in _LEAPS:
                self._leap(_LEAPS[event.key()])
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._go()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.reject()
                return True
        return super().eventFilter(watched, event)

    def reject(self) -> None:
        """Go back from one kind to all of them, else away."""
        if not self._only:
            super().reject()
            return
        self._only = ""
        self._typed()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _place(self, parent: QWidget) -> None:
        top = parent.mapToGlobal(parent.rect().topLeft())
        self.move(top.x() + (parent.width() - WIDTH) // 2, top.y() + SIZES.top_bar)

    def _typed(self) -> None:
        words = self.field.text().casefold().split()
        fitting = [each for each in self._commands if all(word in each.words.casefold() for word in words)]
        self._fitting = [] if self._only else [Row(each.words, each.icon, each.keys, act=each.act) for each in fitting]
        self._offer(self._fitting)
        if len(self.field.text().strip()) >= WORDS_MIN:
            self._soon.start()

    def _search(self) -> None:
        asked = self.field.text().strip(), self._only

        def show(groups: Sequence[FoundGroup]) -> None:
            if asked == (self.field.text().strip(), self._only):
                self.answered = asked
                self._offer([*self._fitting, *(row for group in groups for row in self._rows_of(group))])
                counts = (f"{group.title} {_count(group)}" for group in groups)
                announce(self, " · ".join(counts) or i18n.text("ui.palette_none"))

        worker.run(self, lambda _: self._find(*asked), show, errors.log_only)

    def _rows_of(self, group: FoundGroup) -> Iterator[Row]:
        yield Row(group.title, aside=_count(group))
        for each in group.found:
            yield Row(each.title, each.icon, each.detail, each.matched, partial(self._open_found, each))
        if len(group.found) < group.count and not self._only:
            words = i18n.text("search.all", kind=group.title, count=_count(group))
            yield Row(words, "chevron-right", act=partial(self._narrow, group.kind), stays=True)

    def _narrow(self, kind: str) -> None:
        """Show one kind alone, and more of it."""
        self._only, self._fitting = kind, []
        self._search()

    def _offer(self, rows: list[Row]) -> None:
        self._rows = rows
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(icons.icon(row.icon, "quiet") if row.icon else QIcon(), row.words)
            item.setData(ASIDE, row.aside)
            item.setData(MATCHED, row.matched)
            item.setData(HEAD, row.act is None)
            told = " ".join(filter(None, (row.words, row.aside, row.matched)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
            if row.act is None:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        self.list.setCurrentRow(next((number for number, row in enumerate(rows) if row.act is not None), -1))
        self.list.setVisible(bool(rows))
        self._none.setVisible(not rows)

    def _step(self, step: int) -> None:
        """Go to the next row that can be opened, from the last one to the first."""
        openable = [number for number, row in enumerate(self._rows) if row.act is not None]
        if openable:
            here = self.list.currentRow()
            place = openable.index(here) if here in openable else -1
            self.list.setCurrentRow(openable[(place + step) % len(openable)])

    def _leap(self, step: int) -> None:
        """Go to the first row of the next or the former group."""
        starts = [0, *(number + 1 for number, row in enumerate(self._rows) if row.act is None)]
        starts = [number for number in starts if number < len(self._rows) and self._rows[number].act is not None]
        here = self.list.currentRow()
        beyond = [number for number in starts if (number - here) * step > 0]
        if beyond:
            self.list.setCurrentRow(beyond[0] if step > 0 else beyond[-1])

    def _go(self) -> None:
        number = self.list.currentRow()
        row = self._rows[number] if 0 <= number < len(self._rows) else None
        if row is None or row.act is None:
            return
        if not row.stays:
            self.accept()
        row.act()


def _count(group: FoundGroup) -> str:
    return f"{group.count:,}{'+' if group.more else ''}"
