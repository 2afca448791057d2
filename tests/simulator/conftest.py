from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import UNIT, Central, Clerk, running

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Start a central system with the sample ministry, its clock standing on a Monday morning."""
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started


@pytest.fixture(scope="module")
def maker(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "MAKER01")


@pytest.fixture(scope="module")
def authorizer(central: Central) -> Clerk:
    return Clerk.ready(central, UNIT, "AUTH01")
