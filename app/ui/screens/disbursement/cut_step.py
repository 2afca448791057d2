"""Cutting a text apart where only places tell its columns: cuts drawn over the lines, by mouse or keys."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QWidget

from app import i18n
from app.domain.disbursement import fixed_width
from app.ui import theme
from app.ui.buttons import Button
from app.ui.fields import TextField
from app.ui.surfaces import Column, SidePanel, row_of
from app.ui.texts import Label, follow
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.file_reading import FileReading

LINES_SHOWN = 16
LETTERS_SHOWN_MAX = 2_000
RULER_HEIGHT = 22
_WIDEST = "Mฒญ0"
_TENS = 10


class LineCanvas(QWidget):
    """The first lines, every letter in its place; Left and Right move the mark, Space cuts or joins there."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[str] = ()
        self.cuts: tuple[int, ...] = ()
        self._mark = 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    @property
    def width_in_letters(self) -> int:
        """How many letters the longest of the lines in sight has."""
        return min(max(map(len, self._lines), default=0), LETTERS_SHOWN_MAX)

    def show_lines(self, lines: Sequence[str], cuts: Sequence[int]) -> None:
        """Show the beginning of a text with its cuts."""
        self._lines, self.cuts, self._mark = lines[:LINES_SHOWN], tuple(cuts), 1
        self.setFixedSize(self.sizeHint())
        self.update()

    def show_cuts(self, cuts: Sequence[int]) -> None:
        """Draw other cuts."""
        self.cuts = tuple(cuts)
        self.update()

    def toggle(self, place: int) -> None:
        """Cut before this letter, or join where it was cut."""
        if 0 < place < self.width_in_letters:
            self._mark = place
            cuts = set(self.cuts) ^ {place}
            self.cuts = tuple(sorted(cuts))[: fixed_width.CUTS_MAX]
            self.update()
            self.changed.emit()

    def sizeHint(self) -> QSize:
        """Be as large as the lines are."""
        height = RULER_HEIGHT + len(self._lines) * self._row() + SPACE.s
        return QSize(self.width_in_letters * self._cell() + 2 * SPACE.m, height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Cut or join at the edge next to the pointer."""
        self.toggle(round((event.position().x() - SPACE.m) / self._cell()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the mark, cut and join without a mouse."""
        step = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}.get(event.key(), 0)
        if step:
            self._mark = min(max(self._mark + step, 1), max(self.width_in_letters - 1, 1))
            self.update()
        elif event.key() == Qt.Key.Key_Space:
            self.toggle(self._mark)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw ruler, letters, cuts and the mark."""
        colours = theme.current().colours
        painter = QPainter(self)
        painter.setFont(self.font())
        self._draw_ruler(painter, QColor(colours.quiet))
        painter.setPen(QColor(colours.ink))
        for number, line in enumerate(self._lines):
            self._draw_line(painter, RULER_HEIGHT + number * self._row(), line)
        painter.setPen(QPen(QColor(colours.accent), 2))
        for place in self.cuts:
            painter.drawLine(QPoint(self._x(place), RULER_HEIGHT - SPACE.xs), QPoint(self._x(place), self.height()))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPoint(self._x(self._mark), 0), QPoint(self._x(self._mark), self.height()))
        painter.end()

    def _draw_ruler(self, painter: QPainter, colour: QColor) -> None:
        painter.setPen(colour)
        for place in range(0, self.width_in_letters, _TENS):
            painter.drawText(QPoint(self._x(place), RULER_HEIGHT - SPACE.s), str(place))

    def _draw_line(self, painter: QPainter, top: int, line: str) -> None:
        place, letters = 0, line[:LETTERS_SHOWN_MAX]
        while place < len(letters):
            end = place + 1
            while end < len(letters) and unicodedata.category(letters[end]) == "Mn":
                end += 1  # marks stand on their letter, their own places stay empty
            cell = QRect(self._x(place), top, self._cell(), self._row())
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, letters[place:end])
            place = end

    def _x(self, place: int) -> int:
        return SPACE.m + place * self._cell()

    def _cell(self) -> int:
        metrics = QFontMetrics(self.font())
        return max(metrics.horizontalAdvance(letter) for letter in _WIDEST)

    def _row(self) -> int:
        return QFontMetrics(self.font()).height() + SPACE.xs


class CutStep(QWidget):
    """``cut`` carries the places that a person settled on."""

    cut = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[str] = ()
        self.canvas = LineCanvas()
        self.places = TextField("importing.cut_places", hint="importing.cut_places_hint")
        self._found = Label(role="strong")
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.canvas)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self.go = Button("importing.cut_go", kind="primary", act=self._settle, shortcut="Ctrl+Return")
        self._lay_out()
        self.canvas.changed.connect(self._tell_places)
        self.places.edit.textEdited.connect(self._read_places)
        follow(self, self._tell)

    def show_reading(self, reading: FileReading) -> None:
        """Show the lines of a text, cut as it is or as it likely should be."""
        self._lines = reading.lines
        self.canvas.show_lines(self._lines, reading.cuts or fixed_width.guess(self._lines))
        self._tell_places()

    def focus_first(self) -> None:
        """Give the focus to the lines."""
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        left = Column(page, spacing=SPACE.m)
        left.setContentsMargins(SPACE.xl - 4, SPACE.s, SPACE.l, SPACE.m)
        left.add(Label("importing.cut_why", role="quiet", wrap=True))
        left.add(self._scroll, stretch=1)
        left.addLayout(row_of(None, self._found))
        side = SidePanel(SIZES.side_width - SPACE.l)
        side.body.add(Label("importing.cut_title", role="section"), self.places)
        side.body.add(Button("importing.cut_guess", kind="quiet", act=self._guess))
        side.body.addStretch(1)
        side.foot.add(self.go)
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(side)
        self.setLayout(whole)

    def _tell(self) -> None:
        self.canvas.setAccessibleName(i18n.text("importing.cut_lines"))
        self.canvas.setAccessibleDescription(i18n.text("importing.cut_why"))

    def _tell_places(self) -> None:
        self.places.set_text(", ".join(map(str, self.canvas.cuts)))
        self._count()

    def _read_places(self, text: str) -> None:
        self.canvas.show_cuts(fixed_width.read_places(text, self.canvas.width_in_letters))
        self._count()

    def _guess(self) -> None:
        self.canvas.show_cuts(fixed_width.guess(self._lines))
        self._tell_places()

    def _count(self) -> None:
        self._found.say("importing.cut_columns", count=len(self.canvas.cuts) + 1)
        self.go.setEnabled(bool(self.canvas.cuts))

    def _settle(self) -> None:
        self.cut.emit(self.canvas.cuts)
