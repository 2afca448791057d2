"""The two rooms of the fiscal year, used by the names that a screen reader hears."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.domain.access.permissions import Action
from app.domain.disbursement.draw import Draw
from app.domain.values.money import Money
from app.services.archive_reading import ArchiveReading
from app.services.year_archives import YearArchives
from app.services.year_end import YearEnd
from app.store import draws
from app.ui import list_export, worker
from app.ui.screens.years.archive import ArchiveScreen
from app.ui.screens.years.opened import ThingDialog
from app.ui.screens.years.year_end import YearEndScreen
from app.ui.theme import SIZES
from tests.ui.disbursement import office
from tests.ui.looking import named, press, visible_texts
from tests.verification.dossiers import paid_office, unzipped, zipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.ui.screen import Screen
    from app.ui.table_view import TableView

LAST_MINUTE = datetime(2027, 9, 30, 16, 59, 59, tzinfo=UTC)
MIDNIGHT = datetime(2027, 9, 30, 17, tzinfo=UTC)
RESIDUE = Money(500_000)


@dataclass
class DeskWithClock(office.OfficeDesk):
    """A desk whose time is set."""

    when: datetime = LAST_MINUTE

    def now(self) -> datetime:
        return self.when


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskWithClock]:
    store = office.open_store(tmp_path / "desk")
    office.furnish(store)
    day = date(2026, 11, 2)
    left = Draw("ฎ.201/2570", day, "0060044715", 2570, Money(900_000), Money(0), Money(400_000), RESIDUE, day, True, ())
    with store.write(office.OPENING, Action.RECORD_UNIT, "draws") as tx:
        draws.put_draws(tx, (left,))
    yield DeskWithClock(store)
    store.close()


def shown(qtbot: QtBot, screen: Screen) -> None:
    qtbot.addWidget(screen)
    screen.resize(SIZES.window[0] - SIZES.nav_width, SIZES.window[1] - SIZES.top_bar)
    screen.show()
    screen.refresh()


def rows(table: TableView) -> list[list[str]]:
    model = table.model
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def wait_for_rows(qtbot: QtBot, table: TableView, met: Callable[[list[list[str]]], bool]) -> list[list[str]]:
    def settled() -> bool:
        return worker.shared().idle and met(rows(table))

    qtbot.waitUntil(settled)
    return rows(table)


def click(widget: QWidget, name: str) -> None:
    QTest.mouseClick(named(widget, name), Qt.MouseButton.LeftButton)


def test_at_midnight_of_30_september_money_that_is_left_goes_the_other_way(qtbot: QtBot, desk: DeskWithClock) -> None:
    screen = YearEndScreen(YearEnd(desk.for_services()))
    shown(qtbot, screen)
    wait_for_rows(qtbot, screen.table, lambda found: len(found) > 1)
    screen.resize(1280 - SIZES.nav_width, 720 - SIZES.top_bar)
    about = next(number for number, column in enumerate(screen.table.model.columns) if column.stretch)
    qtbot.waitUntil(lambda: screen.table.grid.columnWidth(about) >= screen.table.model.columns[about].width)
    click(screen, "เงินเบิกเหลือจ่าย 1")
    (row,) = wait_for_rows(qtbot, screen.table, lambda found: len(found) == 1)
    assert row[1:5] == ["ฎ.201/2570", "–", "5,000.00", "วันสุดท้าย"]
    assert row[5:] == ["เบิกเกินส่งคืน", "รายได้ (ปีเก่าส่งคืน)"]
    assert {"0 ชม. 0 นาที", "ถึงเที่ยงคืน 30 ก.ย. 2570"} <= visible_texts(screen)
    desk.when = MIDNIGHT
    screen.tick()
    found = wait_for_rows(qtbot, screen.table, lambda found: found[0][4] == "เกิน 1 วัน")
    assert [row[5:] for row in found] == [["รายได้ (ปีเก่าส่งคืน)", "รายได้ (ปีเก่าส่งคืน)"]]
    assert any("ของปีงบประมาณที่สิ้นสุดแล้ว" in text for text in visible_texts(screen))
    assert "365 วัน 0 ชม." not in visible_texts(screen)
    assert "366 วัน 0 ชม." in visible_texts(screen), "2571 is a leap year"


def test_a_row_opens_its_thing_and_the_list_is_exported_as_it_stands(qtbot: QtBot, desk: DeskWithClock) -> None:
    screen = YearEndScreen(YearEnd(desk.for_services()))
    asked: list[tuple[str, object]] = []
    screen.navigate.connect(lambda key, subject: asked.append((key, subject)))
    shown(qtbot, screen)
    everything = wait_for_rows(qtbot, screen.table, lambda found: len(found) > 1)
    assert {row[0] for row in everything} == {"เงินเบิกเหลือจ่าย", "ชุดโอนที่ยังไม่เสร็จ"}
    click(screen, "เปิดรายการ")
    screen.table.grid.setCurrentIndex(screen.table.model.index(1, 0))
    press(screen.table.grid, "Return")
    assert asked[0] == ("draws", "ฎ.201/2570")
    assert asked[1][0] == "batches"
    listing = list_export.of_table(screen.table).tell()
    assert ("สิ้นปีงบประมาณ", "30 ก.ย. 2570") in listing.head
    assert [list(row) for row in listing.rows] == everything


def test_whoever_may_look_into_nothing_is_told_nothing(qtbot: QtBot, desk: DeskWithClock) -> None:
    from dataclasses import replace

    desk.person = replace(desk.person, roles=frozenset())
    screen = YearEndScreen(YearEnd(desk.for_services()))
    shown(qtbot, screen)
    qtbot.waitUntil(lambda: "ไม่มีอะไรค้างก่อนสิ้นปี" in visible_texts(screen))
    assert rows(screen.table) == []


def archive_screen(qtbot: QtBot, desk: office.OfficeDesk) -> ArchiveScreen:
    services = desk.for_services()
    screen = ArchiveScreen(YearArchives(services), ArchiveReading(services))
    shown(qtbot, screen)
    qtbot.waitUntil(lambda: screen.write_button.isEnabled() and "2570 (ยังไม่สิ้นสุด)" in screen.year.combo.currentText())
    return screen


def test_an_archive_is_written_into_a_folder_and_read_again_by_its_names(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with paid_office(tmp_path / "store") as (desk, _):
        screen = archive_screen(qtbot, desk)
        said = visible_texts(screen)
        assert any("อย่างน้อย 10 ปี" in text for text in said)
        assert any("ไม่มีคำสั่งลบหลักฐาน" in text for text in said)
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
        click(screen, "จัดทำลงโฟลเดอร์…")
        (row,) = wait_for_rows(qtbot, screen.table, lambda found: len(found) == 1)
        (made,) = tmp_path.glob("khlang-year-2570-*.zip")
        assert (row[0], row[3], row[4]) == ("2570", "ยังไม่ครบปี", made.name)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(made), ""))
        click(screen, "เปิดคลังเอกสาร…")
        view = screen.opened
        wait_for_rows(qtbot, view.table, lambda found: len(found) > 8)
        assert any("พิสูจน์แล้วทั้งชุด" in text for text in visible_texts(view))
        view._search.setText("วิทยากร")
        found = wait_for_rows(qtbot, view.table, lambda found: 0 < len(found) < 8)
        view.table.grid.setCurrentIndex(view.table.model.index([row[0] for row in found].index("รายงานสรุป"), 0))
        click(view, "เปิดอ่าน")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ThingDialog)
        qtbot.waitUntil(lambda: dialog.checked.isVisible() and worker.shared().idle)
        dialog.reject()
        copy = tmp_path / "copy.pdf"
        monkeypatch.setattr("app.ui.screens.years.opened.ask_where", lambda *_: copy)
        click(view, "บันทึกสำเนา…")
        qtbot.waitUntil(lambda: copy.exists() and worker.shared().idle)
        assert screen.go_back()
        assert not screen.go_back()


def test_an_altered_archive_says_where_and_a_strange_file_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    with paid_office(tmp_path / "store") as (desk, _):
        made = YearArchives(desk.for_services()).write(2570, tmp_path, "th")
        inside = unzipped(made.path.read_bytes())
        other = tmp_path / "altered.zip"
        other.write_bytes(zipped(inside | {"log/records.jsonl": inside["log/records.jsonl"][:-5]}))
        screen = archive_screen(qtbot, desk)
        screen.open_file(other)
        qtbot.waitUntil(lambda: screen.opened.isVisible() and worker.shared().idle)
        said = visible_texts(screen.opened)
        assert "คลังเอกสารนี้ไม่ผ่านการพิสูจน์" in said
        assert any("log/records.jsonl" in text for text in said)
        screen.go_back()
        screen.open_file(tmp_path / "nothing.zip")
        qtbot.waitUntil(lambda: screen.error.isVisible() and worker.shared().idle)
        assert any("nothing.zip" in text for text in visible_texts(screen))
