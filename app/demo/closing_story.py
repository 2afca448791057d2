"""The end of the day in the story: account movements, the guided close, a second person, the report that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.demo.hands import click, control, fill, press, settle, until
from app.demo.part import Part
from app.domain.closing.day import DayState
from app.services.day_book import DayBook
from app.ui.screens.closing.days import WAITING, ClosingScreen
from app.ui.screens.closing.guide import GuideScreen
from app.ui.screens.closing.guide_state import ACCOUNTS, COMPARE, EXCEPTIONS, SIGN
from app.ui.screens.closing.movement_files import PDF, ExportDialog
from app.ui.screens.closing.movements import MovementsScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from app.workplace import Workplace

MOVEMENTS, REPORT = "account-movements.pdf", "day-close.pdf"
PRINTED = "remittance-T[0-9]*-th.pdf"
"""Success records by the bank's reference, kept for the close."""
LEFT = (MOVEMENTS, PRINTED, REPORT)
"""The papers that it leaves."""
WHY = "รอดำเนินการในวันทำการถัดไป"


class ClosingStory(Part):
    """Plays in one person's window."""

    def __init__(self, place: Workplace, out: Path, take: Callable[[str], None], exchange: Callable[[], None]) -> None:
        super().__init__(place, out, take, exchange)
        self._days = DayBook(place.desk)

    def compare(self) -> None:
        """Fetch what moved, go through the guide, and propose the close."""
        self._movements()
        window = self._place.window
        window.go(GuideScreen.key)
        guide = self._screen(GuideScreen)
        until(lambda: guide.state is not None, "the close was not prepared")
        settle()
        self._take("close_records")
        guide.records.save(self._out)
        until(lambda: guide.state and not guide.state.found.not_printed, "the records were not kept")
        settle()
        self._walk(guide, ACCOUNTS, "close_accounts")
        self._walk(guide, COMPARE, "close_compared")
        guide.compare.tabs[1].click()
        settle()
        self._take("close_matched")
        self._walk(guide, EXCEPTIONS, "close_exceptions")
        if guide.state is not None and guide.state.unsaid:
            fill("day_guide.reason", WHY)
            click("day_guide.reason_to_all")
        self._walk(guide, SIGN, "close_ready")
        press(window, "Ctrl+Return")
        until(lambda: QApplication.activeModalWidget() is not None, "the signature is not asked for")
        self._take("close_sign")
        click("day_guide.sign")
        self._hear(lambda: self._days.orders(waiting=True), "the close was not proposed")
        self._take("close_proposed")

    def close(self, password: str) -> None:
        """Have everything recomputed from this desk's own log, sign, and keep the report."""
        self._hear(lambda: self._days.orders(waiting=True), "no close waits")
        day = self._days.orders(waiting=True)[0].order.order.day
        window = self._place.window
        window.go(ClosingScreen.key, WAITING)
        screen = self._screen(ClosingScreen)
        until(lambda: screen.decisions.checked is not None, "the close was not recomputed")
        control("day_close.approve")
        settle()
        self._take("close_checked")
        click("day_close.approve")
        fill("administration.password", password)
        self._take("close_approve")
        press(control("administration.password"), "Return")
        self._hear(lambda: self._is_closed(day), "the day was not closed")
        window.go(ClosingScreen.key, day.isoformat())
        control("day_close.report")
        settle()
        self._take("closing_calendar")
        click("day_close.report")
        self._keep(screen.paper, "day_close", REPORT)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _movements(self) -> None:
        window = self._place.window
        window.go(MovementsScreen.key)
        screen = self._screen(MovementsScreen)
        control("movements.fetch")
        press(window, "Ctrl+Return")
        until(screen.table.model.rowCount, "nothing moved on the account")
        settle()
        self._take("account_movements")
        screen.ask_export()
        until(lambda: QApplication.activeModalWidget() is not None, "the form of the file is not asked about")
        asked = next(each for each in screen.findChildren(ExportDialog) if each.isVisible())
        asked.choices[PDF].click()
        self._take("account_movements_export")
        path = self._out / MOVEMENTS
        asked.save(path)
        until(path.exists, f"{MOVEMENTS} was not written")
        until(lambda: QApplication.activeModalWidget() is None, "the question stays")

    def _walk(self, guide: GuideScreen, step: int, title: str) -> None:
        """Go to a step of the guide as a person does, one after the other."""
        while guide.step != step:
            click("day_guide.back" if guide.step > step else "day_guide.forth")
            settle()
        self._take(title)

    def _is_closed(self, day: date) -> bool:
        [found] = self._days.calendar(day, day)
        return found.state in {DayState.CLOSED, DayState.CLOSED_WITH_EXCEPTIONS}
