"""Where the keyboard is at the door, and what is spoken, whatever the door answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app import i18n
from app.demo.hands import deliver_all
from app.domain.values.errors import Refused, Unreachable
from app.ui import messages
from app.ui.buttons import Button
from app.ui.screens.access.door_steps import CodeStep
from tests.ui.looking import Strays, press, type_words, visible_texts
from tests.ui.samples import SampleDesk
from tests.ui.windows import sign_in

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ui.screens.access.sign_in import SignInWindow

PASSWORD = "ถูกต้อง-แน่นอน"  # noqa: S105
AWAY = "unheard_of_code"


class Away(SampleDesk):
    """Out of reach once ``away``."""

    away = False

    def enter(self, *said: str, **more: Any) -> object:
        if self.away:
            raise Unreachable(AWAY)
        return super().enter(*said, **more)


def answered(qtbot: QtBot, desk: SampleDesk, code: str, **facts: object) -> SignInWindow:
    """Return the window after a sign-in that was refused so, with the keyboard on its password before."""
    desk.answer = Refused(code, **facts)
    window = sign_in(qtbot, desk)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    type_words(window.password.edit, PASSWORD)
    press(window.password.edit, "Return")
    qtbot.waitUntil(window.password.isEnabled)
    return window


@pytest.mark.usefixtures("qapp")
def test_the_first_sign_in_opens_no_window_and_begins_at_the_code(qtbot: QtBot, desk: SampleDesk) -> None:
    strays = Strays()
    window = answered(qtbot, desk, "password_must_change", activation_needed="yes")
    assert window.change is not None
    assert not strays.found()
    assert window.isActiveWindow()
    assert window.change.activation.edit.hasFocus()


@pytest.mark.parametrize("code", ["session_held", "workstation_revoked"])
def test_a_step_without_a_field_has_the_keyboard_on_its_first_button(
    qtbot: QtBot, desk: SampleDesk, qapp: QApplication, code: str
) -> None:
    answered(qtbot, desk, code, seconds="900")
    assert isinstance(qapp.focusWidget(), Button)


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("session_held", "sign_in.held_why"),
        ("workstation_revoked", "sign_in.revoked_why"),
        ("workstation_unknown", "sign_in.device_code_why"),
        ("password_must_change", "sign_in.must_change"),
    ],
)
def test_a_step_is_spoken_with_what_it_says(
    qtbot: QtBot, desk: SampleDesk, monkeypatch: pytest.MonkeyPatch, code: str, key: str
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr(messages, "announce", lambda _, words: spoken.append(words))
    window = answered(qtbot, desk, code, seconds="900", activation_needed="yes")
    assert len(spoken) == 1
    assert i18n.text(key, device="FIN-1") in spoken[0]
    assert {i18n.text(key, device="FIN-1")} <= visible_texts(window)


def test_after_an_error_the_keyboard_is_where_it_was(qtbot: QtBot) -> None:
    desk = Away()
    desk.away = True
    window = answered(qtbot, desk, "")
    assert window.kept_out.error.isVisible()
    assert window.password.edit.hasFocus()
    desk.away = False
    desk.answer = Refused("workstation_unknown")
    press(window.password.edit, "Return")
    qtbot.waitUntil(lambda: isinstance(window.step, CodeStep))
    assert isinstance(window.step, CodeStep)
    desk.away = True
    type_words(window.step.code.edit, "7K3F-22QM")
    press(window.step.code.edit, "Return")
    qtbot.waitUntil(window.kept_out.error.isVisible)
    assert window.step.code.edit.hasFocus()


def test_an_error_after_a_lock_takes_the_form_for_the_branch_away(qtbot: QtBot) -> None:
    desk = Away()
    desk.answer = Refused("user_locked")
    window = sign_in(qtbot, desk)
    window.company.set_text("GMIS210100")
    type_words(window.password.edit, PASSWORD)
    press(window.password.edit, "Return")
    qtbot.waitUntil(window.kept_out.branch_form.isVisible)
    desk.away = True
    type_words(window.password.edit, PASSWORD)
    press(window.password.edit, "Return")
    qtbot.waitUntil(window.kept_out.error.isVisible)
    deliver_all()
    assert not window.kept_out.notice.isVisible()
    assert not window.kept_out.branch_form.isVisible()
