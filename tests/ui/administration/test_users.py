from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QApplication

from app import i18n
from app.domain.access.company import UserState
from app.domain.access.proposal import ActKind, ProposalKind
from app.domain.access.user_actions import UserAction
from app.ui import texts, theme
from app.ui.buttons import Button
from app.ui.messages import Dialog
from app.ui.screens.administration.grants_editor import GrantRow
from app.ui.screens.administration.slip_dialog import SlipDialog
from tests.helpers.administrators import REASON, added, citizen, moved
from tests.ui.administration import screens
from tests.ui.administration.screens import choose, gone, rows, sign
from tests.ui.disbursement.hands import click, only
from tests.ui.looking import cut, named, press, type_words, unnamed, visible_texts
from tests.ui.windows import settle

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.ui.fields import Field
    from app.ui.screens.administration.users import UsersScreen
    from tests.helpers.administrators import Administrator
    from tests.helpers.raw_central import Central

THAI = re.compile(r"[\u0e00-\u0e7f]")


def fill(screen: UsersScreen, **texts_by_field: str) -> None:
    """Type into the form's fields by the names a screen reader tells."""
    for field, words in texts_by_field.items():
        edit: Any = named(screen.form, i18n.text(f"administration.field.{field}"))
        edit.clear()
        type_words(edit, words)


def right(screen: UsersScreen, role: str, number: int = -1) -> GrantRow:
    """Add a right and choose its role."""
    screen.form.grants.add.click()
    row = [each for each in screen.form.findChildren(GrantRow) if not each.isHidden()][number]
    row.role.set_text(role)
    return row


def _fields(row: GrantRow) -> tuple[Field, ...]:
    return (row.role, row.since, row.until, row.order_no, row.instead)


def test_everybody_of_every_unit_is_in_the_list(qtbot: QtBot, one: Administrator) -> None:
    screen = screens.users(qtbot, one)
    assert screen.table.model.rowCount() == len(one.service.view().users)
    assert len(set(rows(screen.table, "unit"))) == 3


def test_words_unit_right_and_state_narrow_the_list_together(qtbot: QtBot, one: Administrator) -> None:
    screen = screens.users(qtbot, one)
    screen._role.choose("role:authorizer")
    with qtbot.waitSignal(screen.table.answered):
        screen._role.chosen.emit()
    assert set(rows(screen.table, "roles")) == {"ผู้อนุมัติ"}
    screen._unit.choose("unit:2101000001")
    with qtbot.waitSignal(screen.table.answered):
        screen._unit.chosen.emit()
    assert rows(screen.table, "user_id") == ["AUTH01", "AUTH02"]
    with qtbot.waitSignal(screen.table.answered):
        screen._search.setText("มาลี")
    assert rows(screen.table, "user_id") == ["AUTH02"]
    with qtbot.waitSignal(screen.table.answered):
        click(qtbot, screen, "ล็อก")
    assert rows(screen.table, "user_id") == []
    assert "ไม่พบรายการที่ตรงกัน" in visible_texts(screen) or screen.table.model.rowCount() == 0


def test_admin_1_records_a_new_user_and_nothing_has_an_effect_yet(
    qtbot: QtBot, one: Administrator, two: Administrator
) -> None:
    screen = screens.users(qtbot, one)
    press(screen.table.grid, "Ctrl+N")
    qtbot.waitUntil(screen.form.isVisible)
    screen.form.unit.set_text("2101000001")
    fill(screen, user_id="maker21", person_id=citizen(21), name_th="กัลยา น้ำใจงาม", mobile="081-234-5678")
    row = right(screen, "maker_payment")
    row.since.set_text("1/12/2569")
    row.order_no.set_text("กค 12/2570")
    screen.form.reason.set_text("บรรจุใหม่")
    screen.form.order_no.set_text("กค 12/2570")
    press(screen.form.reason.edit, "Ctrl+Return")
    qtbot.waitUntil(lambda: not screen.form.isVisible())
    request = next(each for each in two.waiting() if each.subject_name.startswith("MAKER21"))
    record: Any = request.change
    assert (record.mobile, record.grants[0].valid_from.isoformat()) == ("0812345678", "2026-12-01")
    assert (request.reason, request.order_no) == ("บรรจุใหม่", "กค 12/2570")
    assert "MAKER21" not in {user.record.user_id for user in one.service.view().users}


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_sent(qtbot: QtBot, one: Administrator) -> None:
    screen = screens.users(qtbot, one)
    commands = len(one.station.commands())
    click(qtbot, screen, "เพิ่มผู้ใช้")
    fill(screen, user_id="x", person_id="123", mobile="02", email="no address")
    click(qtbot, screen.form, "เสนอผู้ดูแลระบบคนที่ 2")
    wrong = {name for name, field in screen.form.texts.items() if field.wrong}
    assert wrong == {"user_id", "person_id", "name_th", "mobile", "email"}
    assert screen.form.reason.wrong
    assert "เพิ่มสิทธิอย่างน้อยหนึ่งสิทธิ" in visible_texts(screen.form)
    assert screen.form.texts["user_id"].edit.hasFocus()
    assert len(one.station.commands()) == commands


