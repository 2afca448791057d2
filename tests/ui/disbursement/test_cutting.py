"""Texts without delimiters: lines are cut by hand once, and the next file of the same width goes straight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui import worker
from app.ui.fields import ComboField
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.ui.disbursement.office import OfficeDesk

LINES = (
    "0060385520917นางสาวสมหญิง ใจดี       1500.00",
    "0046620004471นายน้ำใจ ตั้งมั่น       0900.50",
    "0141234567890Mr. John O'Neil         0042.00",
)
CUTS = (3, 13, 37)
FIELDS = (("ธนาคาร", "A"), ("เลขที่บัญชี", "B"), ("ชื่อผู้รับเงิน", "C"), ("จำนวนเงิน", "D"))


def written(folder: Path, name: str, lines: tuple[str, ...]) -> Path:
    path = folder / name
    path.write_bytes("\r\n".join([*lines, ""]).encode("cp874"))
    return path


def test_a_text_is_cut_by_hand_once_and_the_next_one_goes_straight(
    qtbot: QtBot, maker: OfficeDesk, tmp_path: Path
) -> None:
    screen, gone = screens.importing(qtbot, maker), screens.Gone()
    gone.listen(screen)
    screen.read(written(tmp_path, "october.txt", LINES))
    qtbot.waitUntil(screen.cut_step.isVisible)
    canvas = screen.cut_step.canvas
    QTest.keyClicks(screen.cut_step.places.edit, "")
    screen.cut_step.places.edit.selectAll()
    QTest.keyClicks(screen.cut_step.places.edit, "3, 13 37")
    assert canvas.cuts == CUTS
    screen.cut_step.go.click()
    qtbot.waitUntil(screen.column_step.isVisible)
    for field, (_, letter) in zip(
        (each for each in screen.column_step.findChildren(ComboField) if each.isVisible()), FIELDS, strict=False
    ):
        field.combo.setCurrentIndex(field.combo.findText(letter, Qt.MatchFlag.MatchStartsWith))
        qtbot.waitUntil(lambda: worker.shared().idle)
    qtbot.waitUntil(screen.column_step.go.isEnabled)
    screen.column_step.go.click()
    qtbot.waitUntil(lambda: gone.last[0] == "editor")
    first = gone.last[1]
    sheet = screens.drafting(maker).sheet(str(first))
    assert [(sheet.row(n).bank, sheet.row(n).account, sheet.row(n).satang) for n in sheet.numbers] == [
        ("006", "0385520917", 150_000),
        ("004", "6620004471", 90_050),
        ("014", "1234567890", 4_200),
    ]
    screen.read(written(tmp_path, "november.txt", (LINES[1], LINES[0])))
    qtbot.waitUntil(lambda: gone.last[1] not in ("", first))


def test_cuts_are_made_and_taken_back_by_keys_and_by_mouse(qtbot: QtBot, maker: OfficeDesk, tmp_path: Path) -> None:
    screen = screens.importing(qtbot, maker)
    screen.read(written(tmp_path, "october.txt", LINES))
    qtbot.waitUntil(screen.cut_step.isVisible)
    canvas = screen.cut_step.canvas
    before = set(canvas.cuts)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert set(canvas.cuts) ^ before == {2}
    assert screen.cut_step.places.text().startswith("2")
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert set(canvas.cuts) == before
    canvas.toggle(5)
    assert set(canvas.cuts) ^ before == {5}
    click(qtbot, screen, "ใช้ตำแหน่งที่โปรแกรมเดา")
    assert set(canvas.cuts) == before
    assert screen.go_back()
    assert screen.file_step.isVisible()


def test_a_delimited_text_can_be_cut_at_places_too(qtbot: QtBot, maker: OfficeDesk, tmp_path: Path) -> None:
    screen = screens.importing(qtbot, maker)
    path = tmp_path / "commas.txt"
    path.write_bytes(b"006,0385520917 A, B 1500.00\r\n004,0431234567 C, D 0900.00\r\n")
    screen.read(path)
    qtbot.waitUntil(screen.column_step.isVisible)
    click(qtbot, screen, "แบ่งตามตำแหน่งตัวอักษร…")
    qtbot.waitUntil(screen.cut_step.isVisible)
    assert screen.cut_step.canvas.width_in_letters == 27
