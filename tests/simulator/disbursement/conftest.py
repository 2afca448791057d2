from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import UNIT, Central, Clerk, running

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system for one test alone; its books must be right at the end."""
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started
        if started.process.poll() is None:
            started.assert_books_right()


@pytest.fixture
def own_maker(fresh: Central) -> Clerk:
    return Clerk.ready(fresh, UNIT, "MAKER01")


@pytest.fixture
def own_authorizer(fresh: Central) -> Clerk:
    return Clerk.ready(fresh, UNIT, "AUTH01")
