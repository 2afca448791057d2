"""The approval policy at both administrators' desks: a draft, a request, a try, and nothing before the other agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from app.domain.access.policy import Policy, PolicyRule
from app.domain.access.proposal import ProposalKind
from app.domain.disbursement.batch import Kind
from app.domain.values.money import Money
from app.ui.screens.administration.rule_dialog import RuleDialog
from tests.helpers.administrators import ORDER, REASON
from tests.ui.administration import rooms
from tests.ui.disbursement.hands import click, only
from tests.ui.looking import press, type_words, visible_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.screens.administration.policy import PolicyScreen
    from tests.helpers.administrators import Administrator

FINANCE = "2101000001"


def rule_in_fields(qtbot: QtBot, screen: PolicyScreen, above: str, count: str) -> RuleDialog:
    click(qtbot, screen, "เพิ่มกฎ")
    front = rooms.dialog(qtbot)
    assert isinstance(front, RuleDialog)
    front.unit.set_text(FINANCE)
    front.kind.set_text("welfare")
    type_words(front.above.edit, above)
    front.count.set_text(count)
    return front


def rules(screen: PolicyScreen) -> list[tuple[str, str]]:
    model = screen.table.model
    return [
        (str(model.index(row, 0).data()), str(model.index(row, 1).data()))
        for row in range(screen.table.model.rowCount())
    ]


def test_a_policy_is_drafted_proposed_and_holds_once_the_other_approved(
    qtbot: QtBot, one: Administrator, two: Administrator
) -> None:
    screen = rooms.policy(qtbot, one)
    assert "ยังไม่มีกฎ" in visible_texts(screen)
    click(qtbot, screen, "แก้ไขนโยบาย")
    click(qtbot, rule_in_fields(qtbot, screen, "1,000,000", "2"), "ใช้กฎนี้")
    rooms.rest(qtbot)
    assert rules(screen) == [("จ่ายสวัสดิการและค่าตอบแทน มากกว่า 1,000,000 บาท กองคลัง กรมแบบอย่างบริการ", "2")]
    screen.side.days.set_text("90")
    rooms.rest(qtbot)
    click(qtbot, screen, "เสนอนโยบาย")
    front = rooms.dialog(qtbot)
    said = {"อายุรหัสผ่าน", "90 วัน"}
    assert said <= visible_texts(front)
    rooms.give(qtbot, front, "เสนอนโยบาย", reason=REASON, order_no=ORDER)
    assert one.service.view().policy == Policy(review_months=12, workstations=one.service.view().policy.workstations)
    assert "มีคำขอเปลี่ยนนโยบายรอผู้ดูแลระบบคนที่ 2" in visible_texts(screen)
    assert not screen.edit.isEnabled()
    waiting = two.service.view().waiting(ProposalKind.POLICY_CHANGE)
    assert waiting is not None
    assert waiting.reason == REASON
    two.service.settle(waiting, approve=True, password=two.password)
    screen.refresh()
    rooms.rest(qtbot)
    held = one.service.view().policy
    assert held.rules == (PolicyRule(FINANCE, "welfare", "", Money(100_000_000), 2),)
    assert held.password_days == 90
    assert "มีผลอยู่ · ฉบับที่ 2" in {chip.accessibleName() for chip in screen.findChildren(type(screen._chip))}


def test_the_try_tells_signatures_and_why(qtbot: QtBot, two: Administrator) -> None:
    screen = rooms.policy(qtbot, two)
    side = screen.side
    side.unit.set_text(FINANCE)
    type_words(side.amount.edit, "1,000,000")
    assert side.answer.text() == "1 ลายมือชื่อ"
    assert "ไม่ตรงกับกฎใด จึงใช้จำนวนของหน่วย" in visible_texts(side)
    type_words(side.amount.edit, ".01")
    assert side.answer.text() == "2 ลายมือชื่อ"
    side.kind.set_text("loan")
    assert side.answer.text() == "1 ลายมือชื่อ"
    type_words(side.amount.edit, "1")
    assert side.amount.wrong


def test_a_rule_that_could_never_be_met_or_is_there_twice_is_not_kept(qtbot: QtBot, one: Administrator) -> None:
    screen = rooms.policy(qtbot, one)
    click(qtbot, screen, "แก้ไขนโยบาย")
    front = rule_in_fields(qtbot, screen, "5,000,000", "3")
    click(qtbot, front, "ใช้กฎนี้")
    assert "หน่วยที่มีผู้อนุมัติไม่พอสำหรับกฎนี้: กองคลัง กรมแบบอย่างบริการ" in visible_texts(front)
    front.count.set_text("2")
    front.above.set_text("1000000")
    click(qtbot, front, "ใช้กฎนี้")
    assert "มีกฎที่ใช้กับชุดแบบเดียวกันนี้แล้ว แก้กฎเดิมแทน" in visible_texts(front)
    front.above.set_text("1.001")
    click(qtbot, front, "ใช้กฎนี้")
    assert front.above.wrong
    front.reject()
    rooms.rest(qtbot)
    assert len(rules(screen)) == 1


def test_signers_are_ticked_by_stage_and_every_stage_needs_one(qtbot: QtBot, one: Administrator) -> None:
    screen = rooms.policy(qtbot, one)
    click(qtbot, screen, "แก้ไขนโยบาย")
    front = rule_in_fields(qtbot, screen, "9,000,000", "2")
    front.ordered.setChecked(True)
    click(qtbot, front, "มาลี ลงนามคู่ ลำดับที่ 1")
    click(qtbot, front, "ใช้กฎนี้")
    assert "เลือกผู้ลงนามอย่างน้อยหนึ่งคนในทุกลำดับ" in visible_texts(front)
    click(qtbot, front, "สมชาย ผู้อนุมัติ ลำดับที่ 2")
    click(qtbot, front, "ใช้กฎนี้")
    rooms.rest(qtbot)
    assert screen.table.model.index(1, 2).data() == "1) มาลี ลงนามคู่  2) สมชาย ผู้อนุมัติ"


def test_a_draft_is_left_only_after_a_question_and_stays_when_news_come(qtbot: QtBot, one: Administrator) -> None:
    screen = rooms.policy(qtbot, one)
    click(qtbot, screen, "แก้ไขนโยบาย")
    rooms.rest(qtbot)
    screen.table.grid.setFocus()
    press(screen.table.grid, "Del")
    rooms.rest(qtbot)
    assert rules(screen) == []
    screen.refresh()
    rooms.rest(qtbot)
    assert rules(screen) == []
    assert screen.go_back()
    front = rooms.dialog(qtbot)
    click(qtbot, front, "ทิ้งร่าง")
    rooms.rest(qtbot)
    assert len(rules(screen)) == 1
    assert not screen.go_back()


def test_admin_2_and_auditor_read_the_policy_and_cannot_change_it(qtbot: QtBot, two: Administrator) -> None:
    screen = rooms.policy(qtbot, two)
    assert len(rules(screen)) == 1
    assert not screen.edit.isVisible()
    press(screen, "Ctrl+E")
    screen.table.grid.setFocus()
    press(screen.table.grid, "Return")
    assert not screen.findChildren(QDialog)
    assert not screen.propose.isVisible()


def test_a_draft_made_from_an_older_policy_is_refused_in_words(
    qtbot: QtBot, one: Administrator, two: Administrator
) -> None:
    screen = rooms.policy(qtbot, one)
    click(qtbot, screen, "แก้ไขนโยบาย")
    screen.side.days.set_text("180")
    rooms.rest(qtbot)
    view = one.service.view()
    given = one.service.propose(ProposalKind.POLICY_CHANGE, view.agency, Policy(review_months=6), reason=REASON)
    two.approve(given)
    screen.refresh()
    rooms.rest(qtbot)
    click(qtbot, screen, "เสนอนโยบาย")
    front = rooms.dialog(qtbot)
    rooms.give(qtbot, front, "เสนอนโยบาย", reason=REASON)
    assert "ข้อมูลนี้ถูกเปลี่ยนหลังจากที่ท่านเปิดดู จึงไม่มีสิ่งใดถูกบันทึก" in visible_texts(front)
    assert only(screen, QDialog) is front


def test_rules_may_speak_of_every_kind_of_payment_of_the_table(qtbot: QtBot, one: Administrator) -> None:
    screen = rooms.policy(qtbot, one)
    click(qtbot, screen, "แก้ไขนโยบาย")
    click(qtbot, screen, "เพิ่มกฎ")
    front = rooms.dialog(qtbot)
    assert isinstance(front, RuleDialog)
    table = dict.fromkeys(row.kind for row in one.service.view().kinds)
    assert set(table) > {kind.value for kind in Kind}, "later kinds came with the table"
    for offered in (front.kind.combo, screen.side.kind.combo):
        assert [code for at in range(offered.count()) if (code := offered.itemData(at))] == list(table)
