"""Calling money back: what a payment maker opens, and gives up again before any money came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from app.simulator import arrival, fields
from app.simulator.clock import local_date, read_moment
from app.simulator.disbursement import batches, remarks
from app.simulator.recalls import money, views
from app.simulator.recalls.tables import recalls
from app.simulator.refusals import Refused, demand_fields, wrong
from app.wire.codes import LineState, Refusal, Role
from app.wire.recalls import Cause, DropRecall, OpenRecall, RecallDone, RecallState

if TYPE_CHECKING:
    from sqlalchemy import Row

    from app.simulator.disbursement.call import Call
    from app.simulator.log import Author
    from app.simulator.recalls.money import Paid

OPENED, DROPPED = "opened", "dropped"


def open_recall(call: Call, cmd_id: str, command: OpenRecall) -> RecallDone:
    """Ask the payee's bank for the money of a paid line."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_PAYMENT)
    batch = batches.of_unit(call.connection, call.signed, command.op_id)
    if command.rev != str(batch.rev):
        raise Refused(Refusal.EDITION_CHANGED, rev=str(batch.rev))
    _demand_sound(command, batch.lines_count)
    paid = money.paid_line(call.connection, batch, int(command.n))
    if paid is None:
        raise wrong("n")
    _demand_paid(call, command, paid)
    taken = select(recalls.c.recall_id).where(recalls.c.recall_id == command.recall_id)
    if call.connection.execute(taken).first() is not None:
        raise wrong("recall_id")
    row = {
        "recall_id": command.recall_id,
        "agency": batch.agency,
        "unit": batch.unit,
        "op_id": batch.op_id,
        "rev": batch.rev,
        "n": paid.line.n,
        "state": RecallState.OPEN.value,
        "cause": command.cause,
        "satang": int(command.satang),
        "found_on": command.found_on,
        "letter_no": command.letter_no,
        "letter_date": command.letter_date,
        "reason": command.reason,
        "maker_uid": call.signed.uid,
        "opened_at": call.at,
        "due_at": call.at,
        "turn": arrival.turn(call.connection, batch.unit),
    }
    stored = call.connection.execute(insert(recalls).values(row).returning(recalls)).one()
    return done(call, stored, OPENED, call.author(cmd_id))


def drop_recall(call: Call, cmd_id: str, command: DropRecall) -> RecallDone:
    """Give a recall up; any maker of the unit may, since whoever opened it may be away."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_PAYMENT)
    stored = of_unit(call, command.recall_id)
    if not command.reason or not fields.is_text(command.reason):
        raise wrong("reason")
    stored = change(call, stored, (RecallState.OPEN,), DROPPED, state=RecallState.DROPPED.value, due_at=None)
    return done(call, stored, DROPPED, call.author(cmd_id))


def of_unit(call: Call, recall_id: str) -> Row[Any]:
    """Return a recall of the person's unit; another unit's is as unknown as none at all."""
    mine = (recalls.c.recall_id == recall_id, recalls.c.unit == call.signed.unit)
    stored = call.connection.execute(select(recalls).where(*mine)).one_or_none()
    if stored is None:
        raise Refused(Refusal.NOT_FOUND)
    return stored


def change(
    call: Call, stored: Row[Any], states: tuple[RecallState, ...], action: str, **values: str | int | None
) -> Row[Any]:
    """Change a recall that is in one of these states; whoever comes second finds it changed, and is refused."""
    mine = (recalls.c.recall_id == stored.recall_id, recalls.c.state.in_([state.value for state in states]))
    changed = call.connection.execute(update(recalls).where(*mine).values(values).returning(recalls)).one_or_none()
    if changed is None:
        raise Refused(Refusal.STATUS_FORBIDS, status=stored.state, action=action)
    return changed


def done(call: Call, stored: Row[Any], what: str, author: Author) -> RecallDone:
    """Tell of a change and return the answer to the command that made it."""
    position = views.tell(call.connection, call.now, stored, what, author)
    return RecallDone(
        cmd_id=author.cmd_id,
        recall_id=stored.recall_id,
        status=stored.state,
        at=call.at,
        log=position.log,
        seq=str(position.seq),
        leaf=position.leaf,
    )


def _demand_sound(command: OpenRecall, lines_count: int) -> None:
    demand_fields(
        ("recall_id", fields.is_uuid(command.recall_id)),
        ("n", remarks.is_line(command.n, lines_count)),
        ("cause", command.cause in frozenset(Cause)),
        ("satang", fields.is_satang(command.satang)),
        ("letter_no", bool(command.letter_no) and fields.is_text(command.letter_no)),
        ("reason", bool(command.reason) and fields.is_text(command.reason)),
    )


def _demand_paid(call: Call, command: OpenRecall, paid: Paid) -> None:
    """Refuse a line that was never paid, more than is left of it, and days that cannot be."""
    if paid.line.status not in (LineState.SETTLED, LineState.RETURNED):
        raise Refused(Refusal.STATUS_FORBIDS, status=paid.line.status, action="recall")
    left = money.left(call.connection, paid)
    if int(command.satang) > left:
        raise Refused(Refusal.RECALL_TOO_MUCH, left_satang=str(left))
    first, today = local_date(read_moment(paid.line.at)), local_date(call.now)
    for name, text in (("found_on", command.found_on), ("letter_date", command.letter_date)):
        day = fields.read_day(text)
        if day is None or not first <= day <= today:
            raise wrong(name)
