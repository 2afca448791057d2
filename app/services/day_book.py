"""Days as they were closed, orders about them, and what does not fit: answered from the store alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.central import closing as orders
from app.domain.access.permissions import Action, may
from app.domain.closing.day import OrderState, SignedDayOrder
from app.domain.closing.days import calendar_days, is_working
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Refused
from app.services.day_names import called
from app.services.statements import account_names
from app.store import closing, outbox

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.domain.closing.day import Asked
    from app.domain.closing.days import CalendarDay
    from app.domain.closing.exceptions import NumberedException, Proposed
    from app.services.desk import Desk
    from app.store.closing import StoredDayOrder
    from app.store.handles import Reading


@dataclass(frozen=True, slots=True)
class OrderTold:
    """An order about a day; ``under_way``: a command about it has no answer yet.

    ``may_settle``: this person may decide it; ``may_recall``: this person made it and may take it back.
    """

    order: SignedDayOrder
    under_way: bool
    may_settle: bool
    may_recall: bool


@dataclass(frozen=True, slots=True)
class ExceptionTold:
    """What does not fit, with for how many days, who looks after it by name, and what people call what it is about."""

    kept: NumberedException
    age_days: int
    owner: str
    called: str


class DayBook:
    """The unit's days for one signed-in person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def today(self) -> date:
        """The day in Bangkok; answers from memory."""
        return bangkok_day(self._desk.now())

    def asked(self) -> Asked | None:
        """Return what the central system told last of the day that comes next, None before it ever did."""
        with self._desk.store.read() as rd:
            body = closing.asked(rd)
        return orders.read_asked(body, self._desk.actor.unit) if body else None

    def calendar(self, first: date, last: date) -> list[CalendarDay]:
        """Return every day from one to another with its state for each account of the unit (RC-5)."""
        with self._desk.store.read() as rd:
            told = [read(one) for one in closing.orders(rd, first, last)]
        return calendar_days(self._desk.calendar, first, last, list(account_names(self._desk)), told)

    def unclosed(self) -> list[date]:
        """Return the working days before today that are not closed, from the unit's first day on.

        Empty before the central system ever told which day that was.
        """
        asked = self.asked()
        if asked is None or asked.begins is None:
            return []
        last = self.today - timedelta(days=1)
        return [one.day for one in self.calendar(asked.begins, last) if one.unclosed] if asked.begins <= last else []

    def is_working(self, day: date) -> bool:
        """Say whether a day is closed by itself."""
        return is_working(self._desk.calendar, day)

    def orders(self, *, waiting: bool = False) -> list[OrderTold]:
        """Return the orders that wait, the oldest first; or all, the newest first."""
        with self._desk.store.read() as rd:
            found = closing.waiting(rd) if waiting else closing.orders(rd)[::-1]
            busy = _busy(rd)
        return [self._told(one, busy) for one in found]

    def order(self, req_id: str) -> OrderTold:
        """Return one order; raise `Refused` ``day_order_unknown``."""
        with self._desk.store.read() as rd:
            found = closing.order(rd, req_id)
            busy = _busy(rd)
        if found is None:
            raise Refused("day_order_unknown")
        return self._told(found, busy)

    def versions(self, day: date) -> list[SignedDayOrder]:
        """Return everything that was approved about a day, in its order: each close, each reopening (RC-7)."""
        with self._desk.store.read() as rd:
            return [read(one) for one in closing.approved(rd, day)]

    def exceptions(self, language: str, *, open_only: bool = True) -> list[ExceptionTold]:
        """Return what does not fit, open ones first, the oldest of them first (RC-4)."""
        with self._desk.store.read() as rd:
            found = closing.exceptions(rd, open_only=open_only)
            names = [called(rd, one.told.kind, one.told.about) for one in found]
        today, unit = self.today, self._desk.unit
        return [
            ExceptionTold(one, one.age_days(today), unit.person_name(one.told.owner_uid, language), name)
            for one, name in zip(found, names, strict=True)
        ]

    def called(self, found: Proposed) -> str:
        """Return by what people know what something is about that does not fit."""
        with self._desk.store.read() as rd:
            return called(rd, found.kind, found.about)

    def _told(self, stored: StoredDayOrder, busy: Collection[str]) -> OrderTold:
        person = self._desk.actor.person
        order = read(stored)
        waits, mine = order.state is OrderState.WAITING, order.maker_uid == person.uid
        return OrderTold(
            order=order,
            under_way=order.order.req_id in busy,
            may_settle=waits and not mine and may(person.roles, Action.APPROVE_DAY),
            may_recall=waits and mine and may(person.roles, Action.RECALL_DAY),
        )


def read(stored: StoredDayOrder) -> SignedDayOrder:
    """Return a kept order as the domain has it, read from its signed bytes."""
    order, _, _ = orders.read_order(stored.text, stored.req_id)
    return SignedDayOrder(
        order=order,
        state=stored.state,
        maker_uid=stored.maker_uid,
        made_at=stored.made_at,
        seq=stored.seq,
        text=stored.text,
        sig=stored.sig,
        decided_by=stored.decided_by,
        decided_at=stored.decided_at,
        answer=stored.answer,
        decision=stored.decision,
        decision_sig=stored.decision_sig,
        record=orders.read_record(stored.record) if stored.record else None,
        record_text=stored.record,
        record_sig=stored.record_sig,
    )


def _busy(rd: Reading) -> frozenset[str]:
    return frozenset(one.op_id for one in outbox.unsettled(rd) if one.kind in orders.KINDS)
