"""The planner of cut-offs: what must be signed until when, and who is at hand (AP-16)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.disbursement.planner import WAITING, Plan, plan
from app.services.readiness import circumstances
from app.services.stages import SUBMITTED, told_stages, told_together
from app.store import disbursement, inbox, listings

if TYPE_CHECKING:
    from app.domain.disbursement.record import Batch
    from app.services.desk import Desk
    from app.store.handles import Reading

URGENT_MAX = 3
LOOKED_AT_MAX = 200
SIGNED = "batch.signed"


@dataclass(frozen=True, slots=True)
class Planned:
    """A waiting batch with its plan."""

    batch: Batch
    plan: Plan


def plan_of(desk: Desk, op_id: str, stages: tuple[tuple[str, ...], ...]) -> Plan | None:
    """Return the plan of one batch, None where it waits for no signature."""
    with desk.store.read() as reading:
        batch = disbursement.batch(reading, op_id)
        signed = signed_by(reading, op_id)
        together = told_together(reading, op_id)
    made = plan(batch, circumstances(desk), stages, signed, desk.present) if batch is not None else None
    return replace(made, together=together) if made is not None else None


def urgent(desk: Desk) -> tuple[Planned, ...]:
    """Return the waiting batches that must be signed first."""
    statuses = frozenset(status.value for status in WAITING)
    with desk.store.read() as reading:
        ids = listings.batch_ids(reading, order="updated_at", descending=True, statuses=statuses)[:LOOKED_AT_MAX]
        batches = list(listings.batch_rows(reading, ids).values())
        told = {each.op_id: (told_stages(reading, each.op_id), signed_by(reading, each.op_id)) for each in batches}
    around = circumstances(desk)
    found = ((each, plan(each, around, *told[each.op_id], desk.present)) for each in batches)
    planned = [Planned(batch, made) for batch, made in found if made is not None]
    return tuple(sorted(planned, key=lambda each: each.plan.last_moment)[:URGENT_MAX])


def signed_by(rd: Reading, op_id: str) -> frozenset[str]:
    """Return who has signed the newest edition."""
    uids: set[str] = set()
    for event in inbox.known_events(rd, op_id):
        if event.kind == SUBMITTED:
            uids.clear()
        elif event.kind == SIGNED:
            uids.add(event.uid)
    return frozenset(uids)
