"""What may stand in the sign-in window instead of its three fields: a one-time code, a wait, a door that is closed."""

from __future__ import annotations

import math
import time
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app import i18n
from app.ui import days
from app.ui.buttons import Button
from app.ui.fields import form_is_right
from app.ui.surfaces import Column, KeyValues, Notice
from app.ui.texts import Label, follow
from app.ui.theme import SPACE
from app.ui.typed_fields import CodeField

TICK_MS = 250


class CodeStep(QWidget):
    """Asks for the one-time code of a workstation that is not known yet; emits ``given`` with it, or ``left``."""

    given = Signal(str)
    left = Signal()
    title = "sign_in.device_code_title"

    def __init__(self, device: str) -> None:
        super().__init__()
        self._why = Label(role="quiet", wrap=True)
        self._why.say("sign_in.device_code_why", device=device)
        self.code = CodeField("sign_in.device_code", hint="sign_in.device_code_hint")
        self.button = Button("sign_in.device_code_go", kind="primary", act=self._give)
        self.code.edit.returnPressed.connect(self._give)
        column = Column(self, spacing=SPACE.l)
        column.add(self._why, self.code, self.button, Button("sign_in.back", act=self.left.emit))
        column.addStretch(1)
        self.setFocusProxy(self.code)

    def said(self) -> str:
        """Return what is to be spoken when the step comes."""
        return self._why.text()

    def refuse(self, tries_left: object) -> None:
        """Say that the code was not the right one."""
        self.code.complain("sign_in.device_code_wrong", left=tries_left)
        self.code.setFocus()
        self.code.edit.selectAll()

    def _give(self) -> None:
        if form_is_right(self.code):
            self.given.emit(self.code.value())


class HeldStep(QWidget):
    """Counts down until a session that was left open ends by itself; emits ``over`` then, or ``left``."""

    over = Signal()
    left = Signal()
    title = "sign_in.held_title"

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self._seconds = max(1, seconds)
        self._ends_at = time.monotonic() + self._seconds
        self.remaining = Label(role="figure")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, self._seconds)
        follow(self._bar, lambda: self._bar.setAccessibleName(i18n.text("sign_in.held_title")))
        self._why, self._then = (
            Label("sign_in.held_why", role="quiet", wrap=True),
            Label("sign_in.held_then", wrap=True),
        )
        leave = Button("sign_in.held_leave", act=self._leave)
        column = Column(self, spacing=SPACE.l)
        column.add(self._why, self.remaining, self._bar, self._then, leave)
        column.addStretch(1)
        self.setFocusProxy(leave)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._count)
        self._timer.start()
        self._count()

    def said(self) -> str:
        """Return what is to be spoken when the step comes."""
        return f"{self._why.text()} {self.remaining.text()} {self._then.text()}"

    def _count(self) -> None:
        left = math.ceil(self._ends_at - time.monotonic())
        if left <= 0:
            self._timer.stop()
            self.over.emit()
            return
        self.remaining.say("sign_in.held_left", minutes=left // 60, seconds=f"{left % 60:02d}")
        self._bar.setValue(self._seconds - left)

    def _leave(self) -> None:
        self._timer.stop()
        self.left.emit()


class ClosedStep(QWidget):
    """Says that this workstation may not be used any more, and whom to ask; emits ``left``.

    ``since`` is when it was taken out of use, '' where nobody told; ``may_come_back`` offers to enter a new code, and
    then ``code_asked`` is emitted.
    """

    left = Signal()
    code_asked = Signal()
    title = "sign_in.revoked_title"

    def __init__(self, device: str, since: str, *, may_come_back: bool) -> None:
        super().__init__()
        self._notice = Notice(tone="refused", icon="shield-x")
        self._notice.say("sign_in.revoked", "sign_in.revoked_why")
        self._do = Label("sign_in.revoked_do", wrap=True)
        facts = KeyValues()
        facts.put("sign_in.revoked_device", device)
        if since:
            follow(facts, partial(_put_since, facts, since))
        buttons = [Button("sign_in.back", act=self.left.emit)]
        if may_come_back:
            buttons.insert(0, Button("sign_in.revoked_code", icon="key-round", act=self.code_asked.emit))
        column = Column(self, spacing=SPACE.l)
        column.add(self._notice, facts, self._do, *buttons)
        column.addStretch(1)
        self.setFocusProxy(buttons[0])

    def said(self) -> str:
        """Return what is to be spoken when the step comes."""
        return f"{self._notice.words.text()} {self._notice.more.text()} {self._do.text()}"


def _put_since(facts: KeyValues, since: str) -> None:
    facts.put("sign_in.revoked_at", days.iso_moment(since))
