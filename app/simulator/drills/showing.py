"""A drill as the person who practises is shown it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.wire.drills import Drill, DrillMistake, DrillState, DrillStep, Passed, StepState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Row

    from app.simulator.drills.lessons import Lesson
    from app.simulator.scenarios.script import Step

_YES, _NO, _OTHERS = "yes", "no", "others"


def drill(lesson: Lesson, run: Row[Any] | None, passes: Iterable[Row[Any]], *, moves: bool) -> Drill:
    """Return how the person stands with a drill; ``moves`` says that it would have to move the time to be begun now."""
    own = [row.at for row in passes if row.drill == lesson.drill_id]
    told, clerks = lesson.script, lesson.clerks
    seen = json.loads(run.mistakes) if run else ()
    return Drill(
        drill_id=lesson.drill_id,
        title_th=told.title.th,
        title_en=told.title.en,
        why_th=clerks.why.th,
        why_en=clerks.why.en,
        teaches_th=told.teaches.th,
        teaches_en=told.teaches.en,
        learnt_th=clerks.learnt.th,
        learnt_en=clerks.learnt.en,
        file=clerks.file,
        alone=_YES if clerks.alone or moves else _NO,
        state=run.state if run else DrillState.NEW.value,
        began_at=run.began_at if run else "",
        passed=str(len(own)),
        passed_at=own[0] if own else "",
        problem=run.problem if run else "",
        steps=tuple(_step(step, n, run) for n, step in enumerate(lesson.steps)),
        mistakes=tuple(_mistake(lesson, n) for n in seen if n < len(clerks.mistakes)),
    )


def passed(known: Mapping[str, Lesson], passes: Sequence[Row[Any]]) -> tuple[Passed, ...]:
    """Return what was passed of the drills that there still are."""
    return tuple(
        Passed(
            row.drill,
            known[row.drill].script.title.th,
            known[row.drill].script.title.en,
            str(row.seconds),
            row.at,
            str(row.mistakes),
        )
        for row in passes
        if row.drill in known
    )


def _mistake(lesson: Lesson, n: int) -> DrillMistake:
    one = lesson.clerks.mistakes[n]
    return DrillMistake(one.text.th, one.text.en, _YES if one.spoils else _NO)


def _step(step: Step, n: int, run: Row[Any] | None) -> DrillStep:
    begun = run is not None and run.state != DrillState.NEW
    reached = run.step if run is not None and begun else -1
    state = StepState.DONE if n < reached else StepState.NOW if n == reached else StepState.OPEN
    hint = step.hint
    return DrillStep(
        by=step.by or _OTHERS,
        text_th=step.text.th,
        text_en=step.text.en,
        hint_th=hint.th if hint else "",
        hint_en=hint.en if hint else "",
        state=state.value,
    )
