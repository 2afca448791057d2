"""Looking back by keyboard and by the names of a screen reader: plots, audit reports, and the board that leads on."""

from __future__ import annotations

import csv
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from app import i18n
from app.demo.hands import choose, click, control, fill, press, until
from app.domain.reports.deeds import Topic
from app.domain.values.listing import ListForm
from app.domain.values.money import Money
from app.store.engine import connect
from app.store.unit_of_work import FILE_NAME
from app.ui.list_export import ExportDialog
from app.ui.plot import Fill
from app.ui.screens.home import HomeScreen
from app.ui.screens.reports.audit_reports import AuditReportsScreen
from app.ui.screens.reports.plots import PlotsScreen
from app.ui.theme import SIZES
from app.ui.tiles import TileButton
from tests.pictures import office as offices
from tests.pictures.album import rest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.ui.screen import Screen
    from app.ui.table_view import TableView
    from app.workplace import Workplace
    from tests.pictures.office import Office

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.xdist_group("ui: looking back")]
S = TypeVar("S", bound="Screen")


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with offices.opened(tmp_path_factory.mktemp("office")) as opened:
        opened.disarm()
        opened.exchange()
        window = opened.authorizer.window
        window.resize(*SIZES.window)
        window.show()
        rest()
        yield opened


@pytest.fixture
def place(office: Office) -> Workplace:
    """Seat the authorizer, who sees both rooms."""
    return office.authorizer


def opened(place: Workplace, kind: type[S]) -> S:
    place.window.go(kind.key)
    rest()
    screen = place.window.page(kind.key)
    assert isinstance(screen, kind)
    return screen


def column(table: TableView, key: str) -> list[str]:
    return [
        str(row[key]) for number in range(table.model.rowCount()) if (row := table.model.row_at(number)) is not None
    ]


def exported(table: TableView, path: Path, form: ListForm = ListForm.CSV) -> list[list[str]]:
    """Export what is in sight by the button under the table, and read it again."""
    click("ui.export_list")
    dialog = next(
        each for each in QApplication.topLevelWidgets() if isinstance(each, ExportDialog) and each.isVisible()
    )
    dialog.choose(form)
    dialog.save(path)
    until(lambda: path.exists() and path.stat().st_size > 0, "nothing was written")
    rest()
    return list(csv.reader(path.read_text("utf-8-sig").splitlines())) if form is ListForm.CSV else []


def complained(screen: PlotsScreen) -> bool:
    return screen.span.last.wrong


def whole_year(screen: PlotsScreen | AuditReportsScreen) -> None:
    click("reports.span.year")
    rest()


def test_every_plot_says_what_its_table_says(place: Workplace) -> None:
    screen = opened(place, PlotsScreen)
    whole_year(screen)
    assert set(screen.kinds) == {"paid", "banks", "causes", "waits", "remitted", "channels"}
    choose("reports.kind", "paid")
    rest()
    amounts, counts = column(screen.table, "amount"), column(screen.table, "count")
    months, kinds = column(screen.table, "month"), column(screen.table, "kind")
    assert amounts
    assert [bar.name for bar in screen.plot.bars] == [f"{m} · {k}" for m, k in zip(months, kinds, strict=True)]
    assert [Money(bar.value).format() for bar in screen.plot.bars] == amounts
    assert [bar.told for bar in screen.plot.bars] == [f"{a} ({c})" for a, c in zip(amounts, counts, strict=True)]
    choose("reports.kind", "banks")
    rest()
    assert [bar.name for bar in screen.plot.bars] == column(screen.table, "bank")
    rates = [f"{bar.value // 100}.{bar.value % 100:02}%" for bar in screen.plot.bars]
    assert rates == column(screen.table, "rate")
    choose("reports.kind", "causes")
    rest()
    assert [bar.name for bar in screen.plot.bars] == column(screen.table, "cause")
    assert [f"{bar.value:,}" for bar in screen.plot.bars] == column(screen.table, "count")
    choose("reports.kind", "waits")
    rest()
    decided = [bar for bar in screen.plot.bars if bar.fill is not Fill.APART]
    assert [bar.name for bar in decided] == column(screen.table, "wait")
    assert [f"{bar.value:,}" for bar in decided] == column(screen.table, "count")
    still = [bar.value for bar in screen.plot.bars if bar.fill is Fill.APART]
    assert still == [int(count) for count in column(screen.table, "waiting") if count != "0"]


def test_a_plot_is_told_to_a_screen_reader_and_reached_by_tab(place: Workplace) -> None:
    screen = opened(place, PlotsScreen)
    whole_year(screen)
    choose("reports.kind", "causes")
    rest()
    assert screen.plot.accessibleName() == i18n.text("reports.by.causes")
    assert all(f"{bar.name}: {bar.told}" in screen.plot.accessibleDescription() for bar in screen.plot.bars)
    screen.plot.setFocus()
    press(screen.plot, "Tab")
    assert screen.table.isAncestorOf(QApplication.focusWidget() or screen)


def test_kinds_in_one_plot_have_patterns_of_their_own(place: Workplace) -> None:
    screen = opened(place, PlotsScreen)
    whole_year(screen)
    choose("reports.kind", "paid")
    rest()
    fills = dict(zip(column(screen.table, "kind"), (bar.fill for bar in screen.plot.bars), strict=True))
    assert len(set(fills.values())) == len(fills)


