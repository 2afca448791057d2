"""What people say of a batch and its lines: an authorizer's remarks, words for the evidence (AP-6, AP-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator import fields
from app.simulator.disbursement import batches
from app.simulator.refusals import Refused
from app.wire.api import MEMO_CHARS_MAX, REMARKS_MAX
from app.wire.codes import LineReason, Refusal, Role
from app.wire.events import BATCH_COMMENTED, BatchCommented

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.simulator.disbursement.call import Call
    from app.wire.disbursement import Comment, Done, LineRemark

_REASONS = frozenset(LineReason)


def demand_sound(said: Sequence[LineRemark], lines_count: int) -> None:
    """Refuse remarks that are not about lines of the batch, in line order, each once and with a reason."""
    if len(said) > REMARKS_MAX:
        raise _wrong("lines", "")
    last = 0
    for remark in said:
        if not is_line(remark.n, lines_count) or int(remark.n) <= last:
            raise _wrong("lines", remark.n)
        last = int(remark.n)
        if remark.code not in _REASONS:
            raise _wrong("code", remark.n)
        if not fields.is_text(remark.text):
            raise _wrong("text", remark.n)


def is_line(n: str, lines_count: int) -> bool:
    """Say whether ``n`` is the number of one of so many lines."""
    return fields.is_number(n) and 0 < int(n) <= lines_count


def comment(call: Call, cmd_id: str, command: Comment) -> Done:
    """Keep a word about a batch of the unit, or about a line of it, for whoever reads its evidence."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_PAYMENT, Role.AUTHORIZER)
    batch = batches.of_unit(call.connection, call.signed, command.op_id)
    if command.n and not is_line(command.n, batch.lines_count):
        raise _wrong("n", command.n)
    if not command.text or not fields.is_text(command.text, MEMO_CHARS_MAX):
        raise _wrong("text", "")
    body = BatchCommented(op_id=batch.op_id, n=command.n, text=command.text)
    return call.done(cmd_id, batch, call.tell(batch, BATCH_COMMENTED, body, call.author(cmd_id)))


def _wrong(field: str, line: str) -> Refused:
    return Refused(Refusal.FIELD_WRONG, field=field, line=line)
