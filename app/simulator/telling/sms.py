"""SMS to payees through the simulated telephone company: it takes a message, or says why it cannot be delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from app.simulator.clock import moment_text, read_moment
from app.simulator.due import PASSED, Due, Ran
from app.simulator.notices import SMS
from app.simulator.telling import outboxes, tally
from app.simulator.telling.tables import notices, sms_gateway
from app.wire.api import OUTCOMES_PER_EVENT_MAX

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

WHAT = "sms"
ABSENT, ABSENT_ENDING = "absent", "0000"
"""The gateway's own convention: a number that ends so belongs to nobody."""
_n = notices.c
_FIRST = (
    select(_n.at, _n.op_id)
    .where(_n.channel == SMS, _n.state == "", _n.op_id.not_in(PASSED))
    .order_by(_n.n_notice)
    .limit(1)
)


class SmsDesk:
    """Hands messages over, as many as one event reports."""

    def due(self, connection: Connection, passed: Collection[str] = ()) -> Due | None:
        """Return the oldest message that waits, or None."""
        row = connection.execute(_FIRST, {"passed": passed}).first()
        return None if row is None else Due(read_moment(row.at), row.op_id, WHAT)

    def step(self, connection: Connection, now: datetime, passed: Collection[str] = ()) -> Ran | None:
        """Hand over what waits of one batch, and tell what became of it."""
        due = self.due(connection, passed)
        if due is None:
            return None
        at, n = moment_text(now), notices.c
        mine = (n.channel == SMS, n.state == "", n.op_id == due.op_id)
        rows = connection.execute(select(notices).where(*mine).order_by(n.n_notice).limit(OUTCOMES_PER_EVENT_MAX)).all()
        taken = []
        for row in rows:
            problem = ABSENT if row.address.endswith(ABSENT_ENDING) else ""
            taken.append({"at": at, "address": row.address, "text": row.text, "problem": problem})
            state = outboxes.FAILED if problem else outboxes.SENT
            told = update(notices).where(n.n_notice == row.n_notice)
            connection.execute(told.values(state=state, problem=problem, tries=1, told_at=at))
        connection.execute(insert(sms_gateway), taken)
        tally.add(connection, [(notices, SMS, outboxes.FAILED if one["problem"] else outboxes.SENT) for one in taken])
        outboxes.report(connection, at, [row.n_notice for row in rows])
        return Ran(at, WHAT, due.op_id, len(rows))
