"""Account movements on the screen: fetched, read from files, opened, written, by the names a screen reader hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from app.demo.hands import click, press, until
from app.domain.closing.statement import EntryKind
from app.ui.screens.closing.movement_files import FORMS, ExportDialog, ImportDialog
from app.ui.screens.closing.movements import MovementsScreen
from app.ui.screens.disbursement.results import ResultsScreen
from app.ui.texts import Label
from tests.pictures.album import rest
from tests.pictures.closing_office import MONDAY, ClosingOffice, Seat
from tests.ui.looking import named, visible_texts

if TYPE_CHECKING:
    from pathlib import Path


def room(office: ClosingOffice) -> tuple[Seat, MovementsScreen]:
    """Show the room at the payer's desk when a batch was paid an hour ago; nothing is fetched yet."""
    office.paid(MONDAY)
    office.at(MONDAY, "10:00")
    seat = office.maker
    seat.place.window.show()
    seat.hear()
    return seat, seat.open(MovementsScreen)


def toasts(seat: Seat) -> set[str]:
    """Return what passing messages say."""
    return {each.text() for each in seat.place.window.findChildren(Label) if each.isVisible()}


def fetch(seat: Seat, screen: MovementsScreen, said: str) -> None:
    """Fetch by the key, and wait for what is said of it."""
    press(screen, "Ctrl+Return")
    until(lambda: any(said in text for text in toasts(seat)), f"{said} was not said")
    rest()


def find(screen: MovementsScreen, kind: EntryKind) -> None:
    """Put the cursor on the first entry of a kind."""
    shown = screen._shown
    assert shown is not None
    number = next(n for n, one in enumerate(shown.entries) if one.kind is kind)
    assert screen.table.choose(number)
    rest()


def test_the_same_day_fetched_twice_adds_nothing_and_an_entry_opens_its_batch(office: ClosingOffice) -> None:
    seat, screen = room(office)
    fetch(seat, screen, "รายการใหม่")
    count = screen.table.model.rowCount()
    fetch(seat, screen, "ไม่ได้เพิ่มอะไร")
    assert screen.table.model.rowCount() == count > 0
    find(screen, EntryKind.BATCH)
    assert "เป็นการจ่ายของชุดโอน" in visible_texts(screen.side)
    named(screen, "เปิดต้นเรื่อง")
    press(screen.table.grid, "Return")
    until(seat.place.window.page(ResultsScreen.key).isVisible, "its batch was not opened")
    rest()
    opened = seat.place.window._here[1]
    assert seat.closer.station.batch(str(opened)).status.value == "settled"


@pytest.mark.parametrize("form", ["camt", "csv"])
def test_a_file_of_what_is_known_adds_nothing_when_it_is_read(office: ClosingOffice, tmp_path: Path, form: str) -> None:
    seat, screen = room(office)
    fetch(seat, screen, "รายการใหม่")
    path = export(screen, form, tmp_path)
    count = screen.table.model.rowCount()
    screen.read(path)
    until(lambda: isinstance(QApplication.activeModalWidget(), ImportDialog), "the file was not read")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ImportDialog)
    assert any(f"ทั้ง {count} รายการมีอยู่แล้ว" in text for text in visible_texts(dialog))
    assert not dialog.go.isVisible()
    press(dialog, "Esc")
    until(lambda: QApplication.activeModalWidget() is None, "the question stays")
    assert screen.table.model.rowCount() == count


def test_a_file_of_what_is_not_known_is_taken_once_and_marked_as_not_signed(
    office: ClosingOffice, tmp_path: Path
) -> None:
    seat, screen = room(office)
    fetch(seat, screen, "รายการใหม่")
    path = export(screen, "camt", tmp_path)
    other = office.seat("AUTH02")  # has fetched nothing yet, but imports nothing either: makers do
    assert not other.open(MovementsScreen).import_it.isVisible()
    remitter = office.remitter
    remitter.place.window.show()
    remitter.hear()
    theirs = remitter.open(MovementsScreen, screen.account)
    until(lambda: theirs.account == screen.account, "the account is not in sight")
    rest()
    for said, added in (("นำเข้า", True), ("มีอยู่แล้ว", False)):
        theirs.read(path)
        until(lambda: isinstance(QApplication.activeModalWidget(), ImportDialog), "the file was not read")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ImportDialog)
        assert any(said in text for text in visible_texts(dialog))
        press(dialog, "Ctrl+Return" if added else "Esc")
        until(lambda: QApplication.activeModalWidget() is None, "the question stays")
        rest()
    find(theirs, EntryKind.BATCH)
    assert "จากแฟ้ม ธนาคารไม่ได้ลงนาม" in visible_texts(theirs.side)


@pytest.mark.parametrize("form", FORMS)
def test_movements_leave_in_every_form(office: ClosingOffice, tmp_path: Path, form: str) -> None:
    seat, screen = room(office)
    fetch(seat, screen, "รายการใหม่")
    content = export(screen, form, tmp_path).read_bytes()
    assert content.startswith({"camt": b"<?xml", "csv": b"\xef\xbb\xbf", "xlsx": b"PK", "pdf": b"%PDF"}[form])


def export(screen: MovementsScreen, form: str, folder: Path) -> Path:
    """Write what is in sight as a file of a form."""
    press(screen, "Ctrl+E")
    until(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog), "no form was asked for")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportDialog)
    click(f"movements.form.{form}")
    assert dialog.form == form
    path = folder / f"movements.{form}"
    dialog.save(path)
    until(lambda: QApplication.activeModalWidget() is None, "nothing was written")
    rest()
    return path
