"""The main job before many processes: nginx, four workers and PostgreSQL, and one of them is killed in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

import resources
from app.domain.disbursement.batch import BatchStatus
from tests.helpers.patience import wait_for
from tests.helpers.raw_central import MONDAY, ROOT, Central, copied
from tests.journeys import acts
from tests.journeys.bank import paid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.journeys.person import Person

WORKERS = 4
FILE = resources.path("samples", "overtime_october_2569.xlsx")


@dataclass
class ScaledOut(Central):
    """A central system of many processes, started by the recipe of the house."""

    program: tuple[str, ...] = ()

    def start(self, *options: str) -> None:
        recipe = [sys.executable, str(ROOT / "packaging" / "scale_out.py"), "--workers", str(WORKERS)]
        where = ["--data", str(self.data), "--port", "0", "--database", self.database]
        with self.stderr.open("ab") as log:
            self.process = subprocess.Popen(
                [*recipe, *where, "--first", *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=log
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.said()
        self.ready = json.loads(line)
        self.wire = self.new_wire()

    @property
    def stderr(self) -> Path:
        return self.data / "stderr.log"

    def said(self) -> str:
        return self.stderr.read_text("utf-8")

    def workers(self) -> set[int]:
        """Return the process numbers of workers that said they are ready, dead ones too."""
        lines = [json.loads(line) for line in self.said().splitlines() if line.startswith("{")]
        return {line["pid"] for line in lines if line["event"].startswith("Started server process")}

    def at_the_office(self) -> list[int]:
        """Return who sat down at the back office, one after the other."""
        lines = [json.loads(line) for line in self.said().splitlines() if line.startswith("{")]
        return [line["pid"] for line in lines if line["event"] == "at the back office"]


@contextmanager
def scaled_out(data: Path, *options: str) -> Iterator[ScaledOut]:
    seeded = copied(data, on_postgres=True)
    central = ScaledOut(data, database=seeded.database)
    central.start(*options)
    try:
        yield central
    finally:
        assert central.stop() == 0, central.said()
    central.assert_contract_kept()


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScaledOut]:
    """Run it with a clock that goes on from a Monday morning."""
    with scaled_out(tmp_path_factory.mktemp("scaled"), "--clock", f"offset:{MONDAY}") as started:
        yield started


def test_three_hundred_payees_are_paid_once_though_the_one_at_the_back_office_is_killed(
    central: ScaledOut, maker: Person, authorizer: Person
) -> None:
    assert len(central.workers()) == WORKERS
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
    wait_for(lambda: len(central.workers()) == WORKERS + 1, "the one that was killed is not started again")
    central.assert_books_right()


def test_workers_are_replaced_one_by_one_and_no_request_is_lost(central: ScaledOut) -> None:
    before = central.workers()
    central.process.send_signal(signal.SIGHUP)
    statuses: set[int] = set()
    unlock = {"company_id": "NOBODY", "user_id": "NOBODY"}

    def replaced() -> bool:
        # Not to be sent twice, so nginx would not try again what a worker dropped.
        statuses.add(central.operate("POST", "unlock", unlock).status)
        return "all workers are replaced" in central.said()

    wait_for(replaced, "not replaced")
    assert statuses == {204}
    assert len(central.workers() - before) == WORKERS
