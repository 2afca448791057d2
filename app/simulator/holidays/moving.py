"""What waits for a day on which banks are closed all of a sudden, or open again: it moves, and the unit hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import and_, or_, select

from app.simulator import log
from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date, moment_text, read_moment
from app.simulator.disbursement import batches, stages, terms
from app.simulator.disbursement.batches import Batch
from app.simulator.disbursement.stages import By
from app.simulator.disbursement.tables import batch_stages
from app.simulator.holidays import moments
from app.simulator.holidays.moments import Moment, moved
from app.simulator.refusals import Refused
from app.simulator.tables import batches as batch_table
from app.wire.codes import BatchState, Cause, Stage
from app.wire.events import BATCH_POSTPONED, BatchMoved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from app.simulator.calendar import BankCalendar, NamedDay
    from app.wire.access import Service

MOVES_SHOWN_MAX = 200
_WAITING = (BatchState.SUBMITTED.value, BatchState.IN_APPROVAL.value, BatchState.APPROVED.value)
_OPENED = "เปิดทำการตามเดิม"
_YEAR_OVER = "พ้นปีงบประมาณแล้ว ธนาคารจะไม่จ่าย"


class Move(msgspec.Struct):
    """Something that waits: ``was`` and ``becomes`` are moments.

    ``what``: ``batch`` is paid then; ``waiting`` would be, were it signed now; ``answers`` are of payees' banks about a
    batch's lines, ``recall`` about money called back, ``remittance`` is sent or answered then, ``card`` is money of a
    card that comes in then. ``year_over`` is yes where the fiscal year is over by then, and the bank will not pay.
    """

    what: str
    about: str
    unit: str
    doc_no: str
    satang: str
    was: str
    becomes: str
    year_over: str = "no"


class Moves(msgspec.Struct):
    """How many things move, and the first `MOVES_SHOWN_MAX` of them by their moment."""

    count: int
    moves: list[Move]


@dataclass(frozen=True, slots=True)
class _Found:
    """What another calendar moves: batches with their day, what comes by itself, and what is not signed yet."""

    batches: list[tuple[Move, Batch]]
    moments: list[Moment]
    unsigned: list[Move]

    def told(self) -> Moves:
        """Return all that moves; lines of a batch that wait for one day are one."""
        late = dict.fromkeys(map(_of_moment, (one for one in self.moments if one.becomes != one.was)))
        return _told([move for move, _ in self.batches] + [Move(*one) for one in late] + self.unsigned)


def of_calendars(connection: Connection, now: datetime, held: BankCalendar, wanted: BankCalendar) -> Moves:
    """Return what another calendar moves; nothing is changed."""
    return _found(connection, now, held, wanted).told()


def of_services(connection: Connection, now: datetime, calendar: BankCalendar, wanted: Sequence[Service]) -> Moves:
    """Return which batches that are not signed yet would be paid on another day by another table of services."""
    rows = terms.services_of(connection)
    return _told(_unsigned(connection, now, (calendar, rows), (calendar, wanted)))


def move(
    connection: Connection, now: datetime, held: BankCalendar, days: Sequence[NamedDay], wanted: BankCalendar
) -> Moves:
    """Move everything to the days of another calendar; tell units of their batches and of their money."""
    found, names = _found(connection, now, held, wanted), {one.day: one.name_th for one in days}
    for move, batch in found.batches:
        _postpone(connection, now, batch, move, names)
    moments.move(connection, now, found.moments)
    return found.told()


def _postpone(connection: Connection, now: datetime, batch: Batch, move: Move, names: Mapping[date, str]) -> None:
    at = moment_text(now)
    why = names.get(local_date(read_moment(move.was)), "") if move.becomes > move.was else _OPENED
    if move.year_over == "yes":
        why = f"{why} {_YEAR_OVER}"
    batch = batches.change(connection, batch, pay_at=move.becomes)
    stages.note(connection, batch, Stage.WAITING_CUT_OFF, By(at, Cause.OPERATOR, reason=move.becomes))
    body = BatchMoved(
        op_id=batch.op_id,
        rev=str(batch.rev),
        status=batch.status,
        version=str(batch.version),
        reason=why,
        pay_at=move.becomes,
    )
    log.append(connection, at, batch.owner, BATCH_POSTPONED, batch.op_id, body, log.BANK)


def _found(connection: Connection, now: datetime, held: BankCalendar, wanted: BankCalendar) -> _Found:
    rows = terms.services_of(connection)
    return _Found(
        list(_approved(connection, now, wanted, rows)),
        moments.waiting(connection, held, wanted),
        _unsigned(connection, now, (held, rows), (wanted, rows)),
    )


def _told(found: list[Move]) -> Moves:
    found.sort(key=lambda one: (one.was, one.what, one.unit, one.doc_no, one.about))
    return Moves(len(found), found[:MOVES_SHOWN_MAX])


def _of_moment(one: Moment) -> tuple[str, str, str, str, str, str, str]:
    return one.what, one.about, one.unit, one.doc_no, str(one.satang), one.was, one.becomes


def _approved(
    connection: Connection, now: datetime, wanted: BankCalendar, services: Sequence[Service]
) -> Iterator[tuple[Move, Batch]]:
    """Give what is approved and waits for its time, with the day on which it is paid by another calendar.

    It is the day that it was approved for, or the next on which banks are open: what moved before moves back. What was
    approved while banks were closed on an earlier day that would have done is paid on that one once it is open.
    """
    b, s = batch_table.c, batch_stages.c
    waits = (b.status == BatchState.APPROVED.value, b.held == "", b.pay_at != "")
    first = select(s.op_id, s.at, s.reason).where(
        s.op_id.in_(select(b.op_id).where(*waits)),
        s.stage == Stage.WAITING_CUT_OFF.value,
        s.cause == Cause.CLOCK.value,
    )
    newest = {row.op_id: row for row in connection.execute(first.order_by(s.n))}
    rows = connection.execute(select(batch_table).where(*waits).order_by(b.pay_at, b.unit, b.turn))
    hours = _Hours(connection)
    for row in rows.mappings().all():
        batch = Batch(**row)
        noted = newest.get(batch.op_id)
        asked = batch.pay_at if noted is None else noted.reason
        its = hours.of(batch, services)
        if noted is not None and its is not None and batch.release_by != batches.PERSON:  # who releases names a day
            soonest = moment_text(_pay_at(read_moment(noted.at), batch, wanted, its))
            asked = min(asked, soonest) if soonest > moment_text(now) else asked
        becomes = moved(asked, wanted)
        if becomes != batch.pay_at:
            yield _of_batch("batch", batch, batch.pay_at, becomes), batch


def _unsigned(
    connection: Connection,
    now: datetime,
    held: tuple[BankCalendar, Sequence[Service]],
    wanted: tuple[BankCalendar, Sequence[Service]],
) -> list[Move]:
    """Return what is not signed by everybody, or not released, and would be paid on another day if it were now."""
    b = batch_table.c
    open_ones = or_(b.status != BatchState.APPROVED.value, and_(b.pay_at == "", b.held == ""))
    rows = connection.execute(select(batch_table).where(b.status.in_(_WAITING), open_ones).order_by(b.unit, b.turn))
    hours = _Hours(connection)

    def if_now(batch: Batch, calendar: BankCalendar, services: Sequence[Service]) -> str:
        its = hours.of(batch, services)
        if its is None:
            return ""
        return moment_text(_pay_at(now, batch, calendar, its))

    found = []
    for row in rows.mappings().all():
        batch = Batch(**row)
        was, becomes = if_now(batch, *held), if_now(batch, *wanted)
        if was and becomes and local_date(read_moment(was)) != local_date(read_moment(becomes)):
            found.append(_of_batch("waiting", batch, was, becomes))
    return found


def _pay_at(signed: datetime, batch: Batch, calendar: BankCalendar, its: terms.Hours) -> datetime:
    return calendar.pay_at(signed, date.fromisoformat(batch.value_date), its.cut_off, its.lead_days)


class _Hours:
    """Until when batches are of their day, looked up once for all of one unit, service and day."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, str, str, int], terms.Hours | None] = {}

    def of(self, batch: Batch, services: Sequence[Service]) -> terms.Hours | None:
        """Return the hours of a batch by a table of services, None where its service is not offered."""
        key = (batch.unit, batch.service, batch.value_date, id(services))
        if key not in self._known:
            self._known[key] = self._found(batch, services)
        return self._known[key]

    def _found(self, batch: Batch, services: Sequence[Service]) -> terms.Hours | None:
        try:
            service = terms.service_among(services, batch.service, batch.value_date)
        except Refused:
            return None
        return terms.hours(self._connection, batch.unit, service)


def _of_batch(what: str, batch: Batch, was: str, becomes: str) -> Move:
    over = fiscal_year(local_date(read_moment(becomes))) != batch.fy
    year = "yes" if over else "no"
    return Move(what, batch.op_id, batch.unit, batch.doc_no, str(batch.total_satang), was, becomes, year)
