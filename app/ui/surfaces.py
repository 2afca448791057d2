"""Surfaces that hold a screen's parts together: cards, tiles, side panel, banner, key-value grid, notice, scroll page.

Usage::

    page = Column(margins=SPACE.xl)             # a layout of the house; page.add(widget), page.add_row(a, b)
    card = Card("home.paid_by_day")             # section title inside, card.body.add(...)
    side = SidePanel()                          # right column of a list; side.body.add(...), side.foot.add(button)
    Banner().show_order("ระบบจำลอง ...", "Simulator ...")       # full width, cannot be closed
    facts = KeyValues(); facts.put("batch.account", "006 xxx-x-x4471-x")
    Notice("sign_in.stop", tone="refused", icon="circle-alert")   # a coloured box with a sentence
    figures = Figures(); figures.put("batch.sum", "486,275.50", unit="บาท", below="สี่แสน...")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app import i18n
from app.ui import theme
from app.ui.icons import Icon
from app.ui.texts import Label, as_tip, follow
from app.ui.theme import SIZES, SPACE, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent

WORD_MAX = 26
"""A longer word, such as a file's name, would make its column wider than the window has room for."""


class Column(QVBoxLayout):
    """A column with the distances of the house."""

    def __init__(self, parent: QWidget | None = None, *, margins: int = 0, spacing: int = SPACE.m) -> None:
        super().__init__()
        if parent is not None:
            parent.setLayout(self)
        self.setContentsMargins(margins, margins, margins, margins)
        self.setSpacing(spacing)

    def add(self, *parts: QWidget | QLayout, stretch: int = 0) -> None:
        """Add widgets or layouts below one another."""
        for part in parts:
            if isinstance(part, QLayout):
                self.addLayout(part, stretch)
            else:
                self.addWidget(part, stretch)

    def add_row(self, *parts: QWidget | None, spacing: int = SPACE.s) -> QHBoxLayout:
        """Add widgets side by side; ``None`` is a stretch."""
        row = row_of(*parts, spacing=spacing)
        self.addLayout(row)
        return row


def row_of(*parts: QWidget | None, spacing: int = SPACE.s) -> QHBoxLayout:
    """Return widgets side by side; ``None`` is a stretch."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
    return row


def line() -> QFrame:
    """Return a hairline."""
    made = QFrame()
    theme.dress(made, role="line")
    return made


class Card(QFrame):
    """A framed area with an optional section title; fill ``body``."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        theme.dress(self, role="card")
        self.body = Column(self, margins=SPACE.l)
        if title:
            self.body.add(Label(title, role="section"))


class SidePanel(QWidget):
    """The right column: what is chosen, and what can be done with it; ``body`` scrolls, ``foot`` stays."""

    def __init__(self, width: int = SIZES.side_width) -> None:
        super().__init__()
        theme.dress(self, role="side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(width)
        whole = Column(self, spacing=0)
        area, self.body = scroll_page(margins=SPACE.l)
        holder = QWidget()
        self.foot = Column(holder, margins=SPACE.l, spacing=SPACE.s)
        whole.add(area, stretch=1)
        whole.add(holder)


def scroll_page(*, margins: int = SPACE.xl, spacing: int = SPACE.m) -> tuple[QScrollArea, Column]:
    """Return a page that scrolls when the window is small, and the column to fill; nothing is ever cut."""
    page = QWidget()
    theme.dress(page, role="page")
    column = Column(page, margins=margins, spacing=spacing)
    return scrolling(page), column


def scrolling(page: QWidget, parent: QWidget | None = None) -> QScrollArea:
    """Let a page that needs more room than there is be scrolled, so that nothing is ever cut."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area


def turn_page(area: QScrollArea, event: QKeyEvent) -> bool:
    """Scroll by a page on PgDn and PgUp; say whether it was one of them."""
    from PySide6.QtWidgets import QAbstractSlider  # its words are not needed before the first window

    ways = QAbstractSlider.SliderAction
    match event.key():
        case Qt.Key.Key_PageDown:
            area.verticalScrollBar().triggerAction(ways.SliderPageStepAdd)
        case Qt.Key.Key_PageUp:
            area.verticalScrollBar().triggerAction(ways.SliderPageStepSub)
        case _:
            return False
    return True


class Banner(QFrame):
    """A full-width line ordered by the central system; it has no close button on purpose."""

    def __init__(self, tone: Tone = "waiting", *, wrap: bool = False) -> None:
        super().__init__()
        theme.dress(self, role="banner", tone=tone)
        self.words = Label(role="label", tone=tone, wrap=wrap)
        self._order: dict[str, str] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.l, 2, SPACE.l, 2)
        row.addWidget(self.words, 1)
        follow(self, self._tell)

    def show_order(self, thai: str, english: str) -> None:
        """Show the server's words as plain text in the language in use, or nothing for empty texts."""
        self._order = {"th": thai, "en": english}
        self._tell()

    def said(self) -> str:
        """Return what is to be shown in the language in use."""
        return self._order.get(i18n.language(), "")

    def _tell(self) -> None:
        words = self.said()
        self.words.show_text(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))


