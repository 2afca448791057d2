from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from app.domain.access.proposal import ProposalKind, ProposalStatus
from app.domain.values.money import Money
from app.ui import texts, theme
from app.ui.messages import Dialog
from app.ui.order_dialogs import SignedDialog
from tests.helpers.administrators import REASON, record
from tests.ui.administration import screens
from tests.ui.administration.screens import gone, rows, sign
from tests.ui.disbursement.hands import click, only
from tests.ui.looking import cut, press, type_words, unnamed, visible_texts
from tests.ui.windows import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.services.commands import Given
    from tests.helpers.administrators import Administrator
    from tests.helpers.raw_central import Central


def change(one: Administrator, user_id: str, position: str = "หัวหน้าฝ่ายการเงิน") -> Given:
    """Propose another position and a limit for somebody."""
    user = one.user(user_id)
    wanted = replace(user.record, position=position, batch_max=Money(5_000_000))
    return one.service.propose(ProposalKind.USER_CHANGE, user.uid, wanted, reason=REASON, order_no="กค 9/2570")


@pytest.fixture
def given(one: Administrator) -> Iterator[Given]:
    """Give a change of a maker that waits, and take it back if nobody decided."""
    made = change(one, "MAKER01")
    yield made
    request = one.request(made.order_id)
    if request.status is ProposalStatus.PENDING and not request.fault:
        one.service.recall(request, "ทดสอบ")


def test_what_waits_is_listed_first_and_enter_opens_it(qtbot: QtBot, two: Administrator, given: Given) -> None:
    screen = screens.requests(qtbot, two)
    assert set(rows(screen.list, "standing")) == {"รออนุมัติ"}
    screen.list.grid.setFocus()
    press(screen.list.grid, "Return")
    qtbot.waitUntil(screen.view.isVisible)
    assert screen.go_back()
    assert screen.list.isVisible()
    assert not screen.go_back()


def test_the_decider_sees_only_what_differs_who_asks_why_and_by_which_order(
    qtbot: QtBot, one: Administrator, two: Administrator, given: Given
) -> None:
    before = one.user("MAKER01").record
    screen = screens.requests(qtbot, two, given.order_id)
    said = {"ตำแหน่ง", before.position, "หัวหน้าฝ่ายการเงิน", "วงเงินต่อชุดของบุคคล", "50,000.00 บาท"}
    qtbot.waitUntil(lambda: said <= visible_texts(screen.view))
    assert not {"โทรศัพท์มือถือ", "หน่วยเบิกจ่าย", "ชื่อ - สกุล (ไทย)"} & visible_texts(screen.view)
    assert {"ประเสริฐ ผู้ดูแลหนึ่ง", "กค 9/2570", REASON} <= visible_texts(screen.panel)


def test_a_new_user_is_shown_whole(qtbot: QtBot, one: Administrator, two: Administrator) -> None:
    made = one.service.propose(ProposalKind.USER_ADD, "", record("MAKER31", 31), reason=REASON)
    screen = screens.requests(qtbot, two, made.order_id)
    said = {"MAKER31", "กัลยา น้ำใจงาม", "0812345678", "กองคลัง กรมแบบอย่างบริการ"}
    qtbot.waitUntil(lambda: said <= visible_texts(screen.view))
    assert any("ผู้ทำรายการจ่ายเงิน · ตั้งแต่ 23 พ.ย. 2569" in words for words in visible_texts(screen.view))
    one.service.recall(one.request(made.order_id), "ทดสอบ")


def test_an_approval_asks_for_the_password_and_enter_signs_it_once(
    qtbot: QtBot, two: Administrator, given: Given
) -> None:
    screen = screens.requests(qtbot, two, given.order_id)
    qtbot.waitUntil(screen.panel.approve.isVisible)
    commands = len(two.station.commands())
    press(screen.panel.approve, "Ctrl+Return")
    qtbot.waitUntil(lambda: bool(screen.findChildren(SignedDialog)))
    dialog = only(screen, SignedDialog)
    type_words(dialog.password.edit, "wrong")
    press(dialog.password.edit, "Return")
    qtbot.waitUntil(dialog.error.isVisible)
    assert two.request(given.order_id).status is ProposalStatus.PENDING
    type_words(dialog.password.edit, two.password)
    for _ in range(2):
        press(dialog.password.edit, "Return")
    gone(qtbot, screen)
    qtbot.waitUntil(lambda: "อนุมัติแล้ว มีผลแล้ว" in visible_texts(screen.panel))
    assert two.user("MAKER01").record.position == "หัวหน้าฝ่ายการเงิน"
    assert len(two.station.commands()) == commands + 1
    assert not screen.panel.approve.isVisible()
    focused = screen.window().focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "กลับไปที่รายการคำขอ"


