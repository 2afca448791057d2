"""News comes as soon as it is there, not when the exchange looks the next time; and listening ends at once."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest

from app.central import hearing
from app.central.events import Position
from app.domain.values.errors import Unreachable
from app.services import sync
from app.store import disbursement
from tests.helpers.patience import wait_for
from tests.helpers.raw_central import UNIT, Central, Clerk, running, three_lines
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    with running(tmp_path_factory.mktemp("attention") / "central", eased=True) as started:
        yield started


@pytest.fixture
def seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the exchange look by itself so seldom that only news can wake it."""
    monkeypatch.setattr(sync, "PULL_SECONDS", 3600.0)


@contextmanager
def working(central: Central, root: Path) -> Iterator[Workstation]:
    """Let an authorizer's workstation exchange in the background until it listens for news."""
    seat = Workstation.at(root, central).enter(central, "AUTH01")
    seat.sync.start()
    wait_for(lambda: seat.sync.state().last_sync_at is not None, "no round")
    try:
        yield seat
    finally:
        seat.leave()
    assert [one.name for one in threading.enumerate() if one.name in ("attention", "sync")] == []


def has(seat: Workstation, op_id: str) -> bool:
    """Say whether a batch is on the shelf of the workstation."""
    with seat.desk.store.read() as rd:
        return disbursement.batch(rd, op_id) is not None


@pytest.mark.usefixtures("seldom")
def test_what_a_colleague_hands_in_is_there_without_another_look(central: Central, tmp_path: Path) -> None:
    maker = Clerk.ready(central, UNIT, "MAKER01")
    with working(central, tmp_path) as seat:
        for doc_no in ("กค 1/2570", "กค 2/2570"):  # after the first news it listens again
            answer, payment = maker.submit(three_lines(), doc_no=doc_no)
            assert answer.status == 201
            wait_for(partial(has, seat, payment["op_id"]), "the news did not come")


def test_a_request_that_is_held_ends_when_it_is_broken_off(central: Central, tmp_path: Path) -> None:
    with working(central, tmp_path) as seat:
        seat.sync.close()
        mine = seat.desk.central.hearing
        ends: list[str] = []

        def listen() -> None:
            try:
                mine.is_news(Position(seq=10**6))
            except Unreachable as problem:
                ends.append(problem.code)

        held = threading.Thread(target=listen)
        held.start()
        mine.stop()
        held.join()
        mine.close()
        # While it waited, or before it could begin.
        assert set(ends) <= {"server_broke_off", "server_silent", "server_unreachable"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every request that was held, when it is over, with what went wrong."""
    over: list[str] = []
    truly = hearing.Hearing.is_news

    def noted(self: hearing.Hearing, after: Position) -> bool:
        try:
            is_news = truly(self, after)
        except Unreachable as problem:
            over.append(problem.code)
            raise
        over.append("")
        return is_news

    monkeypatch.setattr(hearing.Hearing, "is_news", noted)
    return over


@pytest.mark.usefixtures("seldom")
def test_a_central_system_that_cannot_wait_is_asked_once_a_round(
    central: Central, tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The oldest central systems answer at once, as if there was no such word.
    monkeypatch.setattr(hearing, "WAIT_SECONDS", 0)
    with working(central, tmp_path) as seat:
        wait_for(lambda: asked, "never asked")
        for _ in range(3):
            seat.sync.sync_now()
        assert asked == [""]


@pytest.mark.usefixtures("seldom")
def test_a_central_system_that_goes_away_is_no_reason_to_hurry(
    central: Central, tmp_path: Path, asked: list[str]
) -> None:
    with working(central, tmp_path) as seat:
        rounds: list[str] = []
        seat.sync.listen(lambda state: rounds.append(state.problem))
        central.stop()
        wait_for(lambda: asked, "still listening")
        for _ in range(3):
            seat.sync.sync_now()
        assert len(asked) == 1
        assert rounds[-1] == "server_unreachable"
