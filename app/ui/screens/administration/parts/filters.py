"""A filter of one value among several, as small as a button; its first entry is everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal

from app import i18n
from app.ui.fields import Combo

if TYPE_CHECKING:
    from collections.abc import Sequence


class Filter(Combo):
    """Chooses a tag; ``chosen`` tells that another was chosen."""

    chosen = Signal()

    def __init__(self, label: str, everything: str) -> None:
        super().__init__()
        self._label, self._everything = label, everything
        self._options: list[tuple[str, str]] = []
        self.setMinimumWidth(150)
        self.offer(())
        self.activated.connect(lambda _: self.chosen.emit())
        self._tell()

    @property
    def tag(self) -> str:
        """The chosen tag, or '' for everything."""
        return str(self.currentData() or "")

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer these tags with their words, keeping the chosen one."""
        kept = self.tag
        self._options = list(options)
        self.blockSignals(True)
        self.clear()
        self.addItem(i18n.text(self._everything), "")
        for tag, words in self._options:
            self.addItem(words, tag)
        self.setCurrentIndex(max(self.findData(kept), 0))
        self.blockSignals(False)

    def choose(self, tag: str) -> None:
        """Choose a tag, or everything where it is not offered."""
        self.setCurrentIndex(max(self.findData(tag), 0))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()

    def _tell(self) -> None:
        self.setAccessibleName(i18n.text(self._label))
        self.setItemText(0, i18n.text(self._everything))
