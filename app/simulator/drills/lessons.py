"""The shipped scripts that are drills, each with the steps that count in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from app.simulator.scenarios import script

if TYPE_CHECKING:
    from app.simulator.scenarios.script import ForClerks, Script, Step


@dataclass(frozen=True, slots=True)
class Lesson:
    """A script as a drill: its id, and the steps that count in it."""

    drill_id: str
    script: Script
    clerks: ForClerks
    steps: tuple[Step, ...]


@cache
def lessons() -> dict[str, Lesson]:
    """Return the shipped drills by their ids, in the order in which they are best learnt."""
    found = ((file.stem, script.read(file)) for file in script.shipped())
    drills = [(name, one, one.drill) for name, one in found if one.drill is not None]
    drills.sort(key=lambda drill: drill[2].order)
    return {name: Lesson(name, one, clerks, _steps(one, clerks)) for name, one, clerks in drills}


def _steps(one: Script, clerks: ForClerks) -> tuple[Step, ...]:
    """Return what the clerk does, and what others do; what else a script expects or tries is for tests."""
    return tuple(
        step
        for step in one.steps
        if step.by is not None or step.wait is not None or (step.do and getattr(step.do, "who", "") != clerks.you)
    )
