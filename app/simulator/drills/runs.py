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

    from sqlalchemy import ColumnElement, Connection, FromClause, Row

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
    """Begin a drill, or begin it again, in one's `hold`."""
    anew = {
        "state": DrillState.RUNNING.value,
        "began_at": at,
        "begun": int(time.time()),
        "began_seq": seq,
        "step": 0,
        "named": "{}",
        "mistakes": "[]",
        "problem": "",
    }
    mine = (_runs.uid == uid, _runs.drill == drill)
    connection.execute(update(drill_runs).where(*mine).values(run=_runs.run + 1, **anew))


def give_up(connection: Connection, uid: str, drill: str) -> None:
    """Let a drill be as if it had not been begun; what was passed stays."""
    mine = (_runs.uid == uid, _runs.drill == drill)
    values = {"state": DrillState.NEW.value, "step": 0, "mistakes": "[]", "problem": ""}
    connection.execute(update(drill_runs).where(*mine).values(run=_runs.run + 1, **values))


def is_lapsed(run: Row[Any]) -> bool:
    """Say whether whoever did the others' part has not been there for long."""
    return bool(run.busy) and int(time.time()) - run.busy > BUSY_SECONDS_MAX


def held_since(connection: Connection, uid: str) -> int:
    """Return since when somebody has the turn in a drill of the person, 0 where nobody has."""
    held = select(func.max(_runs.busy)).where(_runs.uid == uid, _is_held(drill_runs))
    return connection.scalar(held) or 0


def hold(connection: Connection, uid: str, drill: str) -> int:
    """Take the person's turn, to begin a drill or to give it up.

    Return since when it is had, 0 where somebody has it already in any drill of the person.
    """
    known = exists().where(_runs.uid == uid, _runs.drill == drill)
    if not connection.scalar(select(known)):
        new = {"run": 0, "began_at": "", "begun": 0, "began_seq": 0, "step": 0, "named": "{}", "problem": "", "busy": 0}
        connection.execute(insert(drill_runs).values(uid=uid, drill=drill, **new))
    return _held(connection, uid, _runs.uid == uid, _runs.drill == drill)


def hold_step(connection: Connection, run: Row[Any]) -> int:
    """Take the person's turn to do the others' part in a step, unless that is over; return what `hold` does."""
    return _held(connection, run.uid, *_at(run))


def let_go(connection: Connection, uid: str, since: int) -> None:
    """Give back a turn that was had since then."""
    connection.execute(update(drill_runs).where(_runs.uid == uid, _runs.busy == since).values(busy=0))


def step_done(
    connection: Connection, run: Row[Any], named: Mapping[str, str], at: str, *, last: bool, since: int = 0
) -> bool:
    """Go to the next step, once however many ask; the last one is the pass. Say whether it was done here.

    ``since`` says whose turn it is, see `hold_step`; 0 for a step that needs none.
    """
    state = DrillState.PASSED if last else DrillState.RUNNING
    after = {"step": run.step + 1, "named": json.dumps(dict(named)), "busy": 0, "state": state.value}
    taken = connection.execute(update(drill_runs).where(*_at(run, since)).values(after)).rowcount == 1
    if taken and last:
        n = int(connection.scalar(select(func.count()).where(_passes.uid == run.uid)) or 0) + 1
        seen = connection.scalar(select(_runs.mistakes).where(_runs.uid == run.uid, _runs.drill == run.drill))
        took = max(0, int(time.time()) - run.begun)
        told = {"seconds": took, "at": at, "mistakes": len(json.loads(seen or "[]"))}
        connection.execute(insert(drill_passes).values(uid=run.uid, drill=run.drill, n=n, **told))
    return taken


def end(connection: Connection, run: Row[Any], state: DrillState, problem: str = "", since: int = 0) -> None:
    """Write down that a drill cannot be passed any more; ``since`` as in `step_done`."""
    ended = update(drill_runs).where(*_at(run, since)).values(state=state.value, problem=problem, busy=0)
    connection.execute(ended)


def note(connection: Connection, run: Row[Any], mistakes: Iterable[int]) -> None:
    """Write down which mistakes were seen."""
    connection.execute(update(drill_runs).where(*_at(run)).values(mistakes=json.dumps(sorted(mistakes))))


def _at(run: Row[Any], since: int = 0) -> tuple[ColumnElement[bool], ...]:
    """Tell a run that still is where it was read; who has its turn ``since`` then may go on with it."""
    mine = (_runs.uid == run.uid, _runs.drill == run.drill, _runs.run == run.run)
    return (*mine, _runs.step == run.step, _runs.state == DrillState.RUNNING.value, _runs.busy == since)


def _held(connection: Connection, uid: str, *there: ColumnElement[bool]) -> int:
    others, since = drill_runs.alias(), int(time.time())
    free = ~exists().where(others.c.uid == uid, _is_held(others))
    taken = connection.execute(update(drill_runs).where(*there, free).values(busy=since)).rowcount == 1
    return since if taken else 0


def _is_held(of: FromClause) -> ColumnElement[bool]:
    return of.c.busy > int(time.time()) - BUSY_SECONDS_MAX
