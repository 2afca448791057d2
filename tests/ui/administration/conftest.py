from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.administrators import both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication

    from tests.helpers.administrators import Administrator
    from tests.helpers.raw_central import Central


PATIENCE_MS = 60_000
"""Two slow password hashes and a signature, on a machine that is busy with other tests."""


class PatientBot(QtBot):
    """Waits for facts as long as they take: these screens speak with a real central system."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:  # noqa: N802
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:  # noqa: N802
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Give the bot the patience of these screens."""
    return PatientBot(request)


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
