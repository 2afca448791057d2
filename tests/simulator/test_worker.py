"""The back office comes back to what it passed over though nobody wakes it, and leaves a tape alone."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.simulator import passed_over
from app.simulator.__main__ import build
from app.simulator.clock import moment_text
from app.simulator.due import BackOffice, Due, Ran
from app.simulator.operations.office_state import OfficeState
from app.simulator.settings import Settings
from app.simulator.worker import Worker
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
