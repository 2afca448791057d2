"""What the bank says of the steps of a batch stands beside its history, when somebody asks (SIM-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.disbursement.batch import BatchStatus
from app.ui.screens.disbursement.parts import step_words
from app.wire.codes import Cause, Stage
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click
from tests.ui.disbursement.office import BANK_STEPS, OfficeDesk
from tests.ui.looking import visible_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_the_steps_at_the_bank_are_shown_beside_the_history_when_asked_for(qtbot: QtBot, maker: OfficeDesk) -> None:
    asked: list[str] = []
    screen = screens.batches(qtbot, maker, asked)
    qtbot.waitUntil(lambda: screen.side.batch is not None)
    batch = screen.side.batch
    assert batch is not None
    side = screen.side
    if batch.status is BatchStatus.DRAFT:
        assert not side.steps.isVisible(), "the bank knows nothing of a draft"
        screen.table.grid.selectRow(1)
        qtbot.waitUntil(lambda: side.batch is not None and side.batch.op_id != batch.op_id)
    qtbot.waitUntil(side.steps.isVisible)
    click(qtbot, side, i18n.text("bank_steps.ask"))
    wanted = {
        "ธนาคารรับชุดรายการ",
        "ธนาคารผู้รับยังไม่ตอบ รายการที่ 5 (ถึง 26 พ.ย. 2569 08:30)",
        "โอนสำเร็จ รายการที่ 1-2, 4, 6-24",
        "โอนไม่สำเร็จ รายการที่ 3 (AC01)",
        "something_new",  # a step that nobody here knows keeps its name
    }
    qtbot.waitUntil(lambda: wanted <= visible_texts(side))
    rule = "กติกาของธนาคารจำลอง (กติกา amount-19)"
    qtbot.waitUntil(lambda: any(words.startswith(rule) for words in visible_texts(side)))
    assert asked == [side.batch.op_id if side.batch is not None else ""]
    assert not side.steps.isVisible()


def test_every_step_and_cause_of_the_wire_has_words_in_both_languages() -> None:
    for language in i18n.LANGUAGES:
        for stage in Stage:
            assert i18n.words(language, f"bank_steps.stage.{stage.value}")
        for cause in Cause:
            assert i18n.words(language, f"bank_steps.cause.{cause.value}")


def test_steps_are_told_in_order(maker: OfficeDesk) -> None:
    told = step_words.events(BANK_STEPS, maker.unit)
    assert len(told) == len(BANK_STEPS)
    assert told[3].what == "รอเวลาโอน (ถึง 24 พ.ย. 2569 08:30)"
