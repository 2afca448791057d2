"""A person's drills: which there are, beginning one, giving it up, and going on with it as far as it goes now."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from sqlalchemy import func, select

from app.simulator import log
from app.simulator.clock import moment_text
from app.simulator.disbursement import batches
from app.simulator.drills import runs, showing
from app.simulator.drills.hours import next_chance
from app.simulator.drills.lessons import lessons
from app.simulator.drills.partners import SIGN, PartnerWanted, partner_of
from app.simulator.drills.tidying import tidy
from app.simulator.drills.watching import is_done, mistakes
from app.simulator.refusals import Refused
from app.simulator.scenarios.player import play_step, problem_of
from app.simulator.scenarios.speaking import Server, Wire
from app.simulator.scenarios.stage import Stage
from app.simulator.seed import SAMPLE_USERS_FILE
from app.simulator.tables import logs, sessions, users
from app.wire import api
from app.wire.codes import Refusal
from app.wire.drills import Drill, Drills, DrillState
from app.wire.events import BATCH_SUBMITTED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.context import Central
    from app.simulator.drills.lessons import Lesson
    from app.simulator.scenarios.script import Step
    from app.simulator.scenarios.story import Story
    from app.simulator.sessions import Signed
    from app.wire.disbursement import Line

T = TypeVar("T")
RECORD_MAX = 500
PATIENCE_SECONDS = 20.0
"""So long it is waited for one turn to come to its end."""
_LOOK_SECONDS = 0.05


class Running:
    """The drills of one person, asked for at ``url``, where the others' part is done, too."""

    def __init__(self, central: Central, signed: Signed, url: str) -> None:
        self._central = central
        self._signed = signed
        self._url = url

    @property
    def signed(self) -> Signed:
        """Who practises."""
        return self._signed

    async def offered(self) -> Drills:
        """Return the person's drills and record."""
        mine, moves = self.mine(), await self._next_chance() is not None
        stand, passes = await self._central.storage.read(self._kept)
        shown = tuple(showing.drill(one, stand.get(name), passes, moves=moves) for name, one in mine.items())
        return Drills(self._central.clock.text(), shown, showing.passed(lessons(), passes[:RECORD_MAX]))

    async def begin(self, drill_id: str) -> Drill:
        """Begin a drill, or begin it again; any other one that runs is given up.

        Out of hours the time is put to when banks open next. Raises `Refused` ``not_found``, ``drill_not_alone``.
        """
        lesson, opens = self._find(drill_id), await self._next_chance()
        if lesson.clerks.alone or opens is not None:
            await self._demand_alone()
        async with self._turn(lesson):
            await self._put_away(lesson)
            await asyncio.to_thread(self._seat, lesson)
            if opens is not None:
                await asyncio.to_thread(self._played(lesson).advance, opens)
            await self._write(partial(self._begin, lesson=lesson))
        return await self.go_on(drill_id)

    async def give_up(self, drill_id: str) -> Drill:
        """Give a drill up and put away what is left of it; raise `Refused` ``not_found``."""
        lesson = self._find(drill_id)
        async with self._turn(lesson):
            await self._tidied(lesson)
            await self._write(partial(runs.give_up, uid=self._signed.uid, drill=drill_id))
        return await self._look(lesson)

    async def go_on(self, drill_id: str) -> Drill:
        """Go on with a drill as far as it goes now, and return it; raise `Refused` ``not_found``."""
        lesson = self._find(drill_id)
        while await self._went_on(lesson):
            pass
        return await self._look(lesson)

    def mine(self) -> dict[str, Lesson]:
        """Return the drills that are offered to the person."""
        if not (self._central.data / SAMPLE_USERS_FILE).exists():
            return {}
        return {
            name: one
            for name, one in lessons().items()
            if one.script.given.unit == self._signed.company_id and one.clerks.role.value in self._signed.roles
        }

    # -- inside ---------------------------------------------------------------------------------------------------

    def _find(self, drill_id: str) -> Lesson:
        found = self.mine().get(drill_id)
        if found is None:
            raise Refused(Refusal.NOT_FOUND)
        return found

    def _kept(self, connection: Connection) -> tuple[dict[str, Row[Any]], list[Row[Any]]]:
        return runs.of_person(connection, self._signed.uid), runs.passes_of(connection, self._signed.uid)

    async def _look(self, lesson: Lesson) -> Drill:
        moves = await self._next_chance() is not None
        stand, passes = await self._central.storage.read(self._kept)
        return showing.drill(lesson, stand.get(lesson.drill_id), passes, moves=moves)

    async def _next_chance(self) -> datetime | None:
        calendar, now = self._central.calendar, self._central.clock.now()
        return await self._central.storage.read(
            partial(next_chance, calendar=calendar, unit=self._signed.unit, now=now)
        )

    @asynccontextmanager
    async def _turn(self, lesson: Lesson) -> AsyncIterator[None]:
        """Have the person's partners to oneself; wait while they act for somebody else.

        A partner who signs in for one request ends what is under way for another one.
        """
        seen, deadline = 0, 0.0
        while not (since := await self._write(partial(runs.hold, uid=self._signed.uid, drill=lesson.drill_id))):
            other = await self._central.storage.read(partial(runs.held_since, uid=self._signed.uid))
            if other != seen:
                seen, deadline = other, time.monotonic() + PATIENCE_SECONDS
            elif time.monotonic() > deadline:  # whoever has it has ended in the middle
                await self._write(partial(runs.let_go, uid=self._signed.uid, since=other))
            await asyncio.sleep(_LOOK_SECONDS)
        try:
            yield
        finally:
            await self._write(partial(runs.let_go, uid=self._signed.uid, since=since))

    async def _put_away(self, lesson: Lesson) -> None:
        """Put away what is left of the drill, and give up what else runs.

        One drill's work would be taken for another one's mistake.
        """
        await self._tidied(lesson)
        stand, _ = await self._central.storage.read(self._kept)
        for name, run in stand.items():
            if run.state == DrillState.RUNNING and name != lesson.drill_id and name in lessons():
                await self._tidied(lessons()[name])
                await self._write(partial(runs.give_up, uid=self._signed.uid, drill=name))

    def _begin(self, connection: Connection, lesson: Lesson) -> None:
        here = log.head(connection, self._signed.unit).seq
        runs.begin(connection, self._signed.uid, lesson.drill_id, moment_text(self._central.clock.now()), here)

    async def _went_on(self, lesson: Lesson) -> bool:
        """Take one step, if it can be taken now and nobody else takes it; say whether it was."""
        stand, _ = await self._central.storage.read(self._kept)
        run = stand.get(lesson.drill_id)
        if run is None or run.state != DrillState.RUNNING:
            return False
        if run.busy:
            if runs.is_lapsed(run):
                ended = partial(runs.end, run=run, state=DrillState.FAILED, problem=runs.INTERRUPTED)
                await self._write(partial(ended, since=run.busy))
            return False
        stage, step = await self._watched(lesson, run), lesson.steps[run.step]
        # In a thread: what is expected may be asked for over the wire.
        done = step.by is not None and await asyncio.to_thread(is_done, step, stage, self._signed.uid)
        if await self._spoilt(lesson, run, stage):
            return False
        if step.by is None:
            return await self._done_by_others(lesson, run, stage)
        return done and await self._stepped(lesson, run, stage.names)

    async def _spoilt(self, lesson: Lesson, run: Row[Any], stage: Stage) -> bool:
        """Write down the mistakes that are seen now; say whether one of them spoils the drill."""
        known = set(json.loads(run.mistakes))
        seen = known | await asyncio.to_thread(mistakes, lesson.clerks.mistakes, stage, self._signed.uid)
        if seen != known:
            await self._write(partial(runs.note, run=run, mistakes=seen))
        spoilt = any(lesson.clerks.mistakes[n].spoils for n in seen)
        if spoilt:
            await self._write(partial(runs.end, run=run, state=DrillState.SPOILT))
        return spoilt

    async def _done_by_others(self, lesson: Lesson, run: Row[Any], stage: Stage) -> bool:
        since = await self._write(partial(runs.hold_step, run=run))
        if not since:
            return False
        played = self._played(lesson, run)
        problem = await asyncio.to_thread(_acted, played, lesson.steps[run.step])
        if problem:
            await self._write(partial(runs.end, run=run, state=DrillState.FAILED, problem=problem, since=since))
            return False
        return await self._stepped(lesson, run, {**stage.names, **played.names}, since)

    async def _stepped(self, lesson: Lesson, run: Row[Any], named: Mapping[str, str], since: int = 0) -> bool:
        now, last = moment_text(self._central.clock.now()), run.step + 1 == len(lesson.steps)
        return await self._write(partial(runs.step_done, run=run, named=named, at=now, last=last, since=since))

    async def _watched(self, lesson: Lesson, run: Row[Any]) -> Stage:
        """Return the stage as it stands: names so far, and what the log tells since the drill began."""
        told, made = await self._central.storage.read(partial(_told, signed=self._signed, after=run.began_seq))
        stage = Watched(self._wire(lesson), self._signed.company_id, {}, only=self._signed.user_id)
        stage.take(json.loads(run.named))
        stage.made = made
        for kind, body in told:
            stage.story.hear(kind, body)
        return stage

    def _played(self, lesson: Lesson, run: Row[Any] | None = None) -> Stage:
        """Return a stage on which others do their part: the partners of the person."""
        token = self._central.operator_token
        stage = Stage(
            self._wire(lesson),
            self._signed.company_id,
            {name: partner_of(self._partner(user), token).user_id for name, user in _others(lesson).items()},
            heard=run.began_seq if run else 0,
            note=f" (ฝึกปฏิบัติ {self._signed.user_id})",
            only=self._signed.user_id,
        )
        stage.take(json.loads(run.named) if run else {})
        return stage

    def _wire(self, lesson: Lesson) -> Wire:
        token, company = self._central.operator_token, self._signed.company_id
        partners = (partner_of(self._partner(user), token) for user in _others(lesson).values())
        passwords = {(company, one.user_id): one.password for one in partners}
        return Wire(Server(self._url, str(self._central.data / "ca.pem"), token, passwords, token.encode()))

    def _seat(self, lesson: Lesson) -> None:
        """Have partners seated by requests of their own, which a recording keeps like all that others do."""
        wire = self._wire(lesson)
        for user in sorted(set(_others(lesson).values())):
            wire.operate("PUT", api.OPERATOR_PARTNERS, self._partner(user))

    def _partner(self, user: str) -> PartnerWanted:
        return PartnerWanted(self._signed.company_id, user, self._signed.user_id)

    async def _tidied(self, lesson: Lesson) -> None:
        """Put away what the drill has left, if it was begun before."""
        stand, _ = await self._central.storage.read(self._kept)
        run = stand.get(lesson.drill_id)
        if run is None or run.state == DrillState.NEW:
            return
        await asyncio.to_thread(self._seat, lesson)
        left = await asyncio.to_thread(tidy_and_leave, self._played(lesson, run), self._signed, _others(lesson))
        if left:
            logging.getLogger(__name__).warning("left of drill %s: %s", lesson.drill_id, "; ".join(left))

    async def _demand_alone(self) -> None:
        """Refuse while anybody else is here: what this drill changes would change under their hands."""

        def others(connection: Connection) -> int:
            here = select(func.count()).select_from(sessions).join(users, users.c.uid == sessions.c.uid)
            live = sessions.c.lease_until > moment_text(self._central.clock.now())
            real = ~users.c.user_id.contains(SIGN)
            return int(connection.scalar(here.where(live, real, sessions.c.uid != self._signed.uid)) or 0)

        here = await self._central.storage.read(others)
        if here:
            raise Refused(Refusal.DRILL_NOT_ALONE, people=str(here))

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await self._central.storage.write(work, self._signed.unit)


