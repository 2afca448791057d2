"""The door: what it says when it does not open at once, and what opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app import i18n
from app.demo.hands import deliver_all
from app.domain.access.password import PasswordRule
from app.domain.values.errors import Refused, Unreachable
from app.ui import days
from app.ui.screens.access.door_steps import ClosedStep, CodeStep, HeldStep
from tests.ui.looking import cut, named, press, type_words, unnamed, visible_texts
from tests.ui.samples import SampleDesk
from tests.ui.windows import sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ui.new_password import NewPasswordForm
    from app.ui.screens.access.sign_in import SignInWindow

PASSWORD = "ถูกต้อง-แน่นอน"  # noqa: S105
NEW = "ยาวพอสำหรับรหัสผ่าน"


def refused(qtbot: QtBot, desk: SampleDesk, code: str, **facts: object) -> SignInWindow:
    """Return the window after a sign-in that was refused so."""
    desk.answer = Refused(code, **facts)
    window = sign_in(qtbot, desk)
    type_words(window.password.edit, PASSWORD)
    press(window.password.edit, "Return")
    qtbot.waitUntil(window.password.isEnabled)
    return window


def form_of(qtbot: QtBot, window: SignInWindow) -> NewPasswordForm:
    qtbot.waitUntil(lambda: window.change is not None)
    form = window.change
    assert form is not None
    return form


def test_the_right_password_opens_and_is_forgotten(qtbot: QtBot, desk: SampleDesk) -> None:
    window = sign_in(qtbot, desk)
    type_words(window.password.edit, PASSWORD)
    with qtbot.waitSignal(window.opened) as opened:
        press(window.password.edit, "Return")
    assert opened.args == [("KTB-0210", "somying", PASSWORD, "", "", "", False)]
    assert window.password.text() == ""


def test_after_a_wrong_password_it_says_stop_and_check_and_how_many_tries_are_left(
    qtbot: QtBot, desk: SampleDesk
) -> None:
    window = refused(qtbot, desk, "password_wrong", tries_left="2")
    qtbot.waitUntil(window.kept_out.notice.isVisible)
    assert window.kept_out.notice.words.text() == i18n.text("sign_in.wrong", left=2)
    assert i18n.text("sign_in.wrong").startswith("หยุดคีย์ก่อน")
    assert window.kept_out.notice.more.text() == i18n.text("sign_in.wrong_do")
    assert window.password.text() == ""
    assert window.password.edit.hasFocus()


def test_before_the_last_try_it_says_that_a_wrong_one_locks(qtbot: QtBot, desk: SampleDesk) -> None:
    window = refused(qtbot, desk, "password_wrong", tries_left="1")
    qtbot.waitUntil(window.kept_out.notice.isVisible)
    assert window.kept_out.notice.words.text() == i18n.text("sign_in.wrong_last")


def test_a_locked_user_of_a_unit_is_sent_to_the_second_administrator(qtbot: QtBot, desk: SampleDesk) -> None:
    window = refused(qtbot, desk, "user_locked")
    qtbot.waitUntil(window.kept_out.notice.isVisible)
    assert window.kept_out.notice.more.text() == i18n.text("sign_in.locked_do")
    assert "Admin 2" in window.kept_out.notice.more.text()
    assert not window.kept_out.branch_form.isVisible()


def test_a_locked_administrator_is_sent_to_the_branch_with_the_form_filled_in(
    qtbot: QtBot, desk: SampleDesk, tmp_path: Path
) -> None:
    desk.answer = Refused("user_locked")
    window = sign_in(qtbot, desk)
    window.company.set_text("gmis210100")
    window.user.set_text("ADMIN2")
    type_words(window.password.edit, PASSWORD)
    press(window.password.edit, "Return")
    qtbot.waitUntil(window.kept_out.branch_form.isVisible)
    assert window.kept_out.notice.more.text() == i18n.text("sign_in.locked_parent_do")
    window.write_branch_form(tmp_path / "form.pdf")
    saved = i18n.text("sign_in.branch_form_saved", name="form.pdf")
    qtbot.waitUntil(lambda: saved in visible_texts(window))
    assert (tmp_path / "form.pdf").read_text("utf-8") == "gmis210100 ADMIN2 th"


@pytest.mark.parametrize(
    ("code", "key", "facts"),
    [
        ("user_suspended", "sign_in.suspended", {}),
        ("rights_ended", "sign_in.rights_ended", {"day": "2026-11-20"}),
        ("slip_expired", "sign_in.slip_expired", {}),
    ],
)
def test_whoever_may_not_come_in_reads_why_and_whom_to_ask(
    qtbot: QtBot, desk: SampleDesk, code: str, key: str, facts: dict[str, str]
) -> None:
    window = refused(qtbot, desk, code, **facts)
    qtbot.waitUntil(window.kept_out.notice.isVisible)
    day = {"day": "20 พ.ย. 2569"} if facts else {}
    assert window.kept_out.notice.words.text() == i18n.text(key, **day)
    assert window.kept_out.notice.more.text() == i18n.text(f"{key}_do")


def test_the_first_sign_in_asks_for_the_code_and_a_new_password_of_some_length(qtbot: QtBot, desk: SampleDesk) -> None:
    window = refused(qtbot, desk, "password_must_change", activation_needed="yes")
    form = form_of(qtbot, window)
    assert form.activation.isVisible()
    assert i18n.text("new_password.by_policy") in visible_texts(window)
    type_words(form.activation.edit, "123456")
    for each in (form.password, form.repeated):
        type_words(each.edit, "สั้น")
    press(form.repeated.edit, "Return")
    assert form.password.wrong
    form.password.set_text(NEW)
    form.repeated.set_text("ยาวพอแต่ไม่เหมือนกัน")
    press(form.repeated.edit, "Return")
    assert form.repeated.wrong
    form.repeated.set_text(NEW)
    with qtbot.waitSignal(window.opened) as opened:
        press(form.repeated.edit, "Return")
    assert opened.args == [("KTB-0210", "somying", PASSWORD, NEW, "123456", "", False)]
    assert window.change is None


def test_a_password_that_has_expired_is_changed_without_a_code(qtbot: QtBot, desk: SampleDesk) -> None:
    window = refused(qtbot, desk, "password_must_change", activation_needed="no")
    form = form_of(qtbot, window)
    assert not form.activation.isVisible()
    assert i18n.text("new_password.by_policy") in visible_texts(window)
    form.password.set_text(NEW)
    form.repeated.set_text(NEW)
    with qtbot.waitSignal(window.opened) as opened:
        form.button.click()
    assert opened.args == [("KTB-0210", "somying", PASSWORD, NEW, "", "", False)]


@pytest.mark.parametrize("way", ["Esc", "sign_in.back"])
def test_whoever_must_choose_a_password_and_is_somebody_else_goes_back(
    qtbot: QtBot, desk: SampleDesk, way: str
) -> None:
    window = refused(qtbot, desk, "password_must_change", activation_needed="yes")
    form = form_of(qtbot, window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    if way == "Esc":
        press(form.activation.edit, way)
    else:
        named(form, i18n.text(way)).click()  # type: ignore[attr-defined]
    assert window.change is None
    assert window.password.isVisible()
    assert window.password.text() == ""
    assert window.focusWidget() is window.password.edit


def test_the_rules_are_told_while_the_password_is_typed(qtbot: QtBot, desk: SampleDesk) -> None:
    form = form_of(qtbot, refused(qtbot, desk, "password_must_change", activation_needed="no"))

    def told(rule: PasswordRule) -> str:
        return form.rules._rules[rule].words.accessibleName().rpartition(": ")[2]

    met, broken, waits = (i18n.text(f"new_password.{state}") for state in ("met", "broken", "open"))
    assert {told(rule) for rule in PasswordRule} == {waits}
    type_words(form.password.edit, "somying")
    assert (told(PasswordRule.LENGTH), told(PasswordRule.NOT_NAMED)) == (broken, broken)
    form.password.set_text("password1234")
    assert (told(PasswordRule.LENGTH), told(PasswordRule.NOT_COMMON)) == (met, broken)
    form.password.set_text(PASSWORD)
    assert told(PasswordRule.NOT_USED) == broken
    form.password.set_text(NEW)
    assert [told(rule) for rule in PasswordRule] == [met, met, met, waits]
    assert i18n.text("new_password.strength_3") in visible_texts(form)


@pytest.mark.parametrize(
    ("code", "rule"), [("password_reused", PasswordRule.NOT_USED), ("password_too_common", PasswordRule.NOT_COMMON)]
)
def test_what_the_bank_says_against_a_password_is_told_at_its_rule(
    qtbot: QtBot, desk: SampleDesk, code: str, rule: PasswordRule
) -> None:
    form = form_of(qtbot, window := refused(qtbot, desk, "password_must_change", activation_needed="no"))
    desk.answer = Refused(code)
    form.password.set_text(NEW)
    form.repeated.set_text(NEW)
    form.button.click()
    qtbot.waitUntil(lambda: form.password.wrong)
    assert window.change is form
    assert form.rules._rules[rule].words.accessibleName().endswith(i18n.text("new_password.broken"))
    assert form.repeated.text() == ""
    desk.answer = None
    form.password.set_text(f"{NEW}-อื่น")
    form.repeated.set_text(f"{NEW}-อื่น")
    with qtbot.waitSignal(window.opened):
        form.button.click()


def test_a_wrong_activation_code_counts_and_the_third_one_locks(qtbot: QtBot, desk: SampleDesk) -> None:
    window = refused(qtbot, desk, "password_must_change", activation_needed="yes")
    form = form_of(qtbot, window)
    desk.answer = Refused("activation_wrong", tries_left="1")
    form.activation.set_text("000000")
    form.password.set_text(NEW)
    form.repeated.set_text(NEW)
    form.button.click()
    qtbot.waitUntil(lambda: form.activation.wrong)
    assert form.password.text() == NEW
    desk.answer = Refused("user_locked")
    form.button.click()
    qtbot.waitUntil(window.kept_out.notice.isVisible)
    assert window.kept_out.notice.words.text() == i18n.text("sign_in.locked")
    assert window.change is None
    assert window.password.isVisible()


def test_a_session_elsewhere_is_named_and_taken_over_only_on_the_persons_word(qtbot: QtBot, desk: SampleDesk) -> None:
    window = refused(qtbot, desk, "session_elsewhere", device_name="FIN-PC-03", since="2026-11-23T02:05:00.000Z")
    asked = i18n.text("sign_in.elsewhere", device="FIN-PC-03")
    qtbot.waitUntil(lambda: asked in visible_texts(window))
    assert any("23 พ.ย. 2569 09:05" in text for text in visible_texts(window))
    take_over = named(window, i18n.text("sign_in.take_over"))
    with qtbot.waitSignal(window.opened) as opened:
        take_over.click()  # type: ignore[attr-defined]
    assert opened.args == [("KTB-0210", "somying", PASSWORD, "", "", "", True)]


def test_whoever_does_not_take_over_is_back_at_the_form(qtbot: QtBot, desk: SampleDesk, qapp: QApplication) -> None:
    window = refused(qtbot, desk, "session_elsewhere", device_name="FIN-PC-03", since="")
    qtbot.waitUntil(lambda: qapp.activeModalWidget() is not None)
    asked = qapp.activeModalWidget()
    assert asked is not None
    at_hand = asked.focusWidget()
    assert at_hand is not None
    with qtbot.assertNotEmitted(window.opened):
        press(at_hand, "Return")  # the Enter of the password, typed twice
        qtbot.waitUntil(lambda: qapp.activeModalWidget() is None)
    assert window.enter.isEnabled()


def test_a_held_session_counts_down_and_then_signs_in_by_itself(qtbot: QtBot, desk: SampleDesk) -> None:
    desk.later = [None]
    window = refused(qtbot, desk, "session_held", seconds="1", until="2026-11-23T02:20:00.000Z")
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.waitUntil(lambda: window.step is None or isinstance(window.step, HeldStep))
    assert opened.args == [("KTB-0210", "somying", PASSWORD, "", "", "", False)]
    assert window.step is None


def test_whoever_will_not_wait_is_not_signed_in_later(qtbot: QtBot, desk: SampleDesk) -> None:
    window = refused(qtbot, desk, "session_held", seconds="900")
    qtbot.waitUntil(lambda: isinstance(window.step, HeldStep))
    assert i18n.text("sign_in.held_left", minutes=15, seconds="00") in visible_texts(window)
    named(window, i18n.text("sign_in.held_leave")).click()  # type: ignore[attr-defined]
    assert window.step is None
    assert window.password.isVisible()


def test_an_unknown_workstation_wants_its_one_time_code(qtbot: QtBot, desk: SampleDesk) -> None:
    window = refused(qtbot, desk, "workstation_unknown")
    qtbot.waitUntil(lambda: isinstance(window.step, CodeStep))
    step = window.step
    assert isinstance(step, CodeStep)
    step.button.click()
    assert step.code.wrong
    type_words(step.code.edit, "ึ7๘๓")
    press(step.code.edit, "Return")
    assert i18n.text("ui.code_letters") in visible_texts(window), "a Thai keyboard costs no try"
    step.code.set_text("")
    desk.answer = Refused("workstation_code_wrong", tries_left="2")
    type_words(step.code.edit, " ๗K3F-2๒QM\u200b")
    press(step.code.edit, "Return")
    qtbot.waitUntil(lambda: step.code.wrong)
    desk.answer = None
    with qtbot.waitSignal(window.opened) as opened:
        press(step.code.edit, "Return")
    assert opened.args == [("KTB-0210", "somying", PASSWORD, "", "", "7K3F-22QM", False)]


def test_at_an_unknown_workstation_a_first_sign_in_keeps_the_code_for_the_new_password(
    qtbot: QtBot, desk: SampleDesk
) -> None:
    window = refused(qtbot, desk, "workstation_unknown")
    qtbot.waitUntil(lambda: isinstance(window.step, CodeStep))
    step = window.step
    assert isinstance(step, CodeStep)
    desk.answer = Refused("password_must_change", activation_needed="no")
    step.code.set_text("7K3F-22QM")
    step.button.click()
    form = form_of(qtbot, window)
    form.password.set_text(NEW)
    form.repeated.set_text(NEW)
    with qtbot.waitSignal(window.opened) as opened:
        form.button.click()
    assert opened.args == [("KTB-0210", "somying", PASSWORD, NEW, "", "7K3F-22QM", False)]


def test_a_revoked_workstation_says_so_on_a_page_of_its_own(qtbot: QtBot, desk: SampleDesk) -> None:
    window = refused(qtbot, desk, "workstation_revoked", revoked_at="2026-11-23T02:15:00.000Z")
    qtbot.waitUntil(lambda: isinstance(window.step, ClosedStep))
    texts = visible_texts(window)
    assert days.iso_moment("2026-11-23T02:15:00.000Z") in texts
    assert {i18n.text("sign_in.revoked"), i18n.text("sign_in.revoked_do"), "FIN-1"} <= texts
    assert not window.password.isVisible()
    named(window, i18n.text("sign_in.back")).click()  # type: ignore[attr-defined]
    assert window.password.isVisible()


def test_a_revoked_workstation_comes_back_with_a_new_code(qtbot: QtBot, desk: SampleDesk) -> None:
    window = refused(qtbot, desk, "workstation_revoked")
    qtbot.waitUntil(lambda: isinstance(window.step, ClosedStep))
    named(window, i18n.text("sign_in.revoked_code")).click()  # type: ignore[attr-defined]
    step = window.step
    assert isinstance(step, CodeStep)
    desk.answer = None
    step.code.set_text("9PQR-44XY")
    with qtbot.waitSignal(window.opened) as opened:
        step.button.click()
    assert opened.args == [("KTB-0210", "somying", PASSWORD, "", "", "9PQR-44XY", False)]


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("password_must_change", {"activation_needed": "yes"}),
        ("workstation_unknown", {}),
        ("workstation_revoked", {}),
        ("session_held", {"seconds": "900"}),
    ],
)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_step_of_the_door_has_names_and_room(
    qtbot: QtBot, desk: SampleDesk, language: i18n.Language, code: str, facts: dict[str, str]
) -> None:
    i18n.use(language)
    window = refused(qtbot, desk, code, **facts)
    qtbot.waitUntil(lambda: window.change is not None or window.step is not None)
    deliver_all()
    assert not unnamed(window)
    assert not cut(window)


def test_a_server_out_of_reach_is_an_error_with_its_code_and_not_a_wrong_password(qtbot: QtBot) -> None:
    class Away(SampleDesk):
        def enter(self, *_: object, **__: object) -> object:
            raise Unreachable("unheard_of_code")

    window = sign_in(qtbot, Away())
    type_words(window.password.edit, PASSWORD)
    press(window.password.edit, "Return")
    qtbot.waitUntil(window.kept_out.error.isVisible)
    assert not window.kept_out.notice.isVisible()
    assert window.password.text() == PASSWORD


def test_missing_fields_are_told_before_anybody_is_asked(qtbot: QtBot, desk: SampleDesk) -> None:
    window = sign_in(qtbot, desk)
    window.company.set_text("")
    press(window.password.edit, "Return")
    assert window.company.wrong
    assert window.password.wrong
    assert window.company.edit.hasFocus()


def test_whoever_has_no_company_yet_finds_the_application(qtbot: QtBot, desk: SampleDesk) -> None:
    window = sign_in(qtbot, desk)
    with qtbot.waitSignal(window.enrolment_asked):
        window.enrol.click()
