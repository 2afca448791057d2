"""Blocks from a spreadsheet in the grid: by headings, over or below, hostile ones refused; ten thousand lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.issues import Rule
from app.domain.disbursement.lines import Cells
from app.domain.disbursement.transfer import Field
from app.domain.disbursement.validation import Checker
from app.services.draft_lines import line_record
from app.store import disbursement
from app.ui.messages import Dialog
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click, only
from tests.ui.disbursement.office import OfficeDesk, batch, line, put
from tests.ui.looking import named, press, type_words, visible_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.domain.disbursement.record import LineRecord
    from app.services.draft_sheet import DraftSheet
    from app.ui.screens.disbursement.batch_editor import BatchEditor


def empty(qtbot: QtBot, desk: OfficeDesk) -> BatchEditor:
    screen = screens.editor(qtbot, desk, put(desk.store, batch(80, BatchStatus.DRAFT, "", []), []))
    screen.rows.grid.setFocus()
    return screen


def sheet(screen: BatchEditor) -> DraftSheet:
    assert screen._sheet is not None
    return screen._sheet


def kept(desk: OfficeDesk, screen: BatchEditor) -> list[LineRecord]:
    with desk.store.read() as reading:
        return disbursement.lines(reading, screen.op_id)


def paste(screen: BatchEditor, block: str, keys: str = "Ctrl+V") -> None:
    QGuiApplication.clipboard().setText(block)
    press(screen.rows.grid, keys)


def text(screen: BatchEditor, number: int, field: Field) -> str:
    return str(screen.rows.model.index_of(number, field).data(Qt.ItemDataRole.EditRole))


def row_of(number: int) -> str:
    each = line(number)
    return f"{each.name}\t\t{each.bank}\t{each.account}\t{each.amount}"


def test_an_empty_grid_says_how_to_begin_and_the_first_letter_begins_a_line(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = empty(qtbot, maker)
    assert screen.rows.model.rowCount() == 0
    QTest.keyClicks(screen.rows.grid, "A")
    assert screen.rows.model.rowCount() == 1
    editor = next(each for each in screen.rows.grid.findChildren(QLineEdit) if each.isVisible())
    type_words(editor, "BC")
    with qtbot.waitSignal(screen.rows.grid.cells_typed):
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert [each.name for each in kept(maker, screen)] == ["ABC"]


def test_columns_go_where_their_headings_say(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = empty(qtbot, maker)
    paste(screen, "จำนวนเงิน\tเลขที่บัญชี\tธนาคาร\tชื่อ - สกุล\n๑,๒๐๐\t038-5-52091-7\tกรุงไทย\tนายกอ ขอคอ\nรวม\t\t\t\n")
    (only_line,) = kept(maker, screen)
    assert (only_line.bank, only_line.account, only_line.name, only_line.amount) == (
        "006",
        "0385520917",
        "นายกอ ขอคอ",
        "1,200.00",
    )
    assert only_line.originals == {"account": "038-5-52091-7", "amount": "๑,๒๐๐", "bank": "กรุงไทย"}


def test_a_paste_over_and_beyond_is_one_step_to_take_back(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = empty(qtbot, maker)
    paste(screen, "\n".join(map(row_of, (1, 2))))
    before = kept(maker, screen)
    screen.rows.go_to(2, Field.AMOUNT)
    paste(screen, "7\n8\n9")
    assert [each.amount for each in kept(maker, screen)] == [line(1).amount, "7.00", "8.00", "9.00"]
    press(screen.rows.grid, "Ctrl+Z")
    assert kept(maker, screen) == before
    press(screen.rows.grid, "Ctrl+Shift+Z")
    assert len(kept(maker, screen)) == 4


def test_a_block_is_put_below_the_last_line_whatever_the_cursor_stands_on(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = empty(qtbot, maker)
    paste(screen, "\n".join(map(row_of, (1, 2))))
    screen.rows.go_to(1, Field.NAME)
    paste(screen, "\n".join(map(row_of, (3, 4))), "Ctrl+Shift+V")
    assert [each.account for each in kept(maker, screen)] == [line(n).account for n in (1, 2, 3, 4)]


def test_lines_are_put_in_above_the_chosen_ones(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = empty(qtbot, maker)
    paste(screen, "\n".join(map(row_of, (1, 2))))
    screen.rows.go_to(2, Field.NAME)
    press(screen.rows.grid, "Ins")
    assert [each.name for each in kept(maker, screen)] == [line(1).name, "", line(2).name]
    assert screen.rows.grid.place()[0] == 2, "the cursor is on the new line"
    press(screen.rows.grid, "Ctrl+Z")
    assert [each.name for each in kept(maker, screen)] == [line(1).name, line(2).name]


def test_what_is_copied_out_can_be_pasted_in_again(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = empty(qtbot, maker)
    paste(screen, "\n".join(map(row_of, (1, 2, 3))))
    press(screen.rows.grid, "Ctrl+A")
    press(screen.rows.grid, "Ctrl+C")
    copied = QGuiApplication.clipboard().text().split("\n")
    assert len(copied) == 3
    assert copied[1].split("\t")[1:6] == [line(2).name, "", line(2).bank, line(2).account, line(2).amount]


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("1\t2\t3\t4\t5\t6\t7\t8\t9\t10\n" * 100_000, "วางได้ครั้งละไม่เกิน 20,000 แถว"),
        ("กอ\t" + "9" * 2_000_000, "ยาว 2,000,000 ตัวอักษร"),
        ("\n\n\t\n", "คลิปบอร์ดไม่มีข้อมูล"),
        ("กอ\t\t006\t0385520917\t900\nขอ\t\t006\t0385520918\t1\t001.50", "จำนวนเงินในแถว 2 ของข้อมูลที่วาง"),
    ],
    ids=["a million cells", "a huge cell", "nothing", "a cut amount"],
)
def test_a_hostile_block_is_refused_with_a_sentence_and_nothing_is_lost(
    qtbot: QtBot, maker: OfficeDesk, block: str, said: str
) -> None:
    screen = empty(qtbot, maker)
    paste(screen, row_of(1))
    before = kept(maker, screen)
    paste(screen, block)
    qtbot.waitUntil(lambda: bool(screen.findChildren(Dialog)))
    assert any(said in words for words in visible_texts(only(screen, Dialog)))
    assert kept(maker, screen) == before


def test_formulas_and_hidden_characters_are_never_paid(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = empty(qtbot, maker)
    paste(screen, f"=HYPERLINK(1)\t\t006\t=A1\t=1+1\nนาย\x00กอ\x1f ขอคอ\t\t006\t{line(2).account}\t5")
    first, second = kept(maker, screen)
    assert {issue.field for issue in sheet(screen).issues_of(1)} == {
        Field.NAME,
        Field.ACCOUNT,
        Field.AMOUNT,
    }
    assert (first.name, first.satang) == ("=HYPERLINK(1)", None)
    assert second.name == "นายกอ ขอคอ"


def test_one_wrong_cell_among_ten_thousand_is_found_by_f8_and_mending_it_opens_the_way(
    qtbot: QtBot, maker: OfficeDesk
) -> None:
    many = [line(number) for number in range(1, 10_001)]
    many[-1] = many[-1]._replace(account="12", originals={})
    made = batch(83, BatchStatus.DRAFT, "หมื่นแถว", many, errors_count=1)
    screen = screens.editor(qtbot, maker, put(maker.store, made, many))
    screen.show_hand_in()
    assert "errors" in dict(sheet(screen).readiness())
    screen.show_rows()
    press(screen, "F8")
    qtbot.waitUntil(lambda: screen.rows.grid.place()[0] == 10_000)
    press(screen.rows.grid, "F2")
    editor = next(each for each in screen.rows.grid.findChildren(QLineEdit) if each.isVisible())
    editor.selectAll()
    type_words(editor, line(10_000).account)
    with qtbot.waitSignal(screen.rows.grid.cells_typed):
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert "errors" not in dict(sheet(screen).readiness())
    assert named(screen, "ต่อไป: ส่งอนุมัติ").isEnabled()


def test_a_batch_is_typed_mended_accepted_and_led_to_handing_in_by_keys_alone(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = empty(qtbot, maker)
    paste(screen, "นายกอ ขอคอ\t\t6\t385520917\t1,200\nนางงอ จอฉอ\t\t006\t038-5-52091-8\t9OO")
    press(screen, "F8")
    qtbot.waitUntil(lambda: screen.rows.grid.place() == (2, 5))
    press(screen.rows.grid, "F2")
    editor = next(each for each in screen.rows.grid.findChildren(QLineEdit) if each.isVisible())
    editor.selectAll()
    type_words(editor, "900")
    with qtbot.waitSignal(screen.rows.grid.cells_typed):
        QTest.keyClick(editor, Qt.Key.Key_Return)
    press(screen, "F9")
    qtbot.waitUntil(screen.doctor.rules.hasFocus)
    first = screen.doctor._groups[0]
    assert first.rule is Rule.ACCOUNT_ZEROS
    press(screen.doctor.rules, "Return")
    assert "guesses" not in dict(sheet(screen).readiness())
    assert screen.go_back(), "Esc"
    press(screen.rows.grid, "F6")
    for _ in range(12):
        focused = QApplication.focusWidget()
        if focused is named(screen, "ต่อไป: ส่งอนุมัติ"):
            break
        press(focused or screen, "Tab")
    press(named(screen, "ต่อไป: ส่งอนุมัติ"), "Return")
    qtbot.waitUntil(screen.hand_in.isVisible)
    click(qtbot, screen, "กลับไปดูแถว")
    assert [each.amount for each in kept(maker, screen)] == ["1,200.00", "900.00"]


def test_the_same_amount_typed_again_says_that_a_crossed_out_row_is_paid(qtbot: QtBot, maker: OfficeDesk) -> None:
    cells = Cells("006", "4471029385", "นางมาลี ทดสอบดี", "1350", doubt="ยกเลิก")
    row = Checker(maker.banks, Kind.WELFARE).check_row(1, cells)
    crossed = line_record(1, 2, cells, row.line, row.repairs, faulty=True)
    screen = screens.editor(qtbot, maker, put(maker.store, batch(81, BatchStatus.DRAFT, "", [crossed]), [crossed]))
    model = screen.rows.model
    model.setData(model.index_of(1, Field.NAME), "นางมาลี ทดสอบดี")
    assert [issue.code for issue in sheet(screen).issues_of(1)] == ["row_cancelled"]
    told = model.index_of(1, Field.AMOUNT).data(Qt.ItemDataRole.ToolTipRole)
    assert "แถวนี้ในไฟล์เขียนว่า “ยกเลิก”" in str(told)
    model.setData(model.index_of(1, Field.AMOUNT), text(screen, 1, Field.AMOUNT))
    qtbot.waitUntil(lambda: not sheet(screen).issues_of(1))
    assert kept(maker, screen)[0].satang == 135_000


def test_a_struck_row_is_seen_in_what_the_spreadsheet_copied_beside_the_text(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = empty(qtbot, maker)
    copied = QMimeData()
    copied.setText("\n".join(map(row_of, (1, 2))))
    copied.setHtml("<table><tr><td>a</td></tr><tr><td><s>b</s></td></tr></table>")
    QGuiApplication.clipboard().setMimeData(copied)
    press(screen.rows.grid, "Ctrl+V")
    qtbot.waitUntil(lambda: bool(screen.findChildren(Dialog)))
    assert "แถว 2 ของข้อมูลที่วางถูกขีดฆ่า (1 แถว) จึงไม่ได้วาง" in visible_texts(only(screen, Dialog))
    assert kept(maker, screen) == []
