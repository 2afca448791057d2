"""The calendar of days to be closed: a month at a time, for the unit or one account, every unclosed day in sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.closing.day import DayState
from app.ui import days
from app.ui.buttons import Button, IconButton
from app.ui.fields import ComboField
from app.ui.flow import Chip
from app.ui.screens.closing.day_side import DayShown, DaySide
from app.ui.screens.closing.parts import words
from app.ui.screens.closing.parts.month_grid import MonthGrid, Shown
from app.ui.surfaces import Wrap, row_of, scroll_page
from app.ui.texts import Label, follow
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.closing.day import SignedDayOrder
    from app.domain.closing.days import CalendarDay
    from app.services.day_book import DayBook
    from app.services.statements import Statements
    from app.ui.screens.closing.parts.ports import Desk

UNCLOSED_SHOWN = 4
LEGEND = (
    DayState.CLOSED,
    DayState.CLOSED_WITH_EXCEPTIONS,
    DayState.OPEN,
    DayState.REOPENED,
    words.WAITS,
)


@dataclass(frozen=True, slots=True)
class MonthTold:
    """A month as it stands: its days, what was approved about each, which days are not closed, whose accounts."""

    first: date
    today: date
    days: Sequence[CalendarDay]
    versions: Mapping[date, Sequence[SignedDayOrder]]
    unclosed: Sequence[date]
    begins: date | None
    following: date | None
    accounts: Mapping[str, str] = field(repr=False)


def told(book: DayBook, statements: Statements, first: date) -> MonthTold:
    """Return a month from what is kept here; may take a moment."""
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    found = book.calendar(first, last)
    asked = book.asked()
    return MonthTold(
        first=first,
        today=book.today,
        days=found,
        versions={one.day: book.versions(one.day) for one in found if one.order is not None},
        unclosed=book.unclosed(),
        begins=asked.begins if asked else None,
        following=asked.day if asked else None,
        accounts={one.account: one.name for one in statements.accounts()},
    )


class CalendarPage(QWidget):
    """The month with its side; ``month_wanted`` asks for another one."""

    month_wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._told: MonthTold | None = None
        self._sought: date | None = None
        self.grid = MonthGrid()
        self.side = DaySide(desk)
        self.account = ComboField("day_close.account_shown")
        self._month = Label(role="section")
        self._unclosed_title = Label(role="strong")
        self._unclosed = [Button("ui.words", kind="chip", icon="circle-dashed") for _ in range(UNCLOSED_SHOWN)]
        self._more = Label(role="quiet")
        self._none = Label("day_close.none_unclosed", role="quiet")
        self._legend = [Chip() for _ in LEGEND]
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.grid)

    @property
    def month(self) -> date | None:
        """The first day of the month in sight, None before any was told."""
        return self._told.first if self._told else None

    def seek(self, day: date) -> None:
        """Put the cursor on a day as soon as its month is there."""
        self._sought = day
        if self._told is not None and not self._find():
            self.month_wanted.emit(day.replace(day=1))

    def take(self, month: MonthTold) -> None:
        """Show a month."""
        first_time = self._told is None
        self._told = month
        chosen = self.account.text()
        offered = [("", f"={i18n.text('day_close.every_account')}")]
        self.account.offer(
            [*offered, *((one, f"={words.account(one, dict(month.accounts))}") for one in month.accounts)]
        )
        self.account.set_text(chosen)
        self._show()
        if first_time and self._sought is None:
            self._sought = month.following or month.today
        self._find()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        if self._told is not None:
            self.take(self._told)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        area, stack = scroll_page(margins=0, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, 0, SPACE.xl - 4, SPACE.m)
        back = IconButton("day_close.month_before", "chevron-left", act=partial(self._turn, -1))
        forth = IconButton("day_close.month_after", "chevron-right", act=partial(self._turn, 1))
        today = Button("day_close.today", kind="quiet", act=self._go_today)
        stack.addLayout(row_of(self._unclosed_title, *self._unclosed, self._more, self._none, None))
        stack.addLayout(row_of(back, self._month, forth, today, None))
        stack.add(self.grid, stretch=1)
        stack.add(Wrap([_at_left(chip) for chip in self._legend], width_min=130, spacing=SPACE.s))
        stack.add(self.account)
        whole = row_of(spacing=0)
        whole.addWidget(area, 1)
        whole.addWidget(self.side)
        self.setLayout(whole)
        follow(self, self._tell_legend)

    def _wire(self) -> None:
        self.grid.chosen.connect(lambda _: self._choose())
        self.grid.turned.connect(self._turn)
        self.side.day_wanted.connect(self.seek)
        self.account.changed.connect(self._show)
        for button in self._unclosed:
            button.clicked.connect(partial(self._go_unclosed, button))

    def _tell_legend(self) -> None:
        for chip, name in zip(self._legend, LEGEND, strict=True):
            chip.show_cell(words.day_chip(name))

    def _show(self) -> None:
        month = self._told
        if month is None:
            return
        account = self.account.text()
        shown = {}
        for one in month.days:
            count = words.open_count(one.order, account) if not one.waits else 0
            more = i18n.text("day_close.open_count", count=f"{count:,}") if count else ""
            shown[one.day] = Shown(words.standing(one, month.today, month.begins, account), more)
        self._month.show_text(days.month(month.first))
        self.grid.show_month(month.first, shown, month.today)
        self._show_unclosed(month)
        self._choose()

    def _show_unclosed(self, month: MonthTold) -> None:
        found = month.unclosed
        self._unclosed_title.say("day_close.unclosed", count=f"{len(found):,}")
        for number, button in enumerate(self._unclosed):
            button.setVisible(number < len(found))
            button.setChecked(False)
            if number < len(found):
                button.say("ui.words", words=days.compact(found[number]))
                button.setProperty("day", found[number].isoformat())
        more = len(found) - len(self._unclosed)
        self._more.setVisible(more > 0)
        self._more.say("day_close.unclosed_more", count=f"{max(more, 0):,}")
        self._unclosed_title.setVisible(bool(found))
        self._none.setVisible(not found)

    def _go_unclosed(self, button: Button) -> None:
        button.setChecked(False)
        self.seek(date.fromisoformat(str(button.property("day"))))
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_today(self) -> None:
        if self._told is not None:
            self.seek(self._told.today)

    def _turn(self, months: int) -> None:
        if self._told is not None:
            first = self._told.first
            other = first - timedelta(days=1) if months < 0 else first.replace(day=28) + timedelta(days=4)
            self._sought = other.replace(day=1)
            self.month_wanted.emit(other.replace(day=1))

    def _find(self) -> bool:
        """Put the cursor on the day that is sought, where it is in sight."""
        if self._sought is None or not self.grid.choose(self._sought):
            return False
        self._sought = None
        return True

    def _choose(self) -> None:
        month, day = self._told, self.grid.day
        found = next((one for one in month.days if one.day == day), None) if month else None
        if month is None or found is None:
            self.side.show_day(None)
            return
        versions = month.versions.get(found.day, ())
        self.side.show_day(DayShown(found, versions, month.accounts, month.begins, month.following, month.today))


def _at_left(part: QWidget) -> QWidget:
    holder = QWidget()
    holder.setLayout(row_of(part, None))
    return holder
