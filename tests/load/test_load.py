"""G6 and SIM-25 in a short form; the long ones are ``python3 packaging/dev.py load``."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import Central
from tests.helpers.several_central import SeveralCentral
from tests.load.__main__ import WRONG, judged
from tests.load.crowd import Size
from tests.load.machine import MIB, Taken
from tests.load.ministry import wide
from tests.load.news import Awaited
from tests.load.pace import Pace
from tests.load.run import REFUSED, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.load.report import Told

FOREVER = 86_400.0
FEW = Size(pairs=4, lines=10, seconds=FOREVER, orders=2, bad_every=4, processes=1)
"""By count, not by time: the same work on every machine."""


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run one process on SQLite, with a unit for the fifth pair."""
    with started(wide(tmp_path_factory.mktemp("load"), 1, on_postgres=False)) as found:
        yield found
    found.assert_contract_kept()


@contextmanager
def started(central: Central) -> Iterator[Central]:
    """Run a central system that seeds itself: what is not copied need not be made twice."""
    central.start(*central.options)
    try:
        yield central
    finally:
        central.stop()


def assert_right(told: Told, orders: int, forged: int) -> None:
    assert told.wrong == []
    assert not told.work.errors
    assert len(told.work.approved) == orders
    assert told.work.bad == (dict.fromkeys(REFUSED, forged) if forged else {})


def test_under_load_every_acknowledged_payment_is_told_and_paid_once_and_no_forged_one(central: Central) -> None:
    told = load(central, FEW)
    assert_right(told, orders=8, forged=2)
    said = json.loads(told.line("G6", "SQLite", []))
    assert (said["batches"], said["payments"], said["connections"]) == (8, 80, 16)
    assert said["ms"]["read"]["count"] == 3 * (said["ms"]["submit"]["count"] + said["ms"]["approve"]["count"])
    assert said["forged"] == "4 of 4 refused"
    assert said["wal_mib_max"] > 0 < said["memory_mib"][0]


@pytest.mark.campaign
def test_under_load_the_same_holds_for_several_processes_on_postgresql(tmp_path: Path) -> None:
    with started(SeveralCentral(wide(tmp_path, 0, on_postgres=True), 2)) as several:
        assert_right(load(several, FEW), orders=8, forged=2)


def test_orders_that_fall_due_one_after_another_are_all_handed_in(central: Central) -> None:
    assert_right(load(central, Size(4, 5, FOREVER, orders=1, rate=40, bad_every=0, processes=1)), orders=4, forged=0)


def test_five_clients_hear_of_every_line_of_a_thousand_that_each_handed_in(central: Central) -> None:
    told = load(central, Size(pairs=5, lines=1000, seconds=FOREVER, orders=1, bad_every=0, prepared=1, processes=1))
    assert_right(told, orders=5, forged=0)
    assert len(told.work.took["told"]) == 5
    assert told.seconds_whole >= max(told.work.took["told"]) / 1000


def test_a_central_system_that_skips_verification_is_found_out_by_the_forged_requests(tmp_path: Path) -> None:
    with started(Central(tmp_path, program=("tests.helpers.weakened_central", "signatures"), database="")) as weakened:
        told = load(weakened, Size(pairs=1, lines=2, seconds=FOREVER, orders=1, bad_every=1, processes=1))
    assert told.work.bad == {"submit taken": 1, "approve taken": 1}
    assert any("2 of 2 forged requests were not refused" in one for one in told.wrong)
    assert judged(told, "G6", "SQLite") == WRONG


def test_an_order_that_had_to_wait_for_a_slow_one_counts_from_the_moment_it_was_due() -> None:
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(seconds=4.0, interval=1.0, clock=lambda: now[0], sleep=sleep)
    assert pace.next() == 100.0
    now[0] += 2.5  # a slow answer
    assert [pace.next(), pace.next(), pace.next(), pace.next()] == [101.0, 102.0, 103.0, None]
    assert slept == [0.5]


def test_without_a_pace_an_order_is_due_when_somebody_is_free() -> None:
    now = [100.0]
    pace = Pace(seconds=3.0, clock=lambda: now[0])
    assert pace.next() == 100.0
    now[0] += 2.5
    assert pace.next() == 102.5
    now[0] += 2.5
    assert pace.next() is None


@pytest.mark.parametrize(
    ("told", "finished", "wrong"),
    [
        ([1, 2, 3], 1, ""),
        ([1, 3], 1, "1 lines lost, 0 told twice, 0 never sent, its end told 1 times"),
        ([1, 2, 2, 3], 1, "0 lines lost, 1 told twice, 0 never sent, its end told 1 times"),
        ([1, 2, 3, 4], 1, "0 lines lost, 0 told twice, 1 never sent, its end told 1 times"),
        ([1, 2, 3], 0, "0 lines lost, 0 told twice, 0 never sent, its end told 0 times"),
    ],
)
def test_a_line_that_is_lost_or_told_twice_is_found(told: list[int], finished: int, wrong: str) -> None:
    awaited = Awaited(lines=3, since=0.0, finished=finished)
    awaited.told.update(told)
    assert awaited.wrong() == wrong


def test_memory_is_held_against_the_time_when_it_was_warm() -> None:
    filling, steady, leaking = range(10, 50, 2), [50] * 80, range(50, 130)
    assert Taken([MIB * one for one in (*filling, *steady)]).grown == 0
    assert Taken([MIB * one for one in (*filling, *leaking)]).grown > 1
