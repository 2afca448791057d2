"""Playing a script, step by step; the first step that fails ends it, the rest is left out."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from app.simulator.operator import ClockWanted
from app.simulator.scenarios.differing import Difference, hold
from app.simulator.scenarios.operating import ArmFault, PutRules
from app.simulator.scenarios.speaking import LostAnswer, SaidNo
from app.simulator.scenarios.stage import Stage, Wrong
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.simulator.scenarios.script import Do, Expect, Given, Script, Step, Wait
    from app.simulator.scenarios.speaking import Wire

_LOOKS = 24
"""So often a wait looks whether something holds, at equal distances."""
Result = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a step: its number from 1 (0 is what was given), why it failed, and how long it took."""

    number: int
    step: Step | None
    result: Result
    problem: str = ""
    seconds: float = 0.0


def play(wire: Wire, script: Script) -> Iterator[Played]:
    """Play a script on a central system and tell of each step as it is done."""
    stage = Stage(wire, script.given.unit, script.given.people)
    first = _timed(0, None, partial(_prepare, stage, script.given))
    stands = first.result == "passed"
    if not stands:
        yield first
    for number, step in enumerate(script.steps, 1):
        played = _timed(number, step, partial(play_step, stage, step)) if stands else Played(number, step, "skipped")
        stands = stands and played.result == "passed"
        yield played
    problem_of(stage.leave)


def _timed(number: int, step: Step | None, do: Callable[[], None]) -> Played:
    began = time.monotonic()
    problem = problem_of(do)
    return Played(number, step, "failed" if problem else "passed", problem, time.monotonic() - began)


def problem_of(do: Callable[[], None]) -> str:
    """Do something; return why it failed, '' where it did not."""
    try:
        do()
    except SaidNo as no:
        facts = ", ".join(f"{name}={value}" for name, value in no.problem.facts.items())
        return f"refused: {no.problem.code}" + (f" ({facts})" if facts else "")
    except LostAnswer as lost:
        return f"no answer: {lost}"
    except (Difference, Wrong) as problem:
        return str(problem)
    return ""


def _prepare(stage: Stage, given: Given) -> None:
    if given.snapshot:
        stage.wire.operate("POST", f"{api.OPERATOR_SNAPSHOTS}/{given.snapshot}")
    if given.clock is not None:
        stage.wire.operate("PUT", api.OPERATOR_CLOCK, ClockWanted(f"frozen:{stage.moment(given.clock).isoformat()}"))
        stage.settle()
    if given.rules:
        PutRules(text=given.rules).play(stage)
    for name in given.people:
        stage.person(name)
    stage.began = len(stage.listen().kinds)
    for fault in given.faults:
        ArmFault(fault=fault).play(stage)


def play_step(stage: Stage, step: Step) -> None:
    """Do a step; what goes wrong is raised, see `problem_of`."""
    if step.do is not None:
        _do(stage, step.do, step)
    elif step.wait is not None:
        _wait(stage, step.wait)
    elif step.expect is not None:
        _demand(step.expect, stage)
    if step.watch is not None:
        _demand(step.watch, stage)


def _do(stage: Stage, act: Do, step: Step) -> None:
    answer = "done"
    try:
        act.play(stage)
    except SaidNo as no:
        if not step.refused:
            raise
        answer = no.problem.code
    except LostAnswer:
        if not step.lost:
            raise
        answer = "lost"
    hold(answer, "lost" if step.lost else step.refused or "done", "answer")
    if answer == "done" and act.by_people:
        stage.settle()


def _demand(expect: Expect, stage: Stage) -> None:
    for what, expected, found in expect.pairs(stage):
        hold(found, expected, what)


def _wait(stage: Stage, wait: Wait) -> None:
    if wait.until is not None:
        stage.advance(stage.moment(wait.until))
        return
    for _ in range(_LOOKS):
        if wait.that is None or not problem_of(partial(_demand, wait.that, stage)):
            return
        stage.later(wait.minutes / _LOOKS)
    if wait.that is not None:
        _demand(wait.that, stage)
