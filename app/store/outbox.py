"""Commands on their way to the central system: the exact bytes, kept before the first try, until a definite answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, or_, select, update

from app.domain.values.dates import instant
from app.domain.values.errors import Conflict, Refused, Tampered
from app.store.records import moment
from app.store.tables import outbox as outbox_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Row

    from app.store.handles import Reading, Writing


class CommandState(StrEnum):
    """QUEUED was never sent, SENT may have had its effect, DONE and REFUSED are the central system's last word."""

    QUEUED = "queued"
    SENT = "sent"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class OutboxCommand:
    """A command; ``request`` is sent unchanged on every try. ``problem`` is the code of the last try's trouble."""

    cmd_id: str
    op_id: str
    kind: str
    request: bytes
    sha256: str
    state: CommandState
    tries: int
    next_at: datetime
    created_at: datetime
    response: bytes = b""
    problem: str = ""


_SETTLED = frozenset({CommandState.DONE, CommandState.REFUSED})
_UNSETTLED = outbox_table.c.state.in_((CommandState.QUEUED.value, CommandState.SENT.value))


def new_command(cmd_id: str, op_id: str, kind: str, request: bytes, at: datetime) -> OutboxCommand:
    """Return a command to queue now and to send at once."""
    digest = hashlib.sha256(request).hexdigest()
    return OutboxCommand(cmd_id, op_id, kind, request, digest, CommandState.QUEUED, 0, at, at)


def queue(tx: Writing, command: OutboxCommand) -> None:
    """Keep a command in the commit of the act it stands for; the audit entry then names it.

    Raises `Conflict` ``store_conflict`` if its ``cmd_id`` was used before.
    """
    values = {
        "cmd_id": command.cmd_id,
        "op_id": command.op_id,
        "kind": command.kind,
        "request": command.request,
        "sha256": command.sha256,
        "state": command.state.value,
        "tries": command.tries,
        "next_at": instant(command.next_at),
        "created_at": instant(command.created_at),
        "response": command.response,
        "problem": command.problem,
    }
    tx.connection.execute(insert(outbox_table), values)
    tx.note(cmd_id=command.cmd_id)
    tx.touched("outbox")


def due(rd: Reading, now: datetime) -> list[OutboxCommand]:
    """Return what may be sent at ``now``: of each batch only the oldest unsettled command, in the order of queueing.

    What was never sent is due whatever the clock says: it may have been queued before the clock was put right.
    Raises `Tampered` ``outbox_damaged`` if the bytes of a command are not those that were queued.
    """
    first = select(func.min(outbox_table.c.number)).where(_UNSETTLED).group_by(outbox_table.c.op_id)
    in_time = or_(outbox_table.c.tries == 0, outbox_table.c.next_at <= instant(now))
    query = select(outbox_table).where(outbox_table.c.number.in_(first), in_time)
    commands = _commands(rd.connection.execute(query.order_by(outbox_table.c.number)))
    for command in commands:
        if hashlib.sha256(command.request).hexdigest() != command.sha256:
            raise Tampered("outbox_damaged", cmd_id=command.cmd_id)
    return commands


def mark_sent(tx: Writing, cmd_id: str) -> None:
    """Write down, before the bytes leave, that they may arrive."""
    _change(tx, cmd_id, {"state": CommandState.SENT.value, "tries": outbox_table.c.tries + 1, "problem": ""})


def postpone(tx: Writing, cmd_id: str, next_at: datetime, problem: str) -> None:
    """Try again later; whether the last try had its effect stays open."""
    _change(tx, cmd_id, {"next_at": instant(next_at), "problem": problem})


def settle(tx: Writing, cmd_id: str, state: CommandState, response: bytes) -> None:
    """Write down the definite answer; the same one twice is one, another raises `Conflict` ``command_settled``."""
    if state not in _SETTLED:
        raise ValueError("only DONE and REFUSED settle a command")
    known = command(tx, cmd_id)
    if known.state in _SETTLED:
        if (known.state, known.response) != (state, response):
            raise Conflict("command_settled", cmd_id=cmd_id)
        return
    _change(tx, cmd_id, {"state": state.value, "response": response})


def command(rd: Reading, cmd_id: str) -> OutboxCommand:
    """Return one command; raise `Refused` ``command_unknown``."""
    row = rd.connection.execute(select(outbox_table).where(outbox_table.c.cmd_id == cmd_id)).first()
    if row is None:
        raise Refused("command_unknown", cmd_id=cmd_id)
    return _command(row)


def next_alike(rd: Reading, cmd_id: str) -> OutboxCommand | None:
    """Return the command of the same kind about the same that was queued after another one, None without any."""
    o = outbox_table.c
    this = select(o.number, o.op_id, o.kind).where(o.cmd_id == cmd_id).subquery()
    alike = (o.op_id == this.c.op_id, o.kind == this.c.kind, o.number > this.c.number)
    row = rd.connection.execute(select(outbox_table).where(*alike).order_by(o.number).limit(1)).first()
    return _command(row) if row else None


def knows(rd: Reading, cmd_id: str) -> bool:
    """Say whether a command was ever queued here."""
    found = rd.connection.execute(select(outbox_table.c.number).where(outbox_table.c.cmd_id == cmd_id))
    return found.first() is not None


def newest_submit(rd: Reading, op_id: str) -> bytes | None:
    """Return the bytes of the last command that handed a batch in from here, None where there was none."""
    handed_in = (outbox_table.c.op_id == op_id) & (outbox_table.c.kind == "submit")
    query = select(outbox_table.c.request).where(handed_in).order_by(outbox_table.c.number.desc()).limit(1)
    return rd.connection.execute(query).scalar()


def unsettled(rd: Reading) -> list[OutboxCommand]:
    """Return everything without a definite answer, oldest first."""
    return _commands(rd.connection.execute(select(outbox_table).where(_UNSETTLED).order_by(outbox_table.c.number)))


def recent(rd: Reading, count: int = 50) -> list[OutboxCommand]:
    """Return the newest commands, newest first."""
    return _commands(rd.connection.execute(select(outbox_table).order_by(outbox_table.c.number.desc()).limit(count)))


def _change(tx: Writing, cmd_id: str, values: dict[str, Any]) -> None:
    unsettled_one = update(outbox_table).where(outbox_table.c.cmd_id == cmd_id, _UNSETTLED).values(**values)
    if tx.connection.execute(unsettled_one).rowcount != 1:
        raise Conflict("command_settled", cmd_id=cmd_id)
    tx.touched("outbox")


def _commands(rows: Iterable[Row[Any]]) -> list[OutboxCommand]:
    return [_command(row) for row in rows]


def _command(row: Row[Any]) -> OutboxCommand:
    return OutboxCommand(
        cmd_id=row.cmd_id,
        op_id=row.op_id,
        kind=row.kind,
        request=row.request,
        sha256=row.sha256,
        state=CommandState(row.state),
        tries=row.tries,
        next_at=moment(row.next_at),
        created_at=moment(row.created_at),
        response=row.response,
        problem=row.problem,
    )
