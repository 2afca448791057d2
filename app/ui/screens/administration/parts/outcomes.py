"""What came of an order, told in the same way on every administration screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.values.errors import Unanswered
from app.ui import errors
from app.ui.messages import toast

if TYPE_CHECKING:
    from app.services.commands import Given
    from app.ui.screen import Screen


def tell(screen: Screen, told: str, given: Given) -> None:
    """Say that it was done, or that nobody knows yet; then look again."""
    if given.known:
        toast(screen, told)
    else:
        errors.show(screen, Unanswered("unanswered"))
    screen.changed.emit()
    screen.refresh()
