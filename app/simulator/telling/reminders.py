"""Telling people again that a batch waits: first whose turn it is, then everybody who can help (NO-3)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, or_, select

from app.simulator.administration import notices
from app.simulator.administration.grants import holders
from app.simulator.administration.tables import person_notices
from app.simulator.calendar import OPENS, BankCalendar
from app.simulator.clock import BANGKOK, local_date, moment_text, read_moment
from app.simulator.disbursement import batches, turns
from app.simulator.due import Due, Ran
from app.simulator.tables import batches as batch_table
from app.wire.codes import BatchState, Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Column, Connection, Row, Select
    from sqlalchemy.sql.functions import Function

    from app.simulator.disbursement.batches import Batch
    from app.simulator.ruling.versions import RulesInForce

CLOSES = time(16, 30)
REMINDED, ESCALATED = "reminded", "escalated"
_TO_SIGN = (BatchState.SUBMITTED.value, BatchState.IN_APPROVAL.value)
_ASKED = (notices.YOUR_TURN, notices.TO_RELEASE)
_TOLD = {
    REMINDED: (notices.REMINDER, notices.RELEASE_REMINDER),
    ESCALATED: (notices.ESCALATION, notices.RELEASE_ESCALATION),
}
"""What people are told where a signature is waited for, and where a release is."""


def _newest(value: Column[Any], what: tuple[str, ...]) -> Function[Any]:
    return func.max(case((person_notices.c.what.in_(what), value)))


def _unanswered() -> Select[Any]:
    p, b = person_notices.c, batch_table.c
    since = _newest(p.at, _ASKED)
    # As `Batch.waits_for_release` says it.
    to_release = and_(b.status == BatchState.APPROVED.value, b.release_by == batches.PERSON, b.pay_at == "")
    return (
        select(
            b.op_id,
            since.label("since"),
            _newest(p.n, _ASKED).label("asked"),
            _newest(p.n, _TOLD[REMINDED]).label("reminded"),
            _newest(p.n, _TOLD[ESCALATED]).label("escalated"),
        )
        .join(person_notices, p.about == b.op_id)
        .where(or_(b.status.in_(_TO_SIGN), to_release))
        .group_by(b.op_id)
        .having(since.is_not(None))
    )


_UNANSWERED = _unanswered()
"""Batches that wait for a person: since when, and the newest notice of each sort, by number."""


class Reminders:
    """Knows for how long each batch has waited for its next signature or release, in working hours of bank days."""

    def __init__(self, rules: RulesInForce, calendar: BankCalendar) -> None:
        self._rules = rules
        self._calendar = calendar

    def due(self, connection: Connection, passed: Collection[str] = ()) -> Due | None:
        """Return the earliest reminder that waits for its time, or None."""
        found = [due for row in connection.execute(_UNANSWERED) if row.op_id not in passed for due in self._of(row)]
        return min(found, key=lambda due: due.at, default=None)

    def step(self, connection: Connection, now: datetime, passed: Collection[str] = ()) -> Ran | None:
        """Tell once; None if nobody is to be told yet."""
        due = self.due(connection, passed)
        if due is None or due.at > now:
            return None
        batch = batches.find(connection, due.op_id)
        if batch is None:
            raise LookupError(due.op_id)
        day = local_date(now)
        people = turns.whose(connection, day, batch) if due.what == REMINDED else _everybody(connection, now, batch)
        what = _TOLD[due.what][batch.waits_for_release]
        name = batch.doc_no or batch.op_id[:8]
        facts = {"batch": name, "amount": notices.baht(batch.total_satang)}
        # Somebody must be told, or it would be due for ever; the maker can always take the batch back.
        notices.tell(connection, now, people or [batch.maker_uid], what, batch.op_id, **facts)
        return Ran(moment_text(now), due.what, batch.op_id, batch.lines_count)

    def _of(self, row: Row[Any]) -> list[Due]:
        since = read_moment(row.since)
        told = {REMINDED: row.reminded or 0, ESCALATED: row.escalated or 0}
        waiting = self._rules.book.waiting
        return [
            Due(after_hours(self._calendar, since, hours), row.op_id, what)
            for hours, what in ((waiting.remind_hours, REMINDED), (waiting.escalate_hours, ESCALATED))
            if hours and told[what] < row.asked
        ]


def after_hours(calendar: BankCalendar, since: datetime, hours: int) -> datetime:
    """Return the moment at which so many working hours have passed since ``since``."""
    left, moment = timedelta(hours=hours), since.astimezone(BANGKOK)
    while True:
        day = calendar.day_from(moment.date())
        begins = max(datetime.combine(day, OPENS, BANGKOK), moment)
        ends = datetime.combine(day, CLOSES, BANGKOK)
        if begins + left <= ends:
            return begins + left
        left -= max(timedelta(0), ends - begins)
        moment = datetime.combine(day + timedelta(days=1), time(0), BANGKOK)


def _everybody(connection: Connection, now: datetime, batch: Batch) -> list[str]:
    return [*holders(connection, batch.unit, local_date(now), Role.AUTHORIZER), batch.maker_uid]
