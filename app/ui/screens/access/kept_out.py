"""What is told above the sign-in form to somebody who is not let in, with what can be done about it.

Usage::

    kept_out = KeptOut(); kept_out.form_asked.connect(...); kept_out.authority_asked.connect(...)
    kept_out.refuse("user_locked", {}, of_parent=False)    # a code that ``has_words_for`` knows
    kept_out.show_error(error)                             # any other
    kept_out.clear()
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.values.errors import Tampered
from app.ui import days
from app.ui.buttons import Button
from app.ui.errors import ErrorNote
from app.ui.messages import announce
from app.ui.surfaces import Column, Notice
from app.ui.theme import SPACE, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOLD: dict[str, tuple[Tone, str, str]] = {
    "password_wrong": ("waiting", "triangle-alert", "sign_in.wrong"),
    "password_wrong_last": ("refused", "triangle-alert", "sign_in.wrong_last"),
    "user_locked": ("refused", "lock", "sign_in.locked"),
    "user_locked_parent": ("refused", "lock", "sign_in.locked_parent"),
    "user_suspended": ("refused", "ban", "sign_in.suspended"),
    "rights_ended": ("refused", "calendar", "sign_in.rights_ended"),
    "slip_expired": ("refused", "clock", "sign_in.slip_expired"),
    "key_not_permitted": ("waiting", "key-round", "sign_in.key_waits"),
}
"""Refusals with words of their own: tone, icon, and the key of what happened; ``..._do`` is what to do."""


class KeptOut(QWidget):
    """A notice or an error, and the button that helps; takes no room while there is nothing to tell."""

    form_asked = Signal()
    authority_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.notice = Notice()
        self.branch_form = Button("sign_in.branch_form", icon="printer", act=self.form_asked.emit)
        self.error = ErrorNote()
        self.replaced = Button("sign_in.authority_ask", kind="link", act=self.authority_asked.emit)
        Column(self, spacing=SPACE.l).add(self.notice, self.branch_form, self.error, self.replaced)
        self.clear()

    def clear(self) -> None:
        """Take everything away."""
        self.notice.hide()
        self.branch_form.hide()
        self.clear_error()

    def clear_error(self) -> None:
        """Take an error away; a notice stays."""
        self.error.clear()
        self.replaced.hide()
        self.setVisible(not self.notice.isHidden())

    def warn(self, tone: Tone, icon: str, what: str, do: str = "", **facts: object) -> None:
        """Show sentences of the catalogue, and have them spoken."""
        self.show()
        self.notice.turn(tone, icon)
        self.notice.say(what, do, **facts)
        announce(self, f"{self.notice.words.text()} {self.notice.more.text()}")

    def has_words_for(self, code: str) -> bool:
        """Say whether a refusal is told in words of its own."""
        return code in _TOLD

    def refuse(self, code: str, facts: Mapping[str, object], *, of_parent: bool) -> None:
        """Tell a refusal in words of its own; people of a parent agency get the form with which they ask the branch."""
        told = dict(facts)
        if code == "password_wrong" and str(told.get("tries_left")) == "1":
            code = "password_wrong_last"
        if code == "user_locked" and of_parent:
            code = "user_locked_parent"
            self.branch_form.show()
        if "day" in told:
            told["day"] = partial(days.iso_day, str(told["day"]))
        tone, icon, key = _TOLD[code]
        told["left"] = told.pop("tries_left", "–")
        self.warn(tone, icon, key, f"{key}_do", **told)

    def show_error(self, error: Exception) -> None:
        """Show any other error, and the way to believe another authority where that is what is wrong."""
        self.show()
        self.error.show_error(error)
        self.replaced.setVisible(isinstance(error, Tampered) and error.code == "authority_changed")
