from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.store.unit_of_work import Store
from tests.helpers.stores import KEY, Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "desk", KEY, Clock())
    yield opened
    opened.close()
