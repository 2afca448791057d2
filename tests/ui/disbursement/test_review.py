"""Looking at lines before deciding: opening, declining, comparing, several batches at once, letting go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.changes import ChangeKind, Changes, Difference
from app.domain.disbursement.follow_up import LineReason
from app.domain.disbursement.lines import Line
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.review import Remark, Verdict, Word
from app.domain.values.errors import Refused
from app.domain.values.money import Money
from app.services.approval import ApprovalContent, Mark
from app.ui.screens.disbursement.decision_view import CHANGES
from app.ui.screens.disbursement.many_dialog import ManyDialog, ManyResults
from app.ui.screens.disbursement.remark_dialog import RemarkDialog
from app.ui.screens.disbursement.sign_dialog import ApproveDialog, ReleaseDialog, SendBackDialog
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click, only
from tests.ui.disbursement.office import PASSWORD, UNIT, OfficeApproval, OfficeDesk, batch, line, put
from tests.ui.looking import named, press, type_words, visible_texts

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from app.domain.access.user import Unit
    from app.domain.disbursement.record import Batch
    from app.ui.screens.disbursement.approvals import ApprovalsScreen

APPROVE = "อนุมัติและลงลายมือชื่อ"


def opened(qtbot: QtBot, approval: OfficeApproval, op_id: str = "op-0002") -> ApprovalsScreen:
    screen = screens.approvals(qtbot, approval.desk, approval)
    screen.open_batch(op_id)
    qtbot.waitUntil(screen.view.isVisible)
    return screen


def told(screen: ApprovalsScreen) -> set[str]:
    return visible_texts(screen.panel)


def test_approval_is_off_until_every_line_that_must_be_was_opened_with_f8(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    approval = OfficeApproval(authorizer, must=(3, 17))
    screen = opened(qtbot, approval)
    assert not screen.panel.approve.isEnabled()
    assert "เปิดดูแล้ว 0 จาก 2 รายการที่ต้องดู ทั้งชุด 0 จาก 26" in told(screen)
    press(screen, "F8")
    qtbot.waitUntil(lambda: screen.panel.card.number == 3)
    assert {"รายการที่ 3", "แถว 3: บัญชีและยอดเดียวกัน 6 พ.ย. 69 เอกสาร ฎ.88/2570 (โอนสำเร็จ)"} <= told(screen)
    assert not screen.panel.approve.isEnabled()
    press(screen, "F8")
    qtbot.waitUntil(screen.panel.approve.isEnabled)
    assert "เปิดดูแล้ว 2 จาก 2 รายการที่ต้องดู ทั้งชุด 2 จาก 26" in told(screen)
    assert not screen.panel.next_line.isVisible()
    _sign(qtbot, screen, APPROVE)
    qtbot.waitUntil(lambda: approval.verdicts == [Verdict(Word.APPROVE, opened=(3, 17))])


def test_enter_on_a_line_opens_it(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = opened(qtbot, OfficeApproval(authorizer))
    table = named(screen, "รายการที่ต้องดู")
    qtbot.waitUntil(lambda: table.model().rowCount() == 4)  # type: ignore[attr-defined]
    table.setFocus()
    press(table, "Return")
    qtbot.waitUntil(screen.panel.card.isVisible)
    assert screen.page.content is not None
    assert screen.page.content.review.opened == {3}


def _decline(qtbot: QtBot, screen: ApprovalsScreen, number: int, code: LineReason, text: str = "") -> None:
    screen.page.open_line(number)
    click(qtbot, screen.panel.card, "ไม่จ่าย / ให้แก้ไข (R)")
    dialog = only(screen, RemarkDialog)
    dialog.reason.set_text(code.value)
    dialog.more.set_text(text)
    click(qtbot, dialog, "ทำเครื่องหมาย")
    qtbot.waitUntil(lambda: number in _remarks(screen))


def _remarks(screen: ApprovalsScreen) -> dict[int, Remark]:
    assert screen.page.content is not None
    return screen.page.content.review.remarks


def test_r_marks_a_line_and_its_card_takes_the_mark_off(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = opened(qtbot, OfficeApproval(authorizer))
    table = named(screen, "รายการที่ต้องดู")
    qtbot.waitUntil(lambda: table.model().rowCount() == 4)  # type: ignore[attr-defined]
    table.setFocus()
    press(table, "R")
    qtbot.waitUntil(lambda: bool(screen.findChildren(RemarkDialog)))
    click(qtbot, only(screen, RemarkDialog), "ทำเครื่องหมาย")
    qtbot.waitUntil(lambda: set(_remarks(screen)) == {3})
    qtbot.waitUntil(lambda: not [each for each in screen.findChildren(RemarkDialog) if each.isVisible()])
    click(qtbot, screen.panel.card, "ถอนเครื่องหมาย (R)")
    qtbot.waitUntil(lambda: not _remarks(screen))


def test_the_confirmation_names_what_is_paid_and_what_is_declined(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    approval = OfficeApproval(authorizer)
    screen = opened(qtbot, approval)
    _decline(qtbot, screen, 3, LineReason.ACCOUNT)
    click(qtbot, screen.panel, APPROVE)
    dialog = only(screen, ApproveDialog)
    amount = Money(line(3).satang or 0)
    rest = Money(sum(line(number).satang or 0 for number in range(1, 27)) - amount.satang)
    assert {f"{rest.format()} บาท", "จ่าย 25 รายการ"} <= visible_texts(dialog)
    assert any(f"ไม่จ่าย 1 รายการ เป็นเงิน {amount.format()} บาท (" in text for text in visible_texts(dialog))
    type_words(dialog.password.edit, PASSWORD)
    press(dialog.password.edit, "Return")
    qtbot.waitUntil(lambda: bool(approval.verdicts))
    assert approval.verdicts[0].remarks == (Remark(3, LineReason.ACCOUNT),)


def test_a_return_carries_what_was_said_of_single_lines(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    approval = OfficeApproval(authorizer)
    screen = opened(qtbot, approval)
    _decline(qtbot, screen, 5, LineReason.OTHER, "ชื่อสกุลเดิม")
    click(qtbot, screen.panel, "ส่งกลับให้แก้ไข")
    dialog = only(screen, SendBackDialog)
    assert "ให้แก้ไข 1 รายการ: 5" in visible_texts(dialog)
    type_words(dialog.password.edit, PASSWORD)
    click(qtbot, dialog, "ส่งกลับให้แก้ไข")
    qtbot.waitUntil(lambda: bool(approval.verdicts))
    assert approval.verdicts[0].remarks == (Remark(5, LineReason.OTHER, "ชื่อสกุลเดิม"),)


def test_ones_own_account_is_told_at_once_and_declining_it_frees_the_rest(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    marks = (Mark("own_account", 4, None, {"uid": "u-auth", "role": "authorizer"}),)
    screen = opened(qtbot, OfficeApproval(authorizer, marks, own=(4,)))
    said = {"รายการที่ 4 จ่ายเข้าบัญชีของท่านเอง", "ทำเครื่องหมายไม่จ่ายรายการนั้น หรือให้ผู้อนุมัติคนอื่นอนุมัติ"}
    assert said <= told(screen)
    assert not screen.panel.approve.isEnabled()
    _decline(qtbot, screen, 4, LineReason.PAYEE)
    qtbot.waitUntil(screen.panel.approve.isEnabled)


def test_what_changed_since_last_time_is_a_tab_whose_rows_lead_to_their_lines(
    qtbot: QtBot, authorizer: OfficeDesk
) -> None:
    before, after = Line(9, "006", "1112223334", "ก ข", 100), Line(7, "006", "1112223334", "ก ข", 900)
    found = Changes((Difference(ChangeKind.AMOUNT, before, after), Difference(ChangeKind.GONE, before, None)), 20, 3)
    earlier = batch(77, BatchStatus.SETTLED, "ค่าตอบแทน ตุลาคม", [])
    screen = opened(qtbot, OfficeApproval(authorizer, before=(earlier, found)))
    click(qtbot, screen.view, "เทียบชุดก่อน 2")
    table = screen.view.changes.table
    qtbot.waitUntil(lambda: table.model.rowCount() == 2)
    assert "ก ข: เดิม 1.00 เป็น 9.00 บาท" in str(table.model.index(0, 2).data())
    table.grid.setFocus()
    press(table.grid, "Return")
    qtbot.waitUntil(lambda: screen.panel.card.number == 7)
    assert screen.view._pages.currentIndex() == CHANGES


def test_the_marked_lines_can_be_narrowed_to_one_rule(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = opened(qtbot, OfficeApproval(authorizer))
    table = named(screen, "รายการที่ต้องดู")
    qtbot.waitUntil(lambda: table.model().rowCount() == 4)  # type: ignore[attr-defined]
    screen.view._filter.set_text("repeated_in_batch")
    qtbot.waitUntil(lambda: table.model().rowCount() == 2)  # type: ignore[attr-defined]


class Many(OfficeApproval):
    """One batch has lines to be opened, another is refused by the central system."""

    def content(self, op_id: str) -> ApprovalContent:
        made = super().content(op_id)
        if op_id == "op-0207":
            made.review.must = (1, 2)
        return replace(made, batch=replace(made.batch, delivery=Delivery.NONE))

    def decide(self, content: ApprovalContent, verdict: Verdict, password: str) -> Batch:
        if content.batch.op_id == "op-0211" and password == PASSWORD:
            raise Refused("document_missing")
        return super().decide(content, verdict, password)


def test_of_twenty_batches_eighteen_are_approved_and_two_refused_each_with_its_cause(
    qtbot: QtBot, authorizer: OfficeDesk
) -> None:
    for number in range(201, 218):
        lines = [line(1), line(2)]
        put(authorizer.store, batch(number, BatchStatus.SUBMITTED, f"ชุดที่ {number}", lines, mine=False), lines)
    approval = Many(authorizer, ())
    screen = screens.approvals(qtbot, authorizer, approval)
    qtbot.waitUntil(lambda: screen.list.model.rowCount() == 20)
    screen.list.grid.setFocus()
    press(screen.list.grid, "Ctrl+A")
    qtbot.waitUntil(lambda: len(screen.chosen()) == 20)
    press(screen.list.grid, "Ctrl+Return")
    qtbot.waitUntil(lambda: bool(screen.findChildren(ManyDialog)))
    dialog = only(screen, ManyDialog)
    type_words(dialog.password.edit, "wrong")
    press(dialog.password.edit, "Return")
    qtbot.waitUntil(dialog.error.isVisible)
    assert not approval.decided
    type_words(dialog.password.edit, PASSWORD)
    for _ in range(2):  # a second press decides nothing twice
        press(dialog.password.edit, "Return")
    qtbot.waitUntil(lambda: bool(screen.findChildren(ManyResults)))
    results = only(screen, ManyResults)
    assert "อนุมัติแล้ว 18 ชุด ไม่ได้อนุมัติ 2 ชุด" in visible_texts(results)
    model = results.table.model
    qtbot.waitUntil(lambda: model.rowCount() == 20)
    said = [str(model.index(row, 2).data()) for row in range(20)]
    assert said.count("อนุมัติแล้ว") == 18
    assert "ต้องเปิดดู 2 รายการก่อน" in said
    assert len(approval.decided) == len({op_id for op_id, _ in approval.decided}) == 18
    results.table.choose(said.index("ต้องเปิดดู 2 รายการก่อน"))
    click(qtbot, results, "เปิดตรวจชุดนี้")
    qtbot.waitUntil(lambda: screen.page.op_id == "op-0207")


def test_an_approved_batch_is_let_go_and_after_cut_off_the_next_day_is_proposed(
    qtbot: QtBot, authorizer: OfficeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unit(_: OfficeDesk) -> Unit:
        return replace(UNIT, release="person")

    monkeypatch.setattr(OfficeDesk, "unit", property(unit))
    days: list[date | None] = []

    class Late(OfficeApproval):
        def decide(self, content: ApprovalContent, verdict: Verdict, password: str) -> Batch:
            days.append(verdict.value_date)
            if len(days) == 1:
                raise Refused("cut_off_passed", value_date="2026-11-26")
            return super().decide(content, verdict, password)

    approval = Late(authorizer, ())
    screen = screens.approvals(qtbot, authorizer, approval)
    qtbot.waitUntil(lambda: screen.list.model.rowCount() == 4)  # three to sign, one to let go
    screen.open_batch("op-0008")
    qtbot.waitUntil(screen.view.isVisible)
    assert not screen.panel.approve.isVisible()
    click(qtbot, screen.panel, "ปล่อยจ่าย")
    dialog = only(screen, ReleaseDialog)
    type_words(dialog.password.edit, PASSWORD)
    press(dialog.password.edit, "Return")
    qtbot.waitUntil(dialog.error.isVisible)
    assert dialog.day.value() == date(2026, 11, 26)
    assert any("วันที่จ่ายได้ถัดไปคือ" in each.text() for each in dialog.findChildren(QLabel))
    type_words(dialog.password.edit, PASSWORD)
    press(dialog.password.edit, "Return")
    qtbot.waitUntil(lambda: days[1:] == [date(2026, 11, 26)])


def _sign(qtbot: QtBot, screen: ApprovalsScreen, name: str) -> None:
    click(qtbot, screen.panel, name)
    dialog = only(screen, ApproveDialog)
    type_words(dialog.password.edit, PASSWORD)
    press(dialog.password.edit, "Return")
