"""A real Qt application without a screen, the same for all window tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

os.environ["QT_QPA_PLATFORM"] = "offscreen"
if "KEEP_SCALE" not in os.environ:
    os.environ.pop("QT_SCALE_FACTOR", None)

import pytest
from PySide6.QtCore import QSettings

from app import i18n
from app.ui import application, theme
from tests.ui.samples import SampleDesk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="session")
def qapp(tmp_path_factory: pytest.TempPathFactory) -> QApplication:
    return application.create(theme_name="light", settings_folder=tmp_path_factory.mktemp("settings"))


@pytest.fixture(autouse=True)
def _plain_start(qapp: QApplication) -> Iterator[None]:
    QSettings().clear()
    yield
    i18n.use("th")
    if theme.current() is not theme.LIGHT:
        theme.apply(qapp, "light")


@pytest.fixture
def desk() -> SampleDesk:
    return SampleDesk()
