"""Sums of what the bank answered, made by the database, and how long batches waited, from the log's own moments."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.domain.disbursement.transfer import LineStatus
from app.domain.reports.paid import Answered, Wait
from app.domain.values.dates import BANGKOK, instant, parse_instant
from app.store.records import NUMBER_BITS
from app.store.tables import batch as batch_table
from app.store.tables import event as event_table
from app.store.tables import line as line_table

if TYPE_CHECKING:
    from datetime import date

    from app.store.handles import Reading

_BEGINS = "batch.submitted"
_DECIDES = frozenset({"batch.approved", "batch.returned"})
_ENDS = frozenset({"batch.withdrawn", "batch.cancelled"})
_ANSWERS = sorted(each.value for each in (LineStatus.SETTLED, LineStatus.REJECTED, LineStatus.RETURNED))
_HOUR_CHARS = len("2026-11-22T03")


def span(first: date, last: date) -> tuple[str, str]:
    """Return the instants with which days in Bangkok begin and end, both days included; the second is outside."""
    after = datetime.combine(last, time.min, BANGKOK) + timedelta(days=1)
    return instant(datetime.combine(first, time.min, BANGKOK)), instant(after)


def answered(rd: Reading, first: date, last: date) -> list[Answered]:
    """Return what the bank answered from one day in Bangkok to another, counted by day, kind, bank and answer.

    Instants are grouped by their hour, which lies whole in one day of Bangkok.
    """
    begins, ends = span(first, last)
    b, n = batch_table.c, line_table.c
    hour = func.substr(n.settled_at, 1, _HOUR_CHARS)
    keys = (b.kind, n.bank, n.status, n.reason, hour)
    query = (
        select(*keys, func.count(), func.coalesce(func.sum(n.satang), 0))
        .join_from(line_table, batch_table, b.id == n.id.op(">>")(NUMBER_BITS))
        .where(n.status.in_(_ANSWERS), n.settled_at >= begins, n.settled_at < ends)
        .group_by(*keys)
    )
    return [
        Answered(kind, bank, LineStatus(status), reason, _day(told), count, satang)
        for kind, bank, status, reason, told, count, satang in rd.connection.execute(query)
    ]


def waits(rd: Reading, first: date, last: date) -> list[Wait]:
    """Return the editions that were decided on days in Bangkok, and those handed in until then that still wait."""
    begins, ends = span(first, last)
    e = event_table.c
    kinds = sorted({_BEGINS} | _DECIDES | _ENDS)
    query = select(e.op_id, e.kind, e.at).where(e.kind.in_(kinds)).order_by(e.seq)
    open_since: dict[str, str] = {}
    found: list[Wait] = []
    for op_id, kind, at in rd.connection.execute(query):
        if kind == _BEGINS:
            open_since[op_id] = at
            continue
        since = open_since.pop(op_id, "")
        if since and kind in _DECIDES and begins <= at < ends:
            found.append(Wait(op_id, parse_instant(since), parse_instant(at)))
    found += [Wait(op_id, parse_instant(since), None) for op_id, since in open_since.items() if since < ends]
    return found


def _day(hour: str) -> date:
    return datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(BANGKOK).date()
