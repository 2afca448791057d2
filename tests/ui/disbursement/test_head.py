"""The head of a batch: what the unit's tables ask for, the draw, the day, papers; by name and by keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.draw import Draw
from app.domain.disbursement.kinds import Basis, Payees, PaymentKind, Service
from app.domain.disbursement.planner import Plan, Signatory
from app.domain.disbursement.record import Attachment, BatchHead, Delivery
from app.domain.values.money import Money
from app.store import disbursement, draws, papers
from app.store.tables import paper as paper_table
from app.ui import plan_words
from app.ui.screens.disbursement.papers import PaperDialog
from app.ui.screens.disbursement.parts.words import batch_status
from tests.ui.disbursement import screens
from tests.ui.disbursement.office import OPENING, UNIT, WIPHA, OfficeDesk, batch, line, put
from tests.ui.looking import let_go, named, visible_texts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.domain.access.user import Unit
    from app.ui.screens.disbursement.batch_editor import BatchEditor

BEGAN = date(2016, 10, 1)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def _kind(kind: str, sub: str, name: str, basis: Basis | None = None) -> PaymentKind:
    return PaymentKind(kind, sub, name, name, BEGAN, None, None, basis, "ordinary", Payees.ANY, "ว 103 ข้อ 1 [H]")


TABLES = replace(
    UNIT,
    kinds=(
        _kind("welfare", "overtime", "ค่าล่วงเวลา"),
        _kind("welfare", "meeting", "เบี้ยประชุม"),
        _kind("loan", "", "เงินยืม", Basis.CONTRACT),
    ),
    services=(
        Service("express", "ภายในวัน", "Same day", None, None, time(15), 0, BEGAN, None, True, "ตรวจสอบกับธนาคาร"),
        Service("standard", "วันถัดไป", "Next day", None, None, time(16), 1, BEGAN, None, False, "ตรวจสอบกับธนาคาร"),
    ),
)
DRAWN = Draw(
    "3600000123", date(2026, 11, 2), "0060044715", 2570, Money(10_000_000), Money(0), Money(0), Money(10_000_000),
    date(2026, 11, 2), gfmis=True, batches=(),
)  # fmt: skip


@dataclass
class TableDesk(OfficeDesk):
    """A desk of a unit that has tables; ``moment`` is what time it is."""

    moment: datetime = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

    @property
    def unit(self) -> Unit:
        return TABLES

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def desk(maker: OfficeDesk) -> TableDesk:
    with maker.store.write(OPENING, Action.RECORD_UNIT, "draws") as tx:
        draws.put_draws(tx, [DRAWN])
    return TableDesk(maker.store)


def opened(qtbot: QtBot, desk: TableDesk, **head: Any) -> BatchEditor:
    made = batch(95, BatchStatus.DRAFT, "ค่าตอบแทน", [line(1), line(2)], rev=0)
    facts: dict[str, Any] = {
        "kind": Kind.WELFARE.value, "purpose": "ค่าตอบแทน", "debit_account": "0060044715", "document_no": "ฎ.5",
        "value_date": date(2026, 11, 20), "document_date": date(2026, 11, 18),
    }  # fmt: skip
    put(desk.store, replace(made, op_id="op-head", head=BatchHead(**{**facts, **head})), [line(1), line(2)])
    screen = screens.editor(qtbot, desk, "op-head")
    screen.show_hand_in()
    return screen


def kept(desk: TableDesk) -> BatchHead:
    with desk.store.read() as reading:
        found = disbursement.batch(reading, "op-head")
    assert found is not None
    return found.head


def field(screen: BatchEditor, name: str) -> QLineEdit:
    found = named(screen.hand_in, name)
    assert isinstance(found, QLineEdit)
    return found


def write(screen: BatchEditor, name: str, words: str) -> None:
    edit = field(screen, name)
    edit.setFocus()
    edit.setText(words)
    edit.setModified(True)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def choose(screen: BatchEditor, name: str, value: str) -> None:
    found = named(screen.hand_in, name)
    assert isinstance(found, QComboBox)
    assert found.findData(value) >= 0, value
    found.setCurrentIndex(found.findData(value))


def test_a_kind_offers_its_sorts_and_asks_for_what_it_rests_on(qtbot: QtBot, desk: TableDesk) -> None:
    screen = opened(qtbot, desk)
    assert any("ยังไม่เลือกประเภทย่อย" in text for text in visible_texts(screen))
    choose(screen, "ประเภทย่อย", "meeting")
    assert kept(desk).sub_kind == "meeting"
    assert "ตามว 103 ข้อ 1" in visible_texts(screen)
    choose(screen, "ประเภทการจ่าย", "loan")
    assert (kept(desk).kind, kept(desk).sub_kind) == ("loan", "")
    assert not any(each.isVisible() for each in screen.findChildren(QComboBox) if each.accessibleName() == "ประเภทย่อย")
    write(screen, "เลขที่สัญญายืมเงิน", "บย.31/2570")
    write(screen, "วันที่ของสัญญาหรือหนังสืออนุมัติ", "18/11/2569")
    assert (kept(desk).basis_no, kept(desk).basis_date) == ("บย.31/2570", date(2026, 11, 18))
    assert screen.hand_in.submit.isEnabled()


def test_everything_that_is_missing_stands_there_at_once_and_each_leads_to_its_field(
    qtbot: QtBot, desk: TableDesk
) -> None:
    screen = opened(qtbot, desk, kind="loan", purpose="", document_no="", debit_account="")
    said = [text for text in visible_texts(screen) if text.startswith(("ยังไม่", "ยังขาด"))]
    assert "ยังขาด 5 ข้อ" in said
    screen.hand_in._mend("contract_no_missing")
    qtbot.waitUntil(lambda: field(screen, "เลขที่สัญญายืมเงิน").hasFocus())


def test_a_day_on_which_the_bank_is_closed_is_moved_with_notice(qtbot: QtBot, desk: TableDesk) -> None:
    screen = opened(qtbot, desk, sub_kind="overtime")
    write(screen, "วันที่มีผล", "22/11/2569")
    assert kept(desk).value_date == date(2026, 11, 23)
    assert any("อาทิตย์ 22 พ.ย. 69" in text and "จันทร์ 23 พ.ย. 69" in text for text in visible_texts(screen))


def test_a_day_that_is_past_its_cut_off_is_moved_with_notice(qtbot: QtBot, desk: TableDesk) -> None:
    desk.moment = datetime(2026, 11, 20, 8, 10, tzinfo=UTC)  # ten past three on a Friday
    screen = opened(qtbot, desk, sub_kind="overtime")
    write(screen, "วันที่มีผล", "20/11/2569")
    assert kept(desk).value_date == date(2026, 11, 23)
    assert any("15:00" in text and "จันทร์ 23 พ.ย. 69" in text for text in visible_texts(screen))


def test_a_day_that_is_over_is_moved_and_why_comes_into_sight(qtbot: QtBot, desk: TableDesk) -> None:
    screen = opened(qtbot, desk, sub_kind="overtime")
    screen.resize(1000, 420)
    write(screen, "วันที่มีผล", "1/1/2569")
    told = next(each for each in screen.findChildren(QLabel) if "พฤหัสบดี 1 ม.ค. 69 ผ่านไปแล้ว" in each.text())
    qtbot.waitUntil(lambda: not told.visibleRegion().isEmpty())
    write(screen, "วันที่มีผล", "20 พ.ย. 2569")
    assert told.isVisible(), "the day that was taken says nothing else"
    write(screen, "วันที่มีผล", "25/11/2569")
    assert not told.isVisible()


def test_a_slower_service_moves_the_day_by_its_bank_days(qtbot: QtBot, desk: TableDesk) -> None:
    screen = opened(qtbot, desk, sub_kind="overtime")
    choose(screen, "วิธีโอนต่างธนาคาร", "standard")
    assert (kept(desk).service, kept(desk).value_date) == ("standard", date(2026, 11, 23))
    assert any("ใช้เวลา 1 วันทำการ" in text for text in visible_texts(screen))


def test_a_draw_is_chosen_while_typing_and_brings_its_sum(qtbot: QtBot, desk: TableDesk) -> None:
    screen = opened(qtbot, desk, sub_kind="overtime", document_no="", document_date=None)
    write(screen, "เลขที่ฎีกาหรือเอกสารขอเบิก", "3600000123")
    assert (kept(desk).drawn, kept(desk).document_date) == (Money(10_000_000), date(2026, 11, 2))
    assert any("100,000.00" in text and "GFMIS" in text for text in visible_texts(screen))
    assert not screen.hand_in.submit.isEnabled(), "the full entitlement is not paid yet"
    write(screen, "เหตุผลที่ยังจ่ายไม่ครบ", "ผู้รับที่เหลือรอเอกสาร")
    assert screen.hand_in.submit.isEnabled()


def test_before_handing_in_balance_limit_draw_day_and_fee_are_in_sight(qtbot: QtBot, desk: TableDesk) -> None:
    screen = opened(qtbot, desk, sub_kind="overtime", document_no="3600000123", drawn=Money(10_000_000))
    total = screen.hand_in._sheet.batch.total.satang if screen.hand_in._sheet else 0
    texts = visible_texts(screen)
    for expected in (169_039_300, 169_039_300 - total, 500_000_000 - total, 10_000_000 - total):
        assert Money(expected).format() in texts
    assert any("15:00" in text and "ไม่มีค่าธรรมเนียม" in text for text in texts)


def test_a_file_let_go_on_the_head_is_kept_shown_and_taken_out_again(
    qtbot: QtBot, desk: TableDesk, tmp_path: Path
) -> None:
    screen = opened(qtbot, desk, sub_kind="overtime")
    paper = tmp_path / "ใบสำคัญ.png"
    paper.write_bytes(PNG)
    let_go(screen.hand_in.papers, paper)
    qtbot.waitUntil(lambda: len(kept(desk).attachments) == 1)
    (held,) = kept(desk).attachments
    assert (held.name, held.media, held.size) == ("ใบสำคัญ.png", "image/png", len(PNG))
    qtbot.waitUntil(lambda: "ใบสำคัญ.png" in visible_texts(screen))
    write(screen, "วัตถุประสงค์", "ค่าตอบแทนอื่น")
    assert kept(desk).attachments == (held,), "what is written beside a paper does not lose it"
    screen.hand_in.papers.removed.emit(held)
    assert kept(desk).attachments == ()


def test_a_swapped_paper_is_not_shown_and_says_so(qtbot: QtBot, desk: TableDesk, tmp_path: Path) -> None:
    screen = opened(qtbot, desk, sub_kind="overtime")
    (tmp_path / "claim.png").write_bytes(PNG)
    service = screens.drafting(desk).attachments
    (held,) = service.keep("op-head", tmp_path / "claim.png", ())
    with desk.store.write(OPENING, Action.RECORD_EVENTS, "op-head") as tx:
        tx.connection.execute(paper_table.update().values(content=PNG + b"!"))
    dialog = PaperDialog(screen, service, "op-head", Attachment(held.sha256, held.name, held.media, held.size))
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: any("ไม่ตรงกับที่ลงลายมือชื่อ" in text for text in visible_texts(dialog)))
    with desk.store.read() as reading:
        assert papers.content(reading, held.sha256) == PNG + b"!"


def test_a_waiting_batch_says_who_must_sign_until_when(qtbot: QtBot, desk: TableDesk) -> None:
    screen = screens.batches(qtbot, desk)
    screen.open_subject("op-0002")
    screen.refresh()
    wanted = "วิภา ตัวอย่างงาม (อยู่ในระบบ)"
    qtbot.waitUntil(lambda: any(wanted in text for text in visible_texts(screen)))
    assert any(text.startswith("ต้องมีลายมือชื่ออีก 1 คน ภายใน 15:00 น.") for text in visible_texts(screen))


def test_a_plan_says_why_more_must_sign_than_the_batch_alone_would_need() -> None:
    last = datetime(2026, 11, 24, 8, tzinfo=UTC)
    made = Plan(last, 2, (Signatory(WIPHA, present=True),), False, last.date(), None, "")
    why = "รวมกับชุดอื่นของฎีกาเดียวกันเป็น 6,000.00 บาท จึงต้องมีลายมือชื่อตามวงเงินรวม"
    assert why not in plan_words.people(made)
    assert plan_words.people(replace(made, together=Money(600_000))).endswith(why)


@pytest.mark.parametrize("delivery", [Delivery.QUEUED, Delivery.UNKNOWN])
def test_a_cancel_without_an_answer_is_never_shown_as_done(qtbot: QtBot, desk: TableDesk, delivery: Delivery) -> None:
    with desk.store.write(OPENING, Action.RECORD_ANSWER, "op-0008") as tx:
        disbursement.set_status(tx, "op-0008", delivery=delivery)
    screen = screens.batches(qtbot, desk)
    screen.open_subject("op-0008")
    screen.refresh()
    qtbot.waitUntil(lambda: "ขอยกเลิกแล้ว ธนาคารยังไม่ตอบ" in visible_texts(screen))
    assert screen.side.batch is not None
    assert batch_status(screen.side.batch).text == "ขอยกเลิก รอคำตอบ"
