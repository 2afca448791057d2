"""The register's part of the story: an old register comes in from Excel, and somebody else approves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import resources
from app.demo.hands import click, control, fill, press, settle, until
from app.ui.screens.payees.import_register import RegisterImportScreen
from app.ui.screens.payees.register import RegisterScreen
from app.ui.screens.payees.requests import PayeeRequestsScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.payees import Payees
    from app.ui.main_window import MainWindow

SAMPLE = resources.path("samples", "payee_register_2569.xlsx")
PATIENCE_SECONDS = 120.0


class RegisterStory:
    """Plays in the window of one person; ``take`` makes a picture, ``exchange`` hears the news."""

    def __init__(
        self, window: MainWindow, payees: Payees, take: Callable[[str], None], exchange: Callable[[], None]
    ) -> None:
        self._window, self._payees, self._take, self._exchange = window, payees, take, exchange

    def bring_in(self) -> None:
        """Read the old register, see what becomes of each row, and propose it."""
        self._window.go(RegisterScreen.key)
        control("register.import")
        self._take("register_empty")
        click("register.import")
        control("register.import_choose")
        screen = self._window.page(RegisterImportScreen.key)
        if isinstance(screen, RegisterImportScreen):
            screen.read(SAMPLE)
            until(lambda: screen.report is not None, "the register was not read", PATIENCE_SECONDS)
        settle()
        self._take("register_import")
        press(self._window, "Ctrl+Return")
        until(self._window.page(PayeeRequestsScreen.key).isVisible, "nothing was proposed", PATIENCE_SECONDS)
        self._exchange()
        self._take("register_proposed")

    def approve(self, password: str) -> None:
        """Look at what was proposed, before and after, and sign."""
        screen = self._window.page(PayeeRequestsScreen.key)
        self._window.go(PayeeRequestsScreen.key, self._payees.changes.waiting()[0])
        control("register.approve")
        settle()
        self._take("register_request")
        press(screen, "Ctrl+Return")
        fill("administration.password", password)
        self._take("register_sign")
        press(control("administration.password"), "Return")
        until(lambda: not self._payees.changes.waiting() or self._heard(), "it was not approved", PATIENCE_SECONDS)
        self._window.go(RegisterScreen.key)
        settle()
        self._take("register")

    def _heard(self) -> bool:
        self._exchange()
        return False
