from __future__ import annotations

import shutil
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.domain.disbursement.transfer import Field
from app.store import disbursement
from app.ui import worker
from app.ui.errors import ErrorNote
from app.ui.fields import ComboField
from app.ui.table_model import Query
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click
from tests.ui.disbursement.office import OfficeDesk, OfficeInquiry
from tests.ui.looking import let_go, named, visible_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SAMPLES = Path(__file__).resolve().parents[3] / "resources" / "samples"
AS_KEPT, AS_IT_COMES = SAMPLES / "overtime_october_2569.xlsx", SAMPLES / "overtime_october_2569_as_it_comes.xlsx"
CP874 = SAMPLES / "speakers_cp874.csv"


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """Return the sample with two headings that nobody knows."""
    book = openpyxl.load_workbook(AS_KEPT)
    sheet = book.active
    assert sheet is not None
    for cell in sheet[4]:
        if cell.value in {"เลขที่บัญชี", "จำนวนเงิน"}:
            cell.value = {"เลขที่บัญชี": "สมุดเล่มที่", "จำนวนเงิน": "สิทธิ"}[str(cell.value)]
    book.save(tmp_path / "odd.xlsx")
    return tmp_path / "odd.xlsx"


@pytest.mark.parametrize(("path", "count"), [(AS_KEPT, 300), (CP874, 45)])
def test_a_known_layout_goes_straight_to_its_rows(qtbot: QtBot, maker: OfficeDesk, path: Path, count: int) -> None:
    screen, gone = screens.importing(qtbot, maker), screens.Gone()
    gone.listen(screen)
    screen.read(path)
    qtbot.waitUntil(lambda: gone.last[0] == "editor")
    found = OfficeInquiry(maker, []).batch(gone.last[1])
    assert (found.lines_count, found.errors_count, found.file_name) == (count, 0, path.name)


