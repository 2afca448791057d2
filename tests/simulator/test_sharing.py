"""One process alone with its database looks for changes only when it has made one, and misses none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.simulator.__main__ import build
from app.simulator.settings import Settings
from app.simulator.storage import fact, keep_fact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from app.simulator.context import Central

NAME = "colour"


class Loaded(list[str]):
    """What was loaded, in order; fails so often first."""

    fails = 0

    def __call__(self, connection: Connection) -> None:
        if self.fails:
            self.fails -= 1
            raise OSError(self.fails)
        self.append(fact(connection, NAME))


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    built = build(Settings(data=tmp_path, clock="real"))
    yield built
    built.storage.close()


@pytest.fixture
def loaded(central: Central) -> Loaded:
    found = Loaded()
    central.shared.register(NAME, found)
    central.storage.read_now(_nothing)
    assert found == [""]
    return found


def _nothing(_connection: Connection) -> None:
    """Only begin."""


def _put(central: Central, value: str) -> None:
    def write(connection: Connection) -> None:
        keep_fact(connection, NAME, value)
        central.shared.changed(connection, NAME)

    central.storage.write_now(write)


def test_what_a_transaction_changed_is_loaded_when_it_is_durable_and_only_then(
    central: Central, loaded: Loaded
) -> None:
    _put(central, "red")
    assert loaded == ["", "red"]
    for _ in range(3):
        central.storage.read_now(_nothing)
        central.storage.write_now(_nothing)
    assert loaded == ["", "red"]


def test_what_could_not_be_loaded_is_loaded_with_the_next_transaction(central: Central, loaded: Loaded) -> None:
    loaded.fails = 1
    with pytest.raises(OSError, match="0"):
        _put(central, "red")
    assert loaded == [""]
    central.storage.read_now(_nothing)
    assert loaded == ["", "red"]


def test_no_transaction_asks_the_database_whether_something_changed(central: Central, loaded: Loaded) -> None:
    statements: list[str] = []

    def work(connection: Connection) -> None:
        connection.connection.set_trace_callback(statements.append)

    central.storage.read_now(work)
    central.storage.read_now(_nothing)
    assert [one for one in statements if "facts" in one] == []
    assert loaded == [""]
