"""The windows of the shell with sample data, ready to be looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.demo.hands import deliver_all
from app.ui import worker
from app.ui.main_window import MainWindow
from app.ui.navigation import Place
from app.ui.screens.access.sign_in import SignInWindow
from app.ui.screens.audit import AuditScreen
from app.ui.screens.home import HomeScreen
from app.ui.screens.settings import SettingsScreen
from app.ui.screens.sync_centre import SyncCentreScreen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.ui.samples import SampleDesk

QUIET_LOOKS = 4
"""What a worker brought may put something off to the next turn of the event loop, and that begin work again."""
SCREENS = ("home", "audit", "settings", "sync_centre")


def sign_in(qtbot: QtBot, desk: SampleDesk) -> SignInWindow:
    window = SignInWindow(desk, company="KTB-0210", user="somying", device="FIN-1")
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.banner.isVisible)
    return window


def main_window(qtbot: QtBot, desk: SampleDesk) -> MainWindow:
    places = (
        Place("home", "home.nav", "house", partial(HomeScreen, desk)),
        Place("audit", "audit.title", "shield", partial(AuditScreen, desk)),
        Place("settings", "settings.title", "settings", partial(SettingsScreen, desk, desk.practice, "0.1.0")),
        Place("sync_centre", "sync.title", "refresh-cw", partial(SyncCentreScreen, desk), in_navigation=False),
    )
    window = MainWindow(desk, places)
    qtbot.addWidget(window)
    window.go("home")
    window.show()
    qtbot.waitUntil(window.banner.isVisible)
    return window


def settle(qtbot: QtBot, app: QApplication) -> None:
    """Let the workers answer and the windows take it in, until nothing more follows."""
    quiet = 0
    while quiet < QUIET_LOOKS:
        app.processEvents()
        deliver_all()
        quiet = quiet + 1 if worker.shared().idle else 0
        qtbot.waitUntil(lambda: worker.shared().idle)
