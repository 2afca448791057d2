"""The password, asked again in place: before a signature, or when a session has ended; typed work stays as it is.

Usage::

    ask_password(self, "approvals.sign_title", "approvals.sign_why", act=partial(service.approve, content), done=...)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.messages import Dialog
from app.ui.password_field import PasswordField
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class PasswordPrompt(Dialog):
    """Asks for the password and hands it to work on a worker; stays open, with the reason, while it is refused."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        why: str,
        act: Callable[[str], object],
        done: Callable[[object], object],
        leave: str = "ui.cancel",
    ) -> None:
        super().__init__(parent, title)
        self._act, self._done = act, done
        self.password = PasswordField("sign_in.password")
        self.error = errors.ErrorNote()
        self.enter = Button("ui.continue", kind="primary", act=self._try)
        self.body.add(Label(why, role="quiet", wrap=True), self.password, self.error)
        self.add_button(Button(leave, act=self.reject))
        self.add_button(self.enter)
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _try(self) -> None:
        password = self.password.text()
        if not password:
            self.password.setFocus()
            return
        self.enter.setEnabled(False)
        worker.run(self, lambda _: self._act(password), self._succeeded, self._failed)

    def _succeeded(self, result: object) -> None:
        self.accept()
        self._done(result)

    def _failed(self, error: BaseException) -> None:
        self.enter.setEnabled(True)
        self.error.show_error(error)
        self.password.edit.clear()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)


def ask_password(
    parent: QWidget,
    title: str,
    why: str,
    *,
    act: Callable[[str], object],
    done: Callable[[object], object],
    leave: str = "ui.cancel",
) -> PasswordPrompt:
    """Open the prompt over ``parent`` and return it; ``leave`` is the key of the button that gives up."""
    prompt = PasswordPrompt(parent, title, why, act, done, leave)
    prompt.open()
    return prompt
