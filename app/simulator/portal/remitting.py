"""The Portal's desk: money of pilot units goes to the treasury and into GFMIS by itself (document 000).

What waits is written in the transaction that makes it due, and done in one transaction of its own: killed between the
two, the next start goes on; nothing is sent or posted twice, since both are named after the payment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from app.simulator import ledger, log
from app.simulator.calendar import fiscal_year, opening
from app.simulator.clock import local_date, moment_text, read_moment
from app.simulator.collections import payments as money
from app.simulator.collections import revenue
from app.simulator.collections.tables import allocations, bills, payments
from app.simulator.due import PASSED, Due, Ran
from app.simulator.gfmis import journal, periods
from app.simulator.gfmis.journal import Booking, Matter
from app.simulator.gfmis.numbers import treasury_reference
from app.simulator.portal import queue
from app.simulator.portal.tables import postings, waiting
from app.simulator.receipts.terms import type_of
from app.simulator.refusals import Refused
from app.simulator.sessions import note
from app.wire.codes import Refusal
from app.wire.portal import TREASURY_POSTED, Entry, Posting, TreasuryPosted

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.wire.bills import RevenueType
    from app.wire.gfmis import GfmisDocument

POSTED = "posted"
AT_ONCE_MAX = 50
"""Payments of one unit in one transaction and event."""
_FIRST = (
    select(waiting.c.due_at, waiting.c.payment_id)
    .where(waiting.c.payment_id.not_in(PASSED))
    .order_by(waiting.c.due_at, waiting.c.unit, waiting.c.turn)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class _Part:
    """What of a payment is of one revenue type."""

    posting_id: str
    payment: Row[Any]
    type: RevenueType
    satang: int


class TreasuryDesk:
    """The part of the back office that remits for units whose money the Portal sends on."""

    def due(self, connection: Connection, passed: Collection[str] = ()) -> Due | None:
        """Return the earliest payment that waits, or None."""
        row = connection.execute(_FIRST, {"passed": passed}).first()
        return None if row is None else Due(read_moment(row.due_at), row.payment_id, POSTED)

    def step(self, connection: Connection, now: datetime, passed: Collection[str] = ()) -> Ran | None:
        """Remit and post what waits of one unit; None if there is nothing."""
        due = self.due(connection, passed)
        if due is None or due.at > now:
            return None
        unit = select(waiting.c.unit).where(waiting.c.payment_id == due.op_id).scalar_subquery()
        mine = (waiting.c.unit == unit, waiting.c.due_at <= moment_text(now), waiting.c.payment_id.not_in(passed))
        ids = select(waiting.c.payment_id).where(*mine).order_by(waiting.c.due_at, waiting.c.turn)
        done: dict[str, list[_Posted]] = {}
        owner = ("", "")
        for payment_id in connection.execute(ids.limit(AT_ONCE_MAX)).scalars().all():
            payment = connection.execute(select(payments).where(payments.c.payment_id == payment_id)).one()
            if posted := _remitted(connection, now, payment):
                done[payment_id], owner = posted, (payment.agency, payment.unit)
        if done:
            _tell(connection, now, owner, done)
        return Ran(moment_text(now), POSTED, due.op_id, len(done))


@dataclass(frozen=True, slots=True)
class _Posted:
    """A posting with the documents it stands in."""

    posting: Posting
    documents: tuple[GfmisDocument, ...]


def _remitted(connection: Connection, now: datetime, payment: Row[Any]) -> list[_Posted]:
    """Send one payment on and post it; leave it for another day where that cannot be done, and note why."""
    if not queue.is_due(connection, payment):
        queue.leave(connection, payment.payment_id)
        return []
    attempt = connection.begin_nested()
    try:
        posted = [_post(connection, now, part) for part in _parts(connection, payment)]
    except Refused as refused:
        attempt.rollback()
        tomorrow = moment_text(opening(local_date(now) + timedelta(days=1)))
        mine = waiting.c.payment_id == payment.payment_id
        connection.execute(update(waiting).where(mine).values(due_at=tomorrow))
        note(connection, now, payment.payment_id, "portal.not_posted", "", {"refusal": refused.refusal.value})
        return []
    attempt.commit()
    return posted


def _parts(connection: Connection, payment: Row[Any]) -> list[_Part]:
    """Return a payment by revenue type; refuse with ``revenue_type_wrong`` one that is in the table no more."""
    types, sums = revenue.of_all(connection), dict[str, int]()
    belongs = select(allocations.c.satang, bills.c.revenue_type).join(bills, bills.c.bill_id == allocations.c.bill_id)
    rows = connection.execute(belongs.where(allocations.c.payment_id == payment.payment_id).order_by(bills.c.ref2))
    for row in rows:
        sums[row.revenue_type] = sums.get(row.revenue_type, 0) + row.satang
    found = []
    for code, satang in sums.items():
        named = type_of(types, code, payment)
        if named is None:
            raise Refused(Refusal.REVENUE_TYPE_WRONG, bill_id="", code=code)
        found.append(_Part(f"{payment.payment_id}/{code}", payment, named, satang))
    return found


def _post(connection: Connection, now: datetime, part: _Part) -> _Posted:
    """Move the money, then number and write the documents."""
    payment, at, fy = part.payment, moment_text(now), fiscal_year(local_date(now))
    moved = ledger.Collected(part.posting_id, payment.payment_id, payment.account, part.satang, fy, at)
    ledger.remit(connection, moved)
    booked = journal.write(connection, now, _booking(part, fy), periods.demand_open(connection, now))
    posting = Posting(
        posting_id=part.posting_id,
        payment_id=payment.payment_id,
        treasury=part.type.treasury,
        revenue_code=part.type.revenue_code,
        fund=booked[0].fund,
        satang=str(part.satang),
        bank_ref=treasury_reference(connection, payment.agency, fy),
        posted_at=at,
        entries=tuple(
            Entry(one.kind, one.number, side.side, side.gl_account, side.satang)
            for one in booked
            for side in one.entries
        ),
    )
    _keep(connection, part, posting)
    return _Posted(posting, booked)


def _booking(part: _Part, fy: str) -> Booking:
    """Return the event of sending a part on: its own unit's money, or another's that the unit collects for."""
    return Booking(
        event=f"remit.{part.type.treasury}{'_for_other' if part.type.owner_unit else ''}",
        agency=part.payment.agency,
        unit=part.payment.unit,
        matter=Matter.POSTING,
        about=part.posting_id,
        satang=part.satang,
        account=part.payment.account,
        gl_account=part.type.gl_account,
        fund=f"{fy[2:]}{part.type.fund}" if part.type.fund else "",
        revenue_code=part.type.revenue_code,
        text=part.type.name_th,
    )


def _keep(connection: Connection, part: _Part, posting: Posting) -> None:
    values = {
        "posting_id": posting.posting_id,
        "agency": part.payment.agency,
        "unit": part.payment.unit,
        "payment_id": posting.payment_id,
        "revenue_type": part.type.code,
        "treasury": posting.treasury,
        "revenue_code": posting.revenue_code,
        "fund": posting.fund,
        "satang": part.satang,
        "bank_ref": posting.bank_ref,
        "posted_at": posting.posted_at,
    }
    connection.execute(insert(postings).values(values))


def _tell(connection: Connection, now: datetime, owner: tuple[str, str], done: dict[str, list[_Posted]]) -> None:
    """Write into the unit's log what was posted and booked, and that the payments are with the treasury."""
    every = [one for posted in done.values() for one in posted]
    body = TreasuryPosted(tuple(one.posting for one in every))
    log.append(connection, moment_text(now), owner, TREASURY_POSTED, body.postings[0].posting_id, body, log.BANK)
    journal.tell(connection, now, owner, [document for one in every for document in one.documents])
    money.remitted(connection, now, done)
