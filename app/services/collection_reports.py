"""Sums of what came in: of a span of days by channel and type, the end-of-day list, unpaid bills by age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.documents.listing.collection_lists import day_list
from app.domain.collections.ages import UNPAID_STATES, age_class, unpaid_by_age
from app.domain.collections.day_sums import Tally, day_sums
from app.domain.collections.payment import PaymentState
from app.domain.values.dates import bangkok_day
from app.domain.values.money import Money
from app.store import bills, collection_sums, payments

if TYPE_CHECKING:
    from datetime import date

    from app.domain.collections.ages import AgeClass, AgeSum
    from app.domain.collections.bill import Bill
    from app.domain.collections.day_sums import DaySums
    from app.domain.collections.payment import Payment
    from app.domain.collections.revenue import Receiving
    from app.domain.values.listing import Listing
    from app.i18n import Language
    from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class DayReport:
    """What was paid from ``first`` to ``last``: the list, and the sums under it, of exactly that list."""

    first: date
    last: date
    payments: tuple[Payment, ...]
    sums: DaySums
    by_day: dict[date, Tally]


@dataclass(frozen=True, slots=True)
class EndOfDay:
    """The money that is in the account from ``day`` on; the bank's own list of that day has the same sum.

    ``waiting``: what of it waits in the queue; ``cards_open``: paid by card until that day, and not in the account yet.
    """

    day: date
    payments: tuple[Payment, ...]
    sums: DaySums
    waiting: Money
    cards_open: Tally


@dataclass(frozen=True, slots=True)
class AgeReport:
    """Bills on which money is still open on ``day``, by how long their last day is over."""

    day: date
    sums: tuple[AgeSum, ...]
    bills: tuple[tuple[AgeClass, Bill], ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """What belongs to bills, counted over payments and told by the bills: both are the same money.

    ``received`` is what came in and was not taken back; it is ``matched``, ``refunded`` and ``waiting`` together.
    """

    received: Money
    matched: Money
    matched_by_bills: Money
    refunded: Money
    waiting: Money

    @property
    def holds(self) -> bool:
        """Whether every satang is counted once."""
        parts = self.matched.satang + self.refunded.satang + self.waiting.satang
        return self.matched == self.matched_by_bills and self.received.satang == parts


class CollectionReports:
    """Everything answers from the store; a year may take seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def today(self) -> date:
        """The day in Bangkok; answers from memory."""
        return bangkok_day(self._desk.now())

    def of_days(self, first: date, last: date) -> DayReport:
        """Return what was paid from one day in Bangkok to another."""
        with self._desk.store.read() as rd:
            found = payments.of_days(rd, first, last)
            kinds = bills.revenue_types(rd)
        by_day: dict[date, Tally] = {}
        for one in found:
            if one.state is not PaymentState.REVERSED:
                by_day.setdefault(bangkok_day(one.paid_at), Tally()).add(one.amount.satang)
        return DayReport(first, last, tuple(found), day_sums(found, kinds), by_day)

    def end_of_day(self, day: date) -> EndOfDay:
        """Return the money that came into the account on a day."""
        with self._desk.store.read() as rd:
            found = payments.in_account_on(rd, day)
            kinds = bills.revenue_types(rd)
            later = payments.paid_before_value(rd, day)
        cards = Tally()
        for one in later:
            if one.state is not PaymentState.REVERSED:
                cards.add(one.amount.satang)
        waiting = Money(sum(one.waiting.satang for one in found))
        return EndOfDay(day, tuple(found), day_sums(found, kinds), waiting, cards)

    def day_list(self, day: date, receiving: Receiving, language: Language, *, by_value: bool) -> Listing:
        """Return the list of a day with its sums: what was paid on it, or, ``by_value``, what is in the account."""
        with self._desk.store.read() as rd:
            found = payments.in_account_on(rd, day) if by_value else payments.of_days(rd, day, day)
            kinds = bills.revenue_types(rd)
        return day_list("end_of_day" if by_value else "intraday", day, found, kinds, receiving, language)

    def unpaid(self, day: date | None = None) -> AgeReport:
        """Return the bills on which money is still open, by age on a day; None is today."""
        when = day or self.today
        with self._desk.store.read() as rd:
            found = bills.in_states(rd, UNPAID_STATES)
        by_age = tuple((age_class(one, when), one) for one in found if one.open_amount.satang)
        return AgeReport(when, tuple(unpaid_by_age(found, when)), by_age)

    def balance(self) -> Balance:
        """Return every satang that ever came in by what it belongs to."""
        with self._desk.store.read() as rd:
            received, matched, refunded = collection_sums.received(rd)
            matched_by_bills = collection_sums.matched_by_bills(rd)
        return Balance(
            received=received,
            matched=matched,
            matched_by_bills=matched_by_bills,
            refunded=refunded,
            waiting=received - matched - refunded,
        )
