"""Looking for what a person or a screen reader would stumble over, on every screen of the tour."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QScrollArea, QTableView, QWidget

import resources
from app import i18n
from app.ui import theme
from app.ui.messages import Dialog
from app.ui.theme import SIZES
from tests.pictures.album import change_language, change_theme, clear_toasts, in_front, rest
from tests.ui.looking import Strays, cut, unnamed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QColor, QImage

CONTRAST_MIN = 4.5
LETTERS_MIN = 4
ROWS_READ = 20
LOOKS: tuple[theme.ThemeName, ...] = ("light", "dark")
SCREENS_A_LOOK = 40
"""So many screens are looked at in one theme, then as many in the other: to repaint a whole desk takes seconds."""


class Inspection:
    """Collects faults as ``screen (language, width): what``; the same fault is told once a screen."""

    def __init__(self) -> None:
        self.faults: Counter[str] = Counter()
        self.screens = 0
        self._strays = Strays()

    def __call__(self, name: str, window: QWidget) -> None:
        """Look at a window in both languages, the themes by turns, as large as usual and as small as it may become."""
        look = LOOKS[self.screens // SCREENS_A_LOOK % len(LOOKS)]
        self.screens += 1
        if look != theme.current().name:
            change_theme(window, look)
        rest()  # a dialog grows with what it was just told
        usual, smallest = window.size(), QSize(*SIZES.window_min)
        for language in sorted(i18n.LANGUAGES, key=lambda each: each != i18n.language()):
            switched = language != i18n.language()
            if switched:
                change_language(window, language)
            rest()
            clear_toasts(window)
            front = in_front(window) or window
            shrinks = front is window and usual.width() > smallest.width()
            sizes = [usual, smallest] if shrinks else [usual]
            # The other language begins at the size at which the first ended: to lay out a whole desk takes its time.
            for size in reversed(sizes) if switched else sizes:
                if shrinks and window.size() != size:
                    window.resize(size)
                    rest()
                found = self._at_usual(window, front, switched=switched) if size == usual else cut(front)
                self._note(name, language, size.width(), [*found])
            self._note(name, language, usual.width(), self._strays.found())
        rest()

    def _at_usual(self, window: QWidget, front: QWidget, *, switched: bool) -> Iterator[str]:
        for whole in {window, front}:
            yield from left_behind(whole)
        for look in (cut, unnamed, sideways, headless):
            yield from look(front)
        if not switched:  # colours and keys are the same in every language
            for look in (pale, out_of_reach, early):
                yield from look(front)

    def _note(self, name: str, language: str, width: int, faults: list[str]) -> None:
        self.faults.update(f"{name} ({language}, {width}): {fault}" for fault in faults)


@cache
def words_of_the_other(language: i18n.Language) -> frozenset[str]:
    """Return what only the other language of the catalogue says."""
    said: dict[str, set[str]] = {}
    for each in i18n.LANGUAGES:
        areas = sorted(path.stem for path in resources.path("locale", each).glob("*.json"))
        said[each] = {words for area in areas for words in i18n.area(each, area).values() if len(words) >= LETTERS_MIN}
    other = next(each for each in i18n.LANGUAGES if each != language)
    return frozenset(said[other] - said[language])


def left_behind(widget: QWidget) -> Iterator[str]:
    """Yield words of the catalogue that did not follow when the language was switched."""
    foreign = words_of_the_other(i18n.language())
    for each in widget.findChildren(QWidget):
        told = {each.accessibleName(), each.text().strip()} if isinstance(each, QLabel | QAbstractButton) else set()
        if isinstance(each, QTableView) and each.isVisible():
            told = set(_cells(each))
        if each.isVisible():
            yield from (f"{words!r} is in the other language" for words in told & foreign)


def _cells(table: QTableView) -> Iterator[str]:
    model = table.model()
    for row in range(min(model.rowCount(), ROWS_READ)):
        for column in range(model.columnCount()):
            yield str(model.index(row, column).data() or "")


def sideways(widget: QWidget) -> Iterator[str]:
    """Yield pages that have to be scrolled sideways; only tables may."""
    for area in widget.findChildren(QScrollArea):
        if area.isVisible() and area.horizontalScrollBar().isVisible():
            inside = area.widget()
            if inside is not None:
                yield f"{type(inside).__name__} has {area.viewport().width()} needs {inside.width()}"


def out_of_reach(widget: QWidget) -> Iterator[str]:
    """Yield buttons that the Tab key does not reach."""
    for button in widget.findChildren(QAbstractButton):
        usable = button.isVisible() and button.isEnabled() and not isinstance(button.parent(), QLineEdit | QTableView)
        if usable and not button.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield f"no key leads to {button.accessibleName()!r}"


def early(widget: QWidget) -> Iterator[str]:
    """Yield buttons at the foot of a dialog to which the Tab key comes before it was everywhere above them."""
    if not isinstance(widget, Dialog):
        return
    stops = _stops(widget)
    feet = [item.widget() for item in filter(None, map(widget.buttons.itemAt, range(widget.buttons.count())))]
    above = [at for at, each in enumerate(stops) if each not in feet]
    for each in stops[: above[-1]] if above else ():
        if each in feet:
            yield f"Tab comes to {each.accessibleName()!r} before {stops[above[-1]].accessibleName()!r}"


def _stops(window: QWidget) -> list[QWidget]:
    """Return where the Tab key goes in a window, what stands highest first."""
    ring, each = [], window.nextInFocusChain()
    while each is not None and each is not window:
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and not each.focusProxy() and each.isVisibleTo(window):
            ring.append(each)
        each = each.nextInFocusChain()
    first = min(range(len(ring)), key=lambda at: _place(ring[at], window), default=0)
    return ring[first:] + ring[:first]


def _place(part: QWidget, window: QWidget) -> tuple[int, int]:
    corner = part.mapTo(window, QPoint(0, 0))
    return corner.y(), corner.x()


def headless(widget: QWidget) -> Iterator[str]:
    """Yield tables with a column that has no heading."""
    for table in widget.findChildren(QTableView):
        model = table.model()
        if table.isVisible() and model is not None:
            titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
            if not all(titles):
                yield f"{table.accessibleName()!r} has columns without headings: {titles}"


def pale(widget: QWidget) -> Iterator[str]:
    """Yield words that stand out too little from the ground they really stand on."""
    picture = widget.grab().toImage()
    for label in widget.findChildren(QLabel):
        if not label.isVisible() or not label.isEnabled() or not label.text():
            continue
        corner = label.mapTo(widget, QPoint(0, 0))
        shown = QRect(corner, label.size()) & widget.rect() & _window_of(label, widget)
        if shown.height() < label.height():  # scrolled out, at least in part
            continue
        ratio = contrast(label.palette().color(label.foregroundRole()), _ground(picture, shown))
        if ratio < CONTRAST_MIN:
            yield f"{label.text()[:40]!r} has a contrast of {ratio:.1f}"


def _window_of(label: QLabel, top: QWidget) -> QRect:
    """Return the part of ``top`` in which a label may be seen: pages scroll."""
    around = label.parentWidget()
    room = top.rect()
    while around is not None and around is not top:
        room &= QRect(around.mapTo(top, QPoint(0, 0)), around.size())
        around = around.parentWidget()
    return room


def _ground(picture: QImage, box: QRect) -> QColor:
    """Return the colour that is most frequent just inside the edges of a box."""
    scale = picture.devicePixelRatio()
    points = [(x, y) for x in range(box.left(), box.right() + 1, 3) for y in (box.top() + 2, box.bottom() - 2)]
    seen = Counter(picture.pixel(int(x * scale), int(y * scale)) for x, y in points)
    wanted = seen.most_common(1)[0][0]
    return next(
        picture.pixelColor(int(x * scale), int(y * scale))
        for x, y in points
        if picture.pixel(int(x * scale), int(y * scale)) == wanted
    )


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())
