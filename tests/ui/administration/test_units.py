"""A unit comes under the agency: proposed by one, approved by the other, decided by the bank, shown with its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app import i18n
from app.services.access_papers import AccessPapers
from app.ui.screens.administration.unit_form import UnitDialog
from app.ui.texts import switch
from tests.helpers.administrators import ORDER, REASON
from tests.helpers.raw_central import UNIT
from tests.ui.administration import rooms
from tests.ui.disbursement.hands import click
from tests.ui.looking import cut, press, unnamed, visible_texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.screens.administration.units import UnitsScreen
    from tests.helpers.administrators import Administrator
    from tests.helpers.raw_central import Central

PLACE = {"branch": "สาขานครราชสีมา", "address": "1 ถนนมหาดไทย นครราชสีมา 30000"}


def asked(qtbot: QtBot, screen: UnitsScreen) -> UnitDialog:
    press(screen, "Ctrl+N")
    front = rooms.dialog(qtbot)
    assert isinstance(front, UnitDialog)
    return front


def fill(front: UnitDialog, code: str, name: str, account: str) -> None:
    for field, words in {"unit": code, "name": name, **PLACE}.items():
        front.fields[field].set_text(words)
    front.accounts[0].account.set_text(account)
    front.accounts[0].name.set_text(f"{name} เงินงบประมาณ")
    front.reason.set_text(REASON)
    front.order_no.set_text(ORDER)


def proposed(qtbot: QtBot, one: Administrator, code: str, name: str, account: str) -> UnitsScreen:
    screen = rooms.units(qtbot, one)
    front = asked(qtbot, screen)
    fill(front, code, name, account)
    click(qtbot, front, i18n.text("units.apply_go"))
    qtbot.waitUntil(lambda: i18n.text("units.waits", name=name) in visible_texts(screen))
    return screen


def approve_newest(two: Administrator) -> None:
    (waiting,) = two.waiting()
    two.service.settle(waiting, approve=True, password=two.password)


def test_a_unit_is_proposed_approved_sent_and_opened_with_its_company_id(
    qtbot: QtBot, one: Administrator, two: Administrator, central: Central, tmp_path: Path
) -> None:
    screen = proposed(qtbot, one, "2101000019", "สำนักงานตัวอย่าง นครราชสีมา", "301-6-00001-2")
    assert not one.service.view().applications
    approve_newest(two)
    (application,) = one.service.view().applications
    screen.open_subject("applications")
    screen.refresh()
    qtbot.waitUntil(lambda: i18n.text("units.answer.received") in visible_texts(screen))
    click(qtbot, screen, i18n.text("units.form"))
    qtbot.waitUntil(lambda: screen.paper.made is not None)
    screen.paper.save(tmp_path / "form.pdf")
    qtbot.waitUntil((tmp_path / "form.pdf").exists)
    assert screen.go_back()
    done = central.operate("POST", f"applications/{application.application_id}/approve")
    company_id = done.json["company_id"]
    screen.refresh()
    told = i18n.text("units.answer.approved", company=company_id)
    qtbot.waitUntil(lambda: told in visible_texts(screen))
    screen.open_subject("units")
    screen.open_subject("2101000019")
    qtbot.waitUntil(lambda: {"2101000019", company_id} <= visible_texts(screen))
    account = "3016000012 สำนักงานตัวอย่าง นครราชสีมา เงินงบประมาณ"
    qtbot.waitUntil(lambda: account in visible_texts(screen))


def test_a_declined_unit_says_why_and_what_to_do(
    qtbot: QtBot, one: Administrator, two: Administrator, central: Central
) -> None:
    screen = proposed(qtbot, one, "2101000020", "สำนักงานตัวอย่าง ตรัง", "3016000020")
    approve_newest(two)
    application = next(each for each in one.service.view().applications if each.status == "received")
    central.operate("POST", f"applications/{application.application_id}/decline", {"reason": "เลขบัญชีไม่ตรง"})
    screen.open_subject("applications")
    screen.open_subject(application.application_id)
    screen.refresh()
    told = i18n.text("units.answer.declined", reason="เลขบัญชีไม่ตรง")
    qtbot.waitUntil(lambda: told in visible_texts(screen))


def test_the_form_of_a_unit_names_both_who_sent_it_and_every_account(
    one: Administrator, two: Administrator, qtbot: QtBot
) -> None:
    proposed(qtbot, one, "2101000021", "สำนักงานตัวอย่าง น่าน", "3016000039")
    approve_newest(two)
    application = next(each for each in one.service.view().applications if each.status == "received")
    made = AccessPapers(one.station.desk, one.service).unit_form(application.application_id, "th")
    text = " ".join(made.view.text(0).split())
    for fact in ("2101000021", "301-6-00003-9", PLACE["branch"], ORDER, application.application_id):
        assert fact in text
    for who in (one, two):
        assert f"({who.station.desk.actor.person.name_th})" in text


@pytest.mark.parametrize(
    ("code", "account", "key"),
    [
        ("210100001", "3016000047", "units.fault.unit_code_form"),
        ("2203000019", "3016000047", "units.fault.unit_of_other_agency"),
        ("2101000022", "30160", "units.fault.bank_account_form"),
    ],
)
def test_what_the_bank_could_not_act_on_is_not_even_proposed(
    qtbot: QtBot, one: Administrator, code: str, account: str, key: str
) -> None:
    front = asked(qtbot, rooms.units(qtbot, one))
    fill(front, code, "สำนักงานตัวอย่าง แพร่", account)
    click(qtbot, front, i18n.text("units.apply_go"))
    assert i18n.text(key, agency="2101") in visible_texts(front)
    assert not one.waiting()
    front.reject()


def test_accounts_are_added_and_taken_away_and_none_stands_there_twice(qtbot: QtBot, one: Administrator) -> None:
    front = asked(qtbot, rooms.units(qtbot, one))
    fill(front, "2101000023", "สำนักงานตัวอย่าง เลย", "3016000055")
    second = front.add_account()
    second.account.set_text("3016000055")
    second.name.set_text("เงินนอกงบประมาณ")
    click(qtbot, front, i18n.text("units.apply_go"))
    assert i18n.text("units.fault.accounts_twice") in visible_texts(front)
    for row in tuple(front.accounts):
        front._drop(row)
    click(qtbot, front, i18n.text("units.apply_go"))
    assert i18n.text("units.fault.accounts_none") in visible_texts(front)
    front.reject()


def test_only_the_one_who_records_may_add_a_unit(qtbot: QtBot, two: Administrator) -> None:
    assert not rooms.units(qtbot, two).apply.isVisible()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_dialog_has_names_and_room(qtbot: QtBot, one: Administrator, language: i18n.Language) -> None:
    front = asked(qtbot, rooms.units(qtbot, one))
    switch(language)
    rooms.rest(qtbot)
    qtbot.waitUntil(lambda: not cut(front))
    assert not unnamed(front)
    front.reject()


def test_the_agency_itself_stands_first_with_its_people(qtbot: QtBot, one: Administrator) -> None:
    screen = rooms.units(qtbot, one)
    screen.open_subject("2101000000")
    qtbot.waitUntil(lambda: "GMIS210100" in visible_texts(screen))
    assert UNIT != "GMIS210100"
