from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView

from app import i18n
from app.demo.hands import deliver_all
from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import Field
from app.domain.values.money import Money
from app.store import disbursement
from app.ui.cells import CELL_ROLE, Cell
from app.ui.messages import Dialog
from app.ui.screens.disbursement.batch_editor import BatchEditor
from app.ui.screens.disbursement.draft_model import COLUMNS
from app.ui.texts import Label, switch
from app.ui.theme import SIZES, SPACE
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click, only
from tests.ui.disbursement.office import OPENING, OfficeDesk, OfficeInquiry, batch, line, messy_draft, put
from tests.ui.looking import USUAL_NAMES, named, press, type_words, visible_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ONWARD = "Ctrl+Shift+Return"


def shown(screen: BatchEditor, number: int, field: Field) -> Cell | None:
    cell = screen.rows.model.index_of(number, field).data(CELL_ROLE)
    assert cell is None or isinstance(cell, Cell)
    return cell


def hint(screen: BatchEditor, number: int, field: Field) -> str:
    cell = shown(screen, number, field)
    return cell.hint if cell else ""


def text(screen: BatchEditor, number: int, field: Field) -> str:
    return str(screen.rows.model.index_of(number, field).data(Qt.ItemDataRole.EditRole))


def paste(screen: BatchEditor, block: str) -> None:
    QGuiApplication.clipboard().setText(block)
    press(screen.rows.grid, "Ctrl+V")


def type_over(qtbot: QtBot, screen: BatchEditor, number: int, field: Field, words: str) -> None:
    """Type into a cell as a person does: begin, write, Enter; the grid takes it once the key has been handled."""
    screen.rows.go_to(number, field)
    press(screen.rows.grid, "F2")
    editor = screen.rows.grid.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    type_words(editor, words)
    with qtbot.waitSignal(screen.rows.grid.cells_typed):
        QTest.keyClick(editor, Qt.Key.Key_Return)


