"""Every screen and dialog of the program, over real services, as a person and a screen reader meet them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app import i18n
from app.ui import theme
from app.ui.surfaces import Column
from app.ui.texts import Label, switch
from tests.pictures import agency, collection_tour
from tests.pictures.inspection import CONTRAST_MIN, Inspection, contrast, left_behind, pale
from tests.pictures.office import opened
from tests.pictures.rights_tour import RightsTour
from tests.pictures.rooms_tour import RoomsTour
from tests.pictures.tour import Tour

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.pictures.office import Office


@pytest.fixture(scope="module")
def unit(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all ways, gone one after another as for the pictures: its days take as long to live as a way to go."""
    with opened(tmp_path_factory.mktemp("office")) as made:
        yield made
    qapp.processEvents()


@pytest.mark.parametrize(
    ("part", "screens_min"),
    [
        (Tour.arriving, 40),
        (Tour.preparing, 28),
        (Tour.checking, 35),
        (Tour.reviewing, 17),
        (Tour.registering, 18),
        (Tour.failing, 8),
    ],
    ids=["arriving", "preparing", "checking", "reviewing", "registering", "failing"],
)
@pytest.mark.campaign
def test_every_screen_is_named_whole_readable_reached_by_keys_and_follows_the_language(
    unit: Office, part: Callable[[Tour], None], screens_min: int, tmp_path: Path
) -> None:
    """Both languages, the themes by turns, and the smallest window: a full HD screen at 200 % is hardly larger."""
    inspection = Inspection()
    part(Tour(unit, inspection, tmp_path))
    switch("th")  # as the next part finds it
    assert inspection.screens >= screens_min
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])


@pytest.mark.campaign
@pytest.mark.usefixtures("qapp")
@pytest.mark.qt_log_ignore(r"QPainter::begin\(\): Returned false")  # of the printer that jams
def test_every_room_of_the_administrators_is_named_whole_readable_and_follows_the_language(
    tmp_path: Path, qapp: QApplication
) -> None:
    inspection = Inspection()
    with agency.opened(tmp_path) as parent:
        RightsTour(parent, inspection).everything()
        RoomsTour(parent, inspection).everything()
    qapp.processEvents()
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])


@pytest.mark.campaign
@pytest.mark.usefixtures("qapp")
def test_every_room_of_collecting_is_named_whole_readable_and_follows_the_language(
    tmp_path: Path, qapp: QApplication
) -> None:
    inspection = Inspection()
    with collection_tour.opened(tmp_path) as office:
        collection_tour.CollectionTour(office, inspection, tmp_path).everything()
    qapp.processEvents()
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])


def test_a_pale_grey_is_found() -> None:
    colours = theme.LIGHT.colours
    assert contrast(QColor(colours.hairline), QColor(colours.ground)) < CONTRAST_MIN
    assert contrast(QColor(colours.quiet), QColor(colours.ground)) >= CONTRAST_MIN


def test_words_that_did_not_follow_the_language_and_pale_words_are_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    stayed, light = Label(), Label()
    stayed.show_text(i18n.words("en", "home.title"))
    light.show_text("ซีดไป")
    light.setStyleSheet(f"color: {theme.LIGHT.colours.hairline}")
    Column(window).add(stayed, light)
    window.show()
    assert [fault.split(" is ")[0] for fault in left_behind(window)] == [repr(stayed.text())]
    assert [fault.split(" has ")[0] for fault in pale(window)] == [repr(light.text())]
