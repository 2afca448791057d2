from __future__ import annotations

import uuid

import pytest

from tests.helpers.raw_administration import record
from tests.helpers.raw_central import UNIT, Central, Clerk, Json


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
