"""The rooms of the fiscal year, over real services, as a person and a screen reader meet them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.pictures import office
from tests.pictures.inspection import Inspection
from tests.pictures.year_tour import YearTour

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


def test_the_years_end_and_its_archive_are_named_whole_readable_and_follow_the_language(
    tmp_path: Path, qapp: QApplication
) -> None:
    inspection = Inspection()
    with office.opened(tmp_path / "office") as unit:
        unit.disarm()
        YearTour(unit.authorizer, inspection, tmp_path).everything()
    qapp.processEvents()
    assert inspection.screens >= 10
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])