def test_what_the_central_system_refuses_is_told_beside_its_field_and_nothing_typed_is_lost(
    qtbot: QtBot, one: Administrator
) -> None:
    screen = screens.users(qtbot, one)
    click(qtbot, screen, "เพิ่มผู้ใช้")
    screen.form.unit.set_text("2101000001")
    fill(screen, user_id="MAKER01", person_id=citizen(26), name_th="กัลยา น้ำใจงาม", mobile="0812345678")
    right(screen, "maker_payment")
    screen.form.reason.set_text("บรรจุใหม่")
    click(qtbot, screen.form, "เสนอผู้ดูแลระบบคนที่ 2")
    qtbot.waitUntil(lambda: screen.form.texts["user_id"].wrong)
    assert screen.form.texts["user_id"].edit.hasFocus()
    assert screen.form.error.isVisible()
    assert screen.form.texts["name_th"].text() == "กัลยา น้ำใจงาม"
    assert screen.form.go.isEnabled()


def test_the_rule_about_rights_is_shown_while_they_are_chosen(qtbot: QtBot, one: Administrator) -> None:
    screen = screens.users(qtbot, one)
    click(qtbot, screen, "เพิ่มผู้ใช้")
    right(screen, "maker_payment")
    assert not screen.form.rule.isVisible()
    row = right(screen, "authorizer")
    assert screen.form.rule.isVisible()
    assert "ผู้ทำรายการจ่ายเงิน กับ ผู้อนุมัติ เป็นคนเดียวกันในวันเดียวกันไม่ได้" in visible_texts(screen.form)
    row.role.set_text("auditor")
    assert not screen.form.rule.isVisible()


def test_another_user_name_of_the_same_person_counts_while_typing(qtbot: QtBot, one: Administrator) -> None:
    maker = one.user("MAKER01")
    screen = screens.users(qtbot, one)
    click(qtbot, screen, "เพิ่มผู้ใช้")
    fill(screen, person_id=maker.record.person_id)
    right(screen, "authorizer")
    assert screen.form.rule.isVisible()
    assert any("MAKER01" in words for words in visible_texts(screen.form.rule))


def test_in_the_agency_itself_only_an_auditor_is_granted(qtbot: QtBot, one: Administrator) -> None:
    screen = screens.users(qtbot, one)
    click(qtbot, screen, "เพิ่มผู้ใช้")
    screen.form.unit.set_text("2101000000")
    row = right(screen, "auditor")
    assert row.role.combo.count() == 1


def test_tab_goes_through_an_added_right_and_then_on_to_the_reason(qtbot: QtBot, one: Administrator) -> None:
    screen = screens.users(qtbot, one)
    click(qtbot, screen, "เพิ่มผู้ใช้")
    form = screen.form
    rights = [right(screen, "maker_payment"), right(screen, "maker_collection")]
    rights[0].role.control.setFocus()
    stops: list[QWidget | None] = []
    for _ in range(14):
        stops.append(QApplication.focusWidget())
        press(stops[-1] or form, "Tab")
    wanted = [part for row in rights for part in (*(each.control for each in _fields(row)), row.remove)]
    assert stops == [*wanted, form.grants.add, form.reason.control]


def test_a_change_shows_only_what_differs_and_what_was_typed_is_there_again(qtbot: QtBot, one: Administrator) -> None:
    user = one.user("MAKER02")
    screen = screens.users(qtbot, one)
    choose(qtbot, screen, user.uid)
    click(qtbot, screen.side, "แก้ไขข้อมูลและสิทธิ")
    assert "ยังไม่มีช่องใดเปลี่ยน" in visible_texts(screen.form)
    fill(screen, position="หัวหน้าฝ่าย")
    said = {"ตำแหน่ง", "หัวหน้าฝ่าย", user.record.position}
    qtbot.waitUntil(lambda: said <= visible_texts(screen.form.comparison))
    assert "โทรศัพท์มือถือ" not in visible_texts(screen.form.comparison)
    for name in ("user_id", "person_id"):
        assert not screen.form.texts[name].control.isEnabled()
    assert screen.go_back()
    assert not screen.form.isVisible()
    click(qtbot, screen.side, "แก้ไขข้อมูลและสิทธิ")
    assert screen.form.texts["position"].text() == "หัวหน้าฝ่าย"


