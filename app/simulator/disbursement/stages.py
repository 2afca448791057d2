"""The steps of a batch and of its lines, each with time, cause and rule: the one door through which a batch moves.

`move` is the only way from one state of `app.simulator.disbursement.states` to the next, and leaves a step each time;
what happens within a state, to lines or by itself, is written down with `note`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select

from app.simulator.disbursement import batches
from app.simulator.disbursement.states import Action, after
from app.simulator.disbursement.tables import batch_stages
from app.wire.codes import Cause, Stage
from app.wire.disbursement import BatchStage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from app.simulator.disbursement.batches import Batch
    from app.simulator.disbursement.call import Call

STAGES: dict[Action, tuple[Stage, ...]] = {
    Action.SUBMIT: (Stage.RECEIVED, Stage.VALIDATED),
    Action.SIGN: (Stage.SIGNED,),
    Action.APPROVE: (Stage.APPROVED,),
    Action.RETURN: (Stage.RETURNED_TO_MAKER,),
    Action.WITHDRAW: (Stage.WITHDRAWN,),
    Action.CANCEL: (Stage.CANCELLED,),
    Action.LET_GO: (Stage.LET_GO,),
    Action.RELEASE: (Stage.EXECUTING,),
    Action.REFUSE: (Stage.REFUSED,),
    Action.SETTLE_ALL: (Stage.SETTLED,),
    Action.SETTLE_SOME: (Stage.PARTLY_SETTLED,),
    Action.SETTLE_NONE: (Stage.REFUSED,),
}
"""What each action is told as; every action has its step."""
_NEWEST = select(func.max(batch_stages.c.n)).where(batch_stages.c.op_id == bindparam("op_id"))
_ADD = insert(batch_stages)
_BY_THE_BANK = frozenset({Stage.VALIDATED})
_WAITS_AFTER = (Action.APPROVE, Action.LET_GO)


@dataclass(frozen=True, slots=True)
class By:
    """Who or what did it, when; ``rules`` is the version of the rules that ``rule`` is in."""

    at: str
    cause: Cause
    who: str = ""
    rule: str = ""
    rules: int = 0
    reason: str = ""


def move(connection: Connection, batch: Batch, action: Action, by: By, **values: str | int) -> Batch:
    """Do ``action``: store the state it leads to, with ``values``, and its steps. Refuses with ``status_forbids``."""
    batch = batches.change(connection, batch, status=after(batch.status, action).value, **values)
    moved(connection, batch, action, by)
    return batch


def moved(connection: Connection, batch: Batch, action: Action, by: By) -> None:
    """Write the steps of an action down whose state is stored, as for a batch that is new."""
    for stage in STAGES[action]:
        note(connection, batch, stage, replace(by, cause=Cause.BANK, who="") if stage in _BY_THE_BANK else by)
    if action in _WAITS_AFTER:
        waits(connection, batch, by.at)


def waits(connection: Connection, batch: Batch, at: str) -> None:
    """Write down what an approved batch waits for now: its time, or somebody who releases it."""
    if batch.pay_at:
        note(connection, batch, Stage.WAITING_CUT_OFF, By(at, Cause.CLOCK, reason=batch.pay_at))
    else:
        note(connection, batch, Stage.WAITING_RELEASE, By(at, Cause.BANK))


def note(connection: Connection, batch: Batch, stage: Stage, by: By, numbers: Iterable[int] = ()) -> None:
    """Write a step down: of these lines, of the whole batch without any."""
    newest: int | None = connection.scalar(_NEWEST, {"op_id": batch.op_id})
    step = {
        "op_id": batch.op_id,
        "n": (newest or 0) + 1,
        "rev": batch.rev,
        "at": by.at,
        "stage": stage.value,
        "lines": stretches(numbers),
        "cause": by.cause.value,
        "who": by.who,
        "rule": by.rule,
        "rules": by.rules,
        "status": batch.status,
        "reason": by.reason,
    }
    connection.execute(_ADD, step)


def of_batch(connection: Connection, op_id: str) -> tuple[BatchStage, ...]:
    """Return all steps of a batch, the first one first."""
    s = batch_stages.c
    rows = connection.execute(select(batch_stages).where(s.op_id == op_id).order_by(s.n))
    names = BatchStage.__struct_fields__
    return tuple(BatchStage(*(str(getattr(row, name)) for name in names)) for row in rows)


def stretches(numbers: Iterable[int]) -> str:
    """Return numbers as ``1-19,21``."""
    found = groupby(enumerate(sorted(set(numbers))), lambda place: place[1] - place[0])
    runs: list[list[tuple[int, int]]] = [list(run) for _, run in found]
    return ",".join(str(run[0][1]) if len(run) == 1 else f"{run[0][1]}-{run[-1][1]}" for run in runs)


def covers(lines: str, number: int) -> bool:
    """Say whether a step is about a line; one of the whole batch is about every line."""
    if not lines:
        return True
    for part in lines.split(","):
        first, _, last = part.partition("-")
        if int(first) <= number <= int(last or first):
            return True
    return False


def by_person(call: Call, reason: str = "") -> By:
    """Return that the person of a command did it."""
    return By(call.at, Cause.PERSON, who=call.signed.uid, reason=reason)
