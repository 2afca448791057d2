"""The rooms of remitting and the treasury's books, over real services, as a person and a screen reader meet them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from app.ui.texts import switch
from tests.pictures import remitting_tour
from tests.pictures.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.campaign

TOUR = remitting_tour.RemittingTour


@pytest.fixture(scope="module")
def told(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[remitting_tour.Told]:
    """One for all ways, gone one after another as for the pictures: its days take as long to live as a way to go."""
    with remitting_tour.opened(tmp_path_factory.mktemp("remitting")) as made:
        yield made
    qapp.processEvents()


@pytest.mark.parametrize(
    ("part", "screens_min"), [(TOUR.at_the_makers, 15), (TOUR.at_other_desks, 9)], ids=["the maker's", "others"]
)
def test_the_rooms_of_remitting_are_named_whole_readable_and_follow_the_language(
    told: remitting_tour.Told, part: Callable[[remitting_tour.RemittingTour], None], screens_min: int
) -> None:
    inspection = Inspection()
    part(TOUR(told, inspection))
    switch("th")  # as the next part finds it
    assert inspection.screens >= screens_min
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])


def test_the_form_of_deposits_is_named_whole_readable_and_follows_the_language(
    tmp_path: Path, qapp: QApplication
) -> None:
    inspection = Inspection()
    with remitting_tour.portal_opened(tmp_path) as office:
        remitting_tour.DepositTour(office, inspection).everything()
    qapp.processEvents()
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])
