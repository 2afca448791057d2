"""Qt's own words (menus of text fields, file dialogs) in Thai: PySide6 ships no Thai translation, so this is ours.

The words are in the area ``qt``; a key is Qt's source text without the marks of access keys.
"""

from __future__ import annotations

from PySide6.QtCore import QTranslator

from app import i18n


class QtWords(QTranslator):
    """Answers Qt in the language in use; what is not in the catalogue stays as Qt says it."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, number: int = -1, /
    ) -> str | None:
        """Return the words for one of Qt's texts, or nothing."""
        if i18n.language() == "en" or not source:
            return None
        key = f"qt.{source.replace('&', '')}"
        return i18n.text(key) if i18n.has(key) else None

    def isEmpty(self) -> bool:
        """Say that there are words, though no file was loaded."""
        return False
