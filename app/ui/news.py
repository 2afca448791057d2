"""News from other threads, told again on the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class News(QObject):
    """Call `tell` on any thread; ``heard`` is emitted on the thread that made this object."""

    heard = Signal(object)
    _told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told.connect(self.heard)

    def tell(self, what: object) -> None:
        """Pass something on."""
        self._told.emit(what)
