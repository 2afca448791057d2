from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.values.errors import Refused, Unreachable
from tests.ui.looking import press, type_words
from tests.ui.samples import SampleDesk
from tests.ui.windows import sign_in

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

PASSWORD = "ถูกต้อง-แน่นอน"  # noqa: S105


def test_the_right_password_opens_and_is_forgotten(qtbot: QtBot, desk: SampleDesk) -> None:
    window = sign_in(qtbot, desk)
    type_words(window.password.edit, PASSWORD)
    with qtbot.waitSignal(window.opened) as opened:
        press(window.password.edit, "Return")
    assert opened.args == [("KTB-0210", "somying", PASSWORD, "")]
    assert window.password.text() == ""


def test_after_a_wrong_password_it_says_stop_and_how_many_tries_are_left(qtbot: QtBot, desk: SampleDesk) -> None:
    desk.answer = Refused("password_wrong", tries_left=2)
    window = sign_in(qtbot, desk)
    type_words(window.password.edit, PASSWORD)
    press(window.password.edit, "Return")
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.words.text() == i18n.text("sign_in.wrong", left=2)
    assert window.password.text() == ""
    assert window.password.edit.hasFocus()


def test_a_locked_user_is_told_who_can_unlock(qtbot: QtBot, desk: SampleDesk) -> None:
    desk.answer = Refused("user_locked")
    window = sign_in(qtbot, desk)
    type_words(window.password.edit, PASSWORD)
    press(window.password.edit, "Return")
    qtbot.waitUntil(window.notice.isVisible)
    assert i18n.text("sign_in.locked_do") == window.notice.more.text()


def test_the_first_sign_in_asks_for_a_new_password_of_some_length(qtbot: QtBot, desk: SampleDesk) -> None:
    desk.answer = Refused("password_must_change")
    window = sign_in(qtbot, desk)
    type_words(window.password.edit, PASSWORD)
    press(window.password.edit, "Return")
    qtbot.waitUntil(lambda: window.change is not None)
    form = window.change
    assert form is not None
    for each in (form.password, form.repeated):
        type_words(each.edit, "สั้น")
    press(form.repeated.edit, "Return")
    assert form.password.wrong
    form.password.set_text("ยาวพอสำหรับรหัสผ่าน")
    form.repeated.set_text("ยาวพอแต่ไม่เหมือนกัน")
    press(form.repeated.edit, "Return")
    assert form.repeated.wrong
    form.repeated.set_text("ยาวพอสำหรับรหัสผ่าน")
    with qtbot.waitSignal(window.opened) as opened:
        press(form.repeated.edit, "Return")
    assert opened.args == [("KTB-0210", "somying", PASSWORD, "ยาวพอสำหรับรหัสผ่าน")]


def test_a_server_out_of_reach_is_an_error_with_its_code_and_not_a_wrong_password(qtbot: QtBot) -> None:
    class Away(SampleDesk):
        def enter(self, company_id: str, user_id: str, password: str, new_password: str = "") -> object:
            raise Unreachable("unheard_of_code")

    window = sign_in(qtbot, Away())
    type_words(window.password.edit, PASSWORD)
    press(window.password.edit, "Return")
    qtbot.waitUntil(window.error.isVisible)
    assert not window.notice.isVisible()
    assert window.password.text() == PASSWORD


def test_missing_fields_are_told_before_anybody_is_asked(qtbot: QtBot, desk: SampleDesk) -> None:
    window = sign_in(qtbot, desk)
    window.company.set_text("")
    press(window.password.edit, "Return")
    assert window.company.wrong
    assert window.password.wrong
    assert window.company.edit.hasFocus()
