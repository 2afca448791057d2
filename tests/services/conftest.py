from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.raw_central import Central, running
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system with the sample ministry, its clock standing on a Monday morning."""
    with running(tmp_path_factory.mktemp("central")) as started:
        yield started


@pytest.fixture
def maker(central: Central, tmp_path: Path) -> Iterator[Workstation]:
    station = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER01")
    yield station
    station.crash()


@pytest.fixture
def authorizer(central: Central, tmp_path: Path) -> Iterator[Workstation]:
    station = Workstation.at(tmp_path / "authorizer", central).enter(central, "AUTH01")
    yield station
    station.crash()
