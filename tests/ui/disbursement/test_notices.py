"""Telling payees: who cannot be told is named before handing in, what became of each notice stands with its line."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.disbursement.transfer import LineStatus
from app.domain.recalls.news import NoticeReport, NoticesReported
from app.domain.values.money import Money
from app.store import disbursement, recalls
from tests.ui.disbursement import screens
from tests.ui.disbursement.office import messy_draft
from tests.ui.looking import visible_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.screens.disbursement.results import ResultsScreen
    from tests.ui.disbursement.office import OfficeDesk

AT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


def test_payees_without_an_address_are_listed_before_handing_in(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, "op-0001")
    screen.show_hand_in()
    with maker.store.read() as reading:
        rows = [line.number for line in disbursement.lines(reading, "op-0001") if not (line.mobile or line.email)]
    assert rows, "the sample has payees that nobody can tell"
    qtbot.waitUntil(screen.hand_in.untold.isVisible)
    said = visible_texts(screen.hand_in.untold)
    assert any(f"ผู้รับเงิน {len(rows)} ราย" in text for text in said)
    assert any(f"แถว {rows[0]}" in text for text in said)


def test_a_sum_other_than_the_files_is_told_before_handing_in(qtbot: QtBot, maker: OfficeDesk) -> None:
    op_id = messy_draft(maker.store)
    screen = screens.editor(qtbot, maker, op_id)
    screen.show_hand_in()
    assert not screen.hand_in.differs.isVisible(), "the lines come to what the file says"
    sheet = screens.drafting(maker).sheet(op_id)
    sheet.remove_rows(sheet.numbers[-1:])
    assert sheet.file_difference is not None
    assert sheet.file_total is not None
    screen.hand_in.show_sheet(sheet)
    said = " ".join(visible_texts(screen.hand_in.differs))
    assert f"ยอดรวมน้อยกว่ายอดในไฟล์ {Money(-sheet.file_difference.satang).format()} บาท" in said
    assert sheet.file_total.format() in said
    sheet.undo()
    screen.hand_in.show_sheet(sheet)
    assert not screen.hand_in.differs.isVisible()


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (NoticeReport(1, "sms", "sent", "", AT), "SMS · ส่งแล้ว"),
        (NoticeReport(1, "email", "failed", "550", AT), "อีเมล · ส่งไม่สำเร็จ (550)"),
    ],
)
def test_what_became_of_a_notice_stands_with_the_line(
    qtbot: QtBot, maker: OfficeDesk, report: NoticeReport, said: str
) -> None:
    with maker.store.write(maker.actor, Action.RECORD_EVENTS, "log") as tx:
        recalls.put_notices(tx, NoticesReported("op-0007", 1, (report,)))
    screen = screens.results(qtbot, maker, "op-0007")
    qtbot.waitUntil(lambda: screen.table.model.row_at(0) is not None)
    screen.table.grid.setCurrentIndex(screen.table.model.index(0, 0))
    qtbot.waitUntil(lambda: any(said in text for text in visible_texts(screen.side)))


def test_only_a_paid_line_can_be_called_back_and_only_by_a_maker(
    qtbot: QtBot, maker: OfficeDesk, authorizer: OfficeDesk
) -> None:
    for desk, may in ((maker, True), (authorizer, False)):
        screen = screens.results(qtbot, desk, "op-0007")
        qtbot.waitUntil(partial(_has_rows, screen))
        gone = screens.Gone()
        gone.listen(screen)
        for row in range(screen.table.model.rowCount()):
            found = screen.table.model.row_at(row)
            assert found is not None
            line = found["record"]
            screen.side.show_line(line)
            assert screen.side.recall.isVisible() is (may and line.status is LineStatus.SETTLED)
            if screen.side.recall.isVisible():
                screen.side.recall.click()
                assert gone.last == ("recalls", f"line:op-0007:{line.number}")


def _has_rows(screen: ResultsScreen) -> bool:
    return screen.table.model.row_at(30) is not None
