from __future__ import annotations

import pytest

from tests.helpers.raw_central import OTHER_UNIT, UNIT, Central, Clerk


@pytest.fixture(scope="module")
def second_maker(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "MAKER02")


@pytest.fixture(scope="module")
def second_authorizer(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "AUTH02")


@pytest.fixture(scope="module")
def stranger(central: Central) -> Clerk:
    """Return a maker of another unit."""
    return Clerk.ready(central, OTHER_UNIT, "MAKER01")


@pytest.fixture(scope="module")
def foreign_authorizer(central: Central) -> Clerk:
    return Clerk.ready(central, OTHER_UNIT, "AUTH01")


@pytest.fixture(scope="module")
def auditor(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "AUDIT01")
