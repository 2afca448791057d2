"""Every room of money that came in, over real services, as a person and a screen reader meet it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from app.ui.texts import switch
from tests.pictures import receiving_tour
from tests.pictures.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication

    from tests.pictures.receiving_tour import ReceivingOffice, ReceivingTour

pytestmark = pytest.mark.campaign

TOUR = receiving_tour.ReceivingTour


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReceivingOffice]:
    """One for all ways, gone one after another as for the pictures: its days take as long to live as a way to go."""
    with receiving_tour.opened(tmp_path_factory.mktemp("receiving")) as made:
        yield made
    qapp.processEvents()


@pytest.mark.parametrize(
    ("part", "screens_min"),
    [(TOUR.at_the_counter, 14), (TOUR.with_receipts, 14), (TOUR.at_other_desks, 8)],
    ids=["counter", "receipts", "others"],
)
def test_every_room_of_money_that_came_in_is_named_whole_readable_and_follows_the_language(
    office: ReceivingOffice, part: Callable[[ReceivingTour], None], screens_min: int
) -> None:
    inspection = Inspection()
    part(TOUR(office, inspection))
    switch("th")  # as the next part finds it
    assert inspection.screens >= screens_min
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])
