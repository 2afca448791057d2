from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_administration import record
from tests.helpers.raw_central import UNIT, Central, Clerk, Json, running

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system for a module as the one of all tests, with passwords that cost what they cost."""
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started


@pytest.fixture(scope="module")
def maker(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "MAKER01")


@pytest.fixture(scope="module")
def authorizer(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "AUTH01")


@pytest.fixture
def fresh() -> Json:
    """Return the record of somebody whom nobody knows yet."""
    number = uuid.uuid4().int
    return record(f"U{number % 10**8:08d}", number % 10**11)
