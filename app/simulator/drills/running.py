"""A person's drills: which there are, beginning one, and going on with it as far as it goes now."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from app.simulator import log
from app.simulator.clock import moment_text
from app.simulator.drills.tables import drill_passes, drill_runs
from app.simulator.drills.watching import is_done
from app.simulator.refusals import Refused
from app.simulator.scenarios import script
from app.simulator.scenarios.player import play_step, problem_of
from app.simulator.scenarios.speaking import Server, Wire
from app.simulator.scenarios.stage import Stage
from app.simulator.scenarios.throwaway import passwords_of
from app.simulator.seed import SAMPLE_USERS_FILE
from app.simulator.tables import logs
from app.wire.codes import Refusal
from app.wire.drills import Drill, Drills, DrillState, DrillStep, Passed, StepState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from app.simulator.context import Central
    from app.simulator.scenarios.script import ForClerks, Script, Step, Words
    from app.simulator.scenarios.story import Story
    from app.simulator.sessions import Signed

RECORD_MAX = 500
_OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A script as a drill: its id, and the steps that count in it."""

    drill_id: str
    script: Script
    clerks: ForClerks
    steps: tuple[Step, ...]


@cache
def lessons() -> dict[str, Lesson]:
    """Return the shipped drills by their ids."""
    found = ((file.stem, script.read(file)) for file in script.shipped())
    return {name: Lesson(name, one, one.drill, _steps(one, one.drill)) for name, one in found if one.drill is not None}


def _steps(one: Script, clerks: ForClerks) -> tuple[Step, ...]:
    """Return what the clerk does, and what others do; what else a script expects or tries is for tests."""
    return tuple(
        step
        for step in one.steps
        if step.by is not None or step.wait is not None or (step.do and getattr(step.do, "who", "") != clerks.you)
    )


