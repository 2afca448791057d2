"""What came in beside what was asked for: field by field, the same or not, told by a mark and a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app import i18n
from app.ui.icons import Icon
from app.ui.surfaces import line
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

MARK, NAME, LEFT, RIGHT = range(4)


class Pair(NamedTuple):
    """A field of both: the key of its name, what was paid, what was asked; ``same`` is None where nothing is held."""

    name: str
    left: str
    right: str
    same: bool | None = None


class SideBySide(QWidget):
    """A table of pairs under two titles."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__()
        self._titles = left, right
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.m)
        self._grid.setVerticalSpacing(SPACE.s)
        self._grid.setColumnStretch(LEFT, 1)
        self._grid.setColumnStretch(RIGHT, 1)

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Show these instead of the former ones."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for column, title in zip((LEFT, RIGHT), self._titles, strict=True):
            self._grid.addWidget(Label(title, role="label"), 0, column)
        self._grid.addWidget(line(), 1, MARK, 1, RIGHT + 1)
        for number, pair in enumerate(pairs):
            self._row(2 + number, pair)

    def _row(self, row: int, pair: Pair) -> None:
        top = Qt.AlignmentFlag.AlignTop
        name, left, right = (
            Label(pair.name, role="quiet"),
            Label(role="table", wrap=True),
            Label(role="table", wrap=True),
        )
        left.show_text(pair.left)
        right.show_text(pair.right)
        if pair.same is not None:
            told = i18n.text("incoming.same" if pair.same else "incoming.differs")
            icon = Icon("circle-check" if pair.same else "triangle-alert", "done" if pair.same else "waiting")
            icon.setAccessibleName(told)
            icon.setToolTip(told)
            icon.setMinimumHeight(name.sizeHint().height())  # beside the first line of words, not above it
            self._grid.addWidget(icon, row, MARK, top)
            right.setAccessibleName(f"{pair.right} ({told})")
        for column, part in ((NAME, name), (LEFT, left), (RIGHT, right)):
            self._grid.addWidget(part, row, column, top)
