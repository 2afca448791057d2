"""Leaving while a command has no answer yet: it goes on only when its person is here again, and that is said first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui import worker
from app.ui.messages import Question, confirm

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.ui.ports import Desk


def ask_first(window: QWidget, desk: Desk, act: str, leave: Callable[[], None]) -> None:
    """Call ``leave``; where a command of the person has no answer yet, only on their word. ``act`` names the button."""

    def ask(count: int) -> None:
        if not count:
            leave()
            return
        facts: dict[str, object] = {"count": f"{count:,}"}
        question = Question("ui.leave_unanswered", act, "ui.leave_unanswered_why", danger=True, facts=facts)
        confirm(window, question, leave)

    worker.run(window, lambda _: desk.unanswered(), ask, lambda _: leave())
