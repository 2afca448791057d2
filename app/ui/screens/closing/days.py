"""The room of closing days: the calendar, what waits for a second person, and what does not fit over all days."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.ui import days, errors, worker
from app.ui.buttons import Button
from app.ui.messages import toast
from app.ui.order_dialogs import Order, ReasonDialog
from app.ui.paper_view import PaperView
from app.ui.screen import Screen
from app.ui.screens.closing.calendar_page import CalendarPage, MonthTold, told
from app.ui.screens.closing.decision_page import DecisionPage
from app.ui.screens.closing.exceptions_page import ExceptionsPage
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.closing.day import Asked
    from app.i18n import Language
    from app.services.closing import Closing
    from app.services.closing_papers import ClosingPapers
    from app.services.commands import Given
    from app.services.day_book import DayBook, ExceptionTold, OrderTold
    from app.services.documents import MadeDocument
    from app.services.statements import Statements
    from app.ui.screens.closing.parts.ports import Desk

CALENDAR, WAITING, EXCEPTIONS = "calendar", "waiting", "exceptions"
NUMBER = "number:"
"""A subject that opens an exception: its number follows."""
GUIDE = "close_day"
_TABS = {
    CALENDAR: "day_close.tab.calendar",
    WAITING: "day_close.key.waiting",
    EXCEPTIONS: "day_close.key.exceptions",
}
Looked = tuple[MonthTold, "list[OrderTold]", "list[ExceptionTold]"]


class ClosingScreen(Screen):
    """Three lists; a day opens the calendar at it, ``waiting`` and ``exceptions`` their lists, an order's id itself."""

    key, title_key, icon = "closing", "day_close.title", "calendar"
    help_key = "day_close.help"

    def __init__(
        self,
        service: Closing,
        book: DayBook,
        statements: Statements,
        papers: ClosingPapers,
        desk: Desk,
        has: Callable[[str], bool],
    ) -> None:
        super().__init__()
        self._service, self._book, self._statements, self._papers = service, book, statements, papers
        self._month: date | None = None
        self._asked_at: object = None
        self.calendar = CalendarPage(desk)
        self.decisions = DecisionPage(service, desk)
        self.exceptions = ExceptionsPage(desk, has)
        self.paper = PaperView(papers)
        self._tabs = {
            name: Button(_TABS[name], kind="tab", act=partial(self.turn_to, name))
            for name in (CALENDAR, WAITING, EXCEPTIONS)
        }
        self._lists, self._pages = QStackedWidget(), QStackedWidget()
        self._error = errors.ErrorNote()
        self._lay_out()
        self._wire()
        self.turn_to(CALENDAR)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; once something was settled, the central system is asked which day comes next."""
        self._look()

    def open_subject(self, subject: object) -> None:
        """Show a list, a day, an exception by its number, or an order."""
        wanted = str(subject)
        self._pages.setCurrentIndex(0)
        if wanted == WAITING:
            self.turn_to(WAITING)
            self.decisions.seek()
        elif wanted == EXCEPTIONS:
            self.turn_to(EXCEPTIONS)
            self.exceptions.only_open()
        elif wanted.startswith(NUMBER):
            self.turn_to(EXCEPTIONS)
            self.exceptions.seek(wanted.removeprefix(NUMBER))
        elif (day := _day(wanted)) is not None:
            self._go_day(day)
        else:
            self.turn_to(WAITING)
            self.decisions.seek(wanted)

    def go_back(self) -> bool:
        """Go from a paper back to the lists."""
        if self._pages.currentIndex() != 0:
            self._pages.setCurrentIndex(0)
            return True
        return False

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.calendar.retranslate()
        self._look()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+1", "day_close.tab.calendar"),
            ("Ctrl+2", "day_close.key.waiting"),
            ("Ctrl+3", "day_close.key.exceptions"),
            ("PgUp", "day_close.month_before"),
            ("PgDown", "day_close.month_after"),
            ("Ctrl+Return", "day_close.begin"),
        )

    def turn_to(self, name: str) -> None:
        """Show one of the lists."""
        for other, tab in self._tabs.items():
            tab.setChecked(other == name)
        page = {CALENDAR: self.calendar, WAITING: self.decisions, EXCEPTIONS: self.exceptions}[name]
        self._lists.setCurrentWidget(page)
        self.setFocusProxy(page)
        page.setFocus()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        listed = QWidget()
        stack = Stack(listed, spacing=SPACE.m)
        stack.setContentsMargins(0, SPACE.l, 0, 0)
        head = Stack(spacing=SPACE.m)
        head.setContentsMargins(SPACE.xl - 4, 0, SPACE.xl - 4, 0)
        head.add(Label("day_close.title", role="title"), row_of(*self._tabs.values(), None), self._error)
        stack.addLayout(head)
        for page in (self.calendar, self.decisions, self.exceptions):
            self._lists.addWidget(page)
        stack.add(self._lists, stretch=1)
        self._pages.addWidget(listed)
        self._pages.addWidget(self.paper)
        Stack(self, spacing=0).add(self._pages)

    def _wire(self) -> None:
        for tab in self._tabs.values():
            tab.setAutoExclusive(False)  # Qt would take the others out of the Tab order; `turn_to` checks one of them
        for number, name in enumerate(self._tabs, 1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self, partial(self.turn_to, name))
        QShortcut(QKeySequence.StandardKey.Find, self, self._find)
        self.calendar.month_wanted.connect(self._show_month)
        self.calendar.grid.opened.connect(lambda _: self._open_day())
        side = self.calendar.side
        side.close_wanted.connect(self._begin)
        side.decide_wanted.connect(self._decide)
        side.report_wanted.connect(self._show_report)
        side.reopen_wanted.connect(self._ask_reopen)
        side.exceptions_wanted.connect(lambda _: self.open_subject(EXCEPTIONS))
        self.decisions.given.connect(self._given)
        self.decisions.day_wanted.connect(self._go_day)
        self.exceptions.day_wanted.connect(self._go_day)
        self.exceptions.room_wanted.connect(self.navigate)
        self.paper.left.connect(self.go_back)

    def _look(self) -> None:
        month, language = self._month, i18n.language()

        def work() -> Looked:
            first = month or self._book.today.replace(day=1)
            orders = self._book.orders(waiting=False)
            return told(self._book, self._statements, first), orders, self._book.exceptions(language, open_only=False)

        self.look(work, self._take, self._error.show_error)

    def _take(self, found: Looked) -> None:
        month, orders, misfits = found
        self._error.clear()
        self._month = month.first
        waiting = sum(one.order.state.value == WAITING for one in orders)
        self._tabs[WAITING].say("day_close.tab.waiting", count=f"{waiting:,}")
        still = sum(one.kept.told.is_open for one in misfits)
        self._tabs[EXCEPTIONS].say("day_close.tab.exceptions", count=f"{still:,}")
        self.calendar.take(month)
        self.decisions.take(orders)
        self.exceptions.take(misfits)
        self._ask_next(month.today, orders)

    def _ask_next(self, today: date, orders: Sequence[OrderTold]) -> None:
        """Ask which day comes next, unless nothing has changed since it was asked last."""
        now = (today, [(one.order.order.req_id, one.order.state) for one in orders])
        if now != self._asked_at:
            self._asked_at = now
            worker.run(self, lambda _: self._service.refresh(), self._heard, errors.log_only)

    def _heard(self, _: Asked) -> None:
        self._look()
        self.changed.emit()

    def _show_month(self, first: object) -> None:
        if isinstance(first, date):
            self._month = first.replace(day=1)
            self._look()

    def _go_day(self, day: object) -> None:
        if isinstance(day, date):
            self.turn_to(CALENDAR)
            if self.calendar.month is None:
                self._month = day.replace(day=1)
            self.calendar.seek(day)

    def _open_day(self) -> None:
        """Do on Enter what is lit for the day: its close, its order, or its report."""
        side = self.calendar.side
        for button in (side.close_day, side.decide, side.report, side.earlier):
            if not button.isHidden():
                button.click()
                return

    def _find(self) -> None:
        self.turn_to(EXCEPTIONS)
        self.exceptions.search.setFocus()

    # -- acts ---------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        day = self.calendar.side.day
        self.navigate.emit(GUIDE, day.isoformat() if day else "")

    def _decide(self) -> None:
        self.open_subject(WAITING)

    def _show_report(self, version: int) -> None:
        day = self.calendar.side.day
        if day is None:
            return

        def make(language: Language) -> MadeDocument:
            return self._papers.close(day, language, version)

        self._pages.setCurrentIndex(1)
        self.paper.show_paper("day_close.report_of", make, day=lambda: days.long_day(day))

    def _ask_reopen(self) -> None:
        day = self.calendar.side.day
        if day is not None:
            order = Order(
                "day_close.reopen_ask",
                "day_close.reopen",
                "undo-2",
                explain="day_close.reopen_why",
                about=lambda: days.long_day(day),
                danger=True,
            )
            act = partial(self._service.reopen, day)
            ReasonDialog(self, order, act, lambda given: self._given(given, "day_close.reopen_proposed")).open()

    def _given(self, given: Given, said: str) -> None:
        if given.known:
            toast(self, said)
        else:
            toast(self, "day_close.unknown", icon="circle-question-mark")
        self.changed.emit()
        self.refresh()


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
