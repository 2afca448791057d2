"""Fields that know what they hold: day, sum, search words; the plain ones are in ``fields``.

Usage::

    day = DateField("batch.value_date", required=True)
    day.value()                   # a date, or None while empty or wrong; the error is under the field
    sum_of = MoneyField("batch.drawn")   # accepts ``1,234.5`` and Thai digits; value() is `Money` or None
    search = SearchField("batch.search")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app import i18n
from app.domain.values import dates
from app.domain.values.errors import BadInput
from app.domain.values.money import THAI_TO_ASCII_DIGITS, Money
from app.ui import days, icons
from app.ui.fields import TextField, name_inner_buttons
from app.ui.tab_order import list_after

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


CODE_LENGTH_MAX = 40


class DateField(TextField):
    """A day in either era: accepts ``21/11/2569``, ``21/11/69``, ``2026-11-21``, ``21 พ.ย. 69``; shows one form."""

    def __init__(self, label: str, *, hint: str = "ui.date_hint", required: bool = False) -> None:
        super().__init__(label, hint=hint, required=required, length_max=32)

    def value(self) -> date | None:
        """Return the day, or None while the field is empty or cannot be read."""
        try:
            return dates.parse(self.text())
        except BadInput:
            return None

    def set_value(self, day: date) -> None:
        """Show a day."""
        self.set_text(days.day(day))

    def changeEvent(self, event: QEvent) -> None:
        """Show the day in the words of another language."""
        day = self.value()
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and day is not None:
            self.set_value(day)

    def check(self) -> bool:
        """Read the day; show it in its one form, or say what is wrong with it."""
        return super().check() and _read(self, lambda words: days.day(dates.parse(words)))


class CodeField(TextField):
    """A one-time code off a letter or a telephone: Thai digits count as digits, blanks around and in it as none.

    What was typed on a Thai keyboard is told before it costs one of the few tries.
    """

    def __init__(self, label: str, *, hint: str = "", required: bool = True) -> None:
        super().__init__(label, hint=hint, required=required, length_max=CODE_LENGTH_MAX)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText)

    def value(self) -> str:
        """Return the code as it is sent."""
        return "".join(letter for letter in self.text().translate(THAI_TO_ASCII_DIGITS) if letter.isprintable()).strip()

    def check(self) -> bool:
        """Say whether it can be a code at all."""
        if not super().check():
            return False
        if self.value().isascii():
            return True
        self.complain("ui.code_letters")
        return False


class MoneyField(TextField):
    """A sum of baht: accepts ``1,234.5`` and Thai digits, shows ``1,234.50``."""

    def __init__(self, label: str, *, hint: str = "", required: bool = False, placeholder: str = "") -> None:
        super().__init__(label, hint=hint, required=required, placeholder=placeholder, length_max=32)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)

    def value(self) -> Money | None:
        """Return the sum, or None while the field is empty or cannot be read."""
        try:
            return Money.parse(self.text())
        except BadInput:
            return None

    def set_value(self, amount: Money | None) -> None:
        """Show a sum, or nothing."""
        self.set_text("" if amount is None else amount.format())

    def check(self) -> bool:
        """Read the sum; show it in its one form, or say what is wrong with it."""
        return super().check() and _read(self, lambda words: Money.parse(words).format())


class SearchField(QLineEdit):
    """A search in a list: no label above, its placeholder is its name; Esc empties it."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = placeholder
        self.setProperty("role", "search")
        self._glass = QAction(self)
        self._glass.setEnabled(False)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self._tell()

    def sizeHint(self) -> QSize:
        """Ask for room for what the placeholder says; where there is none, a search gives way."""
        hint, words = super().sizeHint(), self.fontMetrics().horizontalAdvance(self.placeholderText())
        return hint.expandedTo(QSize(self.minimumSizeHint().width() + words, 0))

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Take the keyboard, but not while a form lies over the list: what is typed then is meant for the form."""
        if self.isVisibleTo(self.window()):
            super().setFocus(reason)

    def event(self, event: QEvent) -> bool:
        """Claim Esc while there is something to empty: the window would take it as its shortcut, and go back."""
        asked = event.type() == QEvent.Type.ShortcutOverride and bool(self.text())
        if asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the field on Esc before Esc means anything else; with Down go to what was found."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        found = list_after(self) if event.key() == Qt.Key.Key_Down else None
        if found is not None:
            found.setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.PaletteChange}:
            self._tell()

    def _tell(self) -> None:
        self.setPlaceholderText(i18n.text(self._key))
        self.setAccessibleName(i18n.text(self._key))
        self._glass.setIcon(icons.icon("search", "quiet"))
        self._glass.setText(i18n.text(self._key))
        name_inner_buttons(self)


def _read(field: TextField, form: Callable[[str], str]) -> bool:
    if not field.text().strip():
        return True
    try:
        field.set_text(form(field.text()))
    except BadInput as problem:
        field.complain(f"errors.{problem.code}", **problem.facts)
        return False
    return True
