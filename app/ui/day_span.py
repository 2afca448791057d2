"""A span of days as two fields, with buttons for the spans that are wanted most.

Usage::

    self.span = DaySpan(today=lambda: service.today)      # begins with this month
    self.span.changed.connect(self._ask)
    whole.add_row(title, None, *self.span.buttons)
    whole.addLayout(fields_row(self.span.first, self.span.last))
    days = self.span.value()                              # None, and a complaint beside the field, where it is wrong
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.values import dates
from app.ui import days
from app.ui.buttons import Button
from app.ui.fields import form_is_right
from app.ui.typed_fields import DateField

if TYPE_CHECKING:
    from collections.abc import Callable


class DaySpan(QObject):
    """Both ends belong to the span."""

    changed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today_is, self._of_day = today, False
        self.first = DateField("reports.first", hint="", required=True)
        self.last = DateField("reports.last", hint="", required=True)
        self.buttons = [
            Button(f"reports.span.{name}", kind="quiet", act=act)
            for name, act in (("today", self._today), ("month", self._month), ("year", self._year))
        ]
        for field in (self.first, self.last):
            field.edit.editingFinished.connect(self.changed)
        self._put(today().replace(day=1), today())

    def ask_for_day(self, of_day: bool) -> None:
        """Ask for one day only, or for a span."""
        self._of_day = of_day
        for part in (self.first, *self.buttons):
            part.setVisible(not of_day)
        self.last.name("reports.on_day" if of_day else "reports.last")

    def value(self) -> tuple[date, date] | None:
        """Return the first and the last day, one day twice where only that is asked for; None where it is wrong."""
        if not form_is_right(self.last, *([] if self._of_day else [self.first])):
            return None
        last = self.last.value()
        first = last if self._of_day else self.first.value()
        if first is None or last is None:
            return None
        if first > last:
            self.last.complain("reports.span_wrong")
            return None
        return first, last

    def _today(self) -> None:
        self._choose(self._today_is(), self._today_is())

    def _month(self) -> None:
        self._choose(self._today_is().replace(day=1), self._today_is())

    def _year(self) -> None:
        today = self._today_is()
        self._choose(date(dates.fiscal_year(today) - dates.BUDDHIST_OFFSET - 1, 10, 1), today)

    def _choose(self, first: date, last: date) -> None:
        self._put(first, last)
        self.changed.emit()

    def _put(self, first: date, last: date) -> None:
        self.first.set_value(first)
        self.last.set_value(last)


def told(first: date, last: date) -> str:
    """Return a span in words: one day, or from a day to another."""
    return days.day(first) if first == last else f"{days.day(first)} – {days.day(last)}"
