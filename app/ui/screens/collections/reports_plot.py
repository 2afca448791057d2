"""A plot of sums: one bar a row, each with its name and its sum beside it, hatched where it is no ordinary row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import i18n
from app.domain.values.money import Money
from app.ui import theme
from app.ui.theme import SPACE, TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

BAR, GAP = 20, 10
NAME_SHARE = 0.32
"""So much of the width is for the names."""
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the table beside the plot: its name, how many, how much; ``hatched`` sets it apart without colour."""

    name: str
    count: int
    satang: int
    hatched: bool = False

    @property
    def told(self) -> str:
        """What stands at the end of the bar."""
        return i18n.text("collection_reports.bar", amount=Money(self.satang).format(), count=f"{self.count:,}")


class BarPlot(QWidget):
    """Bars below one another from one common line; what it shows can be read from `bars`."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: Sequence[Bar] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar], title: str) -> None:
        """Show these instead of the former ones."""
        self.bars = bars
        self.setAccessibleName(title)
        self.setAccessibleDescription("; ".join(f"{bar.name}: {bar.told}" for bar in bars))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def length(self, bar: Bar, room: float) -> float:
        """Return how long a bar is where the longest is ``room`` long; something is always longer than nothing."""
        most = max((each.satang for each in self.bars), default=0)
        return max(SHORTEST, room * bar.satang / most) if bar.satang else 0.0

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
        sums = max((metrics.horizontalAdvance(bar.told) for bar in self.bars), default=0) + SPACE.m
        room = max(0.0, self.width() - names - sums - SPACE.m)
        colours = theme.current().colours
        for number, bar in enumerate(self.bars):
            top = GAP + number * (BAR + GAP)
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, int(names - SPACE.s))
            painter.setPen(QColor(colours.ink))
            painter.drawText(QRectF(0, top, names - SPACE.s, BAR), theme.ALIGN_RIGHT, name)
            length = self.length(bar, room)
            self._bar(painter, QRectF(names, top, length, BAR), bar)
            painter.setPen(QColor(colours.ink))
            painter.drawText(QRectF(names + length + SPACE.s, top, sums, BAR), theme.ALIGN_LEFT, bar.told)
        painter.setPen(QPen(QColor(colours.control_line), 1))
        painter.drawLine(int(names), 0, int(names), self.height())
        painter.end()

    @staticmethod
    def _bar(painter: QPainter, box: QRectF, bar: Bar) -> None:
        colours = theme.current().colours
        painter.setPen(QPen(QColor(colours.waiting if bar.hatched else colours.accent), 1))
        if bar.hatched:
            painter.setBrush(QColor(colours.waiting_ground))
            painter.drawRect(box)
            painter.setBrush(QBrush(QColor(colours.waiting), Qt.BrushStyle.BDiagPattern))
        else:
            painter.setBrush(QColor(colours.accent))
        painter.drawRect(box)
