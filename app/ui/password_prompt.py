"""The password, asked again in place: before a signature, or when a session has ended; typed work stays as it is.

Usage::

    ask_password(window, "ui.locked", "ui.locked_why", act=partial(sign_in.unlock, desk), done=...)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.messages import Dialog
from app.ui.password_field import PasswordField
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class PasswordDialog(Dialog):
    """Hands the password to work on a worker; stays open, with the reason, while it is refused.

    ``done`` gets what the work returned, after the dialog has closed.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        done: Callable[[Any], object],
        label: str = "sign_in.password",
        hint: str = "",
    ) -> None:
        super().__init__(parent, title)
        self._done = done
        self.password = PasswordField(label, hint=hint)
        self.error = errors.ErrorNote()

    def ask(self, go: Button, leave: str = "ui.cancel") -> None:
        """Put the password, the button that gives up and ``go`` below what the body tells already; Enter presses it."""
        self.go = go
        self.password.edit.returnPressed.connect(go.click)
        self.body.add(self.password, self.error)
        self.add_button(Button(leave, act=self.reject))
        self.add_button(go)

    def attempt(self, act: Callable[[str], object]) -> bool:
        """Begin ``act`` with the password; a second press meanwhile, or an empty field, begins nothing."""
        if not self.go.isEnabled() or not self.password.check():
            return False
        password = self.password.text()
        self.go.setEnabled(False)
        self.error.clear()
        worker.run(self, lambda _: act(password), self._succeeded, self._failed)
        return True

    def _succeeded(self, result: object) -> None:
        self.accept()
        self._done(result)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.error.show_error(error)
        self.password.edit.clear()
        self.password.control.setFocus(Qt.FocusReason.OtherFocusReason)


def ask_password(
    parent: QWidget,
    title: str,
    why: str,
    *,
    act: Callable[[str], object],
    done: Callable[[object], object],
    leave: str = "ui.cancel",
) -> PasswordDialog:
    """Open a prompt over ``parent`` and return it; ``leave`` is the key of the button that gives up."""
    prompt = PasswordDialog(parent, title, done)
    prompt.body.add(Label(why, role="quiet", wrap=True))
    prompt.ask(Button("ui.continue", kind="primary", act=lambda: prompt.attempt(act)), leave)
    prompt.password.control.setFocus(Qt.FocusReason.OtherFocusReason)
    prompt.open()
    return prompt
