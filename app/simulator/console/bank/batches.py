"""Batches by stage: what became of each and its lines, when, why, by which rule; held ones are let go or refused."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.simulator import held
from app.simulator.console import lists
from app.simulator.console.acts import Done
from app.simulator.console.counter import plain
from app.simulator.disbursement import batches as stored
from app.simulator.disbursement import stages
from app.simulator.disbursement.evidence import demand_authorized, demand_intact
from app.simulator.held import RejectWanted
from app.simulator.refusals import Refused
from app.simulator.tables import batches, lines, users
from app.wire import api
from app.wire.codes import BatchState, LineState, Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.disbursement.batches import Batch
    from app.simulator.pages.forms import Sent

_APPROVED = (BatchState.APPROVED, BatchState.RELEASED, BatchState.SETTLED, BatchState.PARTLY_SETTLED)


class BatchPages:
    """What the bank's staff see of batches, and say of those that are held."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, asked: Asked) -> dict[str, Any]:
        """List batches, the newest first, of one unit and one state if they are named."""
        named = lists.said(asked, "unit", "state", "text")
        b = batches.c
        query = select(b.op_id, b.unit, b.doc_no, b.kind, b.status, b.held, b.total_satang, b.lines_count, b.value_date)
        for column, text in ((b.unit, named["unit"]), (b.status, named["state"])):
            query = query.where(column == text) if text else query
        if named["text"]:
            query = query.where(lists.like(b.doc_no, named["text"]) | lists.like(b.op_id, named["text"]))
        # A unit's own count of its batches; among units the day they were for.
        newest = query.order_by(b.value_date.desc(), b.unit, b.turn.desc())
        found = await self._central.storage.read(lists.part_of(asked, newest))
        return {"batches": found, "named": named, "states": [state.value for state in BatchState]}

    async def one(self, asked: Asked) -> dict[str, Any]:
        """Show a batch with its steps, its signatures as they are checked now, and a part of its lines."""
        op_id, named = asked.named("op_id"), lists.said(asked, "line")

        def read(connection: Connection) -> dict[str, Any]:
            batch = _find(connection, op_id)
            return {
                **_standing(connection, batch),
                "stages": stages.of_batch(connection, op_id),
                "lines": lists.part_of(asked, _lines(batch, named["line"]))(connection),
                "named": named,
                "line_states": [state.value for state in LineState],
            }

        return await self._central.storage.read(read)

    async def held(self, asked: Asked) -> dict[str, Any]:
        """List what is held, the longest waiting first."""
        found = await self._central.storage.read(held.listed)
        return {"held": lists.part(asked, found.batches)}

    async def held_one(self, asked: Asked) -> dict[str, Any]:
        """Show a held batch with what is wrong with it and who signed."""
        op_id = asked.named("op_id")
        return await self._central.storage.read(lambda connection: _standing(connection, _find(connection, op_id)))

    async def release(self, asked: Asked, _sent: Sent) -> Done:
        """Let a held batch go; the bank checks it once more."""
        op_id = asked.named("op_id")
        await self._counter.do("POST", f"{api.OPERATOR_HELD}/{plain(op_id)}/release")
        return Done(op_id)

    async def reject(self, asked: Asked, sent: Sent) -> Done:
        """Refuse a held batch for good."""
        op_id = asked.named("op_id")
        lists.demand_sure(sent)
        wanted = RejectWanted(sent.text("reason").strip())
        await self._counter.do("POST", f"{api.OPERATOR_HELD}/{plain(op_id)}/reject", wanted)
        return Done(op_id)


def _find(connection: Connection, op_id: str) -> Batch:
    batch = stored.find(connection, op_id)
    if batch is None:
        raise Refused(Refusal.NOT_FOUND)
    return batch


def _standing(connection: Connection, batch: Batch) -> dict[str, Any]:
    """Return a batch with who made and who signed it, and what its proof is worth now."""
    given = stored.signatures(connection, batch)
    uids = {batch.maker_uid, *(one.uid for one in given)}
    names = select(users.c.uid, users.c.name_th).where(users.c.uid.in_(uids))
    people = dict(connection.execute(names).tuples().all())
    return {
        "batch": dataclasses.asdict(batch),
        "maker": people.get(batch.maker_uid, batch.maker_uid),
        "given": [(people.get(one.uid, one.uid), one.decision) for one in given],
        "approvals": sum(one.decision == "approve" for one in given),
        "fault": _fault(connection, batch),
        "is_authorized": batch.status in _APPROVED,
    }


def _fault(connection: Connection, batch: Batch) -> str:
    """Return the code of what is wrong with the proof of a batch, '' if it holds."""
    try:
        demand_intact(connection, batch)
        if batch.status in _APPROVED:
            demand_authorized(connection, batch)
    except Refused as refused:
        return refused.refusal.value
    return ""


def _lines(batch: Batch, state: str) -> Select[Any]:
    wanted = ("n", "bank", "acct", "name", "satang", "status", "reason", "rule", "at", "due_at", "due_action")
    query = select(*(lines.c[name] for name in wanted)).where(lines.c.op_id == batch.op_id, lines.c.rev == batch.rev)
    return (query.where(lines.c.status == state) if state else query).order_by(lines.c.n)
