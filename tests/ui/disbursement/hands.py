"""Pressing and finding things on a screen, waiting for what a worker has still to bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QAbstractButton, QWidget

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

W = TypeVar("W", bound=QWidget)


def _buttons(widget: QWidget, name: str) -> list[QAbstractButton]:
    return [b for b in widget.findChildren(QAbstractButton) if b.accessibleName() == name and b.isVisible()]


def click(qtbot: QtBot, widget: QWidget, name: str) -> None:
    """Press the one button with this accessible name, once it is there and lit."""
    qtbot.waitUntil(lambda: [b.isEnabled() for b in _buttons(widget, name)] == [True])
    _buttons(widget, name)[0].click()


def only(widget: QWidget, kind: type[W]) -> W:
    """Return the one visible part of this kind."""
    found = [each for each in widget.findChildren(kind) if each.isVisible()]
    assert len(found) == 1, found
    return found[0]
