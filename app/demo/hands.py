"""A pair of hands for real windows: finds controls by their accessible name, types, clicks, waits, takes pictures."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QRadioButton, QWidget

from app import i18n

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE_SECONDS = 60.0
TICK_MS = 20
CHECK_MARK_PIXELS = 10


class NothingHappened(RuntimeError):
    """What was waited for did not come; the message says what it was."""


def until(met: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Let the windows work until ``met`` is true; raise `NothingHappened` after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not met():
        if time.monotonic() > deadline:
            raise NothingHappened(f"{what}; in sight: {', '.join(sorted(names_in_sight()))}")
        settle(TICK_MS)


def names_in_sight() -> set[str]:
    """Return the accessible names of everything that can be seen."""
    return {each.accessibleName() for each in QApplication.allWidgets() if each.isVisible()} - {""}


def control(key: str, **facts: object) -> QWidget:
    """Wait for the enabled control that is called as the catalogue's ``key`` says, in the window in front."""
    name = i18n.text(key, **facts)
    found: list[QWidget] = []

    def look() -> bool:
        window = QApplication.activeModalWidget()
        within = window.findChildren(QWidget) if window else QApplication.allWidgets()
        usable = (each for each in within if each.isVisible() and each.isEnabled())
        found[:] = [each for each in usable if each.accessibleName() == name]
        return bool(found)

    until(look, f"no control called {name!r} can be used")
    return found[-1]


def click(key: str, **facts: object) -> None:
    """Click the control of that name."""
    found = control(key, **facts)
    box = found.rect()
    # A check box is wider than the part of it that can be clicked; its mark stands at the left.
    marked = isinstance(found, QCheckBox | QRadioButton)
    place = QPoint(CHECK_MARK_PIXELS, box.height() // 2) if marked else box.center()
    QTest.mouseClick(found, Qt.MouseButton.LeftButton, pos=place)


def fill(key: str, words: str, **facts: object) -> None:
    """Replace the text of the field of that name, letter by letter."""
    field = control(key, **facts)
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(field, QLineEdit):
        field.selectAll()
    type_words(field, words)


def choose(key: str, value: str, **facts: object) -> None:
    """Choose ``value`` in the list of that name."""
    found = control(key, **facts)
    if not isinstance(found, QComboBox):
        raise NothingHappened(f"{i18n.text(key, **facts)!r} is no list")
    until(lambda: found.findData(value) >= 0, f"{value!r} is not offered")
    found.setCurrentIndex(found.findData(value))


def type_words(widget: QWidget, words: str) -> None:
    """Type in any script."""
    for letter in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def press(widget: QWidget, keys: str) -> None:
    """Press a key or a combination, for instance ``Ctrl+Return``; shortcuts fire too.

    The offscreen platform has no window manager that gives the focus back once a dialog has gone.
    """
    window = widget.window()
    if not window.isActiveWindow():
        window.activateWindow()
        until(window.isActiveWindow, "the window does not come to the front")
    QTest.keySequence(widget, QKeySequence(keys))


def dismiss() -> None:
    """Leave the question in front with Esc."""
    asked = QApplication.activeModalWidget()
    if asked is not None:
        press(asked, "Esc")
        until(lambda: QApplication.activeModalWidget() is not asked, "the question stays")


def settle(milliseconds: int = 400) -> None:
    """Give workers a moment to bring what they have.

    An event loop of our own: ``QTest.qWait`` holds Python's lock, and no worker would get on.
    """
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    deliver_all()


class _Ear(QObject):
    """Hears whether anything was delivered."""

    heard = True

    def eventFilter(self, _watched: QObject, _event: QEvent) -> bool:
        self.heard = True
        return False


def deliver_all() -> None:
    """Deliver what was posted, and what that posts, until nothing comes; raise `NothingHappened` if there is no end.

    Qt delivers at one go only what was posted before it: a text that grows asks its parent for room, which asks its
    own parent at the next go, and the window is laid out only after as many of them as it is deep.
    """
    app = QCoreApplication.instance()
    if app is None:
        return
    ear, deadline = _Ear(), time.monotonic() + PATIENCE_SECONDS
    app.installEventFilter(ear)
    while ear.heard:
        if time.monotonic() > deadline:
            raise NothingHappened("what is posted posts something else without an end")
        ear.heard = False
        QCoreApplication.sendPostedEvents()


def picture(window: QWidget, path: Path) -> None:
    """Write what the window looks like now, with the dialog in front of it if there is one."""
    settle()
    shot = window.grab()
    modal = QApplication.activeModalWidget()
    if modal is not None and modal is not window:
        shot = modal.grab()
    shot.save(str(path))
