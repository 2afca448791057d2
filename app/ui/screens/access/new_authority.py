"""Another authority vouches for the central system: what the bank's letter says decides whether it is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.fields import TextField
from app.ui.messages import Dialog
from app.ui.surfaces import Notice
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

CODE_MAX = 40
"""Sixteen letters, in groups as a letter prints them."""


class NewAuthorityDialog(Dialog):
    """Asks for the beginning of the fingerprint; ``accepted`` follows once ``act`` has believed it."""

    def __init__(self, parent: QWidget, act: Callable[[str], None]) -> None:
        super().__init__(parent, "sign_in.authority_title")
        self._act = act
        self.code = TextField(
            "sign_in.authority_code", hint="sign_in.authority_hint", required=True, length_max=CODE_MAX
        )
        self.error = errors.ErrorNote()
        self.go = Button("sign_in.authority_accept", kind="danger", act=self._try)
        leave = Button("ui.go_back", act=self.reject)
        self.body.add(Label("sign_in.authority_explain", role="quiet", wrap=True))
        self.body.add(Notice("sign_in.authority_warning", tone="refused", icon="shield-x"), self.code, self.error)
        self.add_button(leave)
        self.add_button(self.go)
        self.code.edit.returnPressed.connect(self._try)
        self.code.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _try(self) -> None:
        if not self.go.isEnabled() or not self.code.check():
            return
        code = self.code.text()
        self.go.setEnabled(False)
        self.error.clear()
        worker.run(self, lambda _: self._act(code), lambda _: self.accept(), self._failed)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.error.show_error(error)
        self.code.control.setFocus(Qt.FocusReason.OtherFocusReason)
