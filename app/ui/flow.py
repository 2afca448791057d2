"""Parts that show a course of things: chip, stepper, timeline, progress with Cancel.

Usage::

    Chip(Cell("รออนุมัติ", tone="waiting", icon="hourglass"))
    steps = Stepper(("import.file", "import.columns", "import.rows", "import.save")); steps.go(2)
    Timeline().show_events([Event("ส่งอนุมัติ", "สมหญิง · 20 พ.ย. 69 15:12", tone="accent")])
    bar = ProgressPanel("import.reading"); bar.advance(300, 20000); bar.cancelled.connect(task.cancel)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from app import i18n
from app.ui import icons, theme
from app.ui.buttons import Button
from app.ui.cells import Cell, paint_chip
from app.ui.surfaces import Column, row_of
from app.ui.texts import Label, as_tip, follow
from app.ui.theme import SIZES, SPACE, TYPE, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

DOT = 9
CIRCLE = 22


class Chip(QWidget):
    """A status: icon, word and colour ground."""

    def __init__(self, cell: Cell | None = None) -> None:
        super().__init__()
        self._cell = cell or Cell("")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_cell(self._cell)

    def show_cell(self, cell: Cell) -> None:
        """Show another status."""
        self._cell = cell
        self.setAccessibleName(cell.text)
        self.setToolTip(as_tip(cell.hint))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the icon, the word and the rounded ends."""
        if not self._cell.text:
            return QSize(0, 0)
        words = QFontMetrics(theme.font(TYPE.small)).horizontalAdvance(self._cell.text)
        mark = SIZES.icon_small + SPACE.xs if self._cell.icon else 0
        return QSize(words + mark + 2 * SPACE.s + 1, SIZES.chip + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as in a table."""
        if not self._cell.text:
            return
        painter = QPainter(self)
        paint_chip(painter, self.rect(), self._cell)
        painter.end()


class Stepper(QWidget):
    """Where a job of several steps stands; steps that are done can be clicked to go back."""

    back = Signal(int)

    def __init__(self, steps: Sequence[str]) -> None:
        super().__init__()
        self._steps, self._at = tuple(steps), 0
        self.setFixedHeight(SIZES.control)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self, self._tell)

    @property
    def step(self) -> int:
        """The step that is being worked on, from 0."""
        return self._at

    def go(self, step: int) -> None:
        """Move to a step, counted from 0."""
        self._at = step
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint circles, words and the lines between them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 1.0
        for number in range(len(self._steps)):
            left = self._paint_step(painter, number, left)
        painter.end()

    def _paint_step(self, painter: QPainter, number: int, left: float) -> float:
        colours = theme.current().colours
        middle = self.height() / 2
        if number:
            painter.setPen(QPen(QColor(colours.hairline), 1))
            painter.drawLine(QPointF(left, middle), QPointF(left + 28, middle))
            left += 28 + SPACE.s
        circle = QRectF(left, middle - CIRCLE / 2, CIRCLE, CIRCLE)
        self._paint_circle(painter, number, circle)
        now = number == self._at
        painter.setFont(theme.font(TYPE.base, painter.font().Weight.DemiBold if now else painter.font().Weight.Normal))
        painter.setPen(QColor(colours.ink if now else colours.quiet))
        words = self._words(number)
        width = painter.fontMetrics().horizontalAdvance(words)
        painter.drawText(QRectF(circle.right() + SPACE.s, 0, width + 4, self.height()), theme.ALIGN_LEFT, words)
        return circle.right() + SPACE.s + width + SPACE.s

    def _paint_circle(self, painter: QPainter, number: int, circle: QRectF) -> None:
        colours = theme.current().colours
        done, now = number < self._at, number == self._at
        painter.setPen(QPen(QColor(colours.accent if now else colours.accent_ground if done else colours.hairline), 1))
        painter.setBrush(QColor(colours.accent if now else colours.accent_ground if done else colours.ground))
        painter.drawEllipse(circle)
        if done:
            tick = icons.pixmap("check", colours.accent, SIZES.icon_small, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(circle.center().x() - 7, circle.center().y() - 7), tick)
            return
        painter.setFont(theme.font(TYPE.small, painter.font().Weight.DemiBold))
        painter.setPen(QColor(colours.on_accent if now else colours.quiet))
        painter.drawText(circle, theme.ALIGN_CENTRE, str(number + 1))

    def _words(self, number: int) -> str:
        return i18n.text(self._steps[number])

    def _tell(self) -> None:
        now = self._words(min(self._at, len(self._steps) - 1))
        self.setAccessibleName(i18n.text("ui.step", number=self._at + 1, total=len(self._steps), name=now))
        self.update()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: what, and who and when."""

    what: str
    who_when: str
    tone: Tone = "plain"


class Timeline(QWidget):
    """States in order of time, each with person and moment; the newest last."""

    def __init__(self) -> None:
        super().__init__()
        self._column = Column(self, spacing=SPACE.s)
        self._column.setContentsMargins(SPACE.l + SPACE.s, 0, 0, 0)
        self._tones: list[tuple[QWidget, Tone]] = []

    def show_events(self, events: Sequence[Event]) -> None:
        """Show these events instead of the former ones."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._tones = []
        for event in events:
            entry = QWidget()
            words, person = Label(role="table", wrap=True), Label(role="small", wrap=True)
            words.show_text(event.what)
            person.show_text(event.who_when)
            Column(entry, spacing=0).add(words, person)
            self._column.add(entry)
            self._tones.append((entry, event.tone))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line of time and a dot for each event."""
        if not self._tones:
            return
        colours = theme.current().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.hairline), 2))
        left = SPACE.s + 0.5
        painter.drawLine(QPointF(left, 8), QPointF(left, self._tones[-1][0].geometry().top() + 8))
        for entry, tone in self._tones:
            painter.setPen(QPen(QColor(colours.ground), 3))
            painter.setBrush(QColor(colours.quiet if tone == "plain" else colours.of(tone)[0]))
            painter.drawEllipse(QPointF(left, entry.geometry().top() + 11), DOT / 2 + 1, DOT / 2 + 1)
        painter.end()


class ProgressPanel(QWidget):
    """What is being done, how far it is, and a way to stop it without losing anything."""

    cancelled = Signal()

    def __init__(self, key: str) -> None:
        super().__init__()
        self._words = Label(key, role="strong")
        self._count = Label(role="quiet")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(i18n.text(key))
        self.button = Button("ui.cancel", act=self.cancelled.emit)
        column = Column(self, spacing=SPACE.s)
        column.addLayout(row_of(self._words, None, self._count))
        column.addWidget(self._bar)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)

    def begin(self, key: str, **facts: object) -> None:
        """Start over with other words and an unknown length."""
        self._words.say(key, **facts)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(self._words.text())
        self._count.show_text("")
        self.show()

    def advance(self, done: int, total: int) -> None:
        """Show how far the work is; ``total`` 0 means not known."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.say("ui.progress", done=f"{done:,}", total=f"{total:,}")
