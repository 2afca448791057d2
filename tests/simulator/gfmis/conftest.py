from __future__ import annotations

import random
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from app.simulator import seed
from app.simulator.storage import Storage
from tests.helpers.raw_books import new_database
from tests.simulator.gfmis.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

BEGINS = datetime(2026, 7, 1, 3, tzinfo=UTC)
"""Three months before a fiscal year ends."""


@pytest.fixture(scope="session")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    with closing(Storage(new_database(tmp_path_factory.mktemp("gfmis")))) as opened:
        opened.write_now(seed.foundation)
        yield opened


@pytest.fixture(scope="session")
def in_a_world(storage: Storage) -> Callable[[int, Callable[[World], None]], None]:
    """Return what lets something happen in a world of its own, of which nothing stays."""

    def happen(number: int, work: Callable[[World], None]) -> None:
        with storage.writing() as connection:
            attempt = connection.begin_nested()
            work(World(connection, BEGINS, random.Random(number)))  # noqa: S311
            attempt.rollback()

    return happen


@pytest.fixture
def connection(storage: Storage) -> Iterator[Connection]:
    with storage.writing() as opened:
        attempt = opened.begin_nested()
        yield opened
        attempt.rollback()
