"""Every tile of the home page opens the list behind it, and the year's end its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.hands import until
from app.domain.closing.statement import EntryKind
from app.domain.years.year_end import Matter
from app.ui.screens.closing.calendar_page import CalendarPage
from app.ui.screens.closing.days import ClosingScreen
from app.ui.screens.closing.decision_page import DecisionPage
from app.ui.screens.closing.exceptions_page import ExceptionsPage
from app.ui.screens.closing.parts import words
from app.ui.screens.years.year_end import YearEndScreen
from tests.pictures.album import rest
from tests.pictures.closing_office import MONDAY, TUESDAY, ClosingOffice

if TYPE_CHECKING:
    from tests.pictures.closing_office import Seat

LISTS = {"days_to_approve": DecisionPage, "day_exceptions": ExceptionsPage, "days_unclosed": CalendarPage}


def looked_at(seat: Seat) -> dict[str, int]:
    """Open every tile of the home page; return their counts, after each was seen to open what it counts."""
    seat.place.window.show()
    seat.hear()
    found = {}
    for tile in seat.place.overview.home().tiles:
        assert seat.place.window.has(tile.screen), tile
        seat.place.window.go(tile.screen, tile.subject)
        rest()
        page = seat.place.window.page(tile.screen)
        assert page.isVisible(), tile
        found[tile.key] = tile.count
        if isinstance(page, ClosingScreen):
            assert type(page._lists.currentWidget()) is LISTS[tile.key]
            shown = page.calendar, page.decisions, page.exceptions
            rows = {DecisionPage: shown[1].table, ExceptionsPage: shown[2].table}.get(LISTS[tile.key])
            assert rows is None or rows.model.rowCount() == tile.count
    return found


def test_each_tile_of_the_home_board_opens_the_list_behind_it(office: ClosingOffice) -> None:
    office.monday()
    office.closed()
    office.at(TUESDAY, "16:40")
    office.maker.closer.propose_day()
    authorizer = looked_at(office.authorizer)
    assert authorizer["days_to_approve"] == 1
    assert authorizer["day_exceptions"] == 3
    number = office.authorizer.closer.days.exceptions("th")[0].kept.number
    (group,) = (one for one in office.authorizer.place.overview.find(number) if one.kind == "exception")
    office.authorizer.place.window.go(group.found[0].screen, group.found[0].subject)
    rest()
    screen = office.authorizer.place.window.page(ClosingScreen.key)
    assert isinstance(screen, ClosingScreen)
    here = screen.exceptions.chosen()
    assert here is not None
    assert here.kept.number == number
    assert {"remit_ready", "remit_days", "remittances_unanswered"} & looked_at(office.remitter).keys()


def test_an_unclosed_day_is_one_click_from_the_home_board_and_in_the_list_of_the_years_end(
    office: ClosingOffice,
) -> None:
    office.remitted(120_000)
    office.at(TUESDAY, "09:30")
    seat = office.maker
    seat.closer.hear()
    assert looked_at(seat)["days_unclosed"] == 1
    screen = seat.place.window.page(ClosingScreen.key)
    assert isinstance(screen, ClosingScreen)
    assert screen.calendar.grid.day == MONDAY
    year = seat.open(YearEndScreen)
    rows = (year.table.model.row_at(row) for row in range(year.table.model.rowCount()))
    at = next(n for n, row in enumerate(rows) if row and row["record"].matter is Matter.DAY)
    year.table.grid.setCurrentIndex(year.table.model.index(at, 0))
    year.table.opened.emit(at)
    until(screen.isVisible, "the day was not opened")
    assert seat.place.window._here == ("closing", MONDAY.isoformat())


def test_what_an_exception_is_about_has_a_room() -> None:
    assert words.room_of(EntryKind.BATCH, "op/1") == ("results", "op")
    assert words.room_of(EntryKind.REMITTANCE, "req") == ("remittances", "req")
    assert words.room_of(EntryKind.OPENING, "") is None
