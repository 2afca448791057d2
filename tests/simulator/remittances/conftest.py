from __future__ import annotations

import pytest

from tests.helpers.raw_central import Central, Clerk
from tests.helpers.raw_collections import COMPANIES, OWN_UNIT, PORTAL_UNIT


@pytest.fixture(scope="module")
def collector(central: Central) -> Clerk:
    """Sign the collection maker in of a unit that remits by itself: nothing leaves its account unasked."""
    return Clerk.ready(central, COMPANIES[OWN_UNIT], "MAKER03")


@pytest.fixture(scope="module")
def approver(central: Central) -> Clerk:
    return Clerk.ready(central, COMPANIES[OWN_UNIT], "AUTH01")


@pytest.fixture(scope="module")
def depositor(central: Central) -> Clerk:
    """Sign the remittance maker in of the unit that has an off-budget account; the Portal remits its collections."""
    return Clerk.ready(central, COMPANIES[PORTAL_UNIT], "MAKER03")


@pytest.fixture(scope="module")
def chief(central: Central) -> Clerk:
    return Clerk.ready(central, COMPANIES[PORTAL_UNIT], "AUTH01")
