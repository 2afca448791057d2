"""A recall as people see it, and the event that tells of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import case, select

from app.simulator import log
from app.simulator.clock import local_date, moment_text, read_moment
from app.simulator.holidays.standing import in_force
from app.simulator.recalls import money, routing
from app.simulator.recalls.tables import recalls
from app.wire.codec import encode
from app.wire.recalls import RECALL_CHANGED, Document, RecallChanged, Recalls, RecallState, RecallView

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.calendar import WorkingDays
    from app.simulator.log import Author, Position

RECALLS_MAX = 1_000
DAYS_CHANGED = "days_changed"
_TO_RETURN = (RecallState.MONEY_BACK.value, RecallState.RETURN_PROPOSED.value)
_OVER = (RecallState.RETURNED.value, RecallState.REFUSED.value, RecallState.DROPPED.value)


def view(connection: Connection, row: Row[Any], now: datetime) -> RecallView:
    """Return a recall with the route that holds at ``now``; what was returned keeps the route it went by."""
    paid, day = money.of_recall(connection, row), local_date(now)
    batch, line = paid.batch, paid.line
    settled_on = local_date(read_moment(row.returned_at)) if row.returned_at else day
    way = routing.way(paid.returns, batch.fy, settled_on)
    return RecallView(
        recall_id=row.recall_id,
        op_id=batch.op_id,
        rev=str(batch.rev),
        n=str(line.n),
        state=row.state,
        cause=row.cause,
        kind=batch.kind,
        sub_kind=batch.signed_payment().sub_kind,
        payee=line.name,
        account=batch.debit_acct,
        paid_satang=str(line.satang),
        satang=str(row.satang),
        back_satang=str(row.back_satang) if row.back_satang else "",
        back_on=row.back_on,
        found_on=row.found_on,
        letter_no=row.letter_no,
        letter_date=row.letter_date,
        reason=row.reason,
        maker_uid=row.maker_uid,
        opened_at=row.opened_at,
        remit_by=routing.remit_by(in_force(connection).offices, row.back_on),
        fy=batch.fy,
        route=way.route.value,
        days_left="" if row.state in _OVER else routing.days_left(way.route, batch.fy, day),
        gl_account=way.gl_account,
        revenue_code=way.revenue_code,
        fund=way.fund,
        order=row.order,
        order_sig=row.order_sig,
        decision=row.decision,
        decision_sig=row.decision_sig,
        documents=msgspec.json.decode(row.documents, type=tuple[Document, ...]),
        bank_ref=row.bank_ref,
        answer=row.answer,
        returned_at=row.returned_at,
    )


def of_unit(connection: Connection, unit: str, now: datetime) -> bytes:
    """Return the answer with a unit's recalls: the open ones first, the oldest first."""
    open_first = case((recalls.c.state.in_(_OVER), 1), else_=0)
    mine = select(recalls).where(recalls.c.unit == unit).order_by(open_first, recalls.c.opened_at, recalls.c.turn)
    rows = connection.execute(mine.limit(RECALLS_MAX)).all()
    return encode(Recalls(moment_text(now), tuple(view(connection, row, now) for row in rows)))


def tell(connection: Connection, now: datetime, row: Row[Any], what: str, author: Author = log.BANK) -> Position:
    """Write the change of a recall into its unit's log."""
    body = RecallChanged(what=what, recall=view(connection, row, now))
    owner = (row.agency, row.unit)
    return log.append(connection, moment_text(now), owner, RECALL_CHANGED, row.recall_id, body, author)


def tell_new_days(connection: Connection, now: datetime, before: WorkingDays) -> None:
    """Tell of every recall whose money must go back by another day than by the offices' days that held ``before``."""
    offices = in_force(connection).offices
    mine = select(recalls).where(recalls.c.state.in_(_TO_RETURN), recalls.c.back_on != "")
    for row in connection.execute(mine.order_by(recalls.c.opened_at, recalls.c.unit, recalls.c.turn)).all():
        if routing.remit_by(offices, row.back_on) != routing.remit_by(before, row.back_on):
            tell(connection, now, row, DAYS_CHANGED)
