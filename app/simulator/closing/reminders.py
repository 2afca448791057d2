"""Telling those who remit that money must go to the treasury: the working day before, and when it is over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from app.simulator.administration import notices
from app.simulator.administration.grants import holders
from app.simulator.calendar import opening
from app.simulator.clock import local_date, moment_text
from app.simulator.closing import deadlines
from app.simulator.closing.deadlines import Deadline, Rule, Waiting
from app.simulator.closing.tables import deadlines_told
from app.simulator.collections import revenue
from app.simulator.collections.tables import allocations, bills, payments, receiving
from app.simulator.disbursement import draws
from app.simulator.disbursement.tables import draws as draw_table
from app.simulator.due import Due, Ran
from app.simulator.holidays.standing import in_force
from app.simulator.portal.queue import PORTAL
from app.simulator.recalls.tables import recalls
from app.simulator.remittances.tables import parts, remittances
from app.wire.codes import Role
from app.wire.recalls import RecallState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.calendar import WorkingDays

NEAR, OVER = "deadline_near", "deadline_over"
_MONEY = {
    Rule.CASH: "เงินที่รับไว้",
    Rule.MONTH: "เงินที่รับไว้",
    Rule.DEPOSIT: "เงินรับฝาก",
    Rule.RETURN: "เงินที่เรียกคืน",
    Rule.YEAR: "เงินที่เบิกแล้วเหลือจ่าย",
}
_ASKED = {
    Rule.CASH: (Role.MAKER_REMITTANCE,),
    Rule.MONTH: (Role.MAKER_REMITTANCE,),
    Rule.DEPOSIT: (Role.MAKER_REMITTANCE,),
    Rule.RETURN: (Role.MAKER_REMITTANCE, Role.MAKER_PAYMENT),
    Rule.YEAR: (Role.MAKER_REMITTANCE, Role.MAKER_PAYMENT),
}
"""Who can do something about it: money of payments goes back by those who paid, too."""
_TO_RETURN = (RecallState.MONEY_BACK.value, RecallState.RETURN_PROPOSED.value)
_c, _d, _p, _a = deadlines_told.c, draw_table.c, payments.c, allocations.c
_TOLD = select(_c.unit, _c.rule, _c.about, _c.due_on, _c.what)
_BACK = select(recalls).where(recalls.c.state.in_(_TO_RETURN), recalls.c.back_on != "")
_DRAWN = select(_d.unit, _d.fy).distinct()
_SENT = (
    select(parts.c.payment_id)
    .join(remittances, remittances.c.req_id == parts.c.req_id)
    .where(parts.c.payment_id == _p.payment_id, parts.c.revenue_type == bills.c.revenue_type)
    .where(parts.c.living == 1, remittances.c.sent_at != "")
    .exists()
)
_COLLECTED = (
    select(_p.unit, _p.value_date, bills.c.revenue_type, func.sum(_a.satang))
    .join(allocations, _a.payment_id == _p.payment_id)
    .join(bills, bills.c.bill_id == _a.bill_id)
    .join(receiving, receiving.c.unit == _p.unit)
    .where(_p.remitted_at == "", _p.booked_at != "", receiving.c.remits != PORTAL, ~_SENT)
    .group_by(_p.unit, _p.value_date, bills.c.revenue_type)
)


@dataclass(frozen=True, slots=True)
class _Waits:
    """A notice that nobody was given yet: of whose deadline, `NEAR` or `OVER`, and when."""

    unit: str
    deadline: Deadline
    what: str
    at: datetime

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What names it: each is given once."""
        return (self.unit, self.deadline.rule, self.deadline.about, self.deadline.due_on.isoformat(), self.what)


class DeadlineDesk:
    """The part of the back office that knows until when the money of each unit must go."""

    def due(self, connection: Connection, passed: Collection[str] = ()) -> Due | None:
        """Return the earliest notice that waits for its time, or None."""
        first = min(_waiting(connection, passed), key=lambda one: (one.at, one.key), default=None)
        return None if first is None else Due(first.at, first.unit, first.what)

    def step(self, connection: Connection, now: datetime, passed: Collection[str] = ()) -> Ran | None:
        """Tell once; None if nobody is to be told yet."""
        waits = min(_waiting(connection, passed), key=lambda one: (one.at, one.key), default=None)
        if waits is None or waits.at > now:
            return None
        deadline, day = waits.deadline, local_date(now)
        # Who is only told when it is over need not hear as well that it was near.
        told = [waits.what] + ([OVER] if waits.what == NEAR and day > deadline.due_on else [])
        names = ("unit", "rule", "about", "due_on")
        values = dict(zip(names, waits.key, strict=False)) | {"at": moment_text(now)}
        connection.execute(insert(deadlines_told), [values | {"what": what} for what in told])
        satang = _satang(connection, waits)
        uids = {uid for role in _ASKED[deadline.rule] for uid in holders(connection, waits.unit, day, role)}
        if satang and uids and not (deadline.rule is Rule.YEAR and day > deadline.due_on):
            facts = {"amount": notices.baht(satang), "day": notices.thai_day(deadline.due_on)}
            notices.tell(connection, now, uids, told[-1], waits.unit, money=_MONEY[deadline.rule], **facts)
        return Ran(moment_text(now), told[-1], waits.unit, len(uids))


def _waiting(connection: Connection, passed: Collection[str]) -> Iterator[_Waits]:
    told = {tuple(row) for row in connection.execute(_TOLD)}
    offices = in_force(connection).offices
    for unit, deadline in of_units(connection, offices):
        for what, day in ((NEAR, deadline.near_on(offices)), (OVER, deadline.over_on(offices))):
            waits = _Waits(unit, deadline, what, opening(day))
            # What is left of a draw after its year goes another way, which has no deadline.
            if unit not in passed and waits.key not in told and not (what == OVER and deadline.rule is Rule.YEAR):
                yield waits


def of_units(connection: Connection, offices: WorkingDays) -> Iterator[tuple[str, Deadline]]:
    """Give every deadline with its unit; of what is left of a year's draws without the sum."""
    for unit, waiting in _collected(connection).items():
        yield from ((unit, one) for one in deadlines.collected(offices, waiting))
    for row in connection.execute(_BACK):
        yield row.unit, _of_return(offices, row)
    for unit, fy in connection.execute(_DRAWN):
        # What is left of all draws of a year is counted when there is somebody to be told.
        yield unit, deadlines.of_draw(offices, fy, fy, 0)


def _of_return(offices: WorkingDays, row: Row[Any]) -> Deadline:
    back_on = date.fromisoformat(row.back_on)
    return deadlines.of_return(offices, row.recall_id, back_on, int(row.back_satang))


def _satang(connection: Connection, waits: _Waits) -> int:
    if waits.deadline.rule is not Rule.YEAR:
        return waits.deadline.satang
    mine = select(draw_table).where(draw_table.c.unit == waits.unit, draw_table.c.fy == waits.deadline.about)
    return sum(draws.to_return(connection, row) for row in connection.execute(mine).all())


def _collected(connection: Connection) -> dict[str, list[Waiting]]:
    """Return what is in receiving accounts of units that remit by themselves and was not sent, by unit."""
    found = connection.execute(_COLLECTED).all()
    waiting: dict[str, list[Waiting]] = defaultdict(list)
    if not found:
        return waiting
    deposits = {one.code for one in revenue.of_all(connection) if one.treasury == revenue.DEPOSIT}
    for unit, value_date, revenue_type, satang in found:
        came_on = date.fromisoformat(value_date)
        waiting[unit].append(Waiting(came_on, int(satang), revenue_type in deposits))
    return waiting
