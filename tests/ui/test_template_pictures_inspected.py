"""The room of what papers bear, as administrators and a screen reader meet it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.pictures import agency
from tests.pictures.inspection import Inspection
from tests.pictures.template_tour import TemplateTour

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


def test_the_room_is_named_whole_readable_reached_by_keys_and_follows_the_language(
    tmp_path: Path, qapp: QApplication
) -> None:
    inspection = Inspection()
    with agency.opened(tmp_path / "agency") as parent:
        TemplateTour(parent, inspection, tmp_path).everything()
    qapp.processEvents()
    assert inspection.screens >= 8
    assert not inspection.faults, os.linesep.join(["", *inspection.faults])