def test_a_dropped_file_is_read(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen, gone = screens.importing(qtbot, maker), screens.Gone()
    gone.listen(screen)
    let_go(screen.file_step.zone, CP874)
    qtbot.waitUntil(lambda: gone.last[0] == "editor")


def test_the_same_file_again_under_another_name_names_the_earlier_batch(
    qtbot: QtBot, maker: OfficeDesk, tmp_path: Path
) -> None:
    screen, gone = screens.importing(qtbot, maker), screens.Gone()
    gone.listen(screen)
    screen.read(AS_IT_COMES)
    qtbot.waitUntil(lambda: gone.last[0] == "editor")
    first = gone.last[1]
    again = Path(shutil.copy(AS_IT_COMES, tmp_path / "renamed.xlsx"))
    screen.read(again)
    qtbot.waitUntil(screen.file_step.earlier.isVisible)
    click(qtbot, screen, AS_IT_COMES.name)
    assert gone.last == ("batches", first)
    click(qtbot, screen, "นำเข้าอีกครั้ง")
    qtbot.waitUntil(lambda: gone.last[0] == "editor" and gone.last[1] != first)


def test_unknown_headings_are_asked_for_once_and_remembered(
    qtbot: QtBot, maker: OfficeDesk, odd: Path, tmp_path: Path
) -> None:
    screen, gone = screens.importing(qtbot, maker), screens.Gone()
    gone.listen(screen)
    screen.read(odd)
    qtbot.waitUntil(screen.column_step.isVisible)
    assert not screen.column_step.go.isEnabled()
    assert "ไม่พบคอลัมน์ “เลขที่บัญชี”, “จำนวนเงิน”" in visible_texts(screen)
    for field, column in (("เลขที่บัญชี", "F  สมุดเล่มที่"), ("จำนวนเงิน", "G  สิทธิ")):
        combo = next(each.combo for each in screen.findChildren(ComboField) if each.combo.accessibleName() == field)
        combo.setCurrentText(column)
        qtbot.waitUntil(lambda: worker.shared().idle)
    qtbot.waitUntil(screen.column_step.go.isEnabled)
    click(qtbot, screen, "นำเข้า 300 รายการ")
    qtbot.waitUntil(lambda: gone.last[0] == "editor")
    first = gone.last[1]
    book = openpyxl.load_workbook(odd)
    sheet = book.active
    assert sheet is not None
    sheet["A2"] = "เดือนถัดไป"
    book.save(tmp_path / "next_month.xlsx")
    screen.read(tmp_path / "next_month.xlsx")
    qtbot.waitUntil(lambda: gone.last[1] not in ("", first))


def test_a_list_without_banks_may_be_said_to_be_promptpay(qtbot: QtBot, maker: OfficeDesk, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("ชื่อ,เลขที่บัญชี,จำนวนเงิน\nนายกอ ขอคอ,812345678,100\n", "utf-8")
    screen, gone = screens.importing(qtbot, maker), screens.Gone()
    gone.listen(screen)
    screen.read(tmp_path / "list.csv")
    qtbot.waitUntil(screen.column_step.isVisible)
    assert not screen.column_step.go.isEnabled()
    combo = next(each.combo for each in screen.findChildren(ComboField) if each.combo.accessibleName() == "ธนาคาร")
    combo.setCurrentText("ไม่มีคอลัมน์ธนาคาร ทุกแถวเป็นพร้อมเพย์")
    qtbot.waitUntil(screen.column_step.go.isEnabled)
    assert combo.currentText() == "ไม่มีคอลัมน์ธนาคาร ทุกแถวเป็นพร้อมเพย์"
    click(qtbot, screen, "นำเข้า 1 รายการ")
    qtbot.waitUntil(lambda: gone.last[0] == "editor")
    with maker.store.read() as reading:
        (line,) = disbursement.lines(reading, gone.last[1])
    assert (line.bank, line.account) == ("promptpay", "0812345678")


@pytest.mark.parametrize(("month", "count"), [("ต.ค.", 300), ("พ.ย.", 299)])
def test_a_file_with_a_list_on_several_sheets_asks_which_one_is_to_be_paid(
    qtbot: QtBot, maker: OfficeDesk, tmp_path: Path, month: str, count: int
) -> None:
    book = openpyxl.load_workbook(AS_KEPT)
    sheet = book.worksheets[0]
    sheet.title = "ต.ค."
    book.copy_worksheet(sheet).title = "พ.ย."
    book["พ.ย."].delete_rows(10)
    book.create_sheet("ว่าง", 0)
    book.create_sheet("ธนาคาร").append(["รหัสธนาคาร", "ธนาคาร"])
    book.save(tmp_path / "months.xlsx")
    screen, gone = screens.importing(qtbot, maker), screens.Gone()
    gone.listen(screen)
    screen.read(tmp_path / "months.xlsx")
    qtbot.waitUntil(screen.column_step.isVisible)
    assert {"ไฟล์นี้มีรายชื่อผู้รับเงินใน 2 แผ่นงาน", "เลือกแผ่นงานที่จะจ่าย: ต.ค., พ.ย."} <= set(visible_texts(screen))
    assert not screen.column_step.go.isEnabled()
    combo = next(each.combo for each in screen.findChildren(ComboField) if each.combo.accessibleName() == "แผ่นงาน")
    combo.setCurrentText(month)
    qtbot.waitUntil(lambda: gone.last[0] == "editor")
    made = OfficeInquiry(maker, []).batch(gone.last[1])
    assert (made.lines_count, made.came_from) == (count, f"months.xlsx · {month}")
    editor = screens.editor(qtbot, maker, made.op_id)
    assert f"months.xlsx · {month}" in visible_texts(editor)


def test_a_cover_before_the_list_is_no_list_and_the_list_is_named(
    qtbot: QtBot, maker: OfficeDesk, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(AS_KEPT)
    book.worksheets[0].title = "รายชื่อ"
    book.create_sheet("สรุป", 0).append(["รวมทั้งสิ้น", 1500])
    book.save(tmp_path / "covered.xlsx")
    screen = screens.importing(qtbot, maker)
    screen.read(tmp_path / "covered.xlsx")
    qtbot.waitUntil(screen.column_step.isVisible)
    assert {"ไฟล์นี้มีรายชื่อผู้รับเงินใน 1 แผ่นงาน", "เลือกแผ่นงานที่จะจ่าย: รายชื่อ"} <= set(visible_texts(screen))
    assert not [text for text in visible_texts(screen) if text.startswith("ไม่พบแถวหัวตาราง")]
    assert not {"ต้องเลือกคอลัมน์นี้", "พบ 1 รายการ"} & set(visible_texts(screen)), "only the sheet is asked for"


def test_a_file_that_is_no_list_is_refused_with_its_reason(qtbot: QtBot, maker: OfficeDesk, tmp_path: Path) -> None:
    screen = screens.importing(qtbot, maker)
    bad = tmp_path / "picture.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n")
    screen.read(bad)
    note = screen.file_step.error
    assert isinstance(note, ErrorNote)
    qtbot.waitUntil(note.isVisible)
    assert ".xlsx" in note.more.text()


def test_cancel_stops_reading_and_keeps_nothing(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen, gone = screens.importing(qtbot, maker), screens.Gone()
    gone.listen(screen)
    screen.read(AS_KEPT)
    named(screen, "ยกเลิก").setFocus()
    click(qtbot, screen, "ยกเลิก")
    qtbot.waitUntil(lambda: worker.shared().idle)
    assert not gone.places
    assert OfficeInquiry(maker, []).batches().totals(Query())[0] == 12


def test_cancel_after_the_draft_was_written_keeps_nothing_either(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen, gone = screens.importing(qtbot, maker), screens.Gone()
    gone.listen(screen)
    written, go_on = Event(), Event()

    def hold(kinds: frozenset[str]) -> None:
        """Keep the worker from telling that it is done."""
        if "batch" in kinds:
            written.set()
            go_on.wait()

    maker.store.subscribe(hold)
    screen.read(AS_KEPT)
    qtbot.waitUntil(written.is_set)
    click(qtbot, screen, "ยกเลิก")
    batches = OfficeInquiry(maker, []).batches()
    assert batches.totals(Query())[0] == 13
    go_on.set()
    qtbot.waitUntil(lambda: batches.totals(Query())[0] == 12)
    assert not gone.places
    assert not screen.file_step.error.isVisible()


def test_every_field_can_be_mapped(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.importing(qtbot, maker)
    offered = {each.combo.accessibleName() for each in screen.column_step.findChildren(ComboField)}
    assert len(offered) == len(Field) + 1
