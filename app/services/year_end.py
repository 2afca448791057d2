"""สิ้นปีงบประมาณ: everything that must be done before 30 September is over, for one signed-in person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app.central.closing import read_asked
from app.central.recalls import read
from app.domain.access.permissions import Action, may
from app.domain.closing.days import is_working
from app.domain.recalls.routing import Route
from app.domain.values.dates import bangkok_day, fiscal_year
from app.domain.years.fiscal_year import FiscalYear, year_of
from app.domain.years.year_end import Matter, OpenItem, in_order, last_working_day
from app.store import closing, draws, payments, recalls, year_ends

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from app.domain.collections.payment import Payment
    from app.services.desk import Desk
    from app.store.handles import Reading


@dataclass(frozen=True, slots=True)
class YearEndState:
    """What is open on ``today``, in the order of its urgency; ``year`` is the one that runs.

    ``last_day`` is the last day of it on which offices and banks work; nothing that is approved after ``cut_off``
    then moves in the year any more.
    """

    now: datetime
    today: date
    year: FiscalYear
    last_day: date
    cut_off: str
    items: tuple[OpenItem, ...]

    @property
    def changing(self) -> list[OpenItem]:
        """What goes another way once the running year is over."""
        return [one for one in self.items if one.year == self.year and one.changes(self.today)]

    @property
    def over(self) -> list[OpenItem]:
        """What is open of years that are over already."""
        return [one for one in self.items if one.year < self.year]


class YearEnd:
    """Answers from the store; who may not look into a subject is told nothing of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def now(self) -> datetime:
        """Return the central system's time as well as it is known; answers from memory."""
        return self._desk.now()

    def state(self) -> YearEndState:
        """Return everything that is open."""
        now = self._desk.now()
        today, year = bangkok_day(now), year_of(now)
        with self._desk.store.read() as rd:
            items = in_order(self._found(rd, today))
        last = last_working_day(self._desk.calendar, year)
        return YearEndState(now, today, year, last, self._desk.unit.cut_off, tuple(items))

    def _found(self, rd: Reading, today: date) -> Iterator[OpenItem]:
        roles = self._desk.actor.person.roles
        if may(roles, Action.OPEN_BATCH):
            yield from _recalls(rd)
            yield from _draws(rd)
            yield from _batches(rd, today)
            yield from self._days(rd, today)
        if may(roles, Action.VIEW_COLLECTIONS):
            yield from (_of_payment(Matter.REMIT, one, one.value_date) for one in year_ends.unremitted(rd, today))
            yield from (_of_payment(Matter.RECEIPT, one, one.value_date) for one in payments.without_receipt(rd, today))
            yield from (_of_payment(Matter.QUEUE, one, bangkok_day(one.paid_at)) for one in year_ends.queued(rd))

    def _days(self, rd: Reading, today: date) -> Iterator[OpenItem]:
        """Give the working days before today that are not closed, from the one that is to be closed next."""
        body = closing.asked(rd)
        first = read_asked(body, self._desk.actor.unit).day if body else None
        if first is None:
            return
        closed = year_ends.closed_days(rd, first, today)
        for day in (first + timedelta(days=n) for n in range((today - first).days)):
            if is_working(self._desk.calendar, day) and day not in closed:
                told = day.isoformat()
                yield OpenItem(Matter.DAY, FiscalYear(fiscal_year(day)), told, told, "", None, day)


def _recalls(rd: Reading) -> Iterator[OpenItem]:
    for stored in recalls.every(rd):
        recall = read(stored.view, stored.what)
        if recall.is_open:
            yield OpenItem(
                Matter.RECALL,
                FiscalYear(recall.fiscal_year),
                recall.recall_id,
                recall.letter_no,
                recall.payee,
                recall.back or recall.asked,
                recall.found_on,
                recall.told_route is Route.MEDICAL,
            )


def _draws(rd: Reading) -> Iterator[OpenItem]:
    for draw in draws.draws(rd):
        if draw.residue.satang:
            year = FiscalYear(draw.fy)
            yield OpenItem(Matter.DRAW, year, draw.doc_no, draw.doc_no, "", draw.residue, draw.drawn_on)


def _batches(rd: Reading, today: date) -> Iterator[OpenItem]:
    for batch in year_ends.unfinished(rd):
        day = batch.head.value_date or max(today, bangkok_day(batch.created_at))
        yield OpenItem(
            Matter.BATCH,
            FiscalYear(fiscal_year(day)),
            batch.op_id,
            batch.reference,
            batch.head.purpose,
            batch.total,
            bangkok_day(batch.created_at),
        )


def _of_payment(matter: Matter, payment: Payment, since: date) -> OpenItem:
    amount = payment.waiting if matter is Matter.QUEUE else payment.matched
    year = FiscalYear(fiscal_year(since))
    return OpenItem(matter, year, payment.payment_id, payment.payment_id, payment.payer_name, amount, since)
