"""Batches that were held on the day they were to be paid: the bank looks, then lets them go or refuses them for good.

Letting go never means paying what was not signed: the same proof is asked again, and what fails it stays held.
Refusing goes by the books alone, since nothing else about such a batch can be relied on: what is reserved is let go of.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select, update

from app.simulator import fields, ledger, log
from app.simulator.clock import moment_text
from app.simulator.disbursement import batches, stages, terms
from app.simulator.disbursement.evidence import demand_authorized, demand_intact
from app.simulator.disbursement.stages import By
from app.simulator.disbursement.states import Action, after
from app.simulator.refusals import Refused
from app.simulator.sessions import note
from app.simulator.tables import batches as batch_table
from app.simulator.tables import lines as line_table
from app.wire.api import OUTCOMES_PER_EVENT_MAX
from app.wire.codes import BatchState, Cause, LineState, Refusal, ReturnReason, Stage
from app.wire.events import BATCH_REFUSED, LINES_REPORTED, BatchMoved, LinesReported, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.simulator.calendar import BankCalendar
    from app.simulator.disbursement.batches import Batch


class HeldBatch(msgspec.Struct):
    """A batch that waits for the bank's staff; ``held`` is what was wrong when it was to be paid."""

    op_id: str
    unit: str
    doc_no: str
    total_satang: str
    pay_at: str
    held: str


class HeldBatches(msgspec.Struct):
    """All of them, the longest waiting first."""

    batches: list[HeldBatch]


class RejectWanted(msgspec.Struct, forbid_unknown_fields=True):
    """``reason`` is told to the unit."""

    reason: str


def listed(connection: Connection) -> HeldBatches:
    """Return everything that is held."""
    b = batch_table.c
    waiting = select(batch_table).where(b.status == BatchState.APPROVED.value, b.held != "")
    waiting = waiting.order_by(b.pay_at, b.unit, b.turn)
    return HeldBatches(
        [
            HeldBatch(row.op_id, row.unit, row.doc_no, str(row.total_satang), row.pay_at, row.held)
            for row in connection.execute(waiting)
        ]
    )


def release(connection: Connection, now: datetime, calendar: BankCalendar, op_id: str) -> None:
    """Let a batch go that holds now: it is paid as if it had been approved at this moment.

    Refuses with whatever is still wrong, with ``status_forbids`` for a batch that is not held, with ``not_found``.
    """
    batch = _held(connection, op_id, Action.RELEASE)
    demand_intact(connection, batch)
    demand_authorized(connection, batch)
    hours = terms.hours(connection, batch.unit, terms.service_on(connection, batch.service, batch.value_date))
    pay_at = calendar.pay_at(now, date.fromisoformat(batch.value_date), hours.cut_off, hours.lead_days)
    note(connection, now, op_id, "batch.let_go", "", {"held": batch.held})
    batch = batches.change(connection, batch, held="", pay_at=moment_text(pay_at))
    stages.note(connection, batch, Stage.LET_GO, By(moment_text(now), Cause.OPERATOR))
    stages.waits(connection, batch, moment_text(now))


def reject(connection: Connection, now: datetime, op_id: str, reason: str) -> None:
    """Refuse a held batch for good: no line is paid, its money is available again, the unit is told why.

    Refuses with ``field_wrong`` without a reason, otherwise as `release`.
    """
    if not reason or not fields.is_text(reason):
        raise Refused(Refusal.FIELD_WRONG, field="reason", line="")
    batch, at = _held(connection, op_id, Action.REFUSE), moment_text(now)
    numbers = []
    for order, money in ledger.open_reservations(connection, op_id, at).items():
        ledger.void(connection, order, money)
        numbers += [line.n for line in money]
    code = ReturnReason.FRAD.value
    not_declined = line_table.c.status != LineState.DECLINED.value
    mine = (line_table.c.op_id == op_id, line_table.c.rev == batch.rev, not_declined)
    told = {"status": LineState.REJECTED.value, "reason": code, "at": at, "due_at": None, "due_action": ""}
    connection.execute(update(line_table).where(*mine).values(told))
    note(connection, now, op_id, "batch.refused", "", {"held": batch.held, "reason": reason})
    for first in range(0, len(numbers), OUTCOMES_PER_EVENT_MAX):
        part = numbers[first : first + OUTCOMES_PER_EVENT_MAX]
        batch = batches.change(connection, batch, lines_open=batch.lines_open - len(part))
        outcomes = tuple(Outcome(str(n), LineState.REJECTED.value, code, "", at, "", "") for n in part)
        report = LinesReported(op_id=op_id, rev=str(batch.rev), version=str(batch.version), outcomes=outcomes)
        log.append(connection, at, batch.owner, LINES_REPORTED, op_id, report, log.BANK)
    by = By(at, Cause.OPERATOR, reason=reason)
    stages.note(connection, batch, Stage.LINES_REJECTED, replace(by, reason=code), numbers)
    batch = stages.move(connection, batch, Action.REFUSE, by)
    body = BatchMoved(op_id=op_id, rev=str(batch.rev), status=batch.status, version=str(batch.version), reason=reason)
    log.append(connection, at, batch.owner, BATCH_REFUSED, op_id, body, log.BANK)


def _held(connection: Connection, op_id: str, action: Action) -> Batch:
    batch = batches.find(connection, op_id)
    if batch is None:
        raise Refused(Refusal.NOT_FOUND, op_id=op_id)
    after(batch.status, action)
    if not batch.held:
        raise Refused(Refusal.STATUS_FORBIDS, status=batch.status, action=action.value)
    return batch
