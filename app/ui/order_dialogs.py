"""The questions before an order: a reason and an order number for a request; reason and password for what is signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.fields import TextArea, TextField, form_is_right
from app.ui.messages import Dialog, tell_subject
from app.ui.password_prompt import PasswordDialog
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.ui.buttons import Kind


@dataclass(frozen=True)
class Order:
    """What is asked: the title, what happens then, whom it is about, and the words on the button."""

    title: str
    act: str
    icon: str
    explain: str = ""
    about: str | Callable[[], str] = ""
    danger: bool = False

    @property
    def kind(self) -> Kind:
        """The look of the button."""
        return "danger" if self.danger else "primary"


class ReasonDialog(Dialog):
    """Asks why, and hands the order out without a password: nothing takes effect that the other did not agree to."""

    def __init__(self, parent: QWidget, order: Order, act: Callable[[str], Any], done: Callable[[Any], object]) -> None:
        super().__init__(parent, order.title)
        self._act, self._done = act, done
        _tell(self, order)
        self.reason = TextArea("administration.reason", required=True, lines=2)
        self.error = errors.ErrorNote()
        self.body.add(self.reason, self.error)
        self.add_button(Button("ui.go_back" if order.danger else "ui.cancel", act=self.reject))
        self.go = self.add_button(
            Button(order.act, kind=order.kind, icon=order.icon, act=self._begin, shortcut="Ctrl+Return")
        )
        self.reason.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self) -> None:
        if not self.go.isEnabled() or not form_is_right(self.reason):
            return
        reason = self.reason.text()
        self.go.setEnabled(False)
        self.error.clear()
        worker.run(self, lambda _: self._act(reason), self._succeeded, self._failed)

    def _succeeded(self, result: object) -> None:
        self.accept()
        self._done(result)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.error.show_error(error)


class RequestDialog(ReasonDialog):
    """Asks also by which written order a request is made."""

    def __init__(
        self, parent: QWidget, order: Order, act: Callable[[str, str], Any], done: Callable[[Any], object]
    ) -> None:
        super().__init__(parent, order, lambda reason: act(reason, self.order_no.text()), done)
        self.order_no = TextField("administration.order_no", hint="administration.order_no_hint")
        self.body.insertWidget(self.body.indexOf(self.error), self.order_no)


class SignedDialog(PasswordDialog):
    """Asks for the password, and for a reason where one is needed, and signs; Enter in the password signs too."""

    def __init__(
        self,
        parent: QWidget,
        order: Order,
        act: Callable[[str, str], Any],
        done: Callable[[Any], object],
        *,
        with_reason: bool,
    ) -> None:
        super().__init__(parent, order.title, done, "administration.password", "administration.password_hint")
        self._act = act
        _tell(self, order)
        self.reason = TextArea("administration.reason", required=True, lines=2) if with_reason else None
        if self.reason is not None:
            self.body.add(self.reason)
        self.ask(Button(order.act, kind=order.kind, icon=order.icon, act=self.sign, shortcut="Ctrl+Return"))
        first = self.reason or self.password
        first.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def sign(self) -> None:
        """Begin, once reason and password are there."""
        if self.reason is not None and not form_is_right(self.reason):
            return
        reason = self.reason.text() if self.reason else ""
        self.attempt(lambda password: self._act(reason, password))


def _tell(dialog: Dialog, order: Order) -> None:
    tell_subject(dialog, order.about)
    if order.explain:
        dialog.body.add(Label(order.explain, role="quiet", wrap=True))
