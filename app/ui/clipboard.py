"""What is copied out of a list stays on the clipboard for a minute only: names and accounts are nobody else's."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

LENT_MS = 60_000


def lend(words: str, kept_ms: int = LENT_MS) -> None:
    """Put words on the clipboard and take them off again later, unless something else is there by then."""
    board = QGuiApplication.clipboard()
    board.setText(words)

    def take_back() -> None:
        if board.text() == words:
            board.clear()

    QTimer.singleShot(kept_ms, board, take_back)
