"""Lines that an authorizer declines while the others go on: not paid, their money is available again (AP-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from app.simulator import ledger
from app.simulator.disbursement import batches, stages
from app.simulator.refusals import Refused
from app.simulator.tables import lines as line_table
from app.wire.api import OUTCOMES_PER_EVENT_MAX
from app.wire.codes import LineState, Refusal, Stage
from app.wire.events import LINES_REPORTED, LinesReported, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.simulator.disbursement.batches import Batch
    from app.simulator.disbursement.call import Call
    from app.simulator.log import Author
    from app.wire.disbursement import LineRemark

_DECLINED = LineState.DECLINED.value


def declined(connection: Connection, batch: Batch) -> tuple[str, ...]:
    """Return the lines of the edition now that authorizers declined, in order."""
    n = line_table.c
    mine = (n.op_id == batch.op_id, n.rev == batch.rev, n.status == _DECLINED)
    return tuple(map(str, connection.execute(select(n.n).where(*mine).order_by(n.n)).scalars()))


def demand_some_left(batch: Batch, before: Sequence[str], said: Sequence[LineRemark]) -> frozenset[str]:
    """Return all lines that are declined then; refuse to decline a line twice, and to decline the last one."""
    again = next((remark.n for remark in said if remark.n in set(before)), "")
    if again:
        raise Refused(Refusal.FIELD_WRONG, field="lines", line=again)
    after = frozenset((*before, *(remark.n for remark in said)))
    if len(after) == batch.lines_count:
        raise Refused(Refusal.LINES_ALL_DECLINED)
    return after


def carry_out(call: Call, batch: Batch, said: Sequence[LineRemark], author: Author) -> Batch:
    """Let go of the money of declined lines and report them; return the batch as it is then."""
    for first in range(0, len(said), OUTCOMES_PER_EVENT_MAX):
        part = said[first : first + OUTCOMES_PER_EVENT_MAX]
        batch = _decline(call, batch, part)
        outcomes = tuple(Outcome(remark.n, _DECLINED, remark.code, "", call.at, "") for remark in part)
        body = LinesReported(op_id=batch.op_id, rev=str(batch.rev), version=str(batch.version), outcomes=outcomes)
        call.tell(batch, LINES_REPORTED, body, author)
    return batch


def _decline(call: Call, batch: Batch, part: Sequence[LineRemark]) -> Batch:
    n = line_table.c
    numbers = {int(remark.n): remark.code for remark in part}
    mine = (n.op_id == batch.op_id, n.rev == batch.rev, n.n.in_(sorted(numbers)))
    ledger.void(call.connection, batch.order(call.at), batches.reserved(call.connection, *mine))
    for code in sorted(set(numbers.values())):
        alike = [number for number, given in numbers.items() if given == code]
        those = (n.op_id == batch.op_id, n.rev == batch.rev, n.n.in_(alike))
        call.connection.execute(update(line_table).where(*those).values(status=_DECLINED, reason=code, at=call.at))
        stages.note(call.connection, batch, Stage.LINES_DECLINED, stages.by_person(call, code), alike)
    return batches.change(call.connection, batch, lines_open=batch.lines_open - len(part))
