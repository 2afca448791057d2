"""The way through the rooms of looking back: every plot with its table, and the reports for an auditor."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from app.demo.hands import control, fill, press
from app.domain.reports.deeds import Topic
from app.ui.screens.home import HomeScreen
from app.ui.screens.reports.audit_reports import AuditReportsScreen
from app.ui.screens.reports.plots import PlotsScreen
from app.ui.theme import SIZES
from tests.pictures.album import rest

if TYPE_CHECKING:
    from app.ui.screen import Screen
    from app.workplace import Workplace
    from tests.pictures.album import Eye

S = TypeVar("S", bound="Screen")


class ReportTour:
    """Goes through the rooms once, at the desk of somebody who sees all of them."""

    def __init__(self, place: Workplace, eye: Eye) -> None:
        self._place, self._eye = place, eye

    def of_agency(self) -> None:
        """See what an administrator sees."""
        window = self._place.window
        window.resize(*SIZES.window)
        window.show()
        rest()
        self.reports()
        window.hide()

    def everything(self) -> None:
        """See all there is."""
        window = self._place.window
        window.resize(*SIZES.window)
        window.show()
        rest()
        self.home()
        self.plots()
        self.reports()
        window.hide()

    def home(self) -> None:
        """See what waits."""
        self._open(HomeScreen)
        self._eye("home_reports", self._place.window)

    def plots(self) -> None:
        """See every plot of the fiscal year, and one of days without anything."""
        screen = self._open(PlotsScreen)
        screen.span.buttons[-1].click()
        for kind in screen.kinds:
            screen.kind.set_text(kind)
            rest()
            self._eye(f"plot_{kind}", self._place.window)
        screen.kind.set_text("paid")
        fill("reports.first", "1/1/2569")
        fill("reports.last", "2/1/2569")
        press(control("reports.last"), "Tab")
        rest()
        self._eye("plot_nothing", self._place.window)

    def reports(self) -> None:
        """See all deeds, those about each matter, and a search without an answer."""
        screen = self._open(AuditReportsScreen)
        self._eye("audit_reports", self._place.window)
        for topic in Topic:
            screen.topic.set_text(topic.value)
            rest()
            self._eye(f"audit_reports_{topic}", self._place.window)
        screen.topic.set_text("")
        screen.search.setText("ไม่มีเรื่องนี้")
        rest()
        self._eye("audit_reports_nothing", self._place.window)
        screen.search.setText("")

    def _open(self, kind: type[S]) -> S:
        self._place.window.go(kind.key)
        rest()
        screen = self._place.window.page(kind.key)
        assert isinstance(screen, kind)
        return screen
