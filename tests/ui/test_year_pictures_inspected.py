"""The rooms of the fiscal year, over real services, as a person and a screen reader meet them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from app.ui.texts import switch
from tests.pictures import office
from tests.pictures.inspection import Inspection
from tests.pictures.year_tour import YearTour

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.pictures.office import Office

pytestmark = pytest.mark.campaign


@pytest.fixture(scope="module")
def unit(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all ways, gone one after another as for the pictures: its days take as long to live as a way to go."""
    with office.opened(tmp_path_factory.mktemp("office")) as made:
        made.disarm()
        yield made
    qapp.processEvents()


@pytest.mark.parametrize(
    ("part", "screens_min"), [(YearTour.end, 3), (YearTour.archive, 7)], ids=["its end", "its archive"]
)
def test_the_rooms_of_the_fiscal_year_are_named_whole_readable_and_follow_the_language(
    unit: Office, part: Callable[[YearTour], None], screens_min: int, tmp_path: Path
) -> None:
    inspection = Inspection()
    part(YearTour(unit.authorizer, inspection, tmp_path))
    switch("th")  # as the next part finds it
    assert inspection.screens >= screens_min
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])
