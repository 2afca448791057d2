"""The form for a new password: twice the same, long enough, different from the old one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.buttons import Button
from app.ui.fields import form_is_right
from app.ui.password_field import PasswordField
from app.ui.surfaces import Column
from app.ui.theme import SPACE

PASSWORD_MIN = 12


class NewPasswordForm(QWidget):
    """Emits ``chosen`` with a password that may be used; ``old`` is what it must differ from."""

    chosen = Signal(str)

    def __init__(self, old: str) -> None:
        super().__init__()
        self._old = old
        self.password = PasswordField("sign_in.new_password", hint="sign_in.new_password_hint")
        self.repeated = PasswordField("sign_in.new_password_again")
        self.button = Button("sign_in.change", kind="primary", act=self._choose)
        for each in (self.password, self.repeated):
            each.edit.returnPressed.connect(self._choose)
        column = Column(self, spacing=SPACE.l)
        column.add(self.password, self.repeated, self.button)
        column.addStretch(1)

    def _choose(self) -> None:
        if not form_is_right(self.password, self.repeated):
            return
        new = self.password.text()
        if len(new) < PASSWORD_MIN or new == self._old:
            self.password.complain("sign_in.password_same" if new == self._old else "sign_in.password_short")
            self.password.setFocus()
        elif new != self.repeated.text():
            self.repeated.complain("sign_in.password_differs")
            self.repeated.setFocus()
        else:
            self.chosen.emit(new)
