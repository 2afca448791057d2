"""F1: what this screen is for, its keys, and the keys that work everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui import theme
from app.ui.buttons import Button
from app.ui.messages import Dialog
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ui.screen import Screen

Keys = tuple[str, str]
KEYS_WIDTH = 88
"""Both lists of keys line up."""


def show_help(
    parent: QWidget, screen: Screen | None, everywhere: Sequence[Keys], practise: Callable[[], None] | None = None
) -> Dialog:
    """Open the help of a screen: what it is for, its keys, those that work everywhere, and the way to practice."""
    dialog = Dialog(parent, screen.title_key if screen else "ui.product")
    help_key = screen.help_key if screen else ""
    own = screen.keys() if screen else ()
    if help_key:
        dialog.body.add(Label(help_key, wrap=True))
    for heading, keys in (("ui.keys_here", own), ("ui.keys_everywhere", everywhere)):
        if keys:
            dialog.body.add(Label(heading, role="section"), _grid(keys))
    if practise is not None:
        way = Button("practice.open", kind="quiet", icon="badge-check", act=dialog.accept)
        way.clicked.connect(practise)
        dialog.body.add(way)
    dialog.add_button(Button("ui.close", kind="primary", act=dialog.accept)).setFocus()
    dialog.open()
    return dialog


def _grid(keys: Sequence[Keys]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(SPACE.l)
    grid.setVerticalSpacing(SPACE.s)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, KEYS_WIDTH)
    for row, (sequence, words) in enumerate(keys):
        cap = Label(role="keycap")
        named = QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
        cap.show_text(named.replace("Return", "Enter"))
        grid.addWidget(cap, row, 0, theme.ALIGN_LEFT)
        grid.addWidget(Label(words, wrap=True), row, 1)
    return holder