def test_sending_back_needs_a_reason(qtbot: QtBot, one: Administrator, two: Administrator) -> None:
    made = change(one, "MAKER02", "นักวิชาการอาวุโส")
    screen = screens.requests(qtbot, two, made.order_id)
    click(qtbot, screen.panel, "ส่งกลับ")
    sign(qtbot, screen, "administration.send_back", two.password)
    assert only(screen, Dialog).isVisible()
    sign(qtbot, screen, "administration.send_back", two.password, reason="ไม่มีคำสั่งแนบ")
    gone(qtbot, screen)
    qtbot.waitUntil(lambda: "ไม่มีคำสั่งแนบ" in visible_texts(screen.panel))
    assert one.request(made.order_id).status is ProposalStatus.RETURNED
    assert one.user("MAKER02").record.position != "นักวิชาการอาวุโส"
    proposer = screens.requests(qtbot, one, made.order_id)
    with qtbot.waitSignal(proposer.navigate) as went:
        click(qtbot, proposer.panel, "แก้แล้วเสนอใหม่")
    assert went.args == ["users", one.user("MAKER02").uid]


def test_the_proposer_sees_the_own_request_and_can_only_recall_it(
    qtbot: QtBot, one: Administrator, given: Given
) -> None:
    screen = screens.requests(qtbot, one, given.order_id)
    qtbot.waitUntil(screen.panel.recall.isVisible)
    assert not screen.panel.approve.isVisible()
    assert not screen.panel.send_back.isVisible()
    click(qtbot, screen.panel, "ดึงคำขอกลับ")
    dialog = only(screen, Dialog)
    only(dialog, QPlainTextEdit).setPlainText("เสนอผิดคน")
    click(qtbot, dialog, "ดึงคำขอกลับ")
    gone(qtbot, screen)
    qtbot.waitUntil(lambda: "ผู้เสนอดึงกลับแล้ว ไม่มีสิ่งใดเปลี่ยน" in visible_texts(screen.panel))
    assert one.request(given.order_id).status is ProposalStatus.RECALLED


def test_a_request_that_was_altered_is_a_stop_that_shows_nothing_of_it_and_no_button(
    qtbot: QtBot, central: Central, one: Administrator, two: Administrator
) -> None:
    made = change(one, "MAKER03", "หัวหน้างานรับเงิน")
    with central.books() as books:
        text = books.execute("SELECT proposal FROM proposals WHERE req_id = ?", (made.order_id,)).fetchone()[0]
        said = json.loads(text)
        said["change"] = said["change"].replace("หัวหน้างานรับเงิน", "ผู้อำนวยการกอง")
        altered = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        books.execute("UPDATE proposals SET proposal = ? WHERE req_id = ?", (altered, made.order_id))
    screen = screens.requests(qtbot, two, made.order_id)
    qtbot.waitUntil(lambda: "หยุด: ห้ามอนุมัติคำขอนี้" in visible_texts(screen))
    assert not any("ผู้อำนวยการกอง" in words for words in visible_texts(screen))
    for button in (screen.panel.approve, screen.panel.send_back, screen.panel.recall):
        assert not button.isVisible()
    screen.go_back()
    assert "ลายมือชื่อไม่ถูกต้อง" in rows(screen.list, "standing")
    with central.books() as books:
        books.execute("UPDATE proposals SET proposal = ? WHERE req_id = ?", (text, made.order_id))
    one.service.recall(one.request(made.order_id), "ทดสอบ")


