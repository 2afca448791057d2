"""Recorded looks stand behind everything that they saw, and before everything else (SIM-18)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

from app.simulator.passage import Passage, passing
from app.simulator.storage import Storage, next_number, numbers

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

WRITES = 150
LOOKERS = 3


def test_a_look_is_filed_behind_every_write_that_it_saw_and_before_every_other(tmp_path: Path) -> None:
    with closing(Storage(f"sqlite:///{tmp_path / 'central.db'}")) as storage, ThreadPoolExecutor(1 + LOOKERS) as crowd:
        writing = crowd.submit(lambda: [_written(storage) for _ in range(WRITES)])
        looking = [crowd.submit(lambda: _looks_until(storage, WRITES)) for _ in range(LOOKERS)]
        written, looks = writing.result(), [look for one in looking for look in one.result()]
    wrong = [(order, seen) for order, seen in looks if seen != sum(each < order for each in written)]
    assert wrong == []


def _written(storage: Storage) -> int:
    """Count up by one; return where that stands."""
    passage = Passage()
    with passing(passage):
        storage.write_now(lambda connection: next_number(connection, "written"))
    return passage.order


def _looks_until(storage: Storage, count: int) -> list[tuple[int, int]]:
    """Look until so much is counted; return where each look stands, and what it saw."""
    looks = [(0, 0)]
    while looks[-1][1] < count:
        passage = Passage()
        with passing(passage):
            seen = storage.read_now(_count)
        looks.append((passage.order, seen))
    return looks


def _count(connection: Connection) -> int:
    return numbers(connection, ("written",)).get("written", 0)
