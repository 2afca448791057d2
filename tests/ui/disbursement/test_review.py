"""Looking at lines before deciding: opening, declining, comparing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTableView

from app.demo.hands import deliver_all
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.changes import ChangeKind, Changes, Difference
from app.domain.disbursement.follow_up import LineReason
from app.domain.disbursement.lines import Line
from app.domain.disbursement.review import Remark, Verdict, Word
from app.domain.values.money import Money
from app.services.approval import Mark
from app.store import disbursement
from app.ui.screens.disbursement.decision_view import ALL, CHANGES, MARKED
from app.ui.screens.disbursement.remark_dialog import RemarkDialog
from app.ui.screens.disbursement.sign_dialog import ApproveDialog, SendBackDialog
from app.ui.table_view import TableView
from app.ui.texts import switch
from app.ui.theme import SIZES
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click, only
from tests.ui.disbursement.office import PASSWORD, UNIT, OfficeApproval, OfficeDesk, batch, line
from tests.ui.looking import named, press, room_for_names, type_words, visible_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app import i18n
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


def test_after_the_last_line_the_keyboard_is_on_the_approval_and_not_on_sending_back(
    qtbot: QtBot, authorizer: OfficeDesk
) -> None:
    screen = opened(qtbot, OfficeApproval(authorizer, must=(3, 17)))
    screen.panel.next_line.setFocus()
    press(screen.panel.next_line, "Space")
    qtbot.waitUntil(lambda: screen.panel.card.number == 3)
    assert screen.panel.next_line.hasFocus()
    press(screen.panel.next_line, "Space")
    qtbot.waitUntil(lambda: screen.panel.card.number == 17)
    assert screen.panel.approve.hasFocus()


def test_ctrl_f_searches_all_lines_by_name_and_by_sum(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = opened(qtbot, OfficeApproval(authorizer))
    press(screen, "Ctrl+F")
    search = QApplication.focusWidget()
    assert search is not None
    assert search.accessibleName() == "ค้นหาผู้รับเงิน"
    table = named(screen, "ทุกรายการในชุด")
    assert isinstance(search, QLineEdit)
    assert isinstance(table, QTableView)
    content = screen.page.content
    assert content is not None
    lines = content.signed.lines

    def shows(count: int) -> bool:
        return table.model().rowCount() == count

    for words, found in (
        (lines[4].name, [each for each in lines if lines[4].name in each.name]),
        (lines[4].amount.format(), [each for each in lines if each.amount == lines[4].amount]),
        (lines[4].amount.format().replace(",", ""), [each for each in lines if each.amount == lines[4].amount]),
    ):
        search.clear()
        qtbot.waitUntil(partial(shows, len(lines)))
        type_words(search, words)
        qtbot.waitUntil(partial(shows, len(found)))


@pytest.mark.parametrize("window", [1280, 1366, 1440, 1920])
@pytest.mark.parametrize("language", ["th", "en"])
def test_names_are_read_whole_in_both_tables_at_every_width(
    qtbot: QtBot, authorizer: OfficeDesk, window: int, language: i18n.Language
) -> None:
    screen = opened(qtbot, OfficeApproval(authorizer))
    switch(language)
    screen.resize(window - SIZES.nav_width, screen.height())
    for tab in (MARKED, ALL):
        screen.view.open_tab(tab)
        deliver_all()
        table = next(each for each in screen.view.findChildren(TableView) if each.isVisible())
        assert table.model.columns
        assert not room_for_names(table), (tab, table.grid.viewport().width())


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
    assert "ให้แก้ไข 1 รายการ: แถว 5" in visible_texts(dialog)
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


def _sign(qtbot: QtBot, screen: ApprovalsScreen, name: str) -> None:
    click(qtbot, screen.panel, name)
    dialog = only(screen, ApproveDialog)
    type_words(dialog.password.edit, PASSWORD)
    press(dialog.password.edit, "Return")


def test_who_would_release_a_payment_to_themselves_finds_it_told_and_not_lit(
    qtbot: QtBot, authorizer: OfficeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OfficeDesk, "unit", replace(UNIT, release="person"))
    with authorizer.store.write(authorizer.actor, Action.RECORD_ANSWER, "op-0002") as tx:
        disbursement.set_status(tx, "op-0002", status=BatchStatus.APPROVED)
    screen = opened(qtbot, OfficeApproval(authorizer, own=(4,)))
    own = {"รายการที่ 4 จ่ายเข้าบัญชีของท่านเอง", "ท่านปล่อยจ่ายชุดนี้ไม่ได้ ให้ผู้อนุมัติคนอื่นที่ไม่ได้ทำและไม่ได้อนุมัติปล่อยจ่าย"}
    qtbot.waitUntil(lambda: own <= told(screen))
    assert "ทำเครื่องหมายไม่จ่ายรายการนั้น หรือให้ผู้อนุมัติคนอื่นอนุมัติ" not in told(screen)
    assert not screen.panel.release.isVisible()
    other = opened(qtbot, OfficeApproval(authorizer))
    qtbot.waitUntil(other.panel.release.isVisible)


def test_why_more_must_sign_is_told_where_batches_of_one_draw_are_judged_together(
    qtbot: QtBot, authorizer: OfficeDesk
) -> None:
    facts = {"total": "6,000.00", "doc_no": "ฎ.5/2570", "needed": 2}
    screen = opened(qtbot, OfficeApproval(authorizer, (Mark("draw_together", 0, None, facts),)))
    why = "ฎีกา ฎ.5/2570 รวมกับชุดอื่นเป็น 6,000.00 บาท จึงต้องลงนาม 2 คนตามวงเงินรวม"
    qtbot.waitUntil(lambda: {"รวมกับชุดอื่นของฎีกาเดียวกัน", why} <= told(screen))


def test_whoever_would_be_told_elsewhere_than_the_register_says_is_named_with_both_addresses(
    qtbot: QtBot, authorizer: OfficeDesk
) -> None:
    mark = Mark("contact_differs", 5, None, {"told": "0899999999", "registered": "0812345678"})
    screen = opened(qtbot, OfficeApproval(authorizer, (mark,)))
    why = "แถว 5: จะแจ้งผู้รับเงินที่ 0899999999 แต่ทะเบียนคุมบันทึก 0812345678"
    qtbot.waitUntil(lambda: {"แจ้งผลไม่ตรงทะเบียนคุม 1 รายการ", why} <= told(screen))


def _marked_table(qtbot: QtBot, screen: ApprovalsScreen, rows: int) -> QTableView:
    table = named(screen, "รายการที่ต้องดู")
    assert isinstance(table, QTableView)
    qtbot.waitUntil(lambda: table.model().rowCount() == rows)
    return table


def test_r_after_f8_is_about_the_line_that_f8_opened(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = opened(qtbot, OfficeApproval(authorizer, must=(17,)))
    table = _marked_table(qtbot, screen, 4)
    press(screen, "F8")
    qtbot.waitUntil(lambda: screen.panel.card.number == 17)
    press(table, "R")
    qtbot.waitUntil(lambda: bool(screen.findChildren(RemarkDialog)))
    assert "รายการที่ 17: เหตุใดจึงไม่ควรจ่าย" in visible_texts(only(screen, RemarkDialog))


def test_the_cursor_stays_on_a_line_that_was_opened(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = opened(qtbot, OfficeApproval(authorizer))
    table = _marked_table(qtbot, screen, 4)
    table.setFocus()
    press(table, "Down")
    press(table, "Down")
    second = table.currentIndex().data()
    with qtbot.waitSignal(screen.view._marked.answered):
        press(table, "Return")
    assert screen.panel.card.number == int(second)
    assert table.currentIndex().data() == second


def test_a_line_with_two_marks_stands_in_the_list_once(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    marks = tuple(Mark(code, 4, None, {}) for code in ("new_payee", "not_registered"))
    screen = opened(qtbot, OfficeApproval(authorizer, marks))
    table = _marked_table(qtbot, screen, 1)
    cell = table.model().index(0, table.model().columnCount() - 1)
    assert cell.data() == "ผู้รับรายใหม่ +1"
    assert "ทะเบียนคุม" in cell.data(Qt.ItemDataRole.ToolTipRole)


def test_the_keyboard_begins_among_the_lines_while_some_must_be_opened(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = opened(qtbot, OfficeApproval(authorizer, must=(3,)))
    assert QApplication.focusWidget() is _marked_table(qtbot, screen, 4)


def test_news_of_a_batch_leave_the_keyboard_to_who_is_typing(qtbot: QtBot, authorizer: OfficeDesk) -> None:
    screen = opened(qtbot, OfficeApproval(authorizer))
    click(qtbot, screen.view, "ความเห็น 0")
    field = only(screen.view.comments, QPlainTextEdit)
    field.setFocus()
    content = screen.page.content
    assert content is not None
    screen.page.seen_again(replace(content.batch, version=content.batch.version + 1))
    assert QApplication.focusWidget() is field
