from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ui import printing
from tests.helpers.administrators import both
from tests.ui.printers import OfficePrinters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.helpers.administrators import Administrator
    from tests.helpers.raw_central import Central


@pytest.fixture(scope="module")
def administrators(
    central: Central, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Administrator, Administrator]]:
    """Sign both administrators of the sample agency in."""
    with both(central, tmp_path_factory.mktemp("administrators")) as pair:
        yield pair


@pytest.fixture
def one(administrators: tuple[Administrator, Administrator]) -> Administrator:
    return administrators[0]


@pytest.fixture
def two(administrators: tuple[Administrator, Administrator]) -> Administrator:
    return administrators[1]


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Callable[[printing.Printers], None]]:
    """Let paper come out of the office's printers, in ``tmp_path``; call it to put others in their place."""
    former = printing.printers()
    printing.use(OfficePrinters(tmp_path))
    yield printing.use
    printing.use(former)