class Watched(Stage):
    """A stage whose story is told from outside."""

    made: Mapping[str, tuple[Line, ...]]

    def listen(self) -> Story:
        """Return the story as it was told."""
        return self.story

    def lines(self, op_id: str) -> tuple[Line, ...]:
        """Return the lines of the newest edition."""
        return self.made.get(op_id, ())


def tidy_and_leave(stage: Stage, signed: Signed, others: Collection[str]) -> list[str]:
    """Put away what is left, and let the partners go, whom the script calls ``others``; return what could not be."""
    left = tidy(stage, signed.user_id, signed.uid, others)
    problem_of(stage.leave)
    return left


def _acted(stage: Stage, step: Step) -> str:
    problem = problem_of(partial(play_step, stage, step))
    problem_of(stage.leave)
    return problem


def _others(lesson: Lesson) -> dict[str, str]:
    """Return everybody of the script but the clerk, by their names in it."""
    return {name: user for name, user in lesson.script.given.people.items() if name != lesson.clerks.you}


def _told(
    connection: Connection, signed: Signed, after: int
) -> tuple[list[tuple[str, str]], dict[str, tuple[Line, ...]]]:
    """Return what the unit's log tells, and the lines of what the person handed in."""
    query = select(logs.c.record, logs.c.body).where(logs.c.log == signed.unit, logs.c.seq > after)
    told = [
        (json.loads(row.record)["type"], bytes(row.body).decode())
        for row in connection.execute(query.order_by(logs.c.seq))
    ]
    return told, _lines_of(connection, told, signed.uid)


def _lines_of(connection: Connection, told: list[tuple[str, str]], uid: str) -> dict[str, tuple[Line, ...]]:
    handed_in = {msgspec.json.decode(body, type=_Handed).op_id for kind, body in told if kind == BATCH_SUBMITTED}
    found = (batches.find(connection, op_id) for op_id in handed_in)
    return {one.op_id: batches.read_lines(connection, one) for one in found if one is not None and one.maker_uid == uid}


class _Handed(msgspec.Struct):
    op_id: str
