"""Notices that nobody has touched the program for a while, and says so before it has consequences."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
WARNING_SECONDS = 60
TICK_MS = 1000


class Idle(QObject):
    """Emits ``idle`` once after ``minutes`` without key, click, wheel or touch; each begins the wait anew.

    In the last `WARNING_SECONDS`, or the last half of a shorter wait, ``soon`` tells every second how many are left,
    and 0 when a touch has ended it.
    """

    idle = Signal()
    soon = Signal(int)

    def __init__(self, minutes: int, parent: QObject) -> None:
        super().__init__(parent)
        self._seconds = float(minutes * 60)
        self._until = math.inf
        self._warned = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    def watch(self, seconds: float | None = None) -> None:
        """Begin to wait; ``seconds`` takes the place of the minutes."""
        self._seconds = self._seconds if seconds is None else seconds
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self._begin()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin anew at every touch; let everything pass."""
        if event.type() in _TOUCHES:
            self._begin()
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        self._until = time.monotonic() + self._seconds
        self._timer.start(round(1000 * (self._seconds - min(WARNING_SECONDS, self._seconds / 2))))
        if self._warned:
            self._warned = False
            self.soon.emit(0)

    def _look(self) -> None:
        left = math.ceil(self._until - time.monotonic())
        if left <= 0:
            self._warned = False
            self.soon.emit(0)
            self.idle.emit()
            return
        self._warned = True
        self.soon.emit(left)
        self._timer.start(min(TICK_MS, max(1, round(1000 * (self._until - time.monotonic())))))
