"""Until when collected money, deposits and what is left of draws must be with the treasury (rules.md 3.7).

Working days are those of government offices. ระเบียบการเบิกเงินจากคลังฯ พ.ศ. 2562 ข้อ 97.
"""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.collections.revenue import Treasury
from app.domain.recalls.routing import year_ends
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.collections.revenue import RevenueType
    from app.domain.remittances.proposal import WaitingPart
    from app.domain.values.calendar import BusinessCalendar

CASH_MAX = Money(1_000_000)
"""10,000 baht: revenue over it may wait three working days only; exactly so much is not over it."""
CASH_WORKING_DAYS = 3


class Rule(StrEnum):
    """Which rule sets a deadline."""

    OVER_CASH = "over_cash"
    MONTHLY = "monthly"
    MONTHLY_DEPOSIT = "monthly_deposit"
    YEAR_END = "year_end"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Money in the account that is not with the treasury; ``since`` is the day on which it came."""

    since: date
    amount: Money
    is_deposit: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until ``day``, that day included, ``amount`` must go; ``about`` is a draw's document or ''."""

    rule: Rule
    day: date
    amount: Money
    about: str = ""

    def days_left(self, today: date) -> int:
        """Return the days until it, negative when it is over."""
        return (self.day - today).days

    def is_over(self, today: date) -> bool:
        """Say whether it is over on a day."""
        return self.days_left(today) < 0


def in_account(parts: Iterable[WaitingPart], types: Iterable[RevenueType], today: date) -> list[Waiting]:
    """Return what of the parts is in the account, whatever else they wait for; ``types`` tell deposits at any time."""
    deposits = {row.code for row in types if row.treasury is Treasury.DEPOSIT}
    return [
        Waiting(one.since, one.part.amount, one.part.revenue_type in deposits) for one in parts if one.since <= today
    ]


def working_days_after(calendar: BusinessCalendar, day: date, count: int) -> date:
    """Return the ``count``-th working day of offices after a day; the day itself does not count."""
    for _ in range(count):
        day += timedelta(days=1)
        while not calendar.government_open(day):
            day += timedelta(days=1)
    return day


def last_working_day(calendar: BusinessCalendar, day: date) -> date:
    """Return a day itself where offices work on it, else the last one before it on which they do."""
    while not calendar.government_open(day):
        day -= timedelta(days=1)
    return day


def month_deadline(calendar: BusinessCalendar, since: date) -> date:
    """Return the last working day of the month in which money came.

    What came after it, on a last Saturday for one, has until the last working day of the next month.
    """
    day = last_working_day(calendar, _month_ends(since))
    return day if since <= day else last_working_day(calendar, _month_ends(_month_ends(since) + timedelta(days=1)))


def over_cash_since(waiting: Iterable[Waiting]) -> date | None:
    """Return the day on which revenue that waits first was more than 10,000 baht, None where it is not."""
    together = 0
    for one in sorted((each for each in waiting if not each.is_deposit), key=lambda each: each.since):
        together += one.amount.satang
        if together > CASH_MAX.satang:
            return one.since
    return None


def deadlines(calendar: BusinessCalendar, waiting: Iterable[Waiting]) -> list[Deadline]:
    """Return the deadlines of collected money, the nearest first; each month's money has its own."""
    known = list(waiting)
    found: list[Deadline] = []
    over = over_cash_since(known)
    if over is not None:
        revenue = Money(sum(one.amount.satang for one in known if not one.is_deposit))
        found.append(Deadline(Rule.OVER_CASH, working_days_after(calendar, over, CASH_WORKING_DAYS), revenue))
    monthly: dict[tuple[Rule, date], int] = {}
    for one in known:
        rule = Rule.MONTHLY_DEPOSIT if one.is_deposit else Rule.MONTHLY
        key = rule, month_deadline(calendar, one.since)
        monthly[key] = monthly.get(key, 0) + one.amount.satang
    found += [Deadline(rule, day, Money(satang)) for (rule, day), satang in monthly.items()]
    return sorted(found, key=lambda one: (one.day, one.rule))


def draw_deadline(calendar: BusinessCalendar, doc_no: str, fy: int, residue: Money) -> Deadline:
    """Return until when what is left of a draw goes back by the route of its year: its last working day."""
    return Deadline(Rule.YEAR_END, last_working_day(calendar, year_ends(fy)), residue, doc_no)


def age_days(since: date, today: date) -> int:
    """Return for how many days money has waited."""
    return max(0, (today - since).days)


def _month_ends(day: date) -> date:
    return date(day.year, day.month, months.monthrange(day.year, day.month)[1])