class Notice(QFrame):
    """A coloured box with an icon, a sentence and perhaps a second, quieter one."""

    def __init__(self, key: str = "", *, tone: Tone = "waiting", icon: str = "circle-alert") -> None:
        super().__init__()
        theme.dress(self, role="notice", tone=tone)
        self._icon = Icon(icon, tone if tone != "plain" else "ink")
        self.words = Label(key, role="strong", wrap=True)
        self.more = Label(role="table", wrap=True)
        self.more.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.m, SPACE.m, SPACE.m, SPACE.m)
        row.setSpacing(SPACE.m)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self.body = Column(spacing=SPACE.xs)
        self.body.add(self.words, self.more)
        row.addLayout(self.body, 1)

    def turn(self, tone: Tone, icon: str) -> None:
        """Change what the box tells by colour and icon."""
        theme.dress(self, tone=tone)
        self._icon.show_icon(icon, tone if tone != "plain" else "ink")

    def say(self, key: str, more: str = "", **facts: object) -> None:
        """Show other sentences of the catalogue."""
        self.words.say(key, **facts)
        if more:
            self.more.say(more, **facts)
        self.more.setVisible(bool(more))
        if self.parent() is not None:
            self.show()


class KeyValues(QWidget):
    """Facts under one another: quiet name, value; values can be read as ``name value`` by screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE.l)
        self._grid.setVerticalSpacing(SPACE.s)
        self._grid.setColumnStretch(1, 1)
        self._values: dict[str, Label] = {}
        self._names: dict[str, Label] = {}

    def put_known(self, key: str, value: str) -> None:
        """Show a value beside its name, and neither of them for ''."""
        self.put(key, value)
        for label in (self._names[key], self._values[key]):
            label.setVisible(bool(value))

    def put(self, key: str, value: str, *, role: str = "table") -> Label:
        """Show a value beside its name (a key, or plain words after ``=``); the same key again replaces it."""
        label = self._values.get(key)
        if label is None:
            name, label = Label(role="quiet"), Label(role=role, wrap=True)
            if key.startswith("="):
                name.show_text(key[1:])
            else:
                name.say(key)
            name.setBuddy(label)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row = self._grid.rowCount()
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label, row, 1)
            self._values[key], self._names[key] = label, name
        label.show_text(" ".join(_shortened(word) for word in value.split(" ")))
        shortened = label.text() != value
        label.setToolTip(as_tip(value) if shortened else "")
        label.setAccessibleName(value if shortened else "")
        return label


def _shortened(word: str) -> str:
    """Leave out the middle of a long word: its two ends tell it from others. Thai is written without spaces."""
    return word if len(word) <= WORD_MAX or not word.isascii() else f"{word[: WORD_MAX - 11]}…{word[-10:]}"


class Paragraph(Label):
    """Words that wrap and keep the height of all their lines, however narrow their place becomes."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the height that this width needs."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._keep_height()

    def setText(self, words: str) -> None:  # noqa: N802  (the name is of Qt)
        """Keep the height that other words need."""
        super().setText(words)
        self._keep_height()

    def _keep_height(self) -> None:
        self.setMinimumHeight(0)  # Qt counts it in: what was once high would stay high
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))


class Figures(QFrame):
    """The summary card: a few figures side by side, each with its name above and a quiet line below."""

    def __init__(self) -> None:
        super().__init__()
        theme.dress(self, role="card")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._parts: dict[str, tuple[Label, Label, Label]] = {}

    def put(self, key: str, figure: str, *, unit: str = "", below: str = "", stretch: int = 1) -> None:
        """Show a figure under its name; the same key again replaces it."""
        if key not in self._parts:
            self._add(key, stretch)
        big, small, under = self._parts[key]
        big.show_text(figure)
        small.show_text(unit)
        small.setVisible(bool(unit))
        under.show_text(below)
        under.setVisible(bool(below))

    def _add(self, key: str, stretch: int) -> None:
        if self._parts:
            upright = QFrame()
            theme.dress(upright, role="upright")
            self._row.addWidget(upright)
        cell = QWidget()
        column = Column(cell, spacing=2)
        column.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.m)
        big, small, under = Label(role="figure"), Label(role="table"), Paragraph(role="quiet", wrap=True)
        values = row_of(big, small, None)
        values.setAlignment(small, Qt.AlignmentFlag.AlignBottom)
        column.add(Label(key, role="quiet"), values, under)
        column.addStretch(1)
        self._row.addWidget(cell, stretch)
        self._parts[key] = (big, small, under)


class Wrap(QWidget):
    """Widgets in equal columns that become fewer when the window is narrow."""

    def __init__(self, parts: Sequence[QWidget], *, width_min: int, spacing: int = SPACE.l) -> None:
        super().__init__()
        self._parts, self._width_min, self._columns = list(parts), width_min, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(spacing)
        self._place(max(1, min(len(self._parts), 3)))

    def minimumSizeHint(self) -> QSize:
        """Return the width of one column, so that the window may become narrower than the columns are now."""
        return QSize(self._width_min, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the number of columns that fits."""
        super().resizeEvent(event)
        fitting = max(1, (event.size().width() + SPACE.l) // (self._width_min + SPACE.l))
        self._place(min(fitting, len(self._parts)))

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for number, part in enumerate(self._parts):
            self._grid.addWidget(part, *divmod(number, columns))
