"""Filters, views, columns, lists and bank files on the screens of batches and lines."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.values.list_filter import ListFilter, SavedView
from app.domain.values.listing import ListForm
from app.services.exporting import Export
from app.services.list_exports import ListExports
from app.ui import list_export, person, worker
from app.ui.column_chooser import ColumnChooser
from app.ui.screens.disbursement.export_file import ExportFileDialog
from tests.ui.disbursement import screens
from tests.ui.looking import visible_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.screens.disbursement.batches import BatchesScreen
    from tests.ui.disbursement.office import OfficeDesk


@pytest.fixture(autouse=True)
def seated(maker: OfficeDesk) -> Iterator[None]:
    """Seat the maker, and let lists be exported."""
    person.seat(maker.actor.person.uid)
    list_export.offer(ListExports(maker.for_services()))
    yield
    list_export.offer(None)
    person.seat("")


def rows(screen: BatchesScreen) -> list[str]:
    model = screen.table.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def narrowed(qtbot: QtBot, screen: BatchesScreen, limits: ListFilter) -> list[str]:
    with qtbot.waitSignal(screen.table.answered):
        screen.filters.narrow(limits)
    qtbot.waitUntil(lambda: "…" not in rows(screen))
    return rows(screen)


def test_the_exported_rows_are_the_rows_of_the_list_and_the_filter_stands_above(
    qtbot: QtBot, maker: OfficeDesk, tmp_path: Path
) -> None:
    screen = screens.batches(qtbot, maker)
    everything = rows(screen)
    some = narrowed(qtbot, screen, ListFilter(satang_from=80_000_00, satang_to=120_000_00))
    assert 0 < len(some) < len(everything)
    assert any("80,000.00 – 120,000.00" in words for words in visible_texts(screen))
    for form in ListForm:
        path = tmp_path / f"list.{form.value}"
        dialog = screen.table.export()
        dialog.choose(form)
        dialog.save(path)
        qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: worker.shared().idle)
    told = list(csv.reader(io.StringIO((tmp_path / "list.csv").read_text("utf-8-sig"), newline="")))
    assert "80,000.00 – 120,000.00" in told[1][1]
    start = told.index([]) + 2
    assert [row[0] for row in told[start:]] == some
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0]
    assert [row[0] for row in sheet.iter_rows(min_row=start + 1, values_only=True)] == some
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("limits", [ListFilter(kind="purchase"), ListFilter(bank="098"), ListFilter(bank="004")])
def test_limits_by_kind_and_by_bank_leave_fewer_batches(qtbot: QtBot, maker: OfficeDesk, limits: ListFilter) -> None:
    screen = screens.batches(qtbot, maker)
    whole = set(rows(screen))
    assert set(narrowed(qtbot, screen, limits)) <= whole
    with qtbot.waitSignal(screen.table.answered):
        screen.filters.clear()
    assert set(rows(screen)) == whole


def test_a_view_is_kept_under_a_name_and_taken_out_again_at_another_start(qtbot: QtBot, maker: OfficeDesk) -> None:
    screen = screens.batches(qtbot, maker)
    screen._chips["finished"].setChecked(True)
    dialog = screen.filters.ask()
    dialog.amounts[0].set_text("๕๐,๐๐๐")
    dialog.name.set_text("ปิดงานแล้ว ยอดสูง")
    with qtbot.waitSignal(screen.table.answered):
        dialog.take_over()
    wanted = rows(screen)
    views = screens.kept(maker)[0]
    qtbot.waitUntil(lambda: [view.name for view in views.views("batches")] == ["ปิดงานแล้ว ยอดสูง"])
    again = screens.batches(qtbot, maker)
    dialog = again.filters.ask()
    qtbot.waitUntil(lambda: dialog.view.combo.count() == 2)
    dialog.view.combo.setCurrentIndex(1)
    assert dialog.amounts[0].text() == "50,000.00"
    with qtbot.waitSignal(again.table.answered):
        dialog.take_over()
    qtbot.waitUntil(lambda: rows(again) == wanted)
    assert again._chips["finished"].isChecked()


def test_views_are_of_one_person_and_can_be_forgotten(maker: OfficeDesk) -> None:
    views = screens.kept(maker)[0]
    view = SavedView("ของฉัน", "คำ", frozenset({"draft"}), ListFilter(bank="006", satang_to=5))
    views.save("batches", view)
    assert list(views.views("batches")) == [view]
    assert list(views.views("lines")) == []
    views.drop("batches", "ของฉัน")
    assert list(views.views("batches")) == []


def test_columns_order_widths_and_sort_come_back_after_a_restart_and_only_for_this_person(
    qtbot: QtBot, maker: OfficeDesk
) -> None:
    screen = screens.batches(qtbot, maker)
    screen.table.choose_columns()
    chooser = QApplication.activeModalWidget()
    assert isinstance(chooser, ColumnChooser)
    chooser.list.setCurrentRow(4)
    chooser._move(-1)
    chooser.list.item(2).setCheckState(Qt.CheckState.Unchecked)
    chooser._use()
    with qtbot.waitSignal(screen.table.answered):
        screen.table.grid.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    screen.table.grid.setColumnWidth(4, 151)
    wanted = [column.key for column in screen.table.arrangement.columns]
    screen.close()
    again = screens.batches(qtbot, maker)
    assert [column.key for column in again.table.arrangement.columns] == wanted
    assert wanted[2:4] == ["status", "total"] or wanted.index("total") == 3
    assert again.table.model.query.order == "total"
    assert again.table.model.query.descending
    assert again.table.grid.columnWidth(4) == 151
    assert again.table.grid.isColumnHidden(2)
    person.seat("somebody-else")
    other = screens.batches(qtbot, maker)
    assert not other.table.grid.isColumnHidden(2)
    assert other.table.model.query.order == ""


def test_a_batch_is_saved_as_a_file_with_its_hash_in_sight(qtbot: QtBot, maker: OfficeDesk, tmp_path: Path) -> None:
    screen = screens.batches(qtbot, maker)
    dialog = ExportFileDialog(screen, screens.kept(maker)[1], "op-0007")
    with qtbot.waitSignal(dialog.made):
        dialog.open()
    with qtbot.waitSignal(dialog.made):
        dialog.choose(Export.PAIN_001)
    exported = dialog.exported
    assert exported is not None
    assert {"ไม่ได้ตรวจรับรองกับธนาคาร", f"SHA-256 {exported.sha256}"} <= visible_texts(dialog)
    path = tmp_path / exported.name
    dialog.save(path)
    qtbot.waitUntil(path.exists)
    assert path.read_bytes() == exported.content


def test_a_draft_with_faults_offers_its_marked_copy_from_the_editor(
    qtbot: QtBot, maker: OfficeDesk, tmp_path: Path
) -> None:
    editor = screens.editor(qtbot, maker, "op-0001")
    sheet = screens.drafting(maker).sheet("op-0001")
    editor.rows.model.setData(editor.rows.model.index(0, 1), "99", Qt.ItemDataRole.EditRole)
    qtbot.waitUntil(editor.rows.panel.marked.isVisible)
    editor.rows.panel.marked.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportFileDialog)
    qtbot.waitUntil(lambda: dialog.exported is not None and dialog.exported.export is Export.MARKED)
    path = tmp_path / "marked.xlsx"
    dialog.save(path)
    qtbot.waitUntil(path.exists)
    assert openpyxl.load_workbook(path).worksheets[0].max_row >= len(sheet.numbers)
