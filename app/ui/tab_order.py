"""Where the Tab key goes to what is added while a window is open; Qt would have it come last in the window."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator


def tab_before(anchor: QWidget, added: QWidget) -> None:
    """Have the Tab key go through what is inside ``added`` just before it comes to ``anchor``."""
    chain = [each for each in _chain(anchor) if each.focusPolicy() & Qt.FocusPolicy.TabFocus and not each.focusProxy()]
    stops = [each for each in chain if added.isAncestorOf(each)]
    former = [each for each in chain if each is not anchor and each not in stops][-1:]
    for one, other in pairwise([*former, *stops]):
        QWidget.setTabOrder(one, other)


def _chain(start: QWidget) -> Iterator[QWidget]:
    """Give all that has a place in the window's order of focus, from ``start`` once around."""
    yield start
    each = start.nextInFocusChain()
    while each is not None and each is not start:
        yield each
        each = each.nextInFocusChain()