class Running:
    """The drills of one person, asked for at ``url``, where the others' part is done, too."""

    def __init__(self, central: Central, signed: Signed, url: str) -> None:
        self._central = central
        self._signed = signed
        self._url = url

    async def offered(self) -> Drills:
        """Return the person's drills and record."""
        mine = self._mine()
        runs, passes = await self._central.storage.read(self._kept)
        shown = tuple(self._shown(one, runs.get(name), passes) for name, one in mine.items())
        known = lessons()
        record = tuple(
            Passed(row.drill, known[row.drill].script.title.th, known[row.drill].script.title.en, row.at)
            for row in passes[:RECORD_MAX]
            if row.drill in known
        )
        return Drills(self._central.clock.text(), shown, record)

    async def begin(self, drill_id: str) -> Drill:
        """Begin a drill, or begin it again; raise `Refused` ``not_found``."""
        lesson = self._find(drill_id)

        def write(connection: Connection) -> None:
            here = log.head(connection, self._signed.unit).seq
            mine = (drill_runs.c.uid == self._signed.uid, drill_runs.c.drill == drill_id)
            connection.execute(delete(drill_runs).where(*mine))
            new = {"began_at": moment_text(self._central.clock.now()), "began_seq": here, "step": 0}
            row = {"uid": self._signed.uid, "drill": drill_id, "named": "{}", "problem": "", **new}
            connection.execute(insert(drill_runs).values(row))

        await self._central.storage.write(write, self._signed.unit)
        return await self.go_on(lesson.drill_id)

    async def go_on(self, drill_id: str) -> Drill:
        """Go on with a drill as far as it goes now, and return it; raise `Refused` ``not_found``."""
        lesson = self._find(drill_id)
        while True:
            runs, passes = await self._central.storage.read(self._kept)
            run = runs.get(drill_id)
            if run is None or run.problem or run.step >= len(lesson.steps):
                return self._shown(lesson, run, passes)
            step, stage = lesson.steps[run.step], await self._stage(lesson, run)
            if step.by is not None:
                if not is_done(step, stage, self._signed.uid):
                    return self._shown(lesson, run, passes)
                await self._stepped(lesson, run, stage.names)
            elif await self._stepped(lesson, run, stage.names):
                problem = await asyncio.to_thread(_done_by_others, stage, step)
                await self._noted(run, stage.names, problem)

    def _mine(self) -> dict[str, Lesson]:
        if not (self._central.data / SAMPLE_USERS_FILE).exists():
            return {}
        return {
            name: one
            for name, one in lessons().items()
            if one.script.given.unit == self._signed.company_id and one.clerks.role.value in self._signed.roles
        }

    def _find(self, drill_id: str) -> Lesson:
        found = self._mine().get(drill_id)
        if found is None:
            raise Refused(Refusal.NOT_FOUND)
        return found

    def _kept(self, connection: Connection) -> tuple[dict[str, Row[Any]], list[Row[Any]]]:
        """Return the person's runs by drill, and what was passed, the newest first."""
        runs = connection.execute(select(drill_runs).where(drill_runs.c.uid == self._signed.uid)).all()
        passed = select(drill_passes).where(drill_passes.c.uid == self._signed.uid).order_by(drill_passes.c.n.desc())
        return {row.drill: row for row in runs}, list(connection.execute(passed).all())

    async def _stage(self, lesson: Lesson, run: Row[Any]) -> Stage:
        """Return the stage on which the drill goes on: names so far, and what the log tells since it began."""
        data = self._central.data
        passwords = await asyncio.to_thread(passwords_of, data / SAMPLE_USERS_FILE)
        wire = Wire(Server(self._url, str(data / "ca.pem"), self._central.operator_token, passwords))
        # Without the clerk, whose session is nobody else's to begin.
        others = {name: user for name, user in lesson.script.given.people.items() if name != lesson.clerks.you}
        stage = Drilled(wire, self._signed.company_id, others)
        stage.take(json.loads(run.named))
        told = await self._central.storage.read(partial(_told, unit=self._signed.unit, after=run.began_seq))
        for kind, body in told:
            stage.story.hear(kind, body)
        return stage

    async def _stepped(self, lesson: Lesson, run: Row[Any], named: Mapping[str, str]) -> bool:
        """Take the next step, once however many ask; the last one is the pass. Say whether it was taken here."""
        now, last = moment_text(self._central.clock.now()), run.step + 1 == len(lesson.steps)

        def write(connection: Connection) -> bool:
            after = {"step": run.step + 1, "named": json.dumps(dict(named))}
            taken = connection.execute(update(drill_runs).where(*_at(run)).values(after)).rowcount == 1
            if taken and last:
                count = select(func.count()).where(drill_passes.c.uid == run.uid)
                n = int(connection.scalar(count) or 0) + 1
                connection.execute(insert(drill_passes).values(uid=run.uid, drill=run.drill, at=now, n=n))
            return taken

        return await self._central.storage.write(write, self._signed.unit)

    async def _noted(self, run: Row[Any], named: Mapping[str, str], problem: str) -> None:
        """Keep what others named, and why they failed."""
        mine = (drill_runs.c.uid == run.uid, drill_runs.c.drill == run.drill, drill_runs.c.began_at == run.began_at)
        after = {"named": json.dumps(dict(named)), "problem": problem}

        def write(connection: Connection) -> None:
            connection.execute(update(drill_runs).where(*mine).values(after))

        await self._central.storage.write(write, self._signed.unit)

    @staticmethod
    def _shown(lesson: Lesson, run: Row[Any] | None, passes: list[Row[Any]]) -> Drill:
        own = [row.at for row in passes if row.drill == lesson.drill_id]
        title, teaches = lesson.script.title, lesson.script.teaches
        return Drill(
            drill_id=lesson.drill_id,
            title_th=title.th,
            title_en=title.en,
            teaches_th=teaches.th,
            teaches_en=teaches.en,
            state=_state(lesson, run).value,
            began_at=run.began_at if run else "",
            passed=str(len(own)),
            passed_at=own[0] if own else "",
            problem=run.problem if run else "",
            steps=tuple(_step(step, n, run) for n, step in enumerate(lesson.steps)),
        )


class Drilled(Stage):
    """A stage whose story is told from outside; what others do does not ask for it anew."""

    def listen(self) -> Story:
        """Return the story as it was told."""
        return self.story


def _done_by_others(stage: Stage, step: Step) -> str:
    played = Stage(stage.wire, *stage.setting)
    played.take(stage.names)
    problem = problem_of(partial(play_step, played, step))
    problem_of(played.leave)
    stage.take(played.names)
    return problem


def _told(connection: Connection, unit: str, after: int) -> list[tuple[str, str]]:
    query = select(logs.c.record, logs.c.body).where(logs.c.log == unit, logs.c.seq > after).order_by(logs.c.seq)
    return [(json.loads(row.record)["type"], bytes(row.body).decode()) for row in connection.execute(query)]


def _at(run: Row[Any]) -> tuple[Any, ...]:
    mine = (drill_runs.c.uid == run.uid, drill_runs.c.drill == run.drill)
    return (*mine, drill_runs.c.began_at == run.began_at, drill_runs.c.step == run.step)


def _state(lesson: Lesson, run: Row[Any] | None) -> DrillState:
    if run is None:
        return DrillState.NEW
    if run.problem:
        return DrillState.FAILED
    return DrillState.PASSED if run.step >= len(lesson.steps) else DrillState.RUNNING


def _step(step: Step, n: int, run: Row[Any] | None) -> DrillStep:
    reached = run.step if run else -1
    state = StepState.DONE if n < reached else StepState.NOW if n == reached else StepState.OPEN
    hint: Words | None = step.hint
    return DrillStep(
        by=step.by or _OTHERS,
        text_th=step.text.th,
        text_en=step.text.en,
        hint_th=hint.th if hint else "",
        hint_en=hint.en if hint else "",
        state=state.value,
    )
