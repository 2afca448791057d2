"""The authorizer sees beside every line how sure its account is, and in its card by whom and what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView, QWidget

from app.domain.payees.certainty import Certainty, Footing, FormCompared, KnownPayee, PaidBefore
from app.domain.payees.payee import NameCheck, NameMatch, PayeeRecord
from app.ui.screens.disbursement.decision_lines import CERTAINTY
from app.ui.screens.disbursement.sign_dialog import ApproveDialog
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click, only
from tests.ui.disbursement.office import WIPHA, OfficeApproval, OfficeDesk
from tests.ui.looking import named, visible_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.screens.disbursement.approvals import ApprovalsScreen

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
NAME = "นางสาวน้ำฝน พิสูจน์ผล"
PAYEE = KnownPayee("p1", 2, PayeeRecord(name=NAME, bank="006", acct="9800000001"))
CHECK = NameCheck(NameMatch.CLOSE, NAME, "น.ส. น้ำฝน พิสูจน์ผน", AT)
KNOWN = {
    1: Certainty(Footing.REGISTERED, PAYEE, signed_rev="2"),
    2: Certainty(Footing.REGISTERED, PAYEE, form=FormCompared(WIPHA.uid, AT), check=CHECK, signed_rev="1"),
    3: Certainty(Footing.REGISTERED, PAYEE, check=replace(CHECK, match=NameMatch.MATCH), signed_rev="2"),
    4: Certainty(Footing.REGISTERED, PAYEE, paid=PaidBefore(AT, 12), signed_rev="2"),
    5: Certainty(Footing.FORMER_ACCOUNT, PAYEE, since=AT, signed_rev="1"),
    6: Certainty(Footing.OTHER_ACCOUNT, PAYEE, signed_rev="2"),
    7: Certainty(Footing.UNNAMED, PAYEE),
    8: Certainty(Footing.NAME_DIFFERS, PAYEE, signed_rev="2"),
    9: Certainty(Footing.ENDED, replace(PAYEE, merged_into="p2"), signed_rev="2"),
    10: Certainty(Footing.ENDED, replace(PAYEE, record=replace(PAYEE.record, until="2026-09-30")), signed_rev="2"),
}
STATES = [
    "ยังไม่ตรวจ", "ตรวจแบบแล้ว", "ชื่อตรงธนาคาร", "เคยจ่ายแล้ว", "เปลี่ยนบัญชีแล้ว", "ไม่ใช่บัญชีที่อนุมัติ",
    "ไม่ได้อ้างทะเบียน", "ชื่อไม่ตรงทะเบียน", "เลิกใช้แล้ว", "เลิกใช้แล้ว", "ไม่อยู่ในทะเบียน",
]  # fmt: skip


@pytest.fixture
def approval(authorizer: OfficeDesk) -> OfficeApproval:
    return OfficeApproval(authorizer, certainty=KNOWN)


@pytest.fixture
def screen(qtbot: QtBot, approval: OfficeApproval) -> ApprovalsScreen:
    made = screens.approvals(qtbot, approval.desk, approval)
    made.open_batch("op-0002")
    qtbot.waitUntil(made.view.isVisible)
    return made


def column(screen: ApprovalsScreen, role: int = Qt.ItemDataRole.DisplayRole) -> list[str]:
    """Return what stands at this moment in the column of the register among all lines."""
    table = named(screen, "ทุกรายการในชุด")
    assert isinstance(table, QTableView)
    model = table.model()
    at = next(n for n in range(model.columnCount()) if model.headerData(n, Qt.Orientation.Horizontal) == "ทะเบียนคุม")
    return [str(model.index(row, at).data(role) or "") for row in range(model.rowCount())]


def test_every_line_tells_how_sure_its_account_is_in_words_and_to_a_screen_reader(
    qtbot: QtBot, screen: ApprovalsScreen
) -> None:
    click(qtbot, screen.view, "ทุกรายการ 26")
    qtbot.waitUntil(lambda: column(screen)[:11] == STATES)
    aloud = column(screen, Qt.ItemDataRole.AccessibleTextRole)
    assert aloud[2].startswith("ทะเบียนคุม ชื่อตรงธนาคาร ")
    assert "ธนาคารตอบเมื่อ 2 พ.ย. 69 10:00" in aloud[2]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, {"ยังไม่มีใครเทียบแบบแจ้งข้อมูลของบัญชีนี้", "ยังไม่เคยสอบถามชื่อบัญชีนี้กับธนาคาร", "หน่วยงานยังไม่เคยจ่ายเข้าบัญชีนี้สำเร็จ"}),
        (
            2,
            {
                "วิภา ตัวอย่างงาม เทียบแบบแจ้งข้อมูลกับทะเบียนแล้ว 2 พ.ย. 69 10:00",
                f"ธนาคารตอบเมื่อ 2 พ.ย. 69 10:00: ชื่อใกล้เคียง ทะเบียนว่า “{NAME}” ธนาคารว่า “น.ส. น้ำฝน พิสูจน์ผน”",
                "รายการนี้ลงนามโดยอ้างทะเบียนฉบับที่ 1 ปัจจุบันเป็นฉบับที่ 2",
            },
        ),
        (4, {"เคยจ่ายเข้าบัญชีนี้สำเร็จ 12 รายการ ครั้งแรก 2 พ.ย. 69 10:00"}),
        (5, {f"บัญชีนี้ไม่ใช่บัญชีที่อนุมัติแล้วตั้งแต่ 2 พ.ย. 69 10:00 บัญชีปัจจุบันของ {NAME} คือ 006 กรุงไทย 980-0-00000-1"}),
        (6, {f"ทะเบียนคุมไม่เคยอนุมัติบัญชีนี้ให้ {NAME} บัญชีที่อนุมัติคือ 006 กรุงไทย 980-0-00000-1"}),
        (7, {f"บัญชีนี้อยู่ในทะเบียนคุมในชื่อ {NAME} แต่รายการที่ลงนามไม่ได้อ้างถึงทะเบียน"}),
        (8, {f"ทะเบียนคุมบันทึกชื่อบัญชีนี้ว่า {NAME}"}),
        (9, {f"ทะเบียนคุมรวม {NAME} กับรายอื่นแล้ว"}),
        (10, {f"ทะเบียนคุมให้จ่าย {NAME} ถึง 30 ก.ย. 69 เท่านั้น"}),
        (11, {"ไม่มีผู้รับเงินรายนี้หรือบัญชีนี้ในทะเบียนคุม จึงไม่มีใครเทียบแบบแจ้งข้อมูลหรือสอบถามชื่อ"}),
    ],
)  # fmt: skip
def test_the_card_of_a_line_tells_by_whom_and_what_its_account_is_sure(
    screen: ApprovalsScreen, number: int, said: set[str]
) -> None:
    screen.page.open_line(number)
    told = visible_texts(screen.panel.card)
    assert said <= told, told
    assert named(screen.panel.card, STATES[number - 1]).isVisible()


def test_lines_are_sorted_and_narrowed_by_how_sure_they_are(qtbot: QtBot, screen: ApprovalsScreen) -> None:
    click(qtbot, screen.view, "ทุกรายการ 26")
    table = screen.view._all
    table.model.ask(replace(table.model.query, order=CERTAINTY))
    qtbot.waitUntil(lambda: column(screen)[:1] == ["ไม่ใช่บัญชีที่อนุมัติ"] and column(screen)[-1] == "เคยจ่ายแล้ว")
    states = screen.view._states
    assert [states.combo.itemText(at) for at in range(3)] == ["ทั้งหมด", "เคยจ่ายแล้ว 1", "ชื่อตรงธนาคาร 1"]
    states.set_text("ended")
    qtbot.waitUntil(lambda: column(screen) == ["เลิกใช้แล้ว"] * 2)
    screen.view.go_to(1)
    qtbot.waitUntil(lambda: len(column(screen)) == 26)


def test_the_signature_is_asked_for_with_how_sure_the_accounts_are(qtbot: QtBot, screen: ApprovalsScreen) -> None:
    click(qtbot, screen.panel, "อนุมัติและลงลายมือชื่อ")
    told = visible_texts(only(screen, ApproveDialog))
    assert (
        "บัญชีตามทะเบียนคุม: ไม่ใช่บัญชีที่อนุมัติ 1 · เปลี่ยนบัญชีแล้ว 1 · เลิกใช้แล้ว 2 · ชื่อไม่ตรงทะเบียน 1 · ไม่อยู่ในทะเบียน 16"
        " · ไม่ได้อ้างทะเบียน 1 · ยังไม่ตรวจ 1 · ตรวจแบบแล้ว 1 · ชื่อตรงธนาคาร 1 · เคยจ่ายแล้ว 1" in told
    )


def test_news_of_the_register_change_the_open_card_and_the_table(
    qtbot: QtBot, screen: ApprovalsScreen, approval: OfficeApproval
) -> None:
    screen.page.open_line(4)
    assert named(screen.panel.card, "เคยจ่ายแล้ว").isVisible()
    approval.certainty = {**KNOWN, 4: KNOWN[5]}
    screen.refresh()
    qtbot.waitUntil(lambda: "เปลี่ยนบัญชีแล้ว" in {each.accessibleName() for each in _parts(screen)})
    click(qtbot, screen.view, "ทุกรายการ 26")
    qtbot.waitUntil(lambda: column(screen)[3:4] == ["เปลี่ยนบัญชีแล้ว"])


def _parts(screen: ApprovalsScreen) -> list[QWidget]:
    return [each for each in screen.panel.card.findChildren(QWidget) if each.isVisible()]
