"""Looking at windows as a person or a screen reader does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QAccessibleInterface, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QToolButton, QWidget
from shiboken6 import isValid

from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.ui.table_view import TableView

CELLS_MAX = 60
USUAL_NAMES = ("นางสาวณัฐธยาน์ พิพัฒน์ธนากุล", "ดร.ญาณิศา ตัวอย่างงามพิพัฒน์", "ว่าที่ร้อยตรีธนากร แบบอย่าง")


class Strays(QObject):
    """Hears of parts that are shown before they have a place: each stands on the screen as a window for a moment."""

    def __init__(self) -> None:
        super().__init__()
        self._opened: list[QWidget] = []
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def found(self) -> list[str]:
        """Return what was shown as a window since the last time and is a part of another one by now."""
        opened, self._opened = self._opened, []
        strays = [each for each in opened if isValid(each) and not each.isWindow()]
        return [f"{type(each).__name__} was shown before it had a place" for each in strays]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take down what opens."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._opened.append(watched)
        return False


def tree(widget: QWidget) -> Iterator[QAccessibleInterface]:
    """Yield everything a screen reader can reach inside a window; only the first cells of long tables."""
    waiting: list[QAccessibleInterface | None] = [QAccessible.queryAccessibleInterface(widget)]
    while waiting:
        node = waiting.pop()
        if node is None or not node.isValid():
            continue
        yield node
        waiting += [node.child(number) for number in range(min(node.childCount(), CELLS_MAX))]


def unnamed(widget: QWidget) -> list[str]:
    """Return what can have the focus but has no name."""
    found = []
    for node in tree(widget):
        state = node.state()
        if state.focusable and not state.invisible and not node.text(QAccessible.Text.Name).strip():
            found.append(f"{node.role().name} {type(node.object()).__name__}")
    return found


def named(widget: QWidget, name: str) -> QWidget:
    """Return the one visible control with this accessible name."""
    found = [each for each in widget.findChildren(QWidget) if each.accessibleName() == name and each.isVisible()]
    assert len(found) == 1, (name, found)
    return found[0]


def type_words(widget: QWidget, words: str) -> None:
    """Type letter by letter, in any script."""
    for letter in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def press(widget: QWidget, keys: str) -> None:
    """Press one key or combination, for instance ``Ctrl+K``, where the focus of ``widget`` is; shortcuts fire too."""
    QTest.keySequence(widget, QKeySequence(keys))


def let_go(widget: QWidget, path: Path) -> None:
    """Drag a file onto a widget and let it go."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    over = QDragEnterEvent(QPoint(5, 5), *how)
    QCoreApplication.sendEvent(widget, over)
    assert over.isAccepted()
    QCoreApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), *how))


def visible_texts(widget: QWidget) -> set[str]:
    """Return every text that labels, buttons and placeholders show."""
    texts = set()
    for each in widget.findChildren(QWidget):
        if not each.isVisible():
            continue
        if isinstance(each, QLabel | QAbstractButton):
            texts.add(each.text().strip())
        elif isinstance(each, QLineEdit):
            texts.add(each.placeholderText())
    return texts - {""}


def room_for_names(view: TableView) -> list[str]:
    """Return which names, as long as many are, would not be read whole in a table's column of names."""
    at = [column.key for column in view.model.columns].index("name")
    room = view.grid.columnWidth(at) - 2 * SPACE.s
    metrics = view.grid.fontMetrics()
    return [name for name in USUAL_NAMES if metrics.horizontalAdvance(name) > room]


def cut(widget: QWidget) -> list[str]:
    """Return the texts of labels and buttons that have less room than they need."""
    found = []
    for each in widget.findChildren(QWidget):
        shown = each.isVisible() and isinstance(each, QLabel | QAbstractButton) and bool(each.text())
        if not shown or isinstance(each, QToolButton):  # tool buttons here show only their icon
            continue
        assert isinstance(each, QLabel | QAbstractButton)
        wraps = isinstance(each, QLabel) and each.wordWrap()
        needed_width = 0 if wraps else each.minimumSizeHint().width()
        needed_height = each.heightForWidth(each.width()) if wraps else each.minimumSizeHint().height()
        if each.width() < needed_width or each.height() < needed_height:
            found.append(f"{each.text()!r} has {each.size().toTuple()} needs {(needed_width, needed_height)}")
    return found
