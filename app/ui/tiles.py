"""Tiles that say how much waits and open the list of it.

Usage::

    tile = TileButton("home.drafts", icon="pencil", tone="accent")
    tile.show_count(3, "เก่าสุด 2 วัน"); tile.clicked.connect(...)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app import i18n
from app.ui import theme
from app.ui.icons import Icon
from app.ui.surfaces import Column, row_of
from app.ui.texts import Label, follow
from app.ui.theme import SPACE, Tone

if TYPE_CHECKING:
    from collections.abc import Callable


class TileButton(QPushButton):
    """A big button with a count, what is counted, and a quiet line."""

    def __init__(self, key: str, *, icon: str, tone: Tone, act: Callable[[], object], width_min: int = 200) -> None:
        super().__init__()
        self._key, self._tone, self._icon_name = key, tone, icon
        self.setProperty("kind", "tile")
        self.setMinimumWidth(width_min)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: act())
        self._icon = Icon(icon, "quiet")
        self._count = Label(role="hero")
        self._what = Label(key, role="label")
        self._more, self._beside = Label(role="small"), Label(role="small")
        inside = Column(self, margins=SPACE.l, spacing=0)
        inside.addLayout(row_of(self._what, None, self._icon))
        inside.addStretch(1)
        inside.addLayout(row_of(self._count, None, self._beside))
        inside.add(self._more)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        follow(self, self._tell)

    def show_count(self, count: int, more: str = "", beside: str = "") -> None:
        """Show how many wait, a quiet line about them, and a few words beside; nothing waiting is quiet altogether."""
        waiting = count > 0 and self._tone != "plain"
        self._count.show_text(f"{count:,}")
        self._more.show_text(more)
        self._beside.show_text(beside)
        theme.dress(self._count, tone=self._tone if waiting else "" if count else "quiet")
        self._icon.show_icon(self._icon_name, self._tone if waiting else "quiet")
        self._tell()

    def _tell(self) -> None:
        parts = (i18n.text(self._key), self._count.text(), self._beside.text(), self._more.text())
        self.setAccessibleName(" ".join(part for part in parts if part))
