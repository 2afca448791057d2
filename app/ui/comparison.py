"""Before and after side by side: only the fields that differ, the old value struck through."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui import theme
from app.ui.icons import Icon
from app.ui.surfaces import line
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME, BEFORE, ARROW, AFTER = range(4)
DASH = "–"


class Differing(NamedTuple):
    """A field that differs: its name and both values in words, '' for nothing."""

    name: str
    before: str
    after: str


class Comparison(QWidget):
    """A table of differences: name of the field, before, after."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.m)
        self._grid.setVerticalSpacing(SPACE.s)
        self._grid.setColumnStretch(BEFORE, 1)
        self._grid.setColumnStretch(AFTER, 1)

    def show_rows(self, rows: Sequence[Differing], *, with_before: bool) -> None:
        """Show these instead of the former ones; ``with_before`` False leaves the old side out."""
        self._clear()
        if not rows:
            return
        self._head(with_before=with_before)
        for number, each in enumerate(rows):
            self._row(2 + 2 * number, each, with_before=with_before)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _head(self, *, with_before: bool) -> None:
        self._grid.addWidget(Label("ui.what_differs", role="quiet"), 0, NAME)
        if with_before:
            self._grid.addWidget(Label("ui.before", role="quiet"), 0, BEFORE)
        self._grid.addWidget(Label("ui.after", role="quiet"), 0, AFTER)
        self._grid.addWidget(line(), 1, NAME, 1, AFTER + 1)

    def _row(self, row: int, each: Differing, *, with_before: bool) -> None:
        name = Label(role="table", wrap=True)
        name.show_text(each.name)
        after = Label(role="strong", wrap=True)
        after.show_text(each.after or DASH)
        after.setAccessibleName(f"{each.name}: {each.before or DASH} → {each.after or DASH}")
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name, row, NAME, top)
        if with_before:
            before = Label(role="table", wrap=True)
            before.show_text(each.before or DASH)
            font = before.font()
            font.setStrikeOut(bool(each.before))
            before.setFont(font)
            theme.dress(before, tone="refused" if each.before else "quiet")
            self._grid.addWidget(before, row, BEFORE, top)
            self._grid.addWidget(Icon("arrow-right", "quiet"), row, ARROW, top)
        theme.dress(after, tone="done" if each.after else "quiet")
        self._grid.addWidget(after, row, AFTER, top)
        self._grid.addWidget(line(), row + 1, NAME, 1, AFTER + 1)
