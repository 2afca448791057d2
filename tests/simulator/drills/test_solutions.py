"""Every drill is passed by its good solution and by no wrong one, whose mistake is named; what was passed is signed."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.simulator.drills.lessons import lessons
from app.simulator.scenarios.player import problem_of
from app.simulator.scenarios.speaking import Server, Wire
from app.simulator.scenarios.stage import Stage
from app.simulator.scenarios.throwaway import passwords_of
from app.wire import api, signature
from app.wire.access import About
from app.wire.codec import decode
from app.wire.drills import Drill, PracticeRecord, SignedPracticeRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.simulator.drills.lessons import Lesson
    from app.simulator.scenarios.script import Mistake
    from tests.helpers.raw_central import Central

ALL = list(lessons().values())


class Learner:
    """A clerk who practises, by the scripted solutions."""

    def __init__(self, central: Central, lesson: Lesson) -> None:
        self.central, self.lesson = central, lesson
        token = Path(central.ready["operator_token_file"]).read_text("ascii")
        passwords = passwords_of(central.data / "sample-users.json")
        wire = Wire(Server(central.ready["url"], central.ready["ca"], token, passwords))
        given = lesson.script.given
        self.stage = Stage(wire, given.unit, {lesson.clerks.you: given.people[lesson.clerks.you]})
        self.clerk = self.stage.person(lesson.clerks.you)
        assert self.clerk.session.uid

    def ask(self, method: str = "GET") -> Drill:
        path = f"{api.DRILLS}/{self.lesson.drill_id}"
        return decode(self.stage.wire.ask(method, path, b"", self.clerk.session.token).body, Drill)

    def record(self) -> PracticeRecord:
        """Return what was passed, proven by the bank's key."""
        wire = self.stage.wire
        bank_key = decode(wire.ask("GET", api.ABOUT).body, About).bank_public_key
        body = wire.ask("GET", api.DRILL_RECORD, b"", self.clerk.session.token).body
        said = decode(body, SignedPracticeRecord)
        assert signature.verify(bank_key, signature.PRACTICE_RECORD, said.record.encode(), said.sig)
        return decode(said.record.encode(), PracticeRecord)

    def practise(self, mistake: Mistake | None = None) -> Drill:
        """Begin, do every own step, one of them wrongly where that is asked for; return how the drill stands then."""
        shown = self.ask("POST")
        own = [step for step in self.lesson.steps if step.by is not None]
        for number, step in enumerate(own, 1):
            with self.central.books() as books:
                named = books.execute(
                    "SELECT named FROM drill_runs WHERE uid = ? AND drill = ?",
                    (self.clerk.session.uid, self.lesson.drill_id),
                ).fetchone()[0]
            self.stage.take(json.loads(named))
            if mistake is not None and mistake.instead_of == number:
                problems = [problem_of(partial(act.play, self.stage)) for act in mistake.wrong]
                assert not [one for one in problems if one and "no answer" not in one]
                return self.ask()
            assert step.do is not None
            problem = problem_of(partial(step.do.play, self.stage))
            assert not problem or step.lost, problem
            shown = self.ask()
        return shown


@pytest.fixture
def learner(central: Central, request: pytest.FixtureRequest) -> Iterator[Learner]:
    made = Learner(central, request.param)
    yield made
    problem_of(made.stage.leave)


@pytest.mark.parametrize("learner", ALL, ids=lambda one: one.drill_id, indirect=True)
def test_a_drill_is_passed_by_the_good_solution_only(central: Central, learner: Learner) -> None:
    for mistake in learner.lesson.clerks.mistakes:
        wrong = learner.practise(mistake)
        assert wrong.state == ("spoilt" if mistake.spoils else "running"), (mistake.text.en, wrong.problem)
        assert mistake.text.en in [one.text_en for one in wrong.mistakes]
        assert wrong.passed == "0"
    right = learner.practise()
    assert (right.state, right.problem, right.passed) == ("passed", "", "1"), right
    assert right.mistakes == ()
    told = learner.record()
    assert learner.lesson.drill_id in [one.drill_id for one in told.passed]
    assert all(int(one.seconds) < 3600 for one in told.passed), "a clock that drills move takes nobody's time"
    assert (told.uid, told.unit) == (learner.clerk.session.uid, learner.clerk.session.unit)
    central.assert_books_right()
