"""A desk that nobody touches covers itself; the person comes back with the password, and what was typed is there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app import i18n
from app.domain.values.errors import Refused
from app.ui.idle import Idle
from app.ui.messages import Question, confirm
from app.ui.password_prompt import ask_password
from app.ui.presence import Presence, SessionPrompt
from tests.ui import windows

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.samples import SampleDesk


def test_every_touch_begins_the_wait_anew_and_silence_ends_it(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    idle = Idle(1, field)
    idle.watch(seconds=900)
    for _ in range(4):
        idle._until = time.monotonic()  # as if nobody had touched anything for all of the wait
        with qtbot.assertNotEmitted(idle.idle):
            QTest.keyClick(field, Qt.Key.Key_A)
            idle._look()
        assert idle._until > time.monotonic()
    assert field.text() == "aaaa"
    with qtbot.waitSignal(idle.idle):
        idle.watch(seconds=0.1)


def test_before_the_end_the_seconds_left_are_told_and_a_touch_takes_that_back(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    idle = Idle(1, field)
    told: list[int] = []
    idle.soon.connect(told.append)
    idle.watch(seconds=900)
    idle._until = time.monotonic() + 42
    idle._look()
    QTest.keyClick(field, Qt.Key.Key_A)
    assert told == [42, 0]


def test_the_warning_stands_in_the_window_until_the_desk_is_locked(qtbot: QtBot, desk: SampleDesk) -> None:
    window = windows.main_window(qtbot, desk)
    presence = Presence(window, 15, unlock=lambda _: None, resume=_nothing_to_resume)
    presence.idle.soon.emit(59)
    assert presence.warning.isVisible()
    assert presence.warning.words.text() == i18n.text("ui.locks_soon", seconds=59)
    assert window.rect().contains(presence.warning.geometry())
    presence.idle.soon.emit(0)
    assert not presence.warning.isVisible()
    presence.lock()
    presence.idle.soon.emit(30)
    assert not presence.warning.isVisible()


def test_a_session_that_went_on_elsewhere_is_taken_over_only_on_the_persons_word(
    qtbot: QtBot, desk: SampleDesk
) -> None:
    window = windows.main_window(qtbot, desk)
    tried: list[tuple[str, bool]] = []

    def resume(password: str, *, take_over: bool) -> None:
        tried.append((password, take_over))
        if not take_over:
            raise Refused("session_elsewhere", device_name="FIN-PC-03", since="2026-11-23T02:05:00.000Z")

    presence = Presence(window, 15, unlock=lambda _: None, resume=resume)
    presence.ask_again()
    prompt = presence.prompt
    assert isinstance(prompt, SessionPrompt)
    prompt.password.edit.setText("mine")
    prompt.go.click()
    qtbot.waitUntil(prompt.elsewhere.isVisible)
    assert "FIN-PC-03" in prompt.elsewhere.text()
    assert prompt.go.accessibleName() == i18n.text("sign_in.take_over")
    prompt.password.edit.setText("mine")
    with qtbot.waitSignal(presence.resumed):
        prompt.go.click()
    assert tried == [("mine", False), ("mine", True)]


def _nothing_to_resume(password: str, *, take_over: bool) -> None:
    raise AssertionError((password, take_over))


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
