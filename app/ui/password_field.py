"""The password field: hidden, with a sign for caps lock or a Thai keyboard, and a button that shows what was typed.

Usage::

    password = PasswordField("sign_in.password")
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app import i18n
from app.ui import icons
from app.ui.fields import TextField, name_inner_buttons
from app.ui.texts import Label


class _KeyboardWatch(QObject):
    """Tells what is odd about the keyboard, from what the keys produce (Qt has no direct question for it)."""

    noticed = Signal(str)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at every key before the field does."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            letter = event.text()
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if letter and not letter.isascii() and letter.isprintable():
                self.noticed.emit("ui.thai_keyboard")
            elif len(letter) == 1 and letter.isalpha():
                self.noticed.emit("ui.caps_lock" if letter.isupper() != shift else "")
            elif event.key() == Qt.Key.Key_CapsLock:
                self.noticed.emit("")
        return super().eventFilter(watched, event)


class PasswordField(TextField):
    """A password with a sign for caps lock or a Thai keyboard, and a button that shows what was typed."""

    def __init__(self, label: str, *, hint: str = "", required: bool = True) -> None:
        self._show = QAction()
        super().__init__(label, hint=hint, required=required, length_max=128)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._show.setCheckable(True)
        self._show.toggled.connect(self._reveal)
        self.edit.addAction(self._show, QLineEdit.ActionPosition.TrailingPosition)
        watch = _KeyboardWatch(self)
        watch.noticed.connect(self._see_keyboard)
        self.edit.installEventFilter(watch)
        self._sign = Label("ui.caps_lock", role="small", tone="waiting")
        self._sign.hide()
        self._column.insertWidget(2, self._sign)
        self._reveal(False)

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.LanguageChange}:
            self._reveal(self._show.isChecked())

    def _see_keyboard(self, key: str) -> None:
        if key:
            self._sign.say(key)
        self._sign.setVisible(bool(key))
        self.edit.setAccessibleDescription(self._sign.text() if key else "")

    def _reveal(self, shown: bool) -> None:
        self._show.setIcon(icons.icon("eye-off" if shown else "eye", "quiet"))
        self._show.setText(i18n.text("ui.password_hide" if shown else "ui.password_show"))
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        name_inner_buttons(self.edit)
