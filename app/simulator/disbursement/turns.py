"""Whose signature is next: anybody's who may authorize in the unit, or that of the stage (AP-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.simulator.administration import notices
from app.simulator.administration.grants import holders, substitutes
from app.simulator.disbursement import batches
from app.simulator.refusals import Refused
from app.wire.codes import BatchState, Decision, Refusal, Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from app.simulator.disbursement.batches import Batch

Stages = tuple[tuple[str, ...], ...]


def stages_text(stages: Stages) -> str:
    """Return stages as they are kept with a batch."""
    return msgspec.json.encode(stages).decode()


def demand_turn(connection: Connection, day: date, batch: Batch, uid: str) -> None:
    """Refuse an approval that comes before its stage, or from somebody who is not of it."""
    stage = _next_stage(batch, _signers(connection, batch))
    if stage and uid not in _of_stage(connection, stage, day):
        raise Refused(Refusal.NOT_YOUR_TURN)


def whose(connection: Connection, day: date, batch: Batch) -> list[str]:
    """Return the uids of those who may give the next signature."""
    signers = _signers(connection, batch)
    stage = _next_stage(batch, signers)
    able = holders(connection, batch.unit, day, Role.AUTHORIZER)
    if stage:
        of_stage = _of_stage(connection, stage, day)
        able = [uid for uid in able if uid in of_stage]
    person_of = batches.person_of(connection, {*able, *signers, batch.maker_uid})
    out = {person_of[uid] for uid in (*signers, batch.maker_uid)}
    return [uid for uid in able if person_of[uid] not in out]


def waits_for(connection: Connection, day: date, batch: Batch) -> tuple[str, ...]:
    """Return who may give the next signature or release the batch, nobody where nothing is wanted any more."""
    waiting = batch.status in (BatchState.SUBMITTED, BatchState.IN_APPROVAL) or batch.waits_for_release
    return tuple(whose(connection, day, batch)) if waiting else ()


def stages_of(batch: Batch) -> Stages:
    """Return who may give the first, second ... signature, as the policy said when the batch was handed in."""
    return msgspec.json.decode(batch.stages, type=Stages)


def tell(connection: Connection, now: datetime, day: date, batch: Batch) -> None:
    """Tell those whose turn it is to sign or to release, and nobody else."""
    facts = {"batch": batch.doc_no or batch.op_id[:8], "amount": notices.baht(batch.total_satang)}
    what = notices.TO_RELEASE if batch.waits_for_release else notices.YOUR_TURN
    notices.tell(connection, now, whose(connection, day, batch), what, batch.op_id, **facts)


def tell_maker(connection: Connection, now: datetime, batch: Batch) -> None:
    """Tell the maker that a batch came back."""
    name = batch.doc_no or batch.op_id[:8]
    notices.tell(connection, now, [batch.maker_uid], notices.BATCH_RETURNED, batch.op_id, batch=name)


def _next_stage(batch: Batch, signers: Sequence[str]) -> tuple[str, ...]:
    stages, given = stages_of(batch), len(signers)
    return stages[given] if given < len(stages) else ()


def _signers(connection: Connection, batch: Batch) -> list[str]:
    return [given.uid for given in batches.signatures(connection, batch) if given.decision == Decision.APPROVE]


def _of_stage(connection: Connection, stage: Sequence[str], day: date) -> set[str]:
    """Return the people named, and whoever takes the place of one of them on that day."""
    return {*stage, *(uid for named in stage for uid in substitutes(connection, named, day))}
