"""What tests of several rooms need: the application, a running central system, and two people who work with it."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers.extent import ORDER, WHOLE, shuffled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.helpers.raw_central import Central
    from tests.helpers.workstation import Workstation

os.environ.setdefault("KHLANG_CENTRAL_CHECK_ANSWERS", "yes")
"""Every central system of a test holds what goes by against the published contract (SIM-24)."""

settings.register_profile(
    "holding", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, database=None
)
settings.register_profile("searching", parent=settings.get_profile("holding"), derandomize=False)
settings.load_profile("holding")
"""What must hold is asked the same way in every run and at any pace; ``--hypothesis-profile searching`` asks anew."""

LONG = ("/faults/", "/journeys/", "/campaigns/", "_pictures_inspected.py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what campaigns ask; put what takes long first, so that nobody waits for it while others rest."""
    left_out = {item for item in items if not WHOLE and item.get_closest_marker("campaign")}
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: next((n for n, part in enumerate(LONG) if part in item.path.as_posix()), len(LONG)))
    if ORDER:
        items[:] = shuffled(items, ORDER)


def pytest_collection_finish() -> None:
    """Let the collector of garbage leave alone what was loaded to the end: modules and the tests themselves."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def qapp(tmp_path_factory: pytest.TempPathFactory) -> QApplication:
    """Make the one application a process can have: the product's, for every room whose tests show something."""
    from app.ui import application  # most tests need none of it

    return application.create(theme_name="light", settings_folder=tmp_path_factory.mktemp("settings"))


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Central]:
    """Run a central system with the sample ministry for a module, its clock standing on a Monday morning."""
    from tests.helpers.raw_central import running  # most tests need none of it

    with running(tmp_path_factory.mktemp("central"), eased=True) as started:
        yield started


@pytest.fixture
def maker(central: Central, tmp_path: Path) -> Iterator[Workstation]:
    """Sign a maker in at a workstation."""
    yield from _signed_in(central, tmp_path / "maker", "MAKER01")


@pytest.fixture
def authorizer(central: Central, tmp_path: Path) -> Iterator[Workstation]:
    """Sign an authorizer of the same unit in at another workstation."""
    yield from _signed_in(central, tmp_path / "authorizer", "AUTH01")


def _signed_in(central: Central, folder: Path, user_id: str) -> Iterator[Workstation]:
    from tests.helpers.workstation import Workstation

    station = Workstation.at(folder, central).enter(central, user_id)
    yield station
    station.crash()
