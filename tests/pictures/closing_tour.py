"""The way through closing days: the calendar, the guide with its steps, the second person, exceptions, movements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from app.demo.hands import click, fill, until
from app.ui.screens.closing.days import ClosingScreen
from app.ui.screens.closing.guide import GuideScreen
from app.ui.screens.closing.guide_state import COMPARE, SIGN
from app.ui.screens.closing.movements import MovementsScreen
from app.ui.theme import SIZES
from tests.pictures.album import rest
from tests.pictures.closing_office import MONDAY, TUESDAY, Seat

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from tests.pictures.album import Eye
    from tests.pictures.closing_office import ClosingOffice

REASON = "รอกรมบัญชีกลางรับรู้"


class ClosingTour:
    """Goes through the rooms once; the office has lived through Monday."""

    def __init__(self, office: ClosingOffice, eye: Eye, folder: Path) -> None:
        self._office, self._eye, self._folder = office, eye, folder

    def everything(self) -> None:
        """See all there is."""
        for part in (self.guided, self.moved, self.settled):
            part()

    def guided(self) -> None:
        """See the calendar before the first close, and every step of the guide up to the signature."""
        seat = self._sit(self._office.maker)
        window = seat.place.window
        seat.open(ClosingScreen, MONDAY.isoformat())
        self._eye("closing_first", window)
        screen = seat.open(GuideScreen, MONDAY.isoformat())
        until(lambda: screen.state is not None, "nothing was prepared")
        rest()
        self._eye("guide_records", window)
        screen.records.save(self._folder)
        until(lambda: screen.state is not None and not screen.state.found.not_printed, "nothing was saved")
        rest()
        self._eye("guide_exceptions", window)
        fill("day_guide.reason", REASON)
        rest()
        click("day_guide.add")
        self._see_dialog("guide_add", window)
        click("day_guide.back")
        rest()
        self._eye("guide_compare", window)
        screen.compare.tabs[1].click()
        rest()
        self._eye("guide_matches", window)
        self._see_match(screen, window)
        click("day_guide.back")
        rest()
        self._eye("guide_accounts", window)
        screen._go(SIGN)
        rest()
        self._eye("guide_sign", window)
        click("day_guide.sign")
        self._see_dialog("guide_confirm", window)
        window.hide()

    def moved(self) -> None:
        """See account movements with an entry, the files, and an account on which nothing moved."""
        seat = self._sit(self._office.maker)
        window = seat.place.window
        screen = seat.open(MovementsScreen)
        screen.fetch()
        rest()
        screen.table.choose(1)
        rest()
        self._eye("movements", window)
        screen.ask_export()
        self._see_dialog("movements_export", window)
        screen.ask_export()
        rest()
        path = self._folder / "statement.csv"
        front = QApplication.activeModalWidget()
        assert front is not None
        click("movements.form.csv")
        front.save(path)  # type: ignore[attr-defined]
        until(path.exists, "nothing was written")
        rest()
        screen.read(path)
        until(lambda: QApplication.activeModalWidget() is not None, "the file was not read")
        self._see_dialog("movements_import", window)
        screen.search.setText("ไม่มีรายการนี้")
        rest()
        self._eye("movements_nothing", window)
        screen.search.clear()
        window.hide()

    def settled(self) -> None:
        """See what waits at another desk, both answers, the calendar after it, the report, exceptions, a reopening."""
        office = self._office
        office.closed()
        office.tuesday()
        office.maker.closer.propose_day()
        seat = self._sit(office.authorizer)
        window = seat.place.window
        screen = seat.open(ClosingScreen, "waiting")
        until(lambda: screen.decisions.checked is not None, "nothing was recomputed")
        rest()
        self._eye("closing_waiting", window)
        click("day_close.approve")
        self._see_dialog("closing_approve", window)
        click("day_close.send_back")
        self._see_dialog("closing_send_back", window)
        check = screen.decisions.checked
        told = screen.decisions.chosen()
        assert check is not None
        assert told is not None
        self._see_differences(screen, window)
        seat.open(ClosingScreen, "exceptions")
        rest()
        self._eye("closing_exceptions", window)
        seat.open(ClosingScreen, MONDAY.isoformat())
        rest()
        self._eye("closing_month", window)
        click("day_close.report")
        until(lambda: screen.paper.made is not None, "no report came")
        rest()
        self._eye("closing_report", window)
        screen.go_back()
        window.hide()
        self._reopened()

    # -- how ----------------------------------------------------------------------------------------------------------

    def _see_match(self, screen: GuideScreen, window: QWidget) -> None:
        """See matching by hand: one of the bank's entries is taken out of what was matched."""
        state = screen.state
        assert state is not None
        findings = state.found.findings
        first, *others = (one for one in findings.matching.matches if one.items)
        left = replace(findings.matching, matches=tuple(others), entries_left=first.entries, items_left=first.items)
        found = replace(state.found, findings=replace(findings, matching=left))
        whole, state.found = state.found, found
        screen.compare.show_state(state)
        screen.compare.match_hand.show()
        rest()
        self._eye("guide_unmatched", window)
        screen.compare.match_hand.click()
        self._see_dialog("guide_match", window)
        state.found = whole
        screen.compare.show_state(state)
        assert screen.step == COMPARE
        rest()

    def _see_differences(self, screen: ClosingScreen, window: QWidget) -> None:
        """See what a second desk says of a close that tells less than there is."""
        page = screen.decisions
        told = page.chosen()
        assert told is not None
        order = told.order.order
        less = replace(order, compared=order.compared[1:], exceptions=order.exceptions[1:])
        doctored = replace(told, order=replace(told.order, order=less))
        check = self._office.authorizer.closer.closing.check(doctored)
        assert check.hindrances
        page._take_check(told, check)
        rest()
        self._eye("closing_differs", window)

    def _reopened(self) -> None:
        office = self._office
        office.authorizer.closer.approve_day()
        seat = self._sit(office.maker)
        window = seat.place.window
        screen = seat.open(ClosingScreen, TUESDAY.isoformat())
        until(lambda: screen.calendar.side.reopen.isVisible(), "it is not closed")
        rest()
        click("day_close.reopen")
        self._see_dialog("closing_reopen", window)
        given = office.maker.closer.closing.reopen(TUESDAY, "พบใบนำฝากที่ยังไม่ได้บันทึก")
        assert given.known
        seat.hear()
        self._eye("closing_reopen_waits", window)
        office.authorizer.closer.approve_day()
        seat.hear()
        seat.open(ClosingScreen, TUESDAY.isoformat())
        rest()
        self._eye("closing_reopened", window)
        window.hide()

    def _sit(self, seat: Seat) -> Seat:
        seat.place.window.resize(*SIZES.window)
        seat.place.window.show()
        seat.hear()
        return seat

    def _see_dialog(self, name: str, window: QWidget) -> None:
        rest()
        self._eye(name, window)
        front = QApplication.activeModalWidget()
        assert isinstance(front, QDialog), name
        front.reject()
        rest()
