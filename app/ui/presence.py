"""Who sits at the desk: warns before it locks itself, covers it, and asks for the password again in place.

Usage::

    presence = Presence(window, minutes=15, unlock=..., resume=...)   # both take the password, on a worker
    presence.gave_up.connect(window.signed_out)
    presence.watch()
    presence.ask_again()            # a session has ended; what is typed stays as it is
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame

from app.domain.values.errors import Refused
from app.ui import days, theme
from app.ui.buttons import Button
from app.ui.icons import Icon
from app.ui.idle import Idle
from app.ui.messages import announce
from app.ui.password_prompt import PasswordDialog, ask_password
from app.ui.surfaces import row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from PySide6.QtWidgets import QWidget

    from app.ui.main_window import MainWindow

ASK_AGAIN_SECONDS = 300.0
"""Whoever puts the password off may work on offline for a while, whatever the bank's clock does meanwhile."""


class Resume(Protocol):
    """Opens a new session with a password; ``take_over`` ends the one that the person has elsewhere meanwhile."""

    def __call__(self, password: str, *, take_over: bool) -> object:
        """Do it; raise `Refused` ``session_elsewhere`` where the person has to say so first."""
        ...


class LockWarning(QFrame):
    """A line at the foot of the window that counts the seconds down; any key or move takes it away."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        theme.dress(self, role="notice", tone="waiting")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = Label(role="strong", tone="waiting")
        self.setLayout(row_of(Icon("lock", "waiting"), self.words, spacing=SPACE.s))
        self.setContentsMargins(SPACE.l, SPACE.s, SPACE.l, SPACE.s)
        self.hide()

    def show_left(self, seconds: int) -> None:
        """Tell how many seconds are left, spoken once; 0 takes the line away."""
        if not seconds:
            self.hide()
            return
        self.words.say("ui.locks_soon", seconds=seconds)
        self._place()
        if self.isHidden():
            self.show()
            self.raise_()
            announce(self.window(), self.words.text())

    def changeEvent(self, event: QEvent) -> None:
        """Make room for the words of another language, once they are there."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            QTimer.singleShot(0, self, self._place)

    def _place(self) -> None:
        window = self.window()
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - SPACE.xl)


class SessionPrompt(PasswordDialog):
    """Asks for the password after a session has ended; where it went on elsewhere, asks whether to take it over."""

    def __init__(self, parent: QWidget, resume: Resume, done: Callable[[Any], object]) -> None:
        super().__init__(parent, "ui.session_ended", done)
        self._resume = resume
        self._take_over = False
        self.body.add(Label("ui.session_ended_why", role="quiet", wrap=True))
        self.elsewhere = Label(role="strong", wrap=True)
        self.elsewhere.hide()
        self.body.add(self.elsewhere)
        self.ask(Button("ui.continue", kind="primary", act=self._go))
        self.password.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self) -> None:
        take_over = self._take_over
        self.attempt(lambda password: self._resume(password, take_over=take_over))

    def _failed(self, error: Exception) -> None:
        super()._failed(error)
        if isinstance(error, Refused) and error.code == "session_elsewhere":
            since = str(error.facts.get("since", ""))
            self.error.clear()
            self.elsewhere.say(
                "ui.session_elsewhere", device=error.facts.get("device_name", "–"), since=lambda: days.iso_moment(since)
            )
            self.elsewhere.show()
            self._take_over = True
            self.go.say("sign_in.take_over")


class Presence(QObject):
    """Watches one window. ``gave_up`` when the person would rather sign out, ``resumed`` with a new session."""

    gave_up = Signal()
    resumed = Signal()

    def __init__(
        self,
        window: MainWindow,
        minutes: int,
        *,
        unlock: Callable[[str], object],
        resume: Resume,
    ) -> None:
        super().__init__(window)
        self._window, self._unlock, self._resume = window, unlock, resume
        self.prompt: PasswordDialog | None = None
        self._asked_at = -math.inf
        self._locked = False
        self.warning = LockWarning(window)
        self.idle = Idle(minutes, self)
        self.idle.soon.connect(self._warn)
        self.idle.idle.connect(self.lock)

    def watch(self) -> None:
        """Begin to notice when nobody is there."""
        self.idle.watch()

    def ask_again(self, *, wanted: bool = False) -> None:
        """Ask for the password because the session has ended, unless it was put off lately; at once if ``wanted``."""
        asked_lately = not wanted and time.monotonic() - self._asked_at < ASK_AGAIN_SECONDS
        if self.prompt is not None or asked_lately:
            return
        self._asked_at = time.monotonic()
        self._open(SessionPrompt(self._window, self._resume, lambda _: self._came_back()))

    def lock(self) -> None:
        """Cover everything until the person comes back; whoever gives up is signed out. What is typed stays."""
        if self._locked:
            return
        self._locked = True
        self.warning.hide()
        if self.prompt is not None:
            self.prompt.finished.disconnect(self._prompt_gone)
            self.prompt.close()
            self.prompt = None
        self._window.cover(covered=True)
        prompt = ask_password(
            self._window,
            "ui.locked",
            "ui.locked_why",
            act=self._unlock,
            done=lambda _: self._unlocked(),
            leave="ui.sign_out",
        )
        prompt.rejected.connect(self.gave_up)
        self._open(prompt)

    def _open(self, prompt: PasswordDialog) -> None:
        self.prompt = prompt
        prompt.finished.connect(self._prompt_gone)
        prompt.open()

    def _warn(self, seconds: int) -> None:
        self.warning.show_left(0 if self._locked else seconds)

    def _came_back(self) -> None:
        self._asked_at = -math.inf
        self.resumed.emit()

    def _unlocked(self) -> None:
        self._locked = False
        self._window.cover(covered=False)

    def _prompt_gone(self) -> None:
        self.prompt = None
