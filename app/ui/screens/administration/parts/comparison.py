"""Before and after side by side: only the fields that differ, the old value struck through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.access.differences import differences
from app.ui import theme
from app.ui.icons import Icon
from app.ui.screens.administration.parts import words
from app.ui.surfaces import line
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.access.differences import Difference
    from app.domain.access.proposal import AgencyView, Change

NAME, BEFORE, ARROW, AFTER = range(4)


class Comparison(QWidget):
    """A table of differences: name of the field, before, after."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.l)
        self._grid.setVerticalSpacing(SPACE.s)
        self._grid.setColumnStretch(BEFORE, 1)
        self._grid.setColumnStretch(AFTER, 1)

    def show_change(self, before: Change | None, after: Change, view: AgencyView) -> int:
        """Show what ``after`` makes different and return how many fields that are."""
        self._clear()
        found = differences(before, after)
        if not found:
            return 0
        self._head(with_before=before is not None)
        for row, each in enumerate(found):
            self._row(2 + 2 * row, each, view, with_before=before is not None)
        return len(found)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _head(self, *, with_before: bool) -> None:
        self._grid.addWidget(Label("administration.what_differs", role="quiet"), 0, NAME)
        if with_before:
            self._grid.addWidget(Label("administration.before", role="quiet"), 0, BEFORE)
        self._grid.addWidget(Label("administration.after", role="quiet"), 0, AFTER)
        self._grid.addWidget(line(), 1, NAME, 1, AFTER + 1)

    def _row(self, row: int, each: Difference, view: AgencyView, *, with_before: bool) -> None:
        old, new = (words.value(each.field, side, view) for side in (each.before, each.after))
        name = Label(role="table", wrap=True)
        name.show_text(words.field(each.field))
        after = Label(role="strong", wrap=True)
        after.show_text(new or words.DASH)
        after.setAccessibleName(f"{name.text()}: {old or words.DASH} → {new or words.DASH}")
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name, row, NAME, top)
        if with_before:
            before = Label(role="table", wrap=True)
            before.show_text(old or words.DASH)
            font = before.font()
            font.setStrikeOut(bool(old))
            before.setFont(font)
            theme.dress(before, tone="refused" if old else "quiet")
            self._grid.addWidget(before, row, BEFORE, top)
            self._grid.addWidget(Icon("arrow-right", "quiet"), row, ARROW, top)
        theme.dress(after, tone="done" if new else "quiet")
        self._grid.addWidget(after, row, AFTER, top)
        self._grid.addWidget(line(), row + 1, NAME, 1, AFTER + 1)
