"""The doctor's page: repairs rule by rule, the original beside each, accepted or refused by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.issues import Rule
from app.domain.disbursement.transfer import Field
from app.store import disbursement
from app.ui.cells import CELL_ROLE, Cell
from tests.helpers.doctor_cases import CASES
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click
from tests.ui.disbursement.office import OfficeDesk, batch, messy_draft, put
from tests.ui.looking import press

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.screens.disbursement.batch_editor import BatchEditor


def doctor(qtbot: QtBot, desk: OfficeDesk) -> BatchEditor:
    """Open the doctor's page of a messy draft by its key."""
    screen = screens.editor(qtbot, desk, messy_draft(desk.store))
    press(screen, "F9")
    qtbot.waitUntil(screen.doctor.isVisible)
    return screen


def choose(screen: BatchEditor, rule: Rule) -> None:
    groups = screen.doctor.rules.model()
    titles = [str(groups.index(row, 0).data()) for row in range(groups.rowCount())]
    position = next(n for n, group in enumerate(screen.doctor._groups) if group.rule is rule)
    assert titles[position]
    screen.doctor.rules.mark(position)


def column(screen: BatchEditor, number: int) -> list[str]:
    model = screen.doctor.model
    return [str(model.index(row, number).data()) for row in range(model.rowCount())]


def account(desk: OfficeDesk, number: int) -> str:
    with desk.store.read() as reading:
        return disbursement.lines(reading, "op-messy", number, 1)[0].account


def test_the_original_stands_beside_the_repair_and_guesses_come_first(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = doctor(qtbot, maker)
    assert screen.doctor.rules.hasFocus()
    assert (column(screen, 2), column(screen, 3)) == (["385520917"], ["0385520917"])
    chip = screen.doctor.model.index(0, 4).data(CELL_ROLE)
    assert isinstance(chip, Cell)
    assert (chip.text, chip.tone) == ("รอยืนยัน", "waiting")
    choose(screen, Rule.THAI_DIGITS)
    assert (column(screen, 2), column(screen, 3)) == (["๓๓๑๘๒๒๐๔๑๙"], ["3318220419"])


def test_enter_accepts_a_rule_goes_to_the_next_and_is_kept_at_once(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = doctor(qtbot, maker)
    press(screen.doctor.rules, "Return")
    with maker.store.read() as reading:
        assert disbursement.lines(reading, "op-messy", 2, 1)[0].verdicts == "account:account_zeros+"
    assert screen.doctor.rules.currentIndex().row() == 1
    choose(screen, Rule.ACCOUNT_ZEROS)
    assert column(screen, 4) == ["รับแล้ว"]


def test_delete_refuses_a_rule_the_original_comes_back_and_undo_takes_the_word_back(
    qtbot: QtBot, maker: OfficeDesk
) -> None:
    screen = doctor(qtbot, maker)
    press(screen.doctor.rules, "Del")
    assert account(maker, 2) == "385520917"
    choose(screen, Rule.ACCOUNT_ZEROS)
    assert (column(screen, 2), column(screen, 3), column(screen, 4)) == (["385520917"], ["0385520917"], ["ไม่รับ"])
    press(screen.doctor.rules, "Ctrl+Z")
    qtbot.waitUntil(lambda: account(maker, 2) == "0385520917")
    assert column(screen, 4) == ["รอยืนยัน"]
    press(screen.doctor.rules, "Ctrl+Y")
    qtbot.waitUntil(lambda: account(maker, 2) == "385520917")


def test_a_single_cell_is_refused_by_the_same_key_in_the_table(qtbot: QtBot, maker: OfficeDesk) -> None:
    op_id = put(maker.store, batch(84, BatchStatus.DRAFT, "", []), [])
    screen = screens.editor(qtbot, maker, op_id)
    screens.drafting(maker)
    sheet = screen._sheet
    assert sheet is not None
    sheet.add_rows([{Field.BANK: "006", Field.ACCOUNT: f"38552091{n}", Field.NAME: f"กอ{n}"} for n in range(3)])
    press(screen, "F9")
    screen.show_doctor()
    qtbot.waitUntil(screen.doctor.isVisible)
    choose(screen, Rule.ACCOUNT_ZEROS)
    screen.doctor.table.setFocus()
    screen.doctor.table.selectRow(1)
    press(screen.doctor.table, "Del")
    assert [sheet.row(n).account for n in sheet.numbers] == ["0385520910", "385520911", "0385520912"]
    press(screen.doctor.table, "Backspace")
    assert sheet.row(2).account == "0385520911"


def test_everything_is_accepted_at_once_and_nothing_hinders_any_more(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = doctor(qtbot, maker)
    sheet = screen._sheet
    assert sheet is not None
    assert "guesses" in dict(sheet.readiness())
    press(screen.doctor.rules, "Ctrl+Return")
    qtbot.waitUntil(lambda: "guesses" not in dict(sheet.readiness()))
    assert {cell.accepted for group in sheet.repairs for cell in group.cells} == {True}
    assert not screen.doctor.accept_all.isEnabled()
    press(screen.doctor.rules, "Ctrl+Z")
    qtbot.waitUntil(lambda: "guesses" in dict(sheet.readiness()))


def test_what_nobody_can_see_is_named_in_the_original(qtbot: QtBot, maker: OfficeDesk) -> None:
    op_id = put(maker.store, batch(85, BatchStatus.DRAFT, "", []), [])
    screen = screens.editor(qtbot, maker, op_id)
    sheet = screen._sheet
    assert sheet is not None
    sheet.add_rows([{Field.NAME: "นายกอ\u200bขอ\u00a0คอ"}])
    screen.show_doctor()
    choose(screen, Rule.INVISIBLE)
    assert column(screen, 2) == ["นายกอ[U+200B]ขอ[NBSP]คอ"]


def test_every_case_of_the_doctor_can_be_shown(qtbot: QtBot, maker: OfficeDesk) -> None:
    op_id = put(maker.store, batch(86, BatchStatus.DRAFT, "", []), [])
    screen = screens.editor(qtbot, maker, op_id)
    sheet = screen._sheet
    assert sheet is not None
    sheet.add_rows([{Field.BANK: "006", case.field: case.comes} for case in CASES])
    screen.show_doctor()
    shown = 0
    for position in range(screen.doctor.rules.model().rowCount()):
        screen.doctor.rules.mark(position)
        model = screen.doctor.model
        shown += model.rowCount()
        for row in range(model.rowCount()):
            spoken = model.index(row, 2).data(Qt.ItemDataRole.AccessibleTextRole)
            assert str(spoken).startswith("ที่มา")
    assert shown >= sum(len(case.rules) for case in CASES)


def test_esc_and_the_button_lead_back_to_the_rows(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = doctor(qtbot, maker)
    assert screen.go_back()
    qtbot.waitUntil(screen.rows.isVisible)
    assert not screen.go_back()
    click(qtbot, screen, "ตรวจสิ่งที่ปรับให้")
    qtbot.waitUntil(screen.doctor.isVisible)
    click(qtbot, screen, "กลับไปดูแถว")
    qtbot.waitUntil(screen.rows.isVisible)


def test_what_hinders_handing_in_leads_to_the_doctor(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    screen.show_hand_in()
    click(qtbot, screen.hand_in, "มีจุดที่โปรแกรมเติมให้ 1 จุดที่ยังไม่ได้ยืนยัน แก้")
    qtbot.waitUntil(screen.doctor.isVisible)
    assert screen.doctor.rules.hasFocus()
