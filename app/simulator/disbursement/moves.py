"""The maker's two moves: taking a batch back before the first signature, and giving it up before the bank begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator import fields
from app.simulator.administration.grants import holders
from app.simulator.clock import local_date
from app.simulator.disbursement import batches, stages
from app.simulator.disbursement.states import Action, after
from app.simulator.refusals import Refused
from app.wire.codes import BatchState, Refusal, Role
from app.wire.events import BATCH_CANCELLED, BATCH_WITHDRAWN, BatchMoved

if TYPE_CHECKING:
    from app.simulator.disbursement.batches import Batch
    from app.simulator.disbursement.call import Call
    from app.wire.disbursement import Cancel, Done, Withdraw


_WITH_THE_BANK = (BatchState.RELEASED, BatchState.SETTLED, BatchState.PARTLY_SETTLED)


def withdraw(call: Call, cmd_id: str, command: Withdraw) -> Done:
    """Take a batch back to mend it; its money is available again."""
    batch = _stored(call, cmd_id, command, Action.WITHDRAW)
    batches.void_lines(call.connection, batch, call.at)
    return _move(call, cmd_id, batch, Action.WITHDRAW, command.reason)


def cancel(call: Call, cmd_id: str, command: Cancel) -> Done:
    """Give up a batch that is back with its maker, or approved and not yet with the bank (ST-8).

    Any other maker of the unit may where this one was removed, is suspended, or has the right no more.
    """
    batch = _stored(call, cmd_id, command, Action.CANCEL)
    if batch.status == BatchState.APPROVED:
        batches.void_lines(call.connection, batch, call.at)
    return _move(call, cmd_id, batch, Action.CANCEL, command.reason)


def _stored(call: Call, cmd_id: str, command: Withdraw | Cancel, action: Action) -> Batch:
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_PAYMENT)
    batch = batches.of_unit(call.connection, call.signed, command.op_id)
    if action is Action.CANCEL:
        demand_owner(call, batch)
        # Held on the day it was to be paid, it is with the bank too.
        if batch.status in _WITH_THE_BANK or batch.held:
            raise Refused(Refusal.CANCEL_TOO_LATE)
    elif batch.maker_uid != call.signed.uid:
        raise Refused(Refusal.NOT_THE_MAKER)
    after(batch.status, action)
    if command.rev != str(batch.rev):
        raise Refused(Refusal.EDITION_CHANGED, rev=str(batch.rev))
    if not fields.is_text(command.reason):
        raise Refused(Refusal.FIELD_WRONG, field="reason", line="")
    return batch


def demand_owner(call: Call, batch: Batch) -> None:
    """Refuse everybody but the maker, or, where that one may not act any more or now, any maker of the unit."""
    if batch.maker_uid == call.signed.uid:
        return
    if batch.maker_uid in holders(call.connection, batch.unit, local_date(call.now), Role.MAKER_PAYMENT):
        raise Refused(Refusal.NOT_THE_MAKER)


def _move(call: Call, cmd_id: str, batch: Batch, action: Action, reason: str) -> Done:
    batch = stages.move(call.connection, batch, action, stages.by_person(call, reason))
    body = BatchMoved(
        op_id=batch.op_id, rev=str(batch.rev), status=batch.status, version=str(batch.version), reason=reason
    )
    event = BATCH_WITHDRAWN if action is Action.WITHDRAW else BATCH_CANCELLED
    return call.done(cmd_id, batch, call.tell(batch, event, body, call.author(cmd_id)))
