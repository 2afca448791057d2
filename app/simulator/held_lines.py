"""Single lines that a rule put on hold at the payee's bank: the staff let one go before its time, or refuse it.

A line that is let go is paid as if its time had come now, and only while the batch's proof and the register hold; one
that is refused gives its money back to the draw. Either way the unit hears of it by its log, and the reason stands
among the steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select, update

from app.simulator import fields
from app.simulator.clock import moment_text
from app.simulator.disbursement import batches, stages
from app.simulator.disbursement.evidence import demand_authorized, demand_intact
from app.simulator.disbursement.stages import By
from app.simulator.outcomes import Result
from app.simulator.refusals import Refused, wrong
from app.simulator.sessions import note
from app.simulator.settlement import HELD, demand_payable, line_of
from app.simulator.tables import batches as batch_table
from app.simulator.tables import lines as line_table
from app.wire.codes import BatchState, Cause, LineState, Refusal, ReturnReason, Stage

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from app.simulator.outcomes import Teller

_OF_THE_BANK = (ReturnReason.FRAD, ReturnReason.KHFY, ReturnReason.KHREG)
"""What the bank itself says: of a batch, of the year, of the register."""
CODES = tuple(code.value for code in ReturnReason if code not in _OF_THE_BANK)
"""What a line may be refused with: reasons that a payee's bank gives."""


class HeldLine(msgspec.Struct):
    """A line that waits at the payee's bank; it is paid at ``due_at`` unless somebody says otherwise."""

    op_id: str
    n: int
    unit: str
    doc_no: str
    bank: str
    acct: str
    name: str
    satang: str
    rule: str
    due_at: str


class HeldLines(msgspec.Struct):
    """The first `SHOWN_MAX` of them, those that go on first first."""

    lines: list[HeldLine]


class LineReleased(msgspec.Struct, forbid_unknown_fields=True):
    """``reason`` says to the unit why it is let go."""

    reason: str


class LineRejected(msgspec.Struct, forbid_unknown_fields=True):
    """``code`` is what the line is refused with, one of `CODES`; ``reason`` says why to the unit."""

    code: str
    reason: str


SHOWN_MAX = 1000


def query() -> Select[Any]:
    """Return what selects the lines that are held, those that go on first first."""
    n, b = line_table.c, batch_table.c
    shown = (n.op_id, n.n, b.unit, b.doc_no, n.bank, n.acct, n.name, n.satang, n.rule, n.due_at)
    mine = (n.status == LineState.PENDING.value, n.due_action == HELD, b.status == BatchState.RELEASED.value)
    joined = select(*shown).join(batch_table, (b.op_id == n.op_id) & (b.rev == n.rev))
    return joined.where(n.due_at.is_not(None), *mine).order_by(n.due_at, b.unit, b.turn, n.n)


def listed(connection: Connection) -> HeldLines:
    """Return the lines that are held."""
    rows = connection.execute(query().limit(SHOWN_MAX))
    names = HeldLine.__struct_fields__
    return HeldLines(
        [HeldLine(**{name: getattr(row, name) for name in names} | {"satang": str(row.satang)}) for row in rows]
    )


def release(connection: Connection, now: datetime, teller: Teller, named: tuple[str, int], reason: str) -> None:
    """Pay a held line now; refuse with what is wrong with its batch, or with ``not_found`` where it is not held."""
    _demand_reason(reason)
    batch, row = _held(connection, named)
    line = line_of(row)
    demand_payable(connection, batch, line, now)
    demand_intact(connection, batch)
    demand_authorized(connection, batch)
    result = Result(line, row.pending_id, LineState.SETTLED, "", cause=Cause.OPERATOR, rule=row.rule)
    _answer(connection, now, teller, (batch, result), (Stage.LINES_LET_GO, reason))


def reject(connection: Connection, now: datetime, teller: Teller, named: tuple[str, int], wanted: LineRejected) -> None:
    """Refuse a held line for good, likewise."""
    _demand_reason(wanted.reason)
    if wanted.code not in CODES:
        raise wrong("code")
    batch, row = _held(connection, named)
    line = line_of(row)
    result = Result(line, row.pending_id, LineState.REJECTED, wanted.code, cause=Cause.OPERATOR, rule=row.rule)
    _answer(connection, now, teller, (batch, result), (Stage.LINES_REFUSED, wanted.reason))


def _demand_reason(reason: str) -> None:
    if not fields.is_sentence(reason):
        raise wrong("reason")


def _held(connection: Connection, named: tuple[str, int]) -> tuple[batches.Batch, Row[Any]]:
    op_id, number = named
    batch, n = batches.find(connection, op_id), line_table.c
    held = (n.op_id == op_id, n.n == number, n.status == LineState.PENDING.value, n.due_action == HELD)
    if batch is None or batch.status != BatchState.RELEASED:
        raise Refused(Refusal.NOT_FOUND, op_id=op_id)
    row = connection.execute(select(line_table).where(*held, n.rev == batch.rev)).one_or_none()
    if row is None:
        raise Refused(Refusal.NOT_FOUND, op_id=op_id)
    return batch, row


def _answer(
    connection: Connection,
    now: datetime,
    teller: Teller,
    what: tuple[batches.Batch, Result],
    step: tuple[Stage, str],
) -> None:
    batch, result = what
    stage, reason = step
    at, number, n = moment_text(now), int(result.line.n), line_table.c
    note(connection, now, batch.op_id, f"line.{stage.value}", "", {"line": result.line.n, "reason": reason})
    stages.note(connection, batch, stage, By(at, Cause.OPERATOR, reason=reason), [number])
    mine = (n.op_id == batch.op_id, n.rev == batch.rev, n.n == number)
    connection.execute(update(line_table).where(*mine).values(due_at=None, due_action=""))
    teller.report(connection, batch, [result], at)
