"""What can be done on a screen at this moment, to be called by name from the palette."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from app.ui.buttons import Button
from app.ui.command_palette import Command

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def actions_of(screen: QWidget) -> list[Command]:
    """Return its buttons that are in sight and on, to be pressed as a person would.

    Several of one name are left out: nobody could tell which of them is meant.
    """
    found = [each for each in screen.findChildren(Button) if each.acts and each.isVisible() and each.isEnabled()]
    times = Counter(each.accessibleName() for each in found)
    return [
        Command(each.accessibleName(), each.icon_name, partial(_press, each), each.keys)
        for each in found
        if times[each.accessibleName()] == 1
    ]


def _press(button: Button) -> None:
    button.setFocus()  # a dialog that it opens gives the keyboard back there
    button.click()
