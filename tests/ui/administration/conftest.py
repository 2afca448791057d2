from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.administrators import both

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.administrators import Administrator
    from tests.helpers.raw_central import Central


@pytest.fixture(scope="module")
def administrators(
    central: Central, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Administrator, Administrator]]:
    """Sign both administrators of the sample agency in."""
    with both(central, tmp_path_factory.mktemp("administrators")) as pair:
        yield pair


@pytest.fixture
def one(administrators: tuple[Administrator, Administrator]) -> Administrator:
    return administrators[0]


@pytest.fixture
def two(administrators: tuple[Administrator, Administrator]) -> Administrator:
    return administrators[1]
