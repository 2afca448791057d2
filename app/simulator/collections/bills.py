"""Bills as they stand: one rule makes the state of the sums and days, and every change is told once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from app.simulator import log
from app.simulator.clock import BANGKOK, local_date, moment_text
from app.simulator.collections.tables import bills
from app.simulator.portal import billing
from app.simulator.refusals import Refused
from app.wire.api import OUTCOMES_PER_EVENT_MAX
from app.wire.bills import BILLS_CHANGED, BillsChanged, BillStanding, BillState
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from app.simulator.log import Author, Position
    from app.simulator.sessions import Signed

EXPIRING = (BillState.ISSUED, BillState.SENT, BillState.VIEWED, BillState.PART_PAID)
"""What becomes `BillState.EXPIRED` at the end of the last day."""
SENT, VIEWED, EXPIRED, CANCELLED = "sent", "viewed", "expired", "cancelled"
PAID, MATCHED, UNMATCHED, REVERSED = "paid", "matched", "unmatched", "reversed"


def state_of(row: Row[Any], day: date) -> BillState:
    """Return the state of a bill on ``day`` in Bangkok.

    What was paid decides over time, and both over what was done with the paper. Money that waits counts as paid in
    part, or too much, since it came; whether it is the bill's is for two persons to say.
    """
    here = row.matched_satang + row.waiting_satang
    if row.cancelled_at:
        return BillState.CANCELLED
    if row.matched_satang == row.satang:
        return BillState.OVERPAID if row.waiting_satang else BillState.PAID
    if here > row.satang:
        return BillState.OVERPAID
    if day.isoformat() > row.due_date:
        return BillState.EXPIRED
    if here:
        return BillState.PART_PAID
    if row.viewed_at:
        return BillState.VIEWED
    return BillState.SENT if row.sent_at else BillState.ISSUED


def open_satang(row: Row[Any]) -> int:
    """Return what a bill still asks for."""
    return int(row.satang - row.matched_satang)


def in_time(row: Row[Any], paid_at: datetime) -> bool:
    """Say whether a payment of that moment keeps the bill's last day, which ends at 24:00 in Bangkok."""
    return local_date(paid_at).isoformat() <= str(row.due_date)


def ends(due_date: str) -> datetime:
    """Return the moment at which a last day is over."""
    return datetime.combine(date.fromisoformat(due_date) + timedelta(days=1), time(0), BANGKOK).astimezone(UTC)


def find(connection: Connection, bill_id: str) -> Row[Any]:
    """Return a bill by its id; raise `Refused` ``not_found``."""
    found = connection.execute(select(bills).where(bills.c.bill_id == bill_id)).one_or_none()
    if found is None:
        raise Refused(Refusal.NOT_FOUND)
    return found


def of_unit(connection: Connection, unit: str, bill_id: str) -> Row[Any]:
    """Return a bill of a unit; another unit's is as unknown as none at all (T-15)."""
    row = find(connection, bill_id)
    if row.unit != unit:
        raise Refused(Refusal.NOT_FOUND)
    return row


def demand_not_own(signed: Signed, payer_id: str, line: str = "") -> None:
    """Refuse to act on what oneself has to pay or applied for (T-16); ``line`` of an order, from 1."""
    if payer_id and payer_id == signed.person:
        raise Refused(Refusal.OWN_MATTER, line=line)


def of_references(connection: Connection, unit: str, ref1: str, ref2: str) -> Row[Any] | None:
    """Return the bill of a unit that has these references, or None."""
    mine = (bills.c.unit == unit, bills.c.ref1 == ref1, bills.c.ref2 == ref2)
    return connection.execute(select(bills).where(*mine)).one_or_none()


def change(connection: Connection, now: datetime, row: Row[Any], **values: Any) -> Row[Any]:
    """Write changed columns of a bill with the state that follows from them, as its next version; not told yet."""
    mine = bills.c.bill_id == row.bill_id
    values |= {"version": row.version + 1, "changed_at": moment_text(now)}
    row = connection.execute(update(bills).where(mine).values(values).returning(bills)).one()
    state = state_of(row, local_date(now))
    expires_at = moment_text(ends(row.due_date)) if state in EXPIRING else None
    said = update(bills).where(mine).values(state=state.value, expires_at=expires_at)
    return connection.execute(said.returning(bills)).one()


def standing(row: Row[Any]) -> BillStanding:
    """Return how a bill stands, as the wire says it."""
    return BillStanding(
        bill_id=row.bill_id,
        version=str(row.version),
        state=row.state,
        matched_satang=str(row.matched_satang),
        received_satang=str(row.received_satang),
        reason=row.reason,
        at=row.changed_at,
    )


def tell(
    connection: Connection, now: datetime, rows: Sequence[Row[Any]], what: str, author: Author = log.BANK
) -> Position:
    """Write into the unit's log how bills of one unit stand now; ``what`` as in `app.wire.bills.BillsChanged`.

    Requests that they answer follow.
    """
    owner = (rows[0].agency, rows[0].unit)
    position = log.head(connection, rows[0].unit)
    for start in range(0, len(rows), OUTCOMES_PER_EVENT_MAX):
        some = rows[start : start + OUTCOMES_PER_EVENT_MAX]
        body = BillsChanged(what=what, bills=tuple(map(standing, some)))
        obj = some[0].bill_id if len(some) == 1 else ""
        position = log.append(connection, moment_text(now), owner, BILLS_CHANGED, obj, body, author)
    for row in rows:
        billing.bill_changed(connection, now, row)
    return position


def viewed(connection: Connection, now: datetime, bill_id: str) -> Row[Any]:
    """Note that a payer opened the bill on the page; told the first time only."""
    row = find(connection, bill_id)
    if row.viewed_at:
        return row
    row = change(connection, now, row, viewed_at=moment_text(now))
    tell(connection, now, [row], VIEWED)
    return row


def sent(connection: Connection, now: datetime, bill_id: str) -> Row[Any]:
    """Note that the payer's mail server took the bill; told the first time only."""
    row = find(connection, bill_id)
    if row.sent_at:
        return row
    row = change(connection, now, row, sent_at=moment_text(now))
    tell(connection, now, [row], SENT)
    return row
