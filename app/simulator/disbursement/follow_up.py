"""Paying failed lines again, or ending them, each once: all = settled + followed up + closed + open (ST-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from app.simulator.disbursement import batches, remarks
from app.simulator.disbursement.moves import demand_owner
from app.simulator.disbursement.tables import closed_lines
from app.simulator.refusals import Refused
from app.simulator.tables import lines as line_table
from app.wire.codes import BatchState, LineState, Refusal, Role
from app.wire.events import LINES_CLOSED, LinesClosed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.simulator.disbursement.batches import Batch
    from app.simulator.disbursement.call import Call
    from app.wire.disbursement import CloseLines, Done, Line, Payment

_FAILED = (LineState.REJECTED.value, LineState.RETURNED.value, LineState.DECLINED.value)
_FINISHED = (BatchState.SETTLED, BatchState.PARTLY_SETTLED, BatchState.REFUSED)
_BEGUN = (BatchState.RELEASED, *_FINISHED)
"""From here on the bank has the batch: what failed has failed."""


def demand_open(call: Call, payment: Payment, lines: Sequence[Line]) -> None:
    """Refuse lines that pay again what is no failed line of the batch that is followed, or is settled otherwise."""
    if not payment.follows:
        if again := next((line.n for line in lines if line.origin), ""):
            raise _wrong(again)
        return
    before = batches.find(call.connection, payment.follows)
    if before is None or before.unit != call.signed.unit or before.status not in _BEGUN:
        raise _wrong("")
    # The money is where it came back to.
    if (before.doc_no, before.debit_acct) != (payment.doc_no, payment.debit_acct):
        raise _wrong("")
    if before.fy != payment.fy:
        raise Refused(Refusal.FOLLOW_UP_YEAR, fy=before.fy)
    failed = _open_lines(call.connection, before, besides=payment.op_id)
    for line in lines:
        # Taken out when it is named: a line is paid again once in a batch, too.
        if failed.pop(line.origin, None) != int(line.satang):
            raise _wrong(line.n)


def close(call: Call, cmd_id: str, command: CloseLines) -> Done:
    """End failed lines that will not be paid again; their money stays with the draw."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_PAYMENT)
    batch = batches.of_unit(call.connection, call.signed, command.op_id)
    demand_owner(call, batch)
    if batch.status not in _FINISHED:
        raise Refused(Refusal.STATUS_FORBIDS, status=batch.status, action="close_lines")
    if command.rev != str(batch.rev):
        raise Refused(Refusal.EDITION_CHANGED, rev=str(batch.rev))
    remarks.demand_sound(command.lines, batch.lines_count)
    if not command.lines:
        raise Refused(Refusal.LINES_NONE)
    failed = _open_lines(call.connection, batch)
    for said in command.lines:
        if _origin(batch, said.n) not in failed:
            raise _wrong(said.n)
    same = {"op_id": batch.op_id, "rev": batch.rev, "uid": call.signed.uid, "at": call.at}
    rows = [same | {"n": int(said.n), "code": said.code, "text": said.text} for said in command.lines]
    call.connection.execute(insert(closed_lines), rows)
    body = LinesClosed(op_id=batch.op_id, rev=str(batch.rev), lines=command.lines)
    return call.done(cmd_id, batch, call.tell(batch, LINES_CLOSED, body, call.author(cmd_id)))


def _open_lines(connection: Connection, batch: Batch, besides: str = "") -> dict[str, int]:
    """Return the amounts of failed lines that nobody pays again or ended, by what a line names as its origin."""
    n = line_table.c
    mine = (n.op_id == batch.op_id, n.rev == batch.rev, n.status.in_(_FAILED))
    failed = {
        _origin(batch, str(row.n)): int(row.satang)
        for row in connection.execute(select(n.n, n.satang).where(*mine).order_by(n.n))
    }
    closed = select(closed_lines.c.n).where(closed_lines.c.op_id == batch.op_id, closed_lines.c.rev == batch.rev)
    again = select(n.origin).where(
        n.origin.between(f"{batch.op_id}/", f"{batch.op_id}0"),  # "0" is the character after "/"
        n.status != LineState.VOIDED.value,
        n.op_id != besides,
    )
    done = {_origin(batch, str(number)) for number in connection.execute(closed).scalars()}
    done.update(connection.execute(again).scalars())
    return {origin: satang for origin, satang in failed.items() if origin not in done}


def _origin(batch: Batch, n: str) -> str:
    return f"{batch.op_id}/{batch.rev}/{n}"


def _wrong(line: str) -> Refused:
    return Refused(Refusal.FOLLOW_UP_WRONG, line=line)