def test_a_waiting_change_is_a_badge_with_who_and_since_when_and_enter_opens_it(
    qtbot: QtBot, one: Administrator, two: Administrator
) -> None:
    user = one.user("MAKER03")
    given = one.service.propose(ProposalKind.USER_CHANGE, user.uid, moved(user, "หัวหน้างาน"), reason=REASON)
    screen = screens.users(qtbot, two)
    choose(qtbot, screen, user.uid)
    said = " ".join(visible_texts(screen.side))
    assert "รออนุมัติ: แก้ไขผู้ใช้" in said
    assert "ประเสริฐ ผู้ดูแลหนึ่ง เสนอเมื่อ 23 พ.ย. 69" in said
    assert "แก้ไขผู้ใช้" in rows(screen.table, "waiting")
    with qtbot.waitSignal(screen.navigate) as went:
        press(screen.table.grid, "Return")
    assert went.args == ["requests", given.order_id]
    one.service.recall(one.request(given.order_id), "ทดสอบ")


def test_a_simple_request_asks_why_and_by_which_order(qtbot: QtBot, one: Administrator, two: Administrator) -> None:
    user = one.user("AUTH02")
    screen = screens.users(qtbot, one)
    choose(qtbot, screen, user.uid)
    click(qtbot, screen.side, "เสนอระงับ")
    dialog = only(screen, Dialog)
    click(qtbot, dialog, "เสนอระงับ")
    assert dialog.isVisible()  # without a reason nothing is asked
    sign(qtbot, screen, "administration.act.suspend", "", reason="ย้ายหน่วย")
    gone(qtbot, screen)
    request = next(each for each in two.waiting() if each.subject == user.uid)
    assert (request.kind, request.reason) == (ProposalKind.USER_SUSPEND, "ย้ายหน่วย")
    qtbot.waitUntil(lambda: "เสนอยกเลิกผู้ใช้" not in visible_texts(screen.side))
    one.service.recall(one.request(request.req_id), "ทดสอบ")


def test_admin_2_suspends_at_once_with_the_password_and_admin_1_confirms(
    qtbot: QtBot, one: Administrator, two: Administrator
) -> None:
    user = added(one, two, "MAKER22", 22)
    screen = screens.users(qtbot, two)
    choose(qtbot, screen, user.uid)
    click(qtbot, screen.side, "ระงับทันที")
    dialog: Any = sign(qtbot, screen, "administration.act.suspend_now", "ไม่ใช่รหัสนี้", reason="สงสัย")
    qtbot.waitUntil(dialog.error.isVisible)
    assert two.user("MAKER22").state is UserState.NEW
    sign(qtbot, screen, "administration.act.suspend_now", two.password, reason="สงสัย")
    gone(qtbot, screen)
    assert two.user("MAKER22").state is UserState.SUSPENDED_UNCONFIRMED
    qtbot.waitUntil(lambda: any("ท่านเป็นผู้ระงับ" in words for words in visible_texts(screen.side)))
    other = screens.users(qtbot, one)
    choose(qtbot, other, user.uid)
    click(qtbot, other.side, "ยืนยันการระงับ")
    sign(qtbot, other, "administration.act.confirm_suspension", one.password, reason="ตรวจแล้ว")
    gone(qtbot, other)
    assert one.user("MAKER22").state is UserState.SUSPENDED


def test_a_locked_user_is_unlocked_by_admin_2(
    qtbot: QtBot, central: Central, one: Administrator, two: Administrator, tmp_path: Path
) -> None:
    from app.domain.values.errors import Refused
    from tests.helpers.raw_central import UNIT
    from tests.helpers.workstation import Workstation

    known = Workstation.at(tmp_path / "desk", central).enter(central, "MAKER02")
    known.leave()
    for _ in range(4):
        with pytest.raises(Refused):
            known.enter_as(UNIT, "MAKER02", "ไม่ใช่รหัสนี้")
    screen = screens.users(qtbot, two)
    choose(qtbot, screen, two.user("MAKER02").uid)
    assert any("ถูกล็อก" in words for words in visible_texts(screen.side))
    click(qtbot, screen.side, "ปลดล็อก")
    sign(qtbot, screen, "administration.act.unlock", two.password, reason="เจ้าตัวจำรหัสได้แล้ว")
    gone(qtbot, screen)
    assert not two.user("MAKER02").locked
    known.enter(central, "MAKER02")
    known.leave()


