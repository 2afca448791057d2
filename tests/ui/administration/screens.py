"""The administration screens over real services, ready to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtWidgets import QPlainTextEdit

from app import i18n
from app.services.paper_templates import PaperTemplates
from app.ui.messages import Dialog
from app.ui.screens.administration.requests import RequestsScreen
from app.ui.screens.administration.users import UsersScreen
from app.ui.theme import SIZES
from tests.ui.disbursement.hands import click, only
from tests.ui.looking import named

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.ui.screen import Screen
    from app.ui.table_view import TableView
    from tests.helpers.administrators import Administrator

S = TypeVar("S", bound="Screen")


def shown(qtbot: QtBot, screen: S) -> S:
    """Show a screen as large as the window gives it."""
    qtbot.addWidget(screen)
    screen.resize(SIZES.window[0] - SIZES.nav_width, SIZES.window[1] - SIZES.top_bar)
    screen.show()
    screen.activateWindow()
    return screen


def users(qtbot: QtBot, who: Administrator) -> UsersScreen:
    who.station.sync.sync_now()
    screen = shown(qtbot, UsersScreen(who.service, who.station.desk.actor))
    with qtbot.waitSignal(screen.table.answered):
        screen.refresh()
    return screen


def requests(qtbot: QtBot, who: Administrator, req_id: str = "") -> RequestsScreen:
    who.station.sync.sync_now()
    screen = shown(qtbot, RequestsScreen(who.service, PaperTemplates(who.station.desk), who.station.desk.actor))
    with qtbot.waitSignal(screen.list.answered):
        screen.refresh()
    if req_id:
        screen.open_subject(req_id)
    return screen


def choose(qtbot: QtBot, screen: UsersScreen, uid: str) -> None:
    """Put the cursor on a user, as a click on the row does."""
    screen.open_subject(uid)
    screen.refresh()
    qtbot.waitUntil(lambda: screen.side.user is not None and screen.side.user.uid == uid)


def rows(table: TableView, column: str) -> list[str]:
    """Return what stands in a column."""
    place = next(number for number, each in enumerate(table.model.columns) if each.key == column)
    return [str(table.model.index(row, place).data()) for row in range(table.model.rowCount())]


def sign(qtbot: QtBot, screen: Screen, act: str, password: str, reason: str = "") -> Dialog:
    """Fill in the dialog in front and press its button."""
    dialog = only(screen, Dialog)
    if reason:
        only(dialog, QPlainTextEdit).setPlainText(reason)
    if password:
        edit: Any = named(dialog, i18n.text("administration.password"))
        edit.setText(password)
    click(qtbot, dialog, i18n.text(act))
    return dialog


def gone(qtbot: QtBot, screen: QWidget) -> None:
    """Wait until no dialog is in front any more."""
    qtbot.waitUntil(lambda: not [each for each in screen.findChildren(Dialog) if each.isVisible()])