def test_a_decision_without_an_answer_offers_only_to_ask_again(
    qtbot: QtBot, central: Central, two: Administrator, given: Given
) -> None:
    screen = screens.requests(qtbot, two, given.order_id)
    qtbot.waitUntil(screen.panel.approve.isVisible)
    central.operate("POST", "faults", {"fault": "lost_answer", "route": "commands", "count": 1})
    click(qtbot, screen.panel, "อนุมัติและลงลายมือชื่อ")
    sign(qtbot, screen, "administration.approve", two.password)
    qtbot.waitUntil(lambda: "ส่งแล้ว แต่ยังไม่ทราบผล" in visible_texts(screen))
    click(qtbot, screen, "ปิด")
    qtbot.waitUntil(screen.panel.ask_again.isVisible)
    assert not screen.panel.approve.isVisible()
    click(qtbot, screen.panel, "สอบถามผลอีกครั้ง")
    qtbot.waitUntil(lambda: "อนุมัติแล้ว มีผลแล้ว" in visible_texts(screen.panel))


@pytest.mark.parametrize(("keys", "by"), [("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)])
def test_the_next_and_the_former_request_are_one_key_away(
    qtbot: QtBot, one: Administrator, two: Administrator, given: Given, keys: str, by: int
) -> None:
    other = change(one, "MAKER03", "หัวหน้างาน")
    screen = screens.requests(qtbot, two)
    listed = [each.req_id for each in two.waiting()]
    start = listed[0] if by > 0 else listed[-1]
    screen.open_subject(start)
    qtbot.waitUntil(screen.panel.approve.isVisible)
    press(screen, keys)
    wanted: Any = two.request(listed[listed.index(start) + by])
    qtbot.waitUntil(lambda: any(wanted.subject_name in words for words in visible_texts(screen)))
    one.service.recall(one.request(other.order_id), "ทดสอบ")


def test_after_a_decision_the_next_that_waits_is_one_key_away(
    qtbot: QtBot, one: Administrator, two: Administrator, given: Given
) -> None:
    other = change(one, "MAKER03", "หัวหน้างาน")
    screen = screens.requests(qtbot, two, given.order_id)
    click(qtbot, screen.panel, "อนุมัติและลงลายมือชื่อ")
    sign(qtbot, screen, "administration.approve", two.password)
    gone(qtbot, screen)
    qtbot.waitUntil(lambda: screen.window().focusWidget() is screen.panel.next)
    click(qtbot, screen.panel, "คำขอถัดไปที่รออยู่")
    qtbot.waitUntil(lambda: any("MAKER03" in words for words in visible_texts(screen)))
    qtbot.waitUntil(screen.panel.approve.isVisible)
    one.service.recall(one.request(other.order_id), "ทดสอบ")


def test_an_approved_new_user_leads_to_the_slip(qtbot: QtBot, one: Administrator, two: Administrator) -> None:
    made = one.service.propose(ProposalKind.USER_ADD, "", record("MAKER32", 32), reason=REASON)
    two.approve(made)
    screen = screens.requests(qtbot, two, made.order_id)
    with qtbot.waitSignal(screen.navigate) as went:
        click(qtbot, screen.panel, "ไปพิมพ์ซองรหัสผ่าน")
    assert went.args == ["users", two.user("MAKER32").uid]
    proposer = screens.requests(qtbot, one, made.order_id)
    qtbot.waitUntil(lambda: "อนุมัติแล้ว มีผลแล้ว" in visible_texts(proposer.panel))
    assert not proposer.panel.slip.isVisible()


def test_every_control_has_a_name_and_nothing_is_cut_in_either_language(
    qtbot: QtBot, qapp: QApplication, two: Administrator, given: Given
) -> None:
    for req_id in ("", given.order_id):
        screen = screens.requests(qtbot, two, req_id)
        for language in ("th", "en"):
            texts.switch(language)
            settle(qtbot, qapp)
            assert not unnamed(screen)
            assert not cut(screen)
        screen.resize(theme.SIZES.window_min[0] - theme.SIZES.nav_width, theme.SIZES.window_min[1] - 80)
        settle(qtbot, qapp)
        assert not cut(screen)
        texts.switch("th")