def test_days_in_the_wrong_order_are_complained_of_and_an_empty_span_says_so(place: Workplace) -> None:
    screen = opened(place, PlotsScreen)
    choose("reports.kind", "paid")
    fill("reports.first", "2/11/2569")
    fill("reports.last", "1/11/2569")
    press(control("reports.last"), "Tab")
    rest()
    assert complained(screen)
    fill("reports.first", "1/1/2568")
    fill("reports.last", "2/1/2568")
    press(control("reports.last"), "Tab")
    rest()
    assert not complained(screen)
    assert (screen.table.model.rowCount(), screen.plot.isVisible()) == (0, False)


def test_the_table_of_a_plot_is_exported_with_its_days_above(place: Workplace, tmp_path: Path) -> None:
    screen = opened(place, PlotsScreen)
    whole_year(screen)
    choose("reports.kind", "causes")
    rest()
    told = exported(screen.table, tmp_path / "causes.csv")
    heading = {row[0]: row[1] for row in told if len(row) > 1}
    assert heading[i18n.text("reports.kind")] == i18n.text("reports.by.causes")
    assert i18n.text("reports.days") in heading
    first = screen.table.model.index(0, 0).data()
    assert [row for row in told if row and row[0] == first]


def test_deeds_are_narrowed_by_matter_person_and_words_and_enter_opens_the_matter(
    office: Office, place: Workplace
) -> None:
    screen = opened(place, AuditReportsScreen)
    whole_year(screen)
    everything = column(screen.table, "about")
    assert screen.notice.property("tone") == "done"
    choose("audit_reports.about_what", Topic.APPROVALS.value)
    rest()
    approvals = column(screen.table, "act")
    assert i18n.text("terms.event.approve_batch") in approvals
    assert i18n.text("terms.event.return_batch") in approvals
    choose("audit_reports.about_what", Topic.VOIDS.value)
    rest()
    assert column(screen.table, "act") == []
    choose("audit_reports.about_what", "")
    person = control("audit_reports.person")
    assert isinstance(person, QComboBox)
    assert person.count() > 1
    person.setCurrentIndex(1)
    rest()
    chosen = person.currentText()
    shown = zip(column(screen.table, "person"), column(screen.table, "maker"), strict=True)
    assert all(chosen in pair for pair in shown)
    person.setCurrentIndex(0)
    fill("audit_reports.search", "ค่าเล่าเรียนบุตร")
    rest()
    assert screen.table.model.rowCount() == 1
    press(screen.table.grid, "Return")
    until(lambda: place.window._here[0] == "batches", "the batch was not opened")
    rest()
    assert place.window._here[1] == office.batches["returned"]
    opened(place, AuditReportsScreen)
    screen.search.clear()
    rest()
    assert column(screen.table, "about") == everything


@pytest.mark.parametrize("form", list(ListForm))
def test_deeds_leave_in_every_form_with_the_filter_in_the_heading(
    place: Workplace, tmp_path: Path, form: ListForm
) -> None:
    screen = opened(place, AuditReportsScreen)
    whole_year(screen)
    choose("audit_reports.about_what", Topic.APPROVALS.value)
    rest()
    count = screen.table.model.rowCount()
    path = tmp_path / f"deeds.{form.value}"
    told = exported(screen.table, path, form)
    if form is ListForm.CSV:
        heading = {row[0]: row[1] for row in told if len(row) > 1}
        assert heading[i18n.text("audit_reports.about_what")] == i18n.text("audit_reports.topic.approvals")
        assert heading[i18n.text("ui.export_count")] == f"{count:,}"
        assert i18n.text("audit_reports.rests_on") in heading
    elif form is ListForm.PDF:
        assert path.read_bytes().startswith(b"%PDF")
    choose("audit_reports.about_what", Topic.EXPORTS.value)
    place.window.look_again()
    rest()
    assert any(path.name in about for about in column(screen.table, "about"))
    choose("audit_reports.about_what", "")


def _is_here(place: Workplace, key: str) -> bool:
    return place.window._here[0] == key


def test_every_tile_opens_the_list_behind_it(place: Workplace) -> None:
    home = opened(place, HomeScreen)
    state = place.overview.home()
    shown = home.findChildren(TileButton)
    assert len(shown) == len([tile for tile in state.tiles if place.window.has(tile.screen)]) >= 4
    for tile in state.tiles:
        if not place.window.has(tile.screen):
            continue
        opened(place, HomeScreen)
        button = home._tiles[tile.key]
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        press(button, "Space")
        until(partial(_is_here, place, tile.screen), f"{tile.key} opens nothing")
        rest()


def test_a_log_that_was_altered_is_told_and_its_deeds_are_not(office: Office, place: Workplace) -> None:
    station, actor = office.stations[1], office.authorizer.desk.actor
    folder = station.paths.unit(actor.agency, actor.unit)
    key = station.vault.store_key(actor.agency, actor.unit, exists=True)
    screen = opened(place, AuditReportsScreen)
    whole_year(screen)
    with closing(connect(folder / FILE_NAME, key)) as file:
        seq, uid = file.execute("SELECT seq, uid FROM event WHERE kind = 'batch.returned'").fetchone()
        file.execute("UPDATE event SET uid = 'somebody' WHERE seq = ?", (seq,))
        place.window.look_again()
        rest()
        assert screen.notice.property("tone") == "refused"
        assert screen.notice.words.text() == i18n.text("audit_reports.log_broken", log_fault=f"{seq:,}")
        assert i18n.text("terms.event.approve_batch") not in column(screen.table, "act")
        file.execute("UPDATE event SET uid = ? WHERE seq = ?", (uid, seq))
    place.window.look_again()
    rest()
    assert screen.notice.property("tone") == "done"
