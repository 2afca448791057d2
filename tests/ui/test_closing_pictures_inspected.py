"""Every room of closing days, over real services, as a person and a screen reader meet it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from app.ui.texts import switch
from tests.pictures import closing_office
from tests.pictures.closing_tour import ClosingTour
from tests.pictures.inspection import Inspection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.pictures.closing_office import ClosingOffice

pytestmark = pytest.mark.campaign


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClosingOffice]:
    """One for all ways, gone one after another as for the pictures: its days take as long to live as a way to go."""
    with closing_office.opened(tmp_path_factory.mktemp("closing")) as made:
        made.monday()
        yield made
    qapp.processEvents()


@pytest.mark.parametrize(
    ("part", "screens_min"),
    [(ClosingTour.guided, 9), (ClosingTour.moved, 4), (ClosingTour.settled, 10)],
    ids=["the guide", "movements", "two persons"],
)
def test_every_room_of_closing_days_is_named_whole_readable_and_follows_the_language(
    office: ClosingOffice, part: Callable[[ClosingTour], None], screens_min: int, tmp_path: Path
) -> None:
    inspection = Inspection()
    part(ClosingTour(office, inspection, tmp_path))
    switch("th")  # as the next part finds it
    assert inspection.screens >= screens_min
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])
