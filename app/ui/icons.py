"""Outline icons of one family (Lucide), tinted from the palette and cached per colour, size and pixel ratio.

Usage::

    painter.drawPixmap(x, y, icons.pixmap("send", theme.current().colours.accent, 18, ratio))
    button.setIcon(icons.icon("send", "accent"))    # again after a theme switch; kit buttons do it themselves
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

import resources
from app.ui import theme
from app.ui.theme import SIZES


@cache
def _drawing(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text("utf-8")


@cache
def pixmap(name: str, colour: str, pixels: int, ratio: float) -> QPixmap:
    """Return one icon as a square of ``pixels`` logical pixels in ``colour`` (``#rrggbb``).

    Raises ``FileNotFoundError`` for a name that is not shipped.
    """
    side = round(pixels * ratio)
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(_drawing(name).replace("currentColor", colour).encode()).render(painter)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def icon(name: str, colour: str = "ink", pixels: int = SIZES.icon) -> QIcon:
    """Return an icon tinted with a colour token of the theme in use, enabled or not; a button that is off asks anew."""
    colours = theme.current().colours
    app = QApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
    drawn = pixmap(name, getattr(colours, colour), pixels, ratio)
    made = QIcon(drawn)
    made.addPixmap(drawn, QIcon.Mode.Disabled)  # Qt would make a paler one of its own
    return made


class Icon(QLabel):
    """A still icon in a layout; decoration only, so screen readers pass over it."""

    def __init__(self, name: str, colour: str = "ink", pixels: int = SIZES.icon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._colour, self._pixels = name, colour, pixels
        self.setFixedSize(pixels, pixels)
        theme.dress(self, role="icon")
        self._draw()

    def show_icon(self, name: str, colour: str) -> None:
        """Show another icon of the family in another colour token."""
        self._name, self._colour = name, colour
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Tint anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        tint = getattr(theme.current().colours, self._colour)
        self.setPixmap(pixmap(self._name, tint, self._pixels, self.devicePixelRatioF()))
