"""A desk that nobody touches covers itself; the person comes back with the password, and what was typed is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.domain.values.errors import Refused
from app.ui.idle import Idle
from app.ui.messages import Question, confirm
from app.ui.password_prompt import ask_password
from tests.ui import windows

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.samples import SampleDesk


def test_every_touch_begins_the_wait_anew_and_silence_ends_it(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    idle = Idle(1, field)
    idle._timer.setInterval(300)
    idle.watch()
    with qtbot.assertNotEmitted(idle.idle, wait=150):
        pass
    for _ in range(4):
        with qtbot.assertNotEmitted(idle.idle, wait=150):
            QTest.keyClick(field, Qt.Key.Key_A)
    with qtbot.waitSignal(idle.idle, timeout=2_000):
        pass
    assert field.text() == "aaaa"


def test_the_prompt_stays_with_the_reason_until_the_password_is_right(qtbot: QtBot) -> None:
    window = QLineEdit("typed")
    qtbot.addWidget(window)
    window.show()
    tried: list[str] = []

    def unlock(password: str) -> str:
        tried.append(password)
        if password != "right":  # noqa: S105  (what the test calls right)
            raise Refused("key_password_wrong", tries_left=2)
        return "in"

    came: list[object] = []
    prompt = ask_password(window, "ui.locked", "ui.locked_why", act=unlock, done=came.append, leave="ui.sign_out")
    prompt.password.edit.setText("wrong")
    prompt.go.click()
    qtbot.waitUntil(prompt.error.isVisible)
    assert not came
    assert prompt.isVisible()
    prompt.password.edit.setText("right")
    prompt.go.click()
    qtbot.waitUntil(lambda: bool(came))
    assert (tried, came, window.text()) == (["wrong", "right"], ["in"], "typed")


def test_a_question_that_was_open_is_covered_too_and_asks_on_afterwards(qtbot: QtBot, desk: SampleDesk) -> None:
    window = windows.main_window(qtbot, desk)
    agreed: list[bool] = []
    question = confirm(window, Question("editor.submit_ask", "editor.submit", count=3), lambda: agreed.append(True))
    window.cover(covered=True)
    assert not question.isVisible()
    window.cover(covered=False)
    assert question.isVisible()
    assert question.isModal()
    question.accept()
    assert agreed == [True]
    window.cover(covered=True)
    window.cover(covered=False)
