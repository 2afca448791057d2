"""Every room of money that came in, over real services, as a person and a screen reader meet it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.pictures import receiving_tour
from tests.pictures.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.pictures.receiving_tour import ReceivingTour

TOUR = receiving_tour.ReceivingTour


@pytest.mark.parametrize(
    ("part", "screens_min"),
    [(TOUR.at_the_counter, 14), (TOUR.with_receipts, 14), (TOUR.at_other_desks, 8)],
    ids=["counter", "receipts", "others"],
)
def test_every_room_of_money_that_came_in_is_named_whole_readable_and_follows_the_language(
    part: Callable[[ReceivingTour], None], screens_min: int, tmp_path: Path, qapp: QApplication
) -> None:
    inspection = Inspection()
    with receiving_tour.opened(tmp_path) as office:
        part(TOUR(office, inspection))
    qapp.processEvents()
    assert inspection.screens >= screens_min
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])
