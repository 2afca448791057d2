from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from app import i18n
from app.domain.access.permissions import Action
from app.domain.access.user import Person, Role
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.i18n import LANGUAGES, Language
from app.store import disbursement
from app.ui.cells import CELL_ROLE
from app.ui.messages import Dialog
from app.ui.screens.disbursement.batch_side import BatchSide
from app.ui.screens.disbursement.parts import lit
from app.ui.surfaces import scrolling
from app.ui.theme import SIZES
from app.ui.typed_fields import SearchField
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click, only
from tests.ui.disbursement.office import NOW, OPENING, SOMYING, WIPHA, OfficeDesk, OfficeInquiry, batch, line
from tests.ui.looking import press, type_words, visible_texts
from tests.ui.windows import settle

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ui.screens.disbursement.batches import BatchesScreen


def purposes(screen: BatchesScreen) -> list[str]:
    model = screen.table.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def filtered(qtbot: QtBot, screen: BatchesScreen, chip: str) -> list[str]:
    with qtbot.waitSignal(screen.table.answered):
        click(qtbot, screen, chip)
    return purposes(screen)


def test_every_batch_stands_in_the_list_with_count_and_sum_below(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.batches(qtbot, maker)
    qtbot.waitUntil(lambda: screen.table.footer.text() == "12 ชุด")
    total = sum(each.total.satang for each in OfficeInquiry(maker, []).batches().rows(range(1, 13)))
    assert f"{total // 100:,}" in screen.table.footer_end.text()


def test_an_unknown_outcome_has_its_own_colour_and_word(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.batches(qtbot, maker)
    assert filtered(qtbot, screen, "ไม่ทราบผล") == ["ค่าวัสดุสำนักงาน พฤศจิกายน"]
    column = [column.key for column in screen.table.model.columns].index("status")
    cell = screen.table.model.index(0, column).data(CELL_ROLE)
    assert (cell.text, cell.tone, bool(cell.icon)) == ("ยังไม่ทราบผล", "unknown", True)


def test_while_an_outcome_is_unknown_nothing_can_be_done_but_ask_again(qtbot: QtBot, maker: OfficeDesk) -> None:
    inquiry = OfficeInquiry(maker, [])
    unknown = inquiry.batch("op-0003")
    assert lit.lit(unknown, maker.actor)[0] == lit.ASK_AGAIN
    assert not {lit.EDIT, lit.WITHDRAW, lit.CANCEL, lit.DECIDE} & set(lit.lit(unknown, maker.actor))
    asked: list[str] = []
    screen = screens.batches(qtbot, maker, asked)
    filtered(qtbot, screen, "ไม่ทราบผล")
    qtbot.waitUntil(lambda: screen.side.batch is not None and screen.side.batch.delivery is Delivery.UNKNOWN)
    click(qtbot, screen.side, "ถามระบบกลางอีกครั้ง")
    qtbot.waitUntil(lambda: asked == ["op-0003"])


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_room_fits_on_a_laptop_of_1280_by_720(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, language: i18n.Language
) -> None:
    i18n.use(language)
    screen = screens.batches(qtbot, maker)
    frame = scrolling(screen)
    qtbot.addWidget(frame)
    frame.resize(1280 - SIZES.nav_width, 720 - SIZES.top_bar)
    frame.show()
    settle(qtbot, qapp)
    assert screen.side.isVisible()
    assert not frame.horizontalScrollBar().isVisible(), (frame.width(), screen.minimumSizeHint().width())


def test_search_finds_by_purpose(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.batches(qtbot, maker)
    field = only(screen, SearchField)
    field.setFocus()
    with qtbot.waitSignal(screen.table.answered):
        type_words(field, "เช่า")
    qtbot.waitUntil(lambda: purposes(screen) == ["ค่าเช่าบ้านข้าราชการ ตุลาคม 2569"])
    press(field, "Down")
    assert screen.table.grid.hasFocus()
    assert screen.table.grid.currentIndex().row() == 0


def test_the_list_can_be_put_in_the_order_of_every_column(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.batches(qtbot, maker)
    for number in range(screen.table.model.columnCount()):
        with qtbot.waitSignal(screen.table.answered):
            screen.table.model.sort(number)
        assert screen.table.model.rowCount() == 12


def test_enter_opens_a_draft_in_the_editor(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen, gone = screens.batches(qtbot, maker), screens.Gone()
    gone.listen(screen)
    screen.open_subject("op-0001")
    with qtbot.waitSignal(screen.table.answered):
        screen.refresh()
    qtbot.waitUntil(lambda: screen.side.batch is not None and screen.side.batch.op_id == "op-0001")
    screen.table.grid.setFocus()
    press(screen.table.grid, "Return")
    assert gone.last == ("editor", "op-0001")


def test_ctrl_i_begins_an_import(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen, gone = screens.batches(qtbot, maker), screens.Gone()
    gone.listen(screen)
    press(screen, "Ctrl+I")
    qtbot.waitUntil(lambda: gone.last[0] == "importing")


def test_an_empty_batch_opens_in_the_editor(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen, gone = screens.batches(qtbot, maker), screens.Gone()
    gone.listen(screen)
    click(qtbot, screen, "สร้างชุดเปล่า")
    qtbot.waitUntil(lambda: gone.last[0] == "editor")
    assert OfficeInquiry(maker, []).batch(gone.last[1]).status is BatchStatus.DRAFT


def test_the_template_is_a_workbook(qtbot: QtBot, maker: OfficeDesk, tmp_path: Path) -> None:
    screen = screens.batches(qtbot, maker)
    screen.write_template(tmp_path / "form.xlsx")
    qtbot.waitUntil((tmp_path / "form.xlsx").exists)
    assert (tmp_path / "form.xlsx").read_bytes().startswith(b"PK")


def test_a_draft_is_deleted_only_after_a_question_that_names_count_and_sum(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.batches(qtbot, maker)
    screen.open_subject("op-0001")
    with qtbot.waitSignal(screen.table.answered):
        screen.refresh()
    qtbot.waitUntil(lambda: screen.side.batch is not None and screen.side.batch.op_id == "op-0001")
    draft = screen.side.batch
    assert draft is not None
    click(qtbot, screen.side, "ลบร่าง")
    dialog = only(screen, Dialog)
    told = " ".join(label.text() for label in dialog.findChildren(type(screen.table.footer)))
    assert f"{draft.lines_count}" in told
    assert draft.total.format() in told
    with qtbot.waitSignal(screen.table.answered):
        click(qtbot, dialog, "ลบร่าง")
    qtbot.waitUntil(lambda: screen.table.model.rowCount() == 11)


def test_withdrawing_needs_a_reason_and_is_queued_with_it(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.batches(qtbot, maker)
    screen.open_subject("op-0002")
    with qtbot.waitSignal(screen.table.answered):
        screen.refresh()
    qtbot.waitUntil(lambda: screen.side.batch is not None and screen.side.batch.op_id == "op-0002")
    click(qtbot, screen.side, "ดึงกลับมาแก้ไข")
    dialog = only(screen, Dialog)
    click(qtbot, dialog, "ดึงกลับมาแก้ไข")
    assert OfficeInquiry(maker, []).batch("op-0002").delivery is Delivery.NONE
    only(dialog, QPlainTextEdit).setPlainText("เลขที่ฎีกาผิด")
    click(qtbot, dialog, "ดึงกลับมาแก้ไข")
    qtbot.waitUntil(lambda: OfficeInquiry(maker, []).batch("op-0002").delivery is Delivery.QUEUED)


@pytest.mark.parametrize(
    ("status", "mine", "who", "first"),
    [
        (BatchStatus.DRAFT, True, SOMYING, lit.EDIT),
        (BatchStatus.RETURNED, True, SOMYING, lit.EDIT),
        (BatchStatus.WITHDRAWN, True, SOMYING, lit.EDIT),
        (BatchStatus.SUBMITTED, False, WIPHA, lit.DECIDE),
        (BatchStatus.IN_APPROVAL, False, WIPHA, lit.DECIDE),
        (BatchStatus.RELEASED, True, SOMYING, lit.RESULTS),
        (BatchStatus.SETTLED, False, WIPHA, lit.RESULTS),
    ],
)
def test_the_first_action_is_what_happens_next(
    maker: OfficeDesk, status: BatchStatus, mine: bool, who: Person, first: str
) -> None:
    desk = OfficeDesk(maker.store, who)
    assert lit.lit(batch(1, status, "x", [line(1)], mine=mine), desk.actor)[0] == first


def test_a_maker_cannot_approve_their_own_batch_even_with_both_roles() -> None:
    assert Role.AUTHORIZER in OPENING.person.roles
    own = batch(1, BatchStatus.SUBMITTED, "x", [line(1)], mine=True)
    assert lit.DECIDE not in lit.lit(own, OPENING)


def test_a_batch_about_which_the_bank_is_silent_is_raised(qtbot: QtBot, maker: OfficeDesk) -> None:
    long_ago = NOW - timedelta(hours=25)
    side = BatchSide(maker, lambda batch: batch.updated_at == long_ago)
    qtbot.addWidget(side)
    side.show()
    fresh = batch(1, BatchStatus.RELEASED, "x", [line(1)])
    side.show_batch(fresh)
    assert not [words for words in visible_texts(side) if words.startswith("ธนาคารเงียบไป")]
    side.show_batch(replace(fresh, updated_at=long_ago))
    qtbot.waitUntil(lambda: bool([words for words in visible_texts(side) if words.startswith("ธนาคารเงียบไป")]))


def test_content_that_does_not_hold_speaks_louder_than_the_state_and_says_why(
    qtbot: QtBot, authorizer: OfficeDesk
) -> None:
    with authorizer.store.write(authorizer.actor, Action.RECORD_EVENTS, "op-0002") as tx:
        disbursement.clear_lines(tx, "op-0002")
        disbursement.set_status(tx, "op-0002", suspect="content_lines_changed")
    screen = screens.batches(qtbot, authorizer)
    screen.open_subject("op-0002")
    with qtbot.waitSignal(screen.table.answered):
        screen.refresh()
    qtbot.waitUntil(lambda: screen.side.batch is not None and screen.side.batch.op_id == "op-0002")
    texts = visible_texts(screen.side)
    assert i18n.text("batches.suspect") in texts
    assert lit.lit(OfficeInquiry(authorizer, []).batch("op-0002"), authorizer.actor) == ()
    why = i18n.text("errors.content_lines_changed")
    assert i18n.text("batches.suspect.do", why=why) in texts
    column = [column.key for column in screen.table.model.columns].index("status")
    row = screen.table.grid.currentIndex().row()
    cell = screen.table.model.index(row, column).data(CELL_ROLE)
    assert (cell.text, cell.tone, cell.icon) == (i18n.text("batches.suspect_chip"), "refused", "shield-x")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("code", "facts", "shown"),
    [
        ("funds_short", {"available_satang": "500", "available": "5.00"}, {}),
        ("cut_off_passed", {"value_date": "2026-11-25"}, {"value_date": ("25 พ.ย. 2569", "25 Nov 2026")}),
        ("duplicate_unacknowledged", {"line": "3", "other_line": "1"}, {}),
    ],
)
def test_a_refusal_is_told_whole_as_long_as_it_is_shown(
    qtbot: QtBot,
    maker: OfficeDesk,
    language: Language,
    code: str,
    facts: dict[str, str],
    shown: dict[str, tuple[str, str]],
) -> None:
    """What the central system told of it is kept, in the batch and in the audit trail."""
    i18n.use(language)
    told = {"command": "c-9", "kind": "submit", "code": code, "told": json.dumps(facts)}
    with maker.store.write(maker.actor, Action.RECORD_ANSWER, "op-0001", told) as tx:
        disbursement.set_status(tx, "op-0001", delivery=Delivery.REFUSED, reason=code, reason_facts=facts)
    screen = screens.batches(qtbot, maker)
    screen.open_subject("op-0001")
    screen.refresh()
    why = i18n.text(f"errors.{code}", **facts | {name: said[language == "en"] for name, said in shown.items()})
    step = i18n.text("batches.not_accepted", why=why)
    qtbot.waitUntil(lambda: {why, step} <= visible_texts(screen.side))


def test_why_the_bank_did_not_cancel_is_told_beside_the_batch_that_it_paid(qtbot: QtBot, maker: OfficeDesk) -> None:
    facts = {"command": "c-8", "kind": "cancel", "code": "cancel_too_late"}
    with maker.store.write(maker.actor, Action.RECORD_ANSWER, "op-0008", facts) as tx:
        disbursement.set_status(tx, "op-0008", status=BatchStatus.SETTLED, reason="cancel_too_late")
    screen = screens.batches(qtbot, maker)
    screen.open_subject("op-0008")
    screen.refresh()
    why = i18n.text("errors.cancel_too_late")
    qtbot.waitUntil(lambda: {why, i18n.text("errors.cancel_too_late.do")} <= visible_texts(screen.side))
    step = i18n.text("batches.not_accepted", why=why)
    qtbot.waitUntil(lambda: step in visible_texts(screen.side))
