"""Handing signed commands to the outbox, in the commit of the act they stand for, and sending them once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central.client import kept_answer
from app.domain.values.errors import Conflict, Refused, Unanswered
from app.domain.values.texts import cleaned
from app.store import outbox
from app.store.outbox import CommandState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from app.central.signed_orders import Prepared
    from app.domain.access.permissions import Action
    from app.services.desk import Desk
    from app.services.sync import Sync
    from app.store.outbox import OutboxCommand
    from app.store.unit_of_work import Writing


@dataclass(frozen=True, slots=True)
class Given:
    """An order that was given; ``known`` False: sent, and not answered yet. ``slip_id`` is what may be printed now.

    ``order_id`` is the name of what it is about: of a request, a recall, or an act.
    """

    order_id: str
    known: bool
    slip_id: str = ""


def queue(tx: Writing, prepared: Prepared, at: datetime) -> None:
    """Keep a prepared command; `Sync` sends it as soon as it can."""
    outbox.queue(tx, outbox.new_command(prepared.cmd_id, prepared.op_id, prepared.kind, prepared.request, at))


def give(
    desk: Desk,
    sync: Sync,
    prepared: Prepared,
    action: tuple[Action, str, Mapping[str, str]],
    is_same: Callable[[OutboxCommand], bool],
) -> Given:
    """Keep a command in the commit of its act, then send it; without an answer the round goes on asking.

    ``action`` is the act, what it is about and its facts, as the audit trail tells them. Raises `Conflict`
    ``order_under_way`` while a command that ``is_same`` has no answer, and the central system's refusals.
    """
    with desk.store.write(desk.actor, *action) as tx:
        if any(map(is_same, outbox.unsettled(tx))):
            raise Conflict("order_under_way")
        queue(tx, prepared, desk.now())
    try:
        answer = sync.deliver(prepared.cmd_id)
    except Unanswered:
        return Given(prepared.op_id, known=False)
    return Given(prepared.op_id, known=True, slip_id=answer.slip_id)


def refusal(command: OutboxCommand) -> str:
    """Return the code with which a command was refused for good, '' for any other."""
    return kept_answer(command.response, done=False).code if command.state is CommandState.REFUSED else ""


def reasoned(reason: str, *, needed: bool = True) -> str:
    """Return a reason as it may be signed; raise `Refused` ``reason_missing`` where one is needed and says nothing."""
    plain = cleaned(reason)
    if needed and not plain:
        raise Refused("reason_missing")
    return plain
