"""An office that closes its days, for every test of these rooms a day of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ui import printing
from tests.pictures import closing_office
from tests.ui.printers import OfficePrinters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.pictures.closing_office import ClosingOffice


@pytest.fixture
def office(qapp: QApplication, tmp_path: Path) -> Iterator[ClosingOffice]:
    former = printing.printers()
    printing.use(OfficePrinters(tmp_path))
    with closing_office.opened(tmp_path) as opened:
        yield opened
    printing.use(former)
    qapp.processEvents()
