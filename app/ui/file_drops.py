"""Files that are dragged onto a part of a screen.

Usage::

    take_drops(self, lambda paths: self.read(paths[0]))          # files of this computer, at least one
    take_drops(card, self.chosen.emit, lights_up=True)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent

from app.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    Take = Callable[[list[Path]], object]

_OVER = QEvent.Type.DragEnter
_GONE = (QEvent.Type.DragLeave, QEvent.Type.Drop)


def take_drops(widget: QWidget, take: Take, *, lights_up: bool = False) -> None:
    """Hand to ``take`` the files that are let go on ``widget``; a card may light up while they hang over it."""
    widget.setAcceptDrops(True)
    widget.installEventFilter(_Taker(widget, take, lights_up=lights_up))


class _Taker(QObject):
    def __init__(self, widget: QWidget, take: Take, *, lights_up: bool) -> None:
        super().__init__(widget)
        self._widget, self._take, self._lights_up = widget, take, lights_up

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        files = _files(event) if isinstance(event, QDropEvent) else []
        if event.type() == _OVER and files and isinstance(event, QDropEvent):
            event.acceptProposedAction()
            self._light(on=True)
            return True
        if event.type() in _GONE:
            self._light(on=False)
        if event.type() == QEvent.Type.Drop and files:
            self._take(files)
            return True
        return super().eventFilter(watched, event)

    def _light(self, *, on: bool) -> None:
        if self._lights_up:
            theme.dress(self._widget, tone="accent" if on else "", role="notice" if on else "card")


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
