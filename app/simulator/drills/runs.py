"""Where people stand with their drills, in the database: one process at a time goes on with what a person practises."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, insert, select, update

from app.simulator.drills.tables import drill_passes, drill_runs
from app.wire.drills import DrillState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Row

BUSY_SECONDS_MAX = 300
"""Whoever does the others' part and says nothing for so long is not there any more."""
INTERRUPTED = "interrupted"
_runs, _passes = drill_runs.c, drill_passes.c


def of_person(connection: Connection, uid: str) -> dict[str, Row[Any]]:
    """Return the person's runs by drill."""
    return {row.drill: row for row in connection.execute(select(drill_runs).where(_runs.uid == uid))}


def passes_of(connection: Connection, uid: str) -> list[Row[Any]]:
    """Return what the person passed, the newest first."""
    return list(connection.execute(select(drill_passes).where(_passes.uid == uid).order_by(_passes.n.desc())))


def begin(connection: Connection, uid: str, drill: str, at: str, seq: int) -> None:
    """Begin a drill, or begin it again."""
    known = connection.execute(select(drill_runs).where(_runs.uid == uid, _runs.drill == drill)).one_or_none()
    anew = {
        "run": known.run + 1 if known else 1,
        "state": DrillState.RUNNING.value,
        "began_at": at,
        "begun": int(time.time()),
        "began_seq": seq,
        "step": 0,
        "named": "{}",
        "mistakes": "[]",
        "problem": "",
        "busy": 0,
    }
    if known:
        connection.execute(update(drill_runs).where(_runs.uid == uid, _runs.drill == drill).values(anew))
    else:
        connection.execute(insert(drill_runs).values(uid=uid, drill=drill, **anew))


def give_up(connection: Connection, uid: str, drill: str) -> None:
    """Let a drill be as if it had not been begun; what was passed stays."""
    mine = (_runs.uid == uid, _runs.drill == drill)
    values = {"state": DrillState.NEW.value, "step": 0, "mistakes": "[]", "problem": "", "busy": 0}
    connection.execute(update(drill_runs).where(*mine).values(run=_runs.run + 1, **values))


def is_lapsed(run: Row[Any]) -> bool:
    """Say whether whoever did the others' part has not been there for long."""
    return bool(run.busy) and int(time.time()) - run.busy > BUSY_SECONDS_MAX


def is_held(connection: Connection, uid: str) -> bool:
    """Say whether the others' part is being done in any drill of the person."""
    held = select(func.count()).where(_runs.uid == uid, _runs.busy > int(time.time()) - BUSY_SECONDS_MAX)
    return bool(connection.scalar(held))


def hold(connection: Connection, run: Row[Any]) -> bool:
    """Take the turn to do the others' part in a step; say whether nobody else has it in any drill of the person."""
    others = drill_runs.alias()
    taken = exists().where(others.c.uid == run.uid, others.c.busy > int(time.time()) - BUSY_SECONDS_MAX)
    held = update(drill_runs).where(*_at(run), ~taken).values(busy=int(time.time()))
    return connection.execute(held).rowcount == 1


def step_done(connection: Connection, run: Row[Any], named: Mapping[str, str], at: str, *, last: bool) -> bool:
    """Go to the next step, once however many ask; the last one is the pass. Say whether it was done here."""
    state = DrillState.PASSED if last else DrillState.RUNNING
    after = {"step": run.step + 1, "named": json.dumps(dict(named)), "busy": 0, "state": state.value}
    taken = connection.execute(update(drill_runs).where(*_at(run)).values(after)).rowcount == 1
    if taken and last:
        n = int(connection.scalar(select(func.count()).where(_passes.uid == run.uid)) or 0) + 1
        seen = connection.scalar(select(_runs.mistakes).where(_runs.uid == run.uid, _runs.drill == run.drill))
        took = max(0, int(time.time()) - run.begun)
        told = {"seconds": took, "at": at, "mistakes": len(json.loads(seen or "[]"))}
        connection.execute(insert(drill_passes).values(uid=run.uid, drill=run.drill, n=n, **told))
    return taken


def end(connection: Connection, run: Row[Any], state: DrillState, problem: str = "") -> None:
    """Write down that a drill cannot be passed any more."""
    connection.execute(update(drill_runs).where(*_at(run)).values(state=state.value, problem=problem, busy=0))


def note(connection: Connection, run: Row[Any], mistakes: Iterable[int]) -> None:
    """Write down which mistakes were seen."""
    connection.execute(update(drill_runs).where(*_at(run)).values(mistakes=json.dumps(sorted(mistakes))))


def _at(run: Row[Any]) -> tuple[Any, ...]:
    mine = (_runs.uid == run.uid, _runs.drill == run.drill, _runs.run == run.run)
    return (*mine, _runs.step == run.step, _runs.state == DrillState.RUNNING.value)
