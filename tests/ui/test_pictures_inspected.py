"""Every screen and dialog of the program, over real services, as a person and a screen reader meet them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor

from app.ui import theme
from tests.pictures.inspection import CONTRAST_MIN, Inspection, contrast
from tests.pictures.office import opened
from tests.pictures.tour import Tour

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

SCREENS_MIN = 50


@pytest.mark.usefixtures("qapp")
def test_on_every_screen_all_is_named_whole_readable_and_reached_by_keys(tmp_path: Path, qapp: QApplication) -> None:
    """Both languages, both themes, and the smallest window: a full HD screen at 200 % is hardly larger."""
    inspection = Inspection()
    with opened(tmp_path) as office:
        Tour(office, inspection, tmp_path).everything()
    qapp.processEvents()
    assert inspection.screens >= SCREENS_MIN
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])


def test_a_pale_grey_is_found() -> None:
    colours = theme.LIGHT.colours
    assert contrast(QColor(colours.hairline), QColor(colours.ground)) < CONTRAST_MIN
    assert contrast(QColor(colours.quiet), QColor(colours.ground)) >= CONTRAST_MIN
