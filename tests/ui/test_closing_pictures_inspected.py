"""Every room of closing days, over real services, as a person and a screen reader meet it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.pictures import closing_office
from tests.pictures.closing_tour import ClosingTour
from tests.pictures.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


@pytest.mark.parametrize(
    ("part", "screens_min"),
    [(ClosingTour.guided, 9), (ClosingTour.moved, 4), (ClosingTour.settled, 10)],
    ids=["the guide", "movements", "two persons"],
)
def test_every_room_of_closing_days_is_named_whole_readable_and_follows_the_language(
    part: Callable[[ClosingTour], None], screens_min: int, tmp_path: Path, qapp: QApplication
) -> None:
    inspection = Inspection()
    with closing_office.opened(tmp_path) as office:
        office.monday()
        part(ClosingTour(office, inspection, tmp_path))
    qapp.processEvents()
    assert inspection.screens >= screens_min
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])
