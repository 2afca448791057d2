from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import raw_receipts as raw
from tests.helpers.browser import Citizen, citizen
from tests.helpers.raw_central import TWO_SIGNATURES, UNIT, Central, Clerk

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def collector(central: Central) -> Clerk:
    """Return the collection maker of the unit whose services need documents."""
    return raw.collector(central, UNIT, "MAKER03")


@pytest.fixture(scope="module")
def copier(central: Central) -> Clerk:
    """Return the collection maker of the unit whose service needs none."""
    return raw.collector(central, TWO_SIGNATURES, "MAKER01")


@pytest.fixture(scope="module")
def browser(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Citizen]:
    """Open a browser for a module: starting one takes its time."""
    with citizen(central, tmp_path_factory.mktemp("chromium")) as opened:
        yield opened
