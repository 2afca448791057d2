"""The back office comes back to what it passed over though nobody wakes it, and leaves a tape alone."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert

from app.simulator import passed_over
from app.simulator.__main__ import build
from app.simulator.clock import moment_text
from app.simulator.closing.tables import days
from app.simulator.due import BackOffice, Due, Ran
from app.simulator.operations.office_state import OfficeState
from app.simulator.operator import set_clock
from app.simulator.refusals import Refused
from app.simulator.settings import Settings
from app.simulator.tables import agencies, units
from app.simulator.worker import Worker
from app.wire.codes import Refusal
from tests.helpers.patience import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from app.simulator.context import Central

LONG_AGO = datetime(2026, 11, 23, tzinfo=UTC)


class Desk:
    """Has one thing to do, which has been due for long; the first so many times it fails."""

    def __init__(self, fails: int = 0) -> None:
        self.fails = fails
        self.looks = self.tries = 0
        self.is_done = False

    def due(self, _connection: Connection, passed: Collection[str] = ()) -> Due | None:
        self.looks += 1
        return None if self.is_done or "it" in passed else Due(LONG_AGO, "it", "work")

    def step(self, _connection: Connection, now: datetime, _passed: Collection[str] = ()) -> Ran | None:
        self.tries += 1
        if self.tries <= self.fails:
            raise ValueError(self.tries)
        self.is_done = True
        return Ran(moment_text(now), "work", "it", 1)


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    built = build(Settings(data=tmp_path, clock="frozen:2026-11-23T09:00:00+07:00"))
    yield built
    built.storage.close()


def _beside(central: Central, desk: Desk, fact: Coroutine[Any, Any, object]) -> None:
    """Let the back office work until the fact is there; nobody wakes it meanwhile."""

    async def work() -> None:
        central.news.begin()
        working = asyncio.create_task(Worker(central, BackOffice([desk])).run_for_ever())
        try:
            await asyncio.wait_for(fact, PATIENCE_SECONDS)
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working

    asyncio.run(work())


def test_what_was_passed_over_is_tried_again_though_nobody_wakes_the_back_office(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passed_over, "AGAIN_AFTER", timedelta(milliseconds=300))
    desk = Desk(fails=2)

    async def done() -> None:
        while not desk.is_done or bool(await central.storage.read(passed_over.now)):
            await asyncio.sleep(0.01)

    _beside(central, desk, done())
    assert desk.tries == 3


def test_what_is_due_is_not_even_looked_at_where_a_tape_says_when_it_is_done(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(central.recorder, "tape", object())
    came_round = asyncio.Event()
    monkeypatch.setattr(OfficeState, "went_well", lambda _office: came_round.set())
    desk = Desk()
    _beside(central, desk, came_round.wait())
    assert (desk.looks, desk.tries) == (0, 0)


def test_a_clock_that_waited_for_its_turn_is_not_put_into_a_day_that_was_closed_meanwhile(central: Central) -> None:
    worker = Worker(central, BackOffice([]))
    wanted = json.dumps({"clock": "frozen:2026-11-23T08:00:00+07:00"}).encode()

    def close(connection: Connection) -> None:
        connection.execute(insert(agencies).values(agency="2101", name="กรมตัวอย่าง"))
        home = {"unit": "2101000001", "agency": "2101", "company_id": "GMIS210101", "name": "กองคลัง"}
        rules = {"cut_off": "15:30", "batch_satang_max": 1, "signatures_needed": 1, "devices_differ": 1, "parent": 0}
        connection.execute(insert(units).values(**home, **rules))
        day = {"unit": "2101000001", "day": "2026-11-23", "version": 1, "state": "closed", "since": ""}
        connection.execute(insert(days).values(**day, until="2026-11-23T01:59:59.000Z"))

    async def race() -> None:
        async with worker.at_rest():
            putting = asyncio.create_task(set_clock(central, worker, wanted))
            await asyncio.sleep(0)
            await central.storage.write(close)
        with pytest.raises(Refused) as refused:
            await putting
        assert (refused.value.refusal, refused.value.facts["field"]) == (Refusal.FIELD_WRONG, "clock")

    asyncio.run(race())
    assert central.clock.text() == "2026-11-23T02:00:00.000Z"