@pytest.mark.usefixtures("paper")
def test_a_slip_is_printed_once_and_its_button_goes(
    qtbot: QtBot, one: Administrator, two: Administrator, tmp_path: Path
) -> None:
    user = added(one, two, "MAKER23", 23)
    screen = screens.users(qtbot, two)
    choose(qtbot, screen, user.uid)
    click(qtbot, screen.side, "พิมพ์ซองรหัสผ่าน")
    dialog = only(screen, SlipDialog)
    two.service.slips.make(two.user("MAKER23").slip_id)  # somebody was faster
    click(qtbot, dialog, "พิมพ์")
    qtbot.waitUntil(lambda: "ซองนี้พิมพ์ไปแล้ว พิมพ์ซ้ำไม่ได้" in visible_texts(dialog))
    assert not list(tmp_path.glob("*.pdf"))
    click(qtbot, dialog, "ยกเลิก")
    qtbot.waitUntil(lambda: "พิมพ์ซองรหัสผ่าน" not in visible_texts(screen.side))


def test_an_order_without_an_answer_is_told_and_its_subject_offers_no_second(
    qtbot: QtBot, central: Central, one: Administrator
) -> None:
    user = one.user("AUTH01")
    screen = screens.users(qtbot, one)
    choose(qtbot, screen, user.uid)
    central.operate("POST", "faults", {"fault": "lost_answer", "route": "commands", "count": 1})
    click(qtbot, screen.side, "เสนอระงับ")
    sign(qtbot, screen, "administration.act.suspend", "", reason="ย้ายหน่วย")
    qtbot.waitUntil(lambda: "ส่งแล้ว แต่ยังไม่ทราบผล" in visible_texts(screen))
    click(qtbot, screen, "ปิด")
    qtbot.waitUntil(lambda: "คำสั่งที่ส่งไปยังไม่ทราบผล" in visible_texts(screen.side))
    assert "เสนอระงับ" not in visible_texts(screen.side)
    one.service.ask_again()
    one.service.recall(one.waiting()[0], "ทดสอบ")


def test_nothing_is_offered_about_an_administrator(qtbot: QtBot, one: Administrator, two: Administrator) -> None:
    for who in (one, two):
        screen = screens.users(qtbot, who)
        choose(qtbot, screen, who.user("ADMIN1", "GMIS210100").uid)
        assert not [each for each in UserAction if screen.side.findChild(Button, f"act_{each}") is not None]
        assert "ผู้ดูแลระบบ" in visible_texts(screen.side)


def test_what_happened_to_a_user_is_told_with_names(qtbot: QtBot, one: Administrator, two: Administrator) -> None:
    user = added(one, two, "MAKER24", 24)
    two.service.act(ActKind.SUSPEND_NOW, user.uid, reason="ลาออก", password=two.password)
    one.station.sync.sync_now()
    screen = screens.users(qtbot, one)
    choose(qtbot, screen, user.uid)
    qtbot.waitUntil(lambda: "ระงับทันที “ลาออก”" in visible_texts(screen.side))
    assert any(words.startswith("อรุณี ผู้ดูแลสอง · ") for words in visible_texts(screen.side))


@pytest.mark.parametrize("part", ["list", "form"])
def test_every_control_has_a_name_nothing_is_cut_and_english_is_english(
    qtbot: QtBot, qapp: QApplication, one: Administrator, part: str
) -> None:
    screen = screens.users(qtbot, one)
    user = one.user("MAKER03")
    choose(qtbot, screen, user.uid)
    if part == "form":
        click(qtbot, screen.side, "แก้ไขข้อมูลและสิทธิ")
        right(screen, "authorizer")
    settle(qtbot, qapp)
    assert not unnamed(screen)
    assert not cut(screen)
    texts.switch("en")
    settle(qtbot, qapp)
    assert not unnamed(screen)
    assert not cut(screen)
    said = {words for words in visible_texts(screen) if THAI.search(words)}
    assert not {words for words in said if "หน่วย" in words or "สิทธิ" in words} - {user.record.position}
    screen.resize(theme.SIZES.window_min[0] - theme.SIZES.nav_width, theme.SIZES.window_min[1] - 80)
    settle(qtbot, qapp)
    assert not cut(screen)
