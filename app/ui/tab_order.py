"""Where the Tab key goes where Qt would pass something by, or have what is added while a window is open come last."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator


def tab_before(anchor: QWidget, added: QWidget) -> None:
    """Have the Tab key go through what is inside ``added`` just before it comes to ``anchor``."""
    chain = [each for each in _chain(anchor) if each.focusPolicy() & Qt.FocusPolicy.TabFocus and not each.focusProxy()]
    stops = [each for each in chain if added.isAncestorOf(each)]
    former = [each for each in chain if each is not anchor and each not in stops][-1:]
    for one, other in pairwise([*former, *stops]):
        QWidget.setTabOrder(one, other)


def tab_as_laid_out(window: QWidget, *layouts: QLayout) -> None:
    """Have the Tab key go through what lies in these layouts as it is read, however late something was put there."""
    chain = [each for each in _chain(window) if each.focusPolicy() & Qt.FocusPolicy.TabFocus and not each.focusProxy()]
    parts = [part for layout in layouts for part in _parts(layout)]
    stops = [each for part in parts for each in chain if each is part or part.isAncestorOf(each)]
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)


def come_in_at_the_beginning(former: QWidget | None) -> None:
    """Once Tab went on from ``former``: begin with the first of what it came into.

    Qt goes to where the work is, to which whatever it came into hands its focus on, past all that stands above.
    """
    entered, part = None, QApplication.focusWidget()
    while part is not None and not part.isWindow() and (former is None or not part.isAncestorOf(former)):
        if part.focusProxy() is not None:
            entered = part
        part = part.parentWidget()
    if entered is not None:
        _focus_first(entered)


def go_on_from(former: QWidget | None, *, forward: bool) -> None:
    """Once Tab was pressed on ``former`` and nothing moved: go to the next part that takes the keyboard itself.

    Qt stays where it is when what it came into hands its focus on to a list that an empty page lies over.
    """
    if QApplication.focusWidget() is former:
        step_from(former, forward=forward)


def step_from(former: QWidget | None, *, forward: bool) -> None:
    """Go from ``former`` to the next part that takes the keyboard itself, wherever Qt went.

    A field that was put between others late keeps its old place in Qt's eyes, though what is typed into has moved.
    """
    if former is None:
        return
    for part in _chain(former, forward=forward):
        if part is not former and _takes_tab(part):
            part.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
            return


def list_after(field: QWidget) -> QAbstractItemView | None:
    """Return the list to which the Tab key leads after ``field``, past the buttons between, if there is one."""
    for part in _chain(field):
        stops = part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible() and part.isEnabled()
        if stops and isinstance(part, QAbstractItemView):
            return part
    return None


def _parts(layout: QLayout) -> Iterator[QWidget]:
    """Give the widgets of a layout and of all layouts in it, as they are read."""
    for item in filter(None, map(layout.itemAt, range(layout.count()))):
        part, inner = item.widget(), item.layout()
        if part is not None:
            yield part
        elif inner is not None:
            yield from _parts(inner)


def _focus_first(whole: QWidget) -> None:
    """Give the focus to the first part, in the order of Tab, that takes it itself."""
    for part in _chain(whole):
        if whole.isAncestorOf(part) and _takes_tab(part):
            part.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _takes_tab(part: QWidget) -> bool:
    """Say whether Tab can stop at a part itself."""
    stops = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and part.focusProxy() is None
    return stops and part.isVisible() and part.isEnabled()


def _chain(start: QWidget, *, forward: bool = True) -> Iterator[QWidget]:
    """Give all that has a place in the window's order of focus, from ``start`` once around."""
    following = QWidget.nextInFocusChain if forward else QWidget.previousInFocusChain
    yield start
    each = following(start)
    while each is not None and each is not start:
        yield each
        each = following(each)
