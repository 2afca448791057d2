from __future__ import annotations

import pytest

from tests.helpers import raw_receipts as raw
from tests.helpers.raw_central import TWO_SIGNATURES, UNIT, Central, Clerk


@pytest.fixture(scope="module")
def collector(central: Central) -> Clerk:
    """Return the collection maker of a unit whose money the Portal sends on."""
    return raw.collector(central, UNIT, "MAKER03")


@pytest.fixture(scope="module")
def colleague(central: Central) -> Clerk:
    return raw.collector(central, UNIT, "MAKER02")


@pytest.fixture(scope="module")
def stranger(central: Central) -> Clerk:
    """Return the collection maker of a unit of another agency, which sends its money on itself."""
    return raw.collector(central, TWO_SIGNATURES, "MAKER01")
