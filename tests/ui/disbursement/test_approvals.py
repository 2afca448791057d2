from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.values.errors import Tampered, Unreachable
from app.store import disbursement
from app.ui import worker
from app.ui.cells import CELL_ROLE
from app.ui.messages import Dialog
from app.ui.screens.disbursement.sign_dialog import ApproveDialog, SendBackDialog
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click, only
from tests.ui.disbursement.office import OPENING, PASSWORD, OfficeApproval, OfficeDesk
from tests.ui.looking import named, press, type_words, visible_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.screens.disbursement.approvals import ApprovalsScreen


def opened(qtbot: QtBot, desk: OfficeDesk, approval: OfficeApproval, op_id: str = "op-0002") -> ApprovalsScreen:
    screen = screens.approvals(qtbot, desk, approval)
    screen.open_batch(op_id)
    qtbot.waitUntil(screen.view.isVisible)
    return screen


def test_only_batches_that_wait_are_in_the_list(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = screens.approvals(qtbot, authorizer, OfficeApproval(authorizer))
    assert screen.list.model.rowCount() == 3


def test_enter_opens_a_batch_and_esc_goes_back(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = screens.approvals(qtbot, authorizer, OfficeApproval(authorizer))
    screen.list.grid.setFocus()
    press(screen.list.grid, "Return")
    qtbot.waitUntil(screen.view.isVisible)
    assert screen.go_back()
    assert screen.list.isVisible()
    assert not screen.go_back()


def test_the_marks_say_which_rule_and_lead_to_the_line(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = opened(qtbot, authorizer, OfficeApproval(authorizer))
    said = {"ไฟล์เดียวกับชุดก่อน", "บัญชีและยอดซ้ำกันในชุด 2 รายการ", "แถว 11, 23"}
    qtbot.waitUntil(lambda: said <= visible_texts(screen.panel))
    click(qtbot, screen.panel, "เคยจ่ายยอดเดียวกันแล้ว 1 รายการ")
    table = named(screen, "ทุกรายการในชุด")
    qtbot.waitUntil(table.isVisible)


def test_a_mark_beside_its_line_is_a_chip_with_icon_and_word(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = opened(qtbot, authorizer, OfficeApproval(authorizer))
    table = named(screen, "รายการที่ต้องดู")
    model = table.model()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: model.rowCount() == 4)
    cell = model.index(0, model.columnCount() - 1).data(CELL_ROLE)
    assert (cell.tone, bool(cell.icon), cell.text) == ("refused", True, "จ่ายแล้ว 6 พ.ย. 69")


def test_an_approval_asks_for_the_password_and_a_wrong_one_signs_nothing(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    approval = OfficeApproval(authorizer)
    screen = opened(qtbot, authorizer, approval)
    screen.panel.approve.setFocus()
    press(screen.panel.approve, "Ctrl+Return")
    qtbot.waitUntil(lambda: bool(screen.findChildren(ApproveDialog)))
    dialog = only(screen, ApproveDialog)
    assert "55,030.95 บาท" in visible_texts(dialog)
    type_words(dialog.password.edit, "wrong")
    press(dialog.password.edit, "Return")
    qtbot.waitUntil(dialog.error.isVisible)
    assert not approval.decided
    assert dialog.password.text() == ""
    type_words(dialog.password.edit, PASSWORD)
    press(dialog.password.edit, "Return")
    qtbot.waitUntil(lambda: approval.decided == [("op-0002", "approve")])
    qtbot.waitUntil(lambda: not screen.panel.approve.isVisible())


def test_a_second_press_while_signing_decides_once(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    approval = OfficeApproval(authorizer)
    screen = opened(qtbot, authorizer, approval)
    click(qtbot, screen.panel, "อนุมัติและลงลายมือชื่อ")
    dialog = only(screen, ApproveDialog)
    type_words(dialog.password.edit, PASSWORD)
    for _ in range(2):
        press(dialog.password.edit, "Return")
    qtbot.waitUntil(lambda: bool(approval.decided))
    qtbot.waitUntil(lambda: worker.shared().idle)
    assert len(approval.decided) == 1


def test_sending_back_needs_a_reason_from_the_list_or_in_words(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    approval = OfficeApproval(authorizer)
    screen = opened(qtbot, authorizer, approval)
    click(qtbot, screen.panel, "ส่งกลับให้แก้ไข")
    dialog = only(screen, SendBackDialog)
    type_words(dialog.password.edit, PASSWORD)
    dialog.reason.set_text("other")
    click(qtbot, dialog, "ส่งกลับให้แก้ไข")
    assert dialog.more.wrong
    assert not approval.decided
    only(dialog, QPlainTextEdit).setPlainText("ฎีกาผิดเลขที่")
    click(qtbot, dialog, "ส่งกลับให้แก้ไข")
    qtbot.waitUntil(lambda: approval.decided == [("op-0002", "ฎีกาผิดเลขที่")])


def test_tampered_content_is_a_stop_that_shows_no_line_and_no_button(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    approval = OfficeApproval(authorizer, trouble=Tampered("content_lines_changed"))
    screen = screens.approvals(qtbot, authorizer, approval)
    screen.open_batch("op-0002")
    qtbot.waitUntil(lambda: "หยุด: ห้ามอนุมัติชุดนี้" in visible_texts(screen))
    assert not screen.view.isVisible()
    assert not screen.panel.approve.isVisible()
    assert not screen.panel.send_back.isVisible()
    assert "รายการผู้รับเงินถูกเปลี่ยนหลังจากผู้ทำรายการลงนาม" in visible_texts(screen)


def test_a_decision_without_an_answer_leaves_only_asking_again(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    asked: list[str] = []
    approval = OfficeApproval(authorizer, after={"delivery": Delivery.UNKNOWN})
    screen = screens.approvals(qtbot, authorizer, approval, asked)
    screen.open_batch("op-0002")
    qtbot.waitUntil(screen.view.isVisible)
    click(qtbot, screen.panel, "อนุมัติและลงลายมือชื่อ")
    dialog = only(screen, ApproveDialog)
    type_words(dialog.password.edit, PASSWORD)
    press(dialog.password.edit, "Return")
    qtbot.waitUntil(screen.panel.ask_again.isVisible)
    assert not screen.panel.approve.isVisible()
    assert not screen.panel.send_back.isVisible()
    click(qtbot, screen.panel, "ถามระบบกลางอีกครั้ง")
    qtbot.waitUntil(lambda: asked == ["op-0002"])


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("maker_cannot_approve", {}, "ผู้ทำรายการอนุมัติรายการของตนเองไม่ได้"),
        ("own_account", {"line": "3"}, "รายการที่ 3 จ่ายเข้าบัญชีของท่านเอง ท่านอนุมัติหรือปล่อยจ่ายไม่ได้"),
    ],
)
def test_a_refusal_of_the_central_system_is_told(
    qtbot: QtBot, authorizer: OfficeDesk, code: str, facts: dict[str, str], said: str
) -> None:
    refused = {"delivery": Delivery.REFUSED, "reason": code, "reason_facts": facts}
    screen = opened(qtbot, authorizer, OfficeApproval(authorizer, after=refused))
    click(qtbot, screen.panel, "อนุมัติและลงลายมือชื่อ")
    dialog = only(screen, ApproveDialog)
    type_words(dialog.password.edit, PASSWORD)
    press(dialog.password.edit, "Return")
    qtbot.waitUntil(lambda: any(said in visible_texts(each) for each in screen.findChildren(Dialog)))


def test_without_the_central_system_the_batch_is_not_shown_and_the_reason_is(
    qtbot: QtBot, authorizer: OfficeDesk
) -> None:
    class Away(OfficeApproval):
        def content(self, op_id: str) -> NoReturn:
            raise Unreachable("unreachable")

    screen = screens.approvals(qtbot, authorizer, Away(authorizer))
    screen.open_batch("op-0002")
    qtbot.waitUntil(lambda: "ยังเปิดชุดนี้ไม่ได้" in visible_texts(screen))
    assert not screen.panel.approve.isVisible()


@pytest.mark.parametrize("keys", ["Ctrl+PgUp"])
def test_the_neighbouring_batch_opens_by_keyboard(qtbot: QtBot, authorizer: OfficeDesk, keys: str) -> None:
    screen = opened(qtbot, authorizer, OfficeApproval(authorizer))
    press(screen, keys)
    qtbot.waitUntil(lambda: "ค่าวัสดุสำนักงาน พฤศจิกายน" in visible_texts(screen))


def test_after_a_decision_the_next_waiting_batch_is_one_key_away(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = opened(qtbot, authorizer, OfficeApproval(authorizer))
    click(qtbot, screen.panel, "อนุมัติและลงลายมือชื่อ")
    dialog = only(screen, ApproveDialog)
    type_words(dialog.password.edit, PASSWORD)
    press(dialog.password.edit, "Return")
    click(qtbot, screen.panel, "ชุดถัดไปที่รออยู่")
    qtbot.waitUntil(lambda: "ค่าตอบแทนกรรมการสอบ" in visible_texts(screen) and screen.view.isVisible())


def test_a_batch_withdrawn_meanwhile_can_no_longer_be_decided(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = opened(qtbot, authorizer, OfficeApproval(authorizer))
    with authorizer.store.write(OPENING, Action.EDIT_BATCH, "op-0002") as tx:
        disbursement.set_status(tx, "op-0002", status=BatchStatus.WITHDRAWN)
    screen.refresh()
    qtbot.waitUntil(lambda: not screen.panel.approve.isVisible())
    assert "ชุดนี้ไม่ได้รออนุมัติแล้ว" in visible_texts(screen.panel)
