"""Until when money must be with the treasury, counted by the central system itself (rules.md 3.7).

Working days are those of government offices. ระเบียบการเบิกเงินจากคลังฯ พ.ศ. 2562 ข้อ 97. A day itself does not count.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from app.simulator.recalls.routing import REMIT_WORKING_DAYS, year_ends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.simulator.calendar import WorkingDays

CASH_SATANG_MAX = 1_000_000
"""10,000 baht; so much exactly may wait until the month ends."""
CASH_WORKING_DAYS = 3
_ONE_DAY = timedelta(days=1)
_DECEMBER = 12


class Rule(StrEnum):
    """Which rule sets a deadline."""

    CASH = "cash"  # revenue that waits is more than 10,000 baht together
    MONTH = "month"  # revenue, at least once a month
    DEPOSIT = "deposit"  # what is not revenue, as often
    RETURN = "return"  # called back: 15 working days
    YEAR = "year"  # what is left of a draw, before the year's end changes its route


@dataclass(frozen=True, slots=True)
class Waiting:
    """Money that came on a day and waits; ``deposit`` where it is not revenue."""

    came_on: date
    satang: int
    deposit: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """``due_on`` is the last day on which ``satang`` may go; ``about`` is a recall or a draw's document, or ''."""

    rule: Rule
    due_on: date
    satang: int
    about: str = ""

    def near_on(self, offices: WorkingDays) -> date:
        """Return the working day before: the last that leaves one for the work."""
        return last_open(offices, self.due_on - _ONE_DAY)

    def over_on(self, offices: WorkingDays) -> date:
        """Return the first working day on which it is over."""
        return offices.day_from(self.due_on + _ONE_DAY)


def collected(offices: WorkingDays, waiting: Sequence[Waiting]) -> list[Deadline]:
    """Return the deadlines of one unit's collected money: of more than the cash limit, of each month, of deposits."""
    found = []
    if since := _over_cash_since(waiting):
        revenue = sum(one.satang for one in waiting if not one.deposit)
        found.append(Deadline(Rule.CASH, offices.days_after(since, CASH_WORKING_DAYS), revenue))
    months: dict[tuple[date, Rule], int] = defaultdict(int)
    for one in waiting:
        months[month_ends(offices, one.came_on), Rule.DEPOSIT if one.deposit else Rule.MONTH] += one.satang
    return found + [Deadline(rule, due_on, satang) for (due_on, rule), satang in sorted(months.items())]


def of_return(offices: WorkingDays, recall_id: str, back_on: date, satang: int) -> Deadline:
    """Return until when money that was called back goes back."""
    return Deadline(Rule.RETURN, offices.days_after(back_on, REMIT_WORKING_DAYS), satang, recall_id)


def of_draw(offices: WorkingDays, doc_no: str, fy: str, satang: int) -> Deadline:
    """Return until when what is left of a draw goes back in its own year."""
    return Deadline(Rule.YEAR, last_open(offices, year_ends(fy)), satang, doc_no)


def month_ends(offices: WorkingDays, day: date) -> date:
    """Return the last working day of the month of ``day``; of the next month for what comes after it."""
    last = last_open(offices, _first_of_next(day) - _ONE_DAY)
    return last if day <= last else last_open(offices, _first_of_next(_first_of_next(day)) - _ONE_DAY)


def last_open(offices: WorkingDays, day: date) -> date:
    """Return ``day`` if offices work, else the last day before it on which they do."""
    while not offices.is_open(day):
        day -= _ONE_DAY
    return day


def _over_cash_since(waiting: Sequence[Waiting]) -> date | None:
    together = 0
    for one in sorted((each for each in waiting if not each.deposit), key=lambda each: each.came_on):
        together += one.satang
        if together > CASH_SATANG_MAX:
            return one.came_on
    return None


def _first_of_next(day: date) -> date:
    return date(day.year + (day.month == _DECEMBER), day.month % _DECEMBER + 1, 1)