def test_issues_and_repairs_stand_in_their_cells(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    wrong = shown(screen, 3, Field.PERSON_ID)
    assert wrong is not None
    assert (wrong.tone, bool(wrong.hint)) == ("refused", True)
    mended = shown(screen, 2, Field.ACCOUNT)
    assert mended is not None
    assert (mended.tone, mended.before, mended.text) == ("waiting", "385520917", "0385520917")
    twin = shown(screen, 8, Field.AMOUNT)
    assert twin is not None
    assert twin.tone == "unknown"
    assert shown(screen, 1, Field.AMOUNT) is None, "an amount that is only written otherwise was not repaired"


def test_f8_goes_from_one_wrong_cell_to_the_next(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    places = []
    for _ in range(3):
        before = screen.rows.grid.place()
        press(screen, "F8")
        qtbot.waitUntil(lambda: screen.rows.grid.place() != before)  # noqa: B023
        number, column = screen.rows.grid.place()
        places.append((number, COLUMNS[column].field))
    assert places == [(3, Field.PERSON_ID), (5, Field.ACCOUNT), (3, Field.PERSON_ID)]


def test_lines_are_marked_from_where_the_program_has_put_the_cursor(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    grid = screen.rows.grid
    place = grid.visualRect(screen.rows.model.index_of(1, Field.NAME)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    press(grid, "Shift+Down")
    assert grid.chosen_numbers() == [1, 2]
    screen.rows.go_to(6, Field.NAME)
    assert grid.chosen_numbers() == [6]
    press(grid, "Shift+Down")
    assert grid.chosen_numbers() == [6, 7]


def test_what_is_said_of_an_account_names_its_bank_in_the_language_shown(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    screen.rows.grid.cells_typed.emit([(1, Field.BANK, "030"), (1, Field.ACCOUNT, "02047713")])

    def says(words: str) -> bool:
        return words in hint(screen, 1, Field.ACCOUNT)

    said: list[tuple[i18n.Language, str]] = [("th", "ออมสินใช้"), ("en", "GSB uses")]
    for language, words in said:
        switch(language)
        qtbot.waitUntil(partial(says, words))


def test_f8_skips_none_after_a_cell_was_mended(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    typed = screen.rows.grid.cells_typed
    typed.emit([(4, Field.AMOUNT, "-1")])
    places = []
    for mend in ([(3, Field.PERSON_ID, "")], [(4, Field.AMOUNT, "1.00")], []):
        with qtbot.waitSignal(screen.rows.panel.gone_to):
            press(screen, "F8")
        number, column = screen.rows.grid.place()
        places.append((number, COLUMNS[column].field))
        typed.emit(mend)
    assert places == [(3, Field.PERSON_ID), (4, Field.AMOUNT), (5, Field.ACCOUNT)]


def test_mending_the_last_wrong_cell_clears_the_list_and_is_kept_at_once(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    screen.rows.go_to(3, Field.PERSON_ID)
    press(screen.rows.grid, "Del")
    type_over(qtbot, screen, 5, Field.ACCOUNT, "020477135566")
    assert named(screen, "ต่อไป: ส่งอนุมัติ").isEnabled()
    assert (screen.rows.panel.next.property("kind"), screen.rows.panel.next.isVisible()) == ("plain", True)
    with maker.store.read() as reading:
        kept = disbursement.lines(reading, "op-messy", 5, 1)[0]
        found = disbursement.batch(reading, "op-messy")
    assert kept.account == "020477135566"
    assert found is not None
    assert found.errors_count == 0


def test_one_key_leads_from_the_lines_to_handing_in_once_nothing_is_wrong(qtbot: QtBot, maker: OfficeDesk) -> None:
    wrong = screens.editor(qtbot, maker, messy_draft(maker.store))
    press(wrong.rows.grid, ONWARD)
    assert wrong.rows.isVisible()
    screen = screens.editor(qtbot, maker, put(maker.store, batch(81, BatchStatus.DRAFT, "", []), [line(1)]))
    press(screen.rows.grid, ONWARD)
    qtbot.waitUntil(screen.hand_in.isVisible)
    assert dict(screen.keys())[ONWARD] == "editor.onward"


def test_fifty_lines_pasted_from_a_spreadsheet_are_there_and_judged(qtbot: QtBot, maker: OfficeDesk) -> None:
    empty = put(maker.store, batch(80, BatchStatus.DRAFT, "", []), [])
    screen = screens.editor(qtbot, maker, empty)
    screen.rows.grid.setFocus()
    rows = [f"{line(n).name}\t\t{line(n).bank}\t{line(n).account}\t{line(n).amount}" for n in range(1, 51)]
    paste(screen, "\r\n".join([*rows, ""]))
    qtbot.waitUntil(lambda: screen.rows.model.rowCount() == 50)
    assert text(screen, 50, Field.ACCOUNT) == line(50).account
    with maker.store.read() as reading:
        found = disbursement.batch(reading, empty)
    assert found is not None
    assert (found.lines_count, found.errors_count) == (50, 0)
    assert found.total.satang == sum(line(n).satang or 0 for n in range(1, 51))


def test_a_big_block_is_saved_without_deafening_the_window(qtbot: QtBot, maker: OfficeDesk) -> None:
    empty = put(maker.store, batch(81, BatchStatus.DRAFT, "", []), [])
    screen = screens.editor(qtbot, maker, empty)
    paste(screen, "\n".join(f"{line(n).name}\t\t006\t{line(n).account}\t100" for n in range(1, 601)))
    assert not screen.rows.grid.isEnabled(), "the grid rests while a worker saves"
    qtbot.waitUntil(lambda: screen.rows.grid.isEnabled() and screen.rows.model.rowCount() == 600)


def test_undo_and_redo_take_a_paste_back_and_bring_it_again(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, "op-0001")
    before = text(screen, 2, Field.AMOUNT)
    screen.rows.go_to(2, Field.AMOUNT)
    paste(screen, "111\n222")
    assert (text(screen, 2, Field.AMOUNT), text(screen, 3, Field.AMOUNT)) == ("111.00", "222.00")
    press(screen.rows.grid, "Ctrl+Z")
    assert text(screen, 2, Field.AMOUNT) == before
    press(screen.rows.grid, "Ctrl+Y")
    assert text(screen, 3, Field.AMOUNT) == "222.00"


def test_fill_down_repeats_the_cell_above(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, "op-0001")
    screen.rows.go_to(4, Field.REFERENCE)
    press(screen.rows.grid, "Ctrl+D")
    assert text(screen, 4, Field.REFERENCE) == text(screen, 3, Field.REFERENCE)


def test_ctrl_enter_at_the_end_begins_a_new_line(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, "op-0001")
    count = screen.rows.model.rowCount()
    screen.rows.go_to(screen.rows.model.number_at(count - 1), None)
    press(screen.rows.grid, "Ctrl+Return")
    assert screen.rows.model.rowCount() == count + 1
    assert screen.rows.grid.currentIndex().row() == count


def test_lines_are_removed_and_come_back_with_undo(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, "op-0001")
    count = screen.rows.model.rowCount()
    screen.rows.go_to(2, None)
    press(screen.rows.grid, "Ctrl+Del")
    assert screen.rows.model.rowCount() == count - 1
    press(screen.rows.grid, "Ctrl+Z")
    assert screen.rows.model.rowCount() == count


def test_delete_empties_the_cell_and_the_list_says_what_is_missing(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, "op-0001")
    screen.rows.go_to(1, Field.NAME)
    press(screen.rows.grid, "Del")
    emptied = shown(screen, 1, Field.NAME)
    assert emptied is not None
    assert emptied.tone == "refused"


def test_the_sum_is_compared_with_the_sum_of_the_file(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    told = {label.text() for label in screen.rows.findChildren(Label)}
    assert "· ตรงกับยอดในไฟล์" in told
    type_over(qtbot, screen, 1, Field.AMOUNT, "1,350.25")
    told = {label.text() for label in screen.rows.findChildren(Label)}
    assert "· ต่างจากยอดในไฟล์ +0.25" in told


def test_a_repeated_line_may_stay_only_with_a_reason(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    reason = named(screen, "เหตุผลที่จ่ายรายการซ้ำ")
    reason.setFocus()
    type_words(reason, "ปฏิบัติงานสองช่วง")
    press(reason, "Return")
    with maker.store.read() as reading:
        found = disbursement.batch(reading, "op-messy")
    assert found is not None
    assert found.head.duplicate_reason == "ปฏิบัติงานสองช่วง"


def test_what_is_missing_is_listed_and_leads_to_its_field(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    screen.show_hand_in()
    assert not screen.hand_in.submit.isEnabled()
    click(qtbot, screen.hand_in, "ยังไม่ระบุเลขที่ฎีกาหรือเอกสารขอเบิก แก้")
    qtbot.waitUntil(screen.hand_in.form.document_no.control.hasFocus)
    click(qtbot, screen.hand_in, "มีจุดที่ต้องแก้ 2 จุดในตาราง แก้")
    qtbot.waitUntil(lambda: screen.rows.grid.place()[0] == 3)
    screen.show_hand_in()
    click(qtbot, screen.hand_in, "มีรายการซ้ำ 1 จุดที่ยังไม่บอกเหตุผล แก้")
    qtbot.waitUntil(screen.rows.panel.reason.edit.hasFocus)
    assert screen.rows.grid.place()[0] == 8, "nothing is typed over a payee"


def test_a_sum_that_cannot_be_read_is_not_taken_for_none(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, "op-0001")
    screen.show_hand_in()
    drawn = screen.hand_in.form.drawn
    assert screen.hand_in.submit.isEnabled()
    drawn.control.setFocus()
    for words, may_go in (("1,25x.00", False), ("", True)):
        drawn.edit.selectAll()
        drawn.edit.del_()
        type_words(drawn.edit, words)
        press(drawn.edit, "Return")
        assert screen.hand_in.submit.isEnabled() == may_go


def test_a_day_off_is_moved_to_the_next_day_banks_are_open(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, "op-0001")
    screen.show_hand_in()
    form = screen.hand_in.form
    form.value_date.control.setFocus()
    form.value_date.edit.selectAll()
    type_words(form.value_date.edit, "5/12/69")
    press(form.value_date.edit, "Return")
    assert form.value_date.text() == "8 ธ.ค. 2569", "5 December is a holiday on a Saturday, Monday takes its place"
    with maker.store.read() as reading:
        found = disbursement.batch(reading, "op-0001")
    assert found is not None
    assert found.head.value_date == form.value_date.value()


def test_handing_in_asks_with_count_sum_and_words_and_queues_signed_bytes(qtbot: QtBot, maker: OfficeDesk) -> None:
    alarm, gone = screens.Alarm(), screens.Gone()
    screen = screens.editor(qtbot, maker, "op-0001", alarm)
    gone.listen(screen)
    screen.show_hand_in()
    qtbot.waitUntil(screen.hand_in.submit.isEnabled)
    screen.hand_in.submit.setFocus()
    press(screen.hand_in.submit, "Ctrl+Return")
    qtbot.waitUntil(lambda: bool(screen.findChildren(Dialog)))
    dialog = only(screen, Dialog)
    found = OfficeInquiry(maker, []).batch("op-0001")
    told = {label.text() for label in dialog.findChildren(Label)}
    assert f"{found.total.format()} บาท" in told
    assert f"จำนวน {found.lines_count} รายการ" in told
    assert any(words.endswith(("สตางค์", "ถ้วน")) for words in told)
    click(qtbot, dialog, "ลงลายมือชื่อและส่งอนุมัติ")
    qtbot.waitUntil(lambda: gone.last == ("batches", "op-0001"))
    found = OfficeInquiry(maker, []).batch("op-0001")
    assert (found.status, found.delivery, alarm.rung) == (BatchStatus.SUBMITTED, Delivery.QUEUED, 1)


def test_a_batch_that_is_on_its_way_cannot_be_opened_for_editing(qtbot: QtBot, maker: OfficeDesk) -> None:
    with maker.store.write(OPENING, Action.EDIT_BATCH, "op-0001") as tx:
        disbursement.set_status(tx, "op-0001", delivery=Delivery.QUEUED)
    gone = screens.Gone()
    screen = BatchEditor(screens.drafting(maker), maker, screens.kept(maker)[1])
    qtbot.addWidget(screen)
    gone.listen(screen)
    screen.show()
    screen.open_subject("op-0001")
    qtbot.waitUntil(lambda: bool(screen.findChildren(Dialog)))
    only(screen, Dialog).accept()
    qtbot.waitUntil(lambda: gone.last[0] == "batches")


def test_twenty_thousand_lines_are_shown_by_looking_up_only_what_is_in_sight(qtbot: QtBot, maker: OfficeDesk) -> None:
    many = [line(number) for number in range(1, 20_001)]
    op_id = put(maker.store, batch(82, BatchStatus.DRAFT, "ใหญ่", many), many)
    screen = BatchEditor(screens.drafting(maker), maker, screens.kept(maker)[1])
    qtbot.addWidget(screen)
    screen.resize(1154, 694)
    screen.show()
    screen.open_subject(op_id)
    qtbot.waitUntil(screen.rows.isVisible)
    assert screen.rows.model.rowCount() == 20_000
    screen.rows.go_to(19_999, Field.AMOUNT)
    assert text(screen, 19_999, Field.AMOUNT) == line(19_999).amount
    type_over(qtbot, screen, 19_999, Field.AMOUNT, "77.25")
    assert text(screen, 19_999, Field.AMOUNT) == "77.25"


@pytest.mark.qt_log_ignore(r"does not support (raise|grabbing)")  # of a list that opens without a window manager
def test_a_bank_is_chosen_from_the_list_by_its_name(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    screen.rows.go_to(3, Field.BANK)
    press(screen.rows.grid, "F2")
    editor = screen.rows.grid.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    type_words(editor, "ไทยพาณิช")
    popup = editor.completer().popup()
    assert isinstance(popup, QListView)
    assert popup.isVisible()
    assert popup.accessibleName() == "ธนาคารที่พบ"
    assert [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())] == ["014 ไทยพาณิชย์"]
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert editor.text() == "014"


@pytest.mark.parametrize(("typed", "field"), [("นายใหม่ พิมพ์ค้าง", Field.NAME), ("", Field.AMOUNT)])
def test_what_is_being_typed_outlasts_another_language(
    qtbot: QtBot, maker: OfficeDesk, typed: str, field: Field
) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    screen.rows.go_to(2, field)
    press(screen.rows.grid, "F2")
    editor = only(screen.rows.grid, QLineEdit)
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    type_words(editor, typed)
    switch("en")
    qtbot.waitUntil(
        lambda: editor.accessibleName() == i18n.text(COLUMNS[screen.rows.grid.currentIndex().column()].title)
    )
    assert only(screen.rows.grid, QLineEdit) is editor
    assert editor.text() == typed
    with qtbot.waitSignal(screen.rows.grid.cells_typed):
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert text(screen, 2, field) == typed


def test_where_the_keyboard_is_can_be_seen_in_the_lists_beside_the_lines(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    places = named(screen, i18n.text("editor.mend_list"))
    assert isinstance(places, QListView)
    places.setFocus()
    places.setCurrentIndex(places.model().index(0, 0))
    with_keyboard = places.grab().toImage()
    screen.rows.grid.setFocus()
    assert places.grab().toImage() != with_keyboard


def test_ctrl_f_goes_from_one_line_with_the_words_to_the_next_by_name_account_and_sum(
    qtbot: QtBot, maker: OfficeDesk
) -> None:
    screen = screens.editor(
        qtbot, maker, put(maker.store, batch(81, BatchStatus.DRAFT, "", []), [*map(line, range(1, 9))])
    )
    grid = screen.rows.grid
    sheet = screen.rows.search._sheet
    assert sheet is not None
    rows = [sheet.row(number) for number in sheet.numbers]
    wanted = rows[4]
    dashed = f"{wanted.account[:3]}-{wanted.account[3:]}"
    for words, found in (
        (wanted.name, [row for row in rows if wanted.name in row.name]),
        (dashed, [row for row in rows if wanted.account in row.account]),
        (Money(wanted.satang or 0).format(), [row for row in rows if row.satang == wanted.satang]),
    ):
        holds = [row.number for row in found]
        grid.go_to(sheet.numbers[0], None)
        press(grid, "Ctrl+F")
        assert screen.rows.search.hasFocus()
        type_words(screen.rows.search, words)
        press(screen.rows.search, "Return")
        after = [each for each in holds if each > sheet.numbers[0]] or holds
        assert grid.hasFocus()
        assert grid.place()[0] == after[0]
        press(grid, "F3")
        assert grid.place()[0] == (after[1:] or holds)[0], "the next one, and after the last the first"
    before = grid.place()
    press(grid, "Ctrl+F")
    type_words(screen.rows.search, "ไม่มีคนนี้")
    press(screen.rows.search, "Return")
    assert i18n.text("editor.search_none", words="ไม่มีคนนี้") in visible_texts(screen.window())
    press(screen.rows.search, "Escape")
    assert grid.hasFocus()
    assert grid.place() == before


@pytest.mark.parametrize("window", [1280, 1366, 1920])
def test_the_amount_is_in_sight_at_every_width_and_a_width_that_was_dragged_stays(
    qtbot: QtBot, maker: OfficeDesk, window: int
) -> None:
    screen = screens.editor(qtbot, maker, messy_draft(maker.store))
    screen.resize(window - SIZES.nav_width, screen.height())
    grid = screen.rows.grid
    amount = next(number for number, column in enumerate(COLUMNS) if column.field is Field.AMOUNT)
    deliver_all()
    assert grid.columnViewportPosition(amount) + grid.columnWidth(amount) <= grid.viewport().width()
    longest = max(map(grid.fontMetrics().horizontalAdvance, USUAL_NAMES))
    assert window == 1280 or grid.columnWidth(1) >= longest + 2 * SPACE.s, "names are read whole"
    grid.setColumnWidth(1, 300)
    screen.resize(screen.width() - 40, screen.height())
    deliver_all()
    assert grid.columnWidth(1) == 300
