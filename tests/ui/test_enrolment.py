"""The guided application of a parent agency: step by step, back to what is wrong, and later what became of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from app import i18n
from app.demo.hands import deliver_all
from app.domain.access.enrolment import AgencyApplication, Received
from app.domain.access.proposal import Application
from app.domain.values.errors import Refused, Unreachable
from app.ui.screens.access import enrolment as pages
from app.ui.screens.access.enrolment import EnrolmentDialog
from app.ui.texts import switch
from tests.ui.looking import cut, named, press, type_words, unnamed, visible_texts
from tests.ui.windows import sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.domain.values.errors import KhlangError
    from app.ui.screens.access.applicant_form import AgencyForm, ApplicantForm
    from tests.ui.samples import SampleDesk

AT = "2026-11-23T02:40:00.000Z"
SENT = Received("0f0a7c1e-7b44-4d55-9f2f-8e6a1c0b3700", AT, "kX9v-2mQ_f7Lw3pZ")
AGENCY = {"agency": "2203", "name": "กรมตัวอย่าง", "address": "กรุงเทพมหานคร 10200", "order_no": "ที่ 1458/2569"}
SOMSAK = {
    "name_th": "นายสมศักดิ์ ผู้ดูแล",
    "name_en": "Mr. Somsak",
    "position": "หัวหน้ากลุ่มงานคลัง",
    "person_id": "1-1017-00203-45-0",
    "mobile": "081-234-5678",
}
WIPA = {
    "name_th": "นางวิภา ตัวอย่างงาม",
    "name_en": "Mrs. Wipa",
    "position": "ผู้อำนวยการกองคลัง",
    "person_id": "3100500112235",
    "email": "wipa@example.go.th",
}


class SampleEnrolment:
    """Answers as the service would."""

    def __init__(self) -> None:
        self.sent: list[AgencyApplication] = []
        self.answer: KhlangError | None = None
        self.status, self.kept = "received", False

    def apply(self, form: AgencyApplication) -> Received:
        if self.answer is not None:
            raise self.answer
        self.sent.append(form)
        return SENT

    def remembered(self) -> Received | None:
        return SENT if self.kept else None

    def ask(self, application_id: str, code: str) -> Application:
        if (application_id, code) != (SENT.application_id, SENT.code):
            raise Refused("application_unknown")
        company = "GMIS220300" if self.status == "approved" else ""
        reason = "เอกสารไม่ครบ" if self.status == "declined" else ""
        return Application(application_id, "agency", self.status, "กรมตัวอย่าง", company, reason, datetime.now(UTC), None)

    def write_agency_form(
        self, path: Path, form: AgencyApplication, received: Received | None, language: i18n.Language
    ) -> None:
        path.write_text(f"{form.name} {received.application_id if received else '-'} {language}", "utf-8")


@pytest.fixture
def service() -> SampleEnrolment:
    return SampleEnrolment()


@pytest.fixture
def dialog(qtbot: QtBot, desk: SampleDesk, service: SampleEnrolment) -> EnrolmentDialog:
    window = sign_in(qtbot, desk)
    made = EnrolmentDialog(window, service)
    made.open()
    return made


def fill(form: AgencyForm | ApplicantForm, words: dict[str, str]) -> None:
    for name, text in words.items():
        form.fields[name].set_text("")
        type_words(form.fields[name].edit, text)


def go_to_check(dialog: EnrolmentDialog) -> None:
    fill(dialog.agency, AGENCY)
    dialog.next.click()
    fill(dialog.admin_1, SOMSAK)
    dialog.next.click()
    fill(dialog.admin_2, WIPA)
    dialog.next.click()
    assert dialog.steps.step == pages.CHECK


def test_an_agency_is_led_from_its_code_to_the_number_of_its_application(
    qtbot: QtBot, dialog: EnrolmentDialog, service: SampleEnrolment, tmp_path: Path
) -> None:
    go_to_check(dialog)
    told = {"นายสมศักดิ์ ผู้ดูแล (Mr. Somsak)", "1101700203450", "0812345678"}
    qtbot.waitUntil(lambda: told <= visible_texts(dialog))
    dialog.next.click()
    qtbot.waitUntil(lambda: dialog.steps.step == pages.SENT)
    (form,) = service.sent
    assert (form.agency, form.gfmis_package, form.admin_1.mobile) == ("2203", True, "0812345678")
    qtbot.waitUntil(lambda: {SENT.application_id, SENT.code} <= visible_texts(dialog))
    dialog.write_form(tmp_path / "form.pdf")
    qtbot.waitUntil((tmp_path / "form.pdf").exists)
    qtbot.waitUntil(lambda: (tmp_path / "form.pdf").read_text("utf-8") == f"กรมตัวอย่าง {SENT.application_id} th")


def test_nobody_goes_on_with_what_is_wrong(dialog: EnrolmentDialog) -> None:
    dialog.next.click()
    assert dialog.steps.step == pages.AGENCY
    assert all(field.wrong for field in dialog.agency.fields.values())
    assert dialog.agency.fields["agency"].edit.hasFocus()
    fill(dialog.agency, AGENCY)
    dialog.next.click()
    fill(dialog.admin_1, {**SOMSAK, "mobile": "", "person_id": "1101700203451"})
    dialog.next.click()
    assert dialog.steps.step == pages.ADMIN_1
    assert [name for name, field in dialog.admin_1.fields.items() if field.wrong] == ["person_id", "mobile"]


def test_the_second_administrator_must_be_somebody_else(dialog: EnrolmentDialog) -> None:
    fill(dialog.agency, AGENCY)
    dialog.next.click()
    fill(dialog.admin_1, SOMSAK)
    dialog.next.click()
    fill(dialog.admin_2, {**WIPA, "person_id": "1101700203450"})
    dialog.next.click()
    assert dialog.steps.step == pages.ADMIN_2
    assert i18n.text("enrolment.fault.same_person") in visible_texts(dialog)


def test_going_back_loses_nothing(dialog: EnrolmentDialog) -> None:
    go_to_check(dialog)
    for _ in range(3):
        dialog.back.click()
    assert dialog.steps.step == pages.AGENCY
    assert dialog.agency.fields["name"].text() == AGENCY["name"]
    assert dialog.admin_2.fields["email"].text() == WIPA["email"]


@pytest.mark.parametrize(
    ("field", "step", "name", "key"),
    [
        ("agency", pages.AGENCY, "agency", "enrolment.fault.agency_taken"),
        ("admin_2.email", pages.ADMIN_2, "email", "enrolment.fault.not_taken"),
    ],
)
def test_what_the_bank_does_not_take_is_shown_at_its_field(
    qtbot: QtBot, dialog: EnrolmentDialog, service: SampleEnrolment, field: str, step: int, name: str, key: str
) -> None:
    go_to_check(dialog)
    service.answer = Refused("field_wrong", field=field, line="")
    dialog.next.click()
    qtbot.waitUntil(lambda: dialog.steps.step == step)
    form = dialog.agency if step == pages.AGENCY else dialog.admin_2
    assert form.fields[name].wrong
    assert i18n.text(key) in visible_texts(dialog)


def test_a_lost_answer_is_not_called_a_failure(qtbot: QtBot, dialog: EnrolmentDialog, service: SampleEnrolment) -> None:
    go_to_check(dialog)
    service.answer = Unreachable("server_unreachable")
    dialog.next.setFocus()
    dialog.next.click()
    qtbot.waitUntil(dialog.unknown.isVisible)
    assert dialog.steps.step == pages.CHECK
    assert dialog.next.isEnabled()
    assert dialog.focusWidget() is dialog.next, "Enter tries again"


@pytest.mark.parametrize(("status", "signs_in"), [("received", False), ("declined", False), ("approved", True)])
def test_what_became_of_it_is_told_with_what_to_do_next(
    qtbot: QtBot, dialog: EnrolmentDialog, service: SampleEnrolment, status: str, signs_in: bool
) -> None:
    service.status = status
    dialog.ask.click()
    asking = dialog.asking
    asking.number.set_text(SENT.application_id)
    asking.code.set_text(SENT.code)
    press(asking.code.edit, "Return")
    qtbot.waitUntil(asking.answer.isVisible)
    assert asking.answer.more.text() == i18n.text(f"enrolment.state_{status}_do")
    assert asking.sign_in.isVisible() is signs_in
    if signs_in:
        with qtbot.waitSignal(dialog.company_known) as known:
            asking.sign_in.click()
        assert known.args == ["GMIS220300"]


def test_another_code_opens_nothing(qtbot: QtBot, dialog: EnrolmentDialog) -> None:
    dialog.ask.click()
    dialog.asking.number.set_text(SENT.application_id)
    dialog.asking.code.set_text("other")
    dialog.asking.go.click()
    qtbot.waitUntil(dialog.asking.error.isVisible)
    assert not dialog.asking.answer.isVisible()


def test_what_was_sent_from_here_is_remembered(qtbot: QtBot, desk: SampleDesk, service: SampleEnrolment) -> None:
    service.kept = True
    made = EnrolmentDialog(sign_in(qtbot, desk), service)
    made.open()
    qtbot.waitUntil(lambda: made.asking.number.text() == SENT.application_id)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_page_has_names_and_room(dialog: EnrolmentDialog, language: i18n.Language) -> None:
    switch(language)
    for page in (pages.AGENCY, pages.ADMIN_1, pages.ADMIN_2, pages.CHECK, pages.SENT, pages.ASK):
        dialog._show(page)
        deliver_all()
        assert not unnamed(dialog)
        assert not cut(dialog)


def test_the_door_leads_to_the_application(qtbot: QtBot, desk: SampleDesk) -> None:
    window = sign_in(qtbot, desk)
    with qtbot.waitSignal(window.enrolment_asked):
        named(window, i18n.text("sign_in.enrol")).click()  # type: ignore[attr-defined]
