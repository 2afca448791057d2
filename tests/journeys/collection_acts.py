"""What a collection maker does in the rooms of collecting, with hands; each act says what the screen says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.hands import click, control, fill, press, until
from app.services.bills import Bills
from app.ui.screens.collections.bills_import import BillImportScreen
from app.ui.screens.collections.bills_list import LETTERS, BillsScreen
from app.ui.screens.collections.parts.import_rows import kind
from app.ui.texts import Label
from tests.helpers.collecting import Asked
from tests.journeys.acts import place, rest, sync

if TYPE_CHECKING:
    from pathlib import Path

    from app.desktop import Desktop
    from app.domain.collections.bill import Bill, BillState


def import_bills(desktop: Desktop, path: Path) -> dict[str, int]:
    """Read a list and return how many rows are what."""
    window = place(desktop).window
    window.go(BillsScreen.key)
    control("bills.import")
    press(window, "Ctrl+I")
    control("bills.import_choose")
    screen = window.page(BillImportScreen.key)
    assert isinstance(screen, BillImportScreen)
    until(lambda: screen.revenue_type.combo.count() > 1, "nobody told yet what may be collected")
    screen.read(path)
    until(lambda: screen.report is not None, "the list was not read")
    rest(desktop)
    assert screen.report is not None
    kinds = [kind(row) for row in screen.report.rows]
    return {each: kinds.count(each) for each in sorted(set(kinds))}


def issue_import(desktop: Desktop) -> list[Bill]:
    """Issue what was read, after its count and sum were shown; return the bills with their references."""
    window = place(desktop).window
    screen = window.page(BillImportScreen.key)
    press(screen, "Ctrl+Return")
    press(control("bills.issue"), "Space")
    until(window.page(BillsScreen.key).isVisible, "nothing was issued", 180)
    rest(desktop)
    return bills(desktop)


def bills(desktop: Desktop) -> list[Bill]:
    """Return all bills of the store, the newest first."""
    source = _service(desktop).rows()
    return list(source.rows(source.ids(Asked())))


def mail_all(desktop: Desktop) -> int:
    """Have all bills of the list e-mailed; return how many letters there were."""
    screen = _screen(desktop)
    rest(desktop)
    click("bills.mail_many")
    until(lambda: screen._pages.currentIndex() == LETTERS and screen.letters.go.isEnabled(), "no letters")
    rest(desktop)
    count = len(screen.letters.letters)
    press(screen.letters.table.grid, "Ctrl+Return")
    rest(desktop)
    press(screen.letters.table.grid, "Esc")
    rest(desktop)
    return count


def hear_bills(desktop: Desktop, state: BillState, count: int) -> None:
    """Exchange until so many bills are in a state."""

    def heard() -> bool:
        sync(desktop)
        return sum(each.state is state for each in bills(desktop)) == count

    until(heard, f"{count} bills did not become {state}")


def shown_in(desktop: Desktop, chip: str) -> tuple[int, str]:
    """Press a chip; return how many rows are listed, and the sum that stands below them."""
    screen = _screen(desktop)
    screen.filters.clear()
    rest(desktop)
    click(f"bills.filter.{chip}")
    rest(desktop)
    return screen.table.model.rowCount(), screen.table.footer_end.text()


def find_bill(desktop: Desktop, words: str) -> set[str]:
    """Find one bill by words; return everything that stands beside it."""
    screen = _screen(desktop)
    screen.filters.clear()
    fill("bills.search", words)
    until(lambda: screen.table.model.rowCount() == 1, "not one was found")
    rest(desktop)
    return {each.text() for each in screen.side.findChildren(Label) if each.isVisible()}


def _screen(desktop: Desktop) -> BillsScreen:
    window = place(desktop).window
    window.go(BillsScreen.key)
    screen = window.page(BillsScreen.key)
    assert isinstance(screen, BillsScreen)
    return screen


def _service(desktop: Desktop) -> Bills:
    return Bills(place(desktop).desk, place(desktop).sync)
