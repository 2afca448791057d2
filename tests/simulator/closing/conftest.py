from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.simulator import seed
from app.simulator.storage import Storage
from tests.helpers.closing_office import Office, unit_of
from tests.helpers.raw_books import new_database

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    with closing(Storage(new_database(tmp_path_factory.mktemp("closing")))) as opened:
        opened.write_now(seed.foundation)
        yield opened


@pytest.fixture
def office(storage: Storage) -> Iterator[Office]:
    """Open the unit on Monday, 23 November 2026, at nine."""
    with unit_of(storage, "2026-11-23 09:00") as opened:
        yield opened
