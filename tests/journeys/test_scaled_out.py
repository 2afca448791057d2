"""The main job before many processes: nginx, four workers and PostgreSQL, and one of them is killed in the middle."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

import resources
from app.domain.disbursement.batch import BatchStatus
from tests.helpers.patience import wait_for
from tests.helpers.raw_central import UNIT, Clerk, line
from tests.helpers.scaled_out import WORKERS, ScaledOut, scaled_out
from tests.journeys import acts
from tests.journeys.bank import paid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.person import Person

pytestmark = pytest.mark.campaign

FILE = resources.path("samples", "overtime_october_2569.xlsx")


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScaledOut]:
    """Run it with a clock that goes on from a Monday morning."""
    with scaled_out(tmp_path_factory.mktemp("scaled")) as started:
        yield started


def test_three_hundred_payees_are_paid_once_though_the_one_at_the_back_office_is_killed(
    central: ScaledOut, maker: Person, authorizer: Person
) -> None:
    assert len(central.ready_workers()) == WORKERS
    op_id = maker.does(acts.import_file, FILE)
    maker.does(acts.hand_in, "ฎ.123/2570")
    assert maker.does(acts.handed_in, op_id).status is BatchStatus.SUBMITTED
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)

    (killed,) = central.at_the_office()
    os.kill(killed, signal.SIGKILL)
    authorizer.does(acts.approve, op_id, authorizer.password)
    batch = maker.does(acts.hear, op_id)
    assert (batch.status, batch.settled_count) == (BatchStatus.SETTLED, 300)
    assert paid(central, op_id) == list(range(1, 301))
    assert len(set(central.at_the_office())) >= 2
    wait_for(lambda: len(central.ready_workers()) == WORKERS + 1, "the one that was killed is not started again")
    central.assert_books_right()


def test_a_drill_is_watched_and_played_by_whichever_process_is_asked(central: ScaledOut) -> None:
    learner, path = Clerk.ready(central, UNIT, "MAKER02"), "/v1/drills/pay-and-approve"
    assert learner.ask("POST", path).json["state"] == "running"
    _, head = learner.submit([line(1, 125_000), line(2, 200_050)], doc_no="ฝึก/1")

    def passed() -> bool:
        answer = learner.wire.ask("GET", path, token=learner.token)
        learner.wire.close()  # another connection is another process's
        assert answer.json["problem"] == ""
        return bool(answer.json["state"] == "passed")

    wait_for(passed, "the drill does not end")
    assert learner.content(head["op_id"])["status"] == "settled"


def test_workers_are_replaced_one_by_one_and_no_request_is_lost(central: ScaledOut) -> None:
    before = central.ready_workers()
    central.process.send_signal(signal.SIGHUP)
    statuses: set[int] = set()
    unlock = {"company_id": "NOBODY", "user_id": "NOBODY"}

    def replaced() -> bool:
        # Not to be sent twice, so nginx would not try again what a worker dropped.
        statuses.add(central.operate("POST", "unlock", unlock).status)
        return "all workers are replaced" in central.said()

    wait_for(replaced, "not replaced")
    assert statuses == {204}
    assert len(central.ready_workers() - before) == WORKERS
