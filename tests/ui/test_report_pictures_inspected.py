"""The rooms of looking back, over real services, as a person and a screen reader meet them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.pictures import agency, office
from tests.pictures.inspection import Inspection
from tests.pictures.report_tour import ReportTour

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.campaign


def test_every_plot_and_report_is_named_whole_readable_and_follows_the_language(
    tmp_path: Path, qapp: QApplication
) -> None:
    inspection = Inspection()
    with office.opened(tmp_path) as unit:
        unit.disarm()
        ReportTour(unit.authorizer, inspection).everything()
    qapp.processEvents()
    assert inspection.screens >= 14
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])


def test_an_administrators_reports_are_named_whole_readable_and_follow_the_language(
    tmp_path: Path, qapp: QApplication
) -> None:
    inspection = Inspection()
    with agency.opened(tmp_path) as parent:
        ReportTour(parent.two, inspection).of_agency()
    qapp.processEvents()
    assert inspection.screens >= 7
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])
