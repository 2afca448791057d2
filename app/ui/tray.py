"""The system tray, where the platform has one: a few words when something new waits and the window is put away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSystemTrayIcon

from app import i18n
from app.ui import icons

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.domain.messages.message import Message

SHOWN_MS = 8000


class Tray:
    """Tells of messages that are new since the last look; silent where there is no tray, or the person wants none."""

    def __init__(self, window: QWidget, words: Callable[[Message], str], wanted: Callable[[], bool]) -> None:
        self._window, self._words, self._wanted = window, words, wanted
        self._told = 0
        self._icon = QSystemTrayIcon(icons.icon("landmark", "accent"), window) if self.available() else None
        if self._icon is not None:
            self._icon.setToolTip(i18n.text("ui.product"))
            self._icon.activated.connect(lambda _: self._to_the_front())
            self._icon.messageClicked.connect(self._to_the_front)
            self._icon.show()

    @staticmethod
    def available() -> bool:
        """Say whether this platform has a tray that can show words."""
        return QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()

    def tell(self, messages: Sequence[Message]) -> None:
        """Show what is new, once; nothing at the first look, since all of it waited before."""
        newest = max((one.seq for one in messages), default=self._told)
        fresh = [one for one in messages if one.unread and one.seq > self._told]
        first_look, self._told = self._told == 0, max(self._told, newest)
        if first_look or not fresh or self._icon is None or not self._wanted():
            return
        title = i18n.text("messages.tray", count=len(fresh))
        self._icon.showMessage(title, self._words(fresh[0]), self._icon.icon(), SHOWN_MS)

    def _to_the_front(self) -> None:
        self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()
