"""The rooms of the fiscal year, over real services, as a person and a screen reader meet them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.pictures import office
from tests.pictures.inspection import Inspection
from tests.pictures.year_tour import YearTour

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


@pytest.mark.parametrize(
    ("part", "screens_min"), [(YearTour.end, 3), (YearTour.archive, 7)], ids=["its end", "its archive"]
)
def test_the_rooms_of_the_fiscal_year_are_named_whole_readable_and_follow_the_language(
    part: Callable[[YearTour], None], screens_min: int, tmp_path: Path, qapp: QApplication
) -> None:
    inspection = Inspection()
    with office.opened(tmp_path / "office") as unit:
        unit.disarm()
        part(YearTour(unit.authorizer, inspection, tmp_path))
    qapp.processEvents()
    assert inspection.screens >= screens_min
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])
