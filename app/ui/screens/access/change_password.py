"""Changing one's own password: the present one, the new one with its rules, and what the policy says."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.domain.values.errors import Refused
from app.ui import days, errors, worker
from app.ui.buttons import Button
from app.ui.fields import Hold
from app.ui.messages import Dialog, toast
from app.ui.new_password import NewPasswordForm
from app.ui.password_field import PasswordField
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.domain.access.password import PasswordVerdict

WRONG = frozenset({"key_password_wrong", "password_wrong"})
"""The present password was not the one typed."""


class ChangePasswordDialog(Dialog):
    """``judge`` takes the present password and the new one, ``change`` as well, on a worker.

    ``expires_at`` is the instant when the present password expires, '' where it does not, None where nobody knows.
    """

    def __init__(
        self,
        parent: QWidget,
        judge: Callable[[str, str], PasswordVerdict],
        change: Callable[[str, str], object],
        expires_at: str | None,
    ) -> None:
        super().__init__(parent, "new_password.title")
        self._parent, self._change = parent, change
        self.current = PasswordField("new_password.current")
        self.error = errors.ErrorNote()
        self.form = NewPasswordForm(
            lambda new: judge(self.current.text(), new),
            expiry=_expiry(expires_at),
            expires=partial(days.iso_moment, expires_at or ""),
            go="new_password.change",
        )
        self.form.chosen.connect(self._go)
        self._hold = Hold(self.form)
        self.body.add(Label("new_password.why", role="quiet", wrap=True), self.current, self.form, self.error)
        self.add_button(Button("ui.cancel", act=self.reject))
        self.current.setFocus()

    def _go(self, new: str, _code: str) -> None:
        if not self.current.check():
            self.current.setFocus()
            return
        current = self.current.text()
        self.error.clear()
        self._hold.begin()
        worker.run(self, lambda _: self._change(current, new), lambda _: self._changed(), self._failed)

    def _changed(self) -> None:
        self.accept()
        toast(self._parent, "new_password.done")

    def _failed(self, error: Exception) -> None:
        self._hold.end()
        code = error.code if isinstance(error, Refused) else ""
        if code in WRONG:
            self.current.complain("new_password.current_wrong")
            self.current.setFocus()
            self.current.edit.selectAll()
        elif not (isinstance(error, Refused) and self.form.refuse(code, error.facts)):
            self.error.show_error(error)


def _expiry(expires_at: str | None) -> str:
    if expires_at is None:
        return "new_password.by_policy"
    return "new_password.expires_on" if expires_at else "new_password.never_expires"
