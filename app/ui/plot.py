"""A plot of values: one bar a row, each with its name and its value beside it, told apart by patterns, not colour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.theme import SPACE, TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

BAR, GAP = 20, 10
NAME_SHARE = 0.32
"""So much of the width is for the names."""
SHORTEST = 2


class Fill(Enum):
    """What a bar is filled with; `APART` is for what is no ordinary row."""

    SOLID = Qt.BrushStyle.SolidPattern
    STRIPES = Qt.BrushStyle.FDiagPattern
    DOTS = Qt.BrushStyle.Dense5Pattern
    GRID = Qt.BrushStyle.CrossPattern
    LINES = Qt.BrushStyle.HorPattern
    APART = Qt.BrushStyle.BDiagPattern


FILLS = (Fill.SOLID, Fill.STRIPES, Fill.DOTS, Fill.GRID, Fill.LINES)
"""For several kinds of ordinary rows in one plot, in the order in which they are given out."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the table of the plot: its name, how long it is drawn, and what stands at its end."""

    name: str
    value: int
    told: str
    fill: Fill = Fill.SOLID


class BarPlot(QWidget):
    """Bars below one another from one common line; what it shows can be read from `bars`."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: Sequence[Bar] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a screen reader tells it there, and arrow keys scroll it

    def show_bars(self, bars: Sequence[Bar], title: str) -> None:
        """Show these instead of the former ones."""
        self.bars = bars
        self.setAccessibleName(title)
        self.setAccessibleDescription("; ".join(f"{bar.name}: {bar.told}" for bar in bars))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def length(self, bar: Bar, room: float) -> float:
        """Return how long a bar is where the longest is ``room`` long; something is always longer than nothing."""
        most = max((each.value for each in self.bars), default=0)
        return max(SHORTEST, room * bar.value / most) if bar.value else 0.0

    def sizeHint(self) -> QSize:
        """Return room for every bar."""
        return QSize(400, len(self.bars) * (BAR + GAP) + GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names, bars, and what each amounts to."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(TYPE.small))
        metrics = painter.fontMetrics()
        names = self.width() * NAME_SHARE
        values = max((metrics.horizontalAdvance(bar.told) for bar in self.bars), default=0) + SPACE.m
        room = max(0.0, self.width() - names - values - SPACE.m)
        colours = theme.current().colours
        for number, bar in enumerate(self.bars):
            top = GAP + number * (BAR + GAP)
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, int(names - SPACE.s))
            painter.setPen(QColor(colours.ink))
            painter.drawText(QRectF(0, top, names - SPACE.s, BAR), theme.ALIGN_RIGHT, name)
            length = self.length(bar, room)
            if length:
                _draw(painter, QRectF(names, top, length, BAR), bar.fill)
            painter.setPen(QColor(colours.ink))
            painter.drawText(QRectF(names + length + SPACE.s, top, values, BAR), theme.ALIGN_LEFT, bar.told)
        painter.setPen(QPen(QColor(colours.control_line), 1))
        painter.drawLine(int(names), 0, int(names), self.height())
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


def _draw(painter: QPainter, box: QRectF, fill: Fill) -> None:
    colours = theme.current().colours
    apart = fill is Fill.APART
    tone = QColor(colours.waiting if apart else colours.accent)
    painter.setPen(QPen(tone, 1))
    if fill is not Fill.SOLID:
        painter.setBrush(QColor(colours.waiting_ground if apart else colours.accent_ground))
        painter.drawRect(box)
    painter.setBrush(QBrush(tone, fill.value))
    painter.drawRect(box)
