"""Where random things come from: by the operating system differently each time, by a seed the same, never twice."""

from __future__ import annotations

import re
import uuid
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.simulator import chance
from app.simulator.chance import Chance, ChanceWrong, drawn
from app.simulator.storage import Storage, keep_fact
from tests.helpers.raw_central import Central

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with closing(Storage(f"sqlite:///{tmp_path / 'books.db'}")) as opened:
        yield opened


def seeded(storage: Storage, seed: str) -> None:
    with storage.writing() as connection:
        made = chance.begin(connection, seed)
        keep_fact(connection, "epoch", "begun")
    storage.draw_from(made)


def test_what_is_undone_was_not_drawn_and_nothing_is_drawn_twice(storage: Storage) -> None:
    seeded(storage, "one")
    with storage.writing() as connection:
        attempt = connection.begin_nested()
        undone = drawn(connection).token_hex(8)
        attempt.rollback()
    with storage.writing() as connection:
        again, another = drawn(connection).token_hex(8), drawn(connection).token_hex(8)
    assert again == undone
    assert another != again


def test_a_folder_keeps_the_seed_it_began_with(storage: Storage) -> None:
    seeded(storage, "one")
    with storage.writing() as connection:
        assert chance.begin(connection, None).seed == "one"
        with pytest.raises(ChanceWrong):
            chance.begin(connection, "two")


@pytest.mark.parametrize("one", [Chance(), Chance("seed")])
def test_draws_are_what_they_are_called_and_spread_evenly(one: Chance) -> None:
    draws = one.named("test")
    assert re.fullmatch(r"[0-9a-f]{32}", draws.token_hex(16))
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", draws.token_urlsafe(32))
    assert uuid.UUID(draws.uuid4()).version == 4
    assert draws.below(1) == 0
    counts = [0] * 10
    for _ in range(10_000):
        counts[draws.below(10)] += 1
    assert min(counts) > 800
    assert all(2.0 <= draws.uniform(2.0, 3.0) < 3.0 for _ in range(1_000))
    normal = sorted(draws.lognormal(50.0, 0.5) for _ in range(2_001))
    assert 45.0 < normal[1_000] < 55.0


def test_names_are_apart_and_the_same_name_says_the_same() -> None:
    one = Chance("seed")
    assert one.named("a", "bc").token_hex(8) == Chance("seed", 7).named("a", "bc").token_hex(8)
    told = {one.named(*words).token_hex(8) for words in (("a", "bc"), ("ab", "c"), ("abc",), ("a", "b", "c"))}
    assert len(told) == 4
    assert Chance("seed", 1).beside.token_hex(8) != Chance("seed", 2).beside.token_hex(8)
    assert Chance().named("a").token_hex(8) != Chance().named("a").token_hex(8)


def test_who_starts_and_who_looks_is_told_that_it_is_for_practice_only(tmp_path: Path) -> None:
    central = Central(tmp_path / "central")
    central.start("--clock", "frozen:2026-11-23T09:00:00+07:00", "--random", "a seed")
    try:
        about = central.wire.ask("GET", "/v1/about").json
    finally:
        central.stop()
    assert "PRACTICE ONLY" in about["banner_en"]
    assert "ใช้ฝึกซ้อมเท่านั้น" in about["banner_th"]
    assert "PRACTICE ONLY" in (central.data / "stderr.log").read_text("utf-8")
