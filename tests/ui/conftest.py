"""A real Qt application without a screen, the same for all window tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
if "KEEP_SCALE" not in os.environ:
    os.environ.pop("QT_SCALE_FACTOR", None)

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from pytestqt.qtbot import QtBot

from app import i18n
from app.ui import theme
from tests.ui.samples import SampleDesk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication


PATIENCE_MS = 120_000
"""What no fact needs, on a machine that is busy with other tests: real workers and slow password hashes behind it."""


class PatientBot(QtBot):
    """Waits for facts as long as they take."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:  # noqa: N802
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:  # noqa: N802
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _plain_start(qapp: QApplication) -> Iterator[None]:
    QSettings().clear()
    yield
    # What was closed goes now: it would hear of another language in a later test, with its store closed behind it.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    i18n.use("th")
    if theme.current() is not theme.LIGHT:
        theme.apply(qapp, "light")


@pytest.fixture
def desk() -> SampleDesk:
    return SampleDesk()
