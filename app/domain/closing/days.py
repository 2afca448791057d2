"""The calendar of days to be closed: those on which offices and banks both work, in their order, account by account."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.domain.closing.day import DayAct, DayState, OrderState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.domain.closing.day import SignedDayOrder
    from app.domain.values.calendar import BusinessCalendar


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the calendar; ``working`` False: nothing is closed on it, what moves then belongs to the next close.

    ``by_account`` is the state for each account of the unit. ``order`` is the newest settled or waiting order, or None;
    ``waits``: an order about it waits for a second person. ``versions`` counts the closes that hold or held.
    """

    day: date
    working: bool
    state: DayState
    by_account: Mapping[str, DayState] = field(repr=False)
    order: SignedDayOrder | None
    waits: bool
    versions: int

    @property
    def unclosed(self) -> bool:
        """Whether it is a working day that is not closed."""
        return self.working and self.state in (DayState.OPEN, DayState.REOPENED)


def is_working(calendar: BusinessCalendar, day: date) -> bool:
    """Say whether a day is closed by itself: offices and banks both work on it."""
    return calendar.government_open(day) and calendar.bank_open(day)


def calendar_days(
    calendar: BusinessCalendar,
    first: date,
    last: date,
    accounts: Sequence[str],
    orders: Iterable[SignedDayOrder],
) -> list[CalendarDay]:
    """Return every day from one to another as the settled orders leave it; ``orders`` in the order of their events."""
    by_day: dict[date, list[SignedDayOrder]] = {}
    for order in orders:
        by_day.setdefault(order.order.day, []).append(order)
    return [_day(calendar, day, accounts, by_day.get(day, [])) for day in _each(first, last)]


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _day(
    calendar: BusinessCalendar, day: date, accounts: Sequence[str], orders: Sequence[SignedDayOrder]
) -> CalendarDay:
    settled = [one for one in orders if one.state is OrderState.APPROVED]
    newest = settled[-1] if settled else None
    waiting = next((one for one in orders if one.state is OrderState.WAITING), None)
    state = newest.record.state if newest and newest.record else DayState.OPEN
    return CalendarDay(
        day=day,
        working=is_working(calendar, day),
        state=state,
        by_account={account: _of_account(account, state, newest) for account in accounts},
        order=waiting or newest,
        waits=waiting is not None,
        versions=sum(one.order.act is DayAct.CLOSE for one in settled),
    )


def _of_account(account: str, state: DayState, newest: SignedDayOrder | None) -> DayState:
    """Return the state for one account: exceptions of another account leave it closed."""
    if newest is None or newest.record is None or state is not DayState.CLOSED_WITH_EXCEPTIONS:
        return state
    open_here = any(one.told.is_open and one.told.account in (account, "") for one in newest.record.exceptions)
    return DayState.CLOSED_WITH_EXCEPTIONS if open_here else DayState.CLOSED
