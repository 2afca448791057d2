"""What both administrators do at their desks, and what people do at the sign-in window when it does not let them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from app import i18n
from app.demo.hands import click, control, fill, press, until
from app.demo.paper import NAME
from app.ui.screens.administration.requests import RequestsScreen
from app.ui.screens.administration.slip_dialog import SlipDialog
from app.ui.screens.administration.users import UsersScreen
from app.ui.screens.administration.workstations import WorkstationsScreen
from app.ui.table_model import WAITING
from tests.journeys.acts import place, rest, words_in_sight

if TYPE_CHECKING:
    from pathlib import Path

    from app.desktop import Desktop

W = TypeVar("W", bound=QWidget)

USER_NAME, REQUEST_SUBJECT = 1, 1
"""Columns of the lists of users and of requests."""
REASON = "ตามคำสั่งที่ กค 12/2570"


# -- at the door ----------------------------------------------------------------------------------------------------


def is_refused(desktop: Desktop, /, password: str, key: str, **facts: object) -> list[str]:
    """Press Enter with a password that does not let in, and return what the window says with the words of ``key``."""
    fill("sign_in.password", password)
    press(control("sign_in.password"), "Return")
    return hear_words(desktop, key, **facts)


def hear_words(desktop: Desktop, /, key: str, **facts: object) -> list[str]:
    """Wait for the words of ``key`` and return everything that is said beside them."""
    wanted = i18n.text(key, **facts)
    until(lambda: wanted in words_in_sight(desktop), f"{wanted!r} is not said")
    return words_in_sight(desktop)


def open_slip(desktop: Desktop, secret: str, code: str, password: str, device_code: str = "") -> None:
    """Come to the door with the secret of a slip: nothing but a new password can be done with it."""
    fill("sign_in.password", secret)
    press(control("sign_in.password"), "Return")
    if device_code:
        enter_device_code(desktop, device_code)
    control("new_password.password")
    assert desktop.workplace is None
    fill("new_password.activation", code)
    for key in ("new_password.password", "new_password.again"):
        fill(key, password)
    click("new_password.go")


def enter_device_code(_: Desktop, device_code: str) -> None:
    """Give the one-time code of a workstation that is not known yet."""
    fill("sign_in.device_code", device_code)
    press(control("sign_in.device_code"), "Return")


def come_in(desktop: Desktop) -> None:
    """Wait until the desk is there."""
    until(lambda: desktop.workplace is not None, "nobody came in")
    place(desktop).window.resize(1366, 768)


def take_over(desktop: Desktop, password: str) -> list[str]:
    """Come in although a session is open elsewhere; return what the question says."""
    fill("sign_in.password", password)
    press(control("sign_in.password"), "Return")
    control("sign_in.take_over")
    asked = words_in_sight(desktop)
    click("sign_in.take_over")
    come_in(desktop)
    return asked


def session_ends(desktop: Desktop) -> None:
    """Exchange with F5, and wait for the question after the password."""
    press(place(desktop).window, "F5")
    hear_words(desktop, "ui.session_ended")


def come_back(desktop: Desktop, /, password: str, key: str = "", **facts: object) -> list[str]:
    """Give the password in that question; ``key``: what it says then, else it is gone."""
    fill("sign_in.password", password)
    press(control("sign_in.password"), "Return")
    if key:
        return hear_words(desktop, key, **facts)
    until(lambda: QApplication.activeModalWidget() is None, "the question stayed")
    return []


# -- users and requests ---------------------------------------------------------------------------------------------


def open_user(desktop: Desktop, name: str) -> list[str]:
    """Put the cursor on a user in the list and return what stands there."""
    place(desktop).window.go(UsersScreen.key)
    rest(desktop)
    screen = place(desktop).window.page(UsersScreen.key)
    assert isinstance(screen, UsersScreen)

    def there() -> bool:  # news may come in between and move the cursor
        choose("administration.users_list", USER_NAME, name)
        rest(desktop)
        return screen.side.user is not None and name in screen.side.user.record.name_th

    until(there, f"{name} is not in sight")
    return words_in_sight(desktop)


def act_on_user(desktop: Desktop, name: str, action: str, password: str) -> list[str]:
    """Do what one administrator may do alone; return what the question said."""
    open_user(desktop, name)
    click(f"administration.act.{action}")
    return give_reason_and_sign(desktop, password)


def give_reason_and_sign(desktop: Desktop, password: str) -> list[str]:
    """Give reason and password in the dialog in front, and wait until it has gone; return what it said."""
    fill("administration.reason", REASON)
    said = words_in_sight(desktop)
    fill("administration.password", password)
    press(control("administration.password"), "Return")
    until(lambda: QApplication.activeModalWidget() is None, "the order was not taken")
    return said


def propose_about_user(desktop: Desktop, name: str, action: str) -> None:
    """Propose what needs both administrators, with a reason."""
    open_user(desktop, name)
    click(f"administration.act.{action}")
    fill("administration.reason", REASON)
    press(control("administration.reason"), "Ctrl+Return")
    until(lambda: QApplication.activeModalWidget() is None, "the request was not taken")


def approve_request(desktop: Desktop, subject: str, password: str) -> list[str]:
    """Open the request that waits about ``subject``, approve it, and return what it showed."""
    window = place(desktop).window
    window.go(RequestsScreen.key)
    rest(desktop)
    screen = window.page(RequestsScreen.key)
    assert isinstance(screen, RequestsScreen)
    screen.open_subject("pending")

    def opened() -> bool:  # news may come in between and move the cursor
        press(choose("administration.requests_list", REQUEST_SUBJECT, subject), "Return")
        rest(desktop)
        return screen.panel.approve.isVisible()

    until(opened, f"the request about {subject} did not open")
    seen = words_in_sight(desktop)
    press(window, "Ctrl+Return")
    fill("administration.password", password)
    press(control("administration.password"), "Return")
    until(lambda: QApplication.activeModalWidget() is None, "the request was not approved")
    hear_words(desktop, "administration.is_approved")
    return seen


def print_slip(desktop: Desktop, name: str, path: Path) -> None:
    """Print the sealed slip of a user, once."""
    open_user(desktop, name)
    click("administration.act.print_slip")
    print_it(desktop, path)
    button = i18n.text("administration.act.print_slip")
    until(lambda: button not in words_in_sight(desktop), "it could be printed twice")


def print_it(desktop: Desktop, path: Path) -> None:
    """Print the slip that the dialog in front is about; ``path`` holds what stands on the paper, as letters."""
    control("slips.print")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SlipDialog)
    click("slips.print")
    hear_words(desktop, "slips.printed", printer=NAME)
    assert dialog.held is not None
    path.write_bytes(dialog.held.pdf)  # on paper there are no letters, only ink
    click("ui.close")
    until(lambda: QApplication.activeModalWidget() is None, "the dialog stayed")


def door_notes(desktop: Desktop) -> list[list[str]]:
    """Return what happened at the door, as the screen of the workstations lists it."""
    place(desktop).window.go(WorkstationsScreen.key, "notes")
    model = the_only(QAbstractItemView, "workstations.tab.notes").model()
    until(model.rowCount, "nothing happened at the door")
    rows = range(model.rowCount())
    return [[str(model.index(row, column).data() or "") for column in range(model.columnCount())] for row in rows]


# -- inside ---------------------------------------------------------------------------------------------------------


def choose(key: str, column: int, words: str) -> QAbstractItemView:
    """Put the cursor of the list of that name on the row whose cell says ``words``, once it is there."""
    grid = the_only(QAbstractItemView, key)
    model = grid.model()
    found: list[int] = []

    def look() -> bool:
        cells = [str(model.index(row, column).data() or "") for row in range(model.rowCount())]
        found[:] = [row for row, cell in enumerate(cells) if words in cell]
        return bool(found) and WAITING not in cells

    until(look, f"{words!r} is not in the list")
    grid.setCurrentIndex(model.index(found[0], 0))
    grid.setFocus()
    return grid


def the_only(kind: type[W], key: str) -> W:
    """Wait for the part of that kind and name; a tab or a room may be called the same."""
    name = i18n.text(key)
    found: list[W] = []

    def look() -> bool:
        parts = (each for each in QApplication.allWidgets() if isinstance(each, kind))
        found[:] = [each for each in parts if each.isVisible() and each.isEnabled() and each.accessibleName() == name]
        return bool(found)

    until(look, f"no {kind.__name__} called {name!r} is in sight")
    return found[-1]
