"""What people do until a new agency can pay: apply, ask, add a unit, add people, let workstations in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QComboBox

from app import i18n
from app.demo.hands import click, control, fill, press, until
from app.ui.screens.access.enrolment import EnrolmentDialog
from app.ui.screens.administration.units import UnitsScreen
from app.ui.screens.administration.users import UsersScreen
from app.ui.screens.administration.workstations import STATIONS, WorkstationsScreen
from tests.journeys.acts import place, rest, words_in_sight
from tests.journeys.admin_acts import REASON, choose, hear_words, print_it, the_only

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from app.desktop import Desktop

UNIT_COLUMN, STATION_COLUMN = 1, 0
"""Columns of the list of workstations."""


# -- a parent agency, before anybody has a name here -----------------------------------------------------------------


def apply_for_agency(_: Desktop, pages: Sequence[Mapping[str, str]], form: Path) -> str:
    """Apply for a parent agency, page by page; save the form to be signed; return the application's number."""
    click("sign_in.enrol")
    for page in pages:
        for key, words in page.items():
            fill(f"enrolment.{key}", words)
        click("enrolment.next")
    click("enrolment.send")
    control("enrolment.save")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, EnrolmentDialog)
    dialog.write_form(form)
    until(form.exists, "the form was not written")
    number = dialog.asking.number.text()
    assert number in words_in_sight(_)
    click("enrolment.close")
    return number


def ask_what_became_of_it(desktop: Desktop, /, key: str, **facts: object) -> None:
    """Ask with the number and the code that this workstation remembers; hear the words of ``key``."""
    click("sign_in.enrol")
    click("enrolment.ask")
    rest(desktop)  # what this workstation remembers is looked up
    click("enrolment.ask_go")
    hear_words(desktop, key, **facts)


def go_to_sign_in(_: Desktop, user_id: str) -> str:
    """Leave the approved application for the sign-in window; return the Company ID that stands there."""
    click("enrolment.sign_in")
    until(lambda: QApplication.activeModalWidget() is None, "the application stayed")
    fill("sign_in.user", user_id)
    company = control("sign_in.company")
    return str(company.property("text"))


# -- both administrators ---------------------------------------------------------------------------------------------


def apply_for_unit(desktop: Desktop, fields: Mapping[str, str]) -> None:
    """Propose that a unit applies for the service with an account."""
    place(desktop).window.go(UnitsScreen.key)
    click("units.apply")
    for key, words in fields.items():
        fill(f"units.{key}", words)
    _propose()


def add_user(desktop: Desktop, unit: str, role: str, fields: Mapping[str, str]) -> None:
    """Record a user with one right from today on, and propose it."""
    window = place(desktop).window
    window.go(UsersScreen.key)
    click("administration.add")
    screen = window.page(UsersScreen.key)
    assert isinstance(screen, UsersScreen)
    _take("administration.field.unit", unit)
    for key, words in fields.items():
        fill(f"administration.field.{key}", words)
    click("administration.add_right")
    _take("administration.role", role)
    fill("administration.reason", REASON)
    press(control("administration.reason"), "Ctrl+Return")
    until(lambda: not screen.form.isVisible(), "the record was not taken")


def permit_workstation(desktop: Desktop, unit: str, name: str) -> None:
    """Propose that a workstation may be taken into use."""
    place(desktop).window.go(WorkstationsScreen.key, STATIONS)
    click("workstations.permit")
    _take("workstations.unit", unit)
    fill("workstations.name", name)
    _propose()


def print_workstation_slip(desktop: Desktop, name: str, path: Path) -> None:
    """Print the slip with the code of a permitted workstation."""
    screen = _workstations(desktop, STATION_COLUMN, name)
    click("workstations.print")
    print_it(desktop, path)
    until(lambda: not screen.print.isVisible(), "it could be printed twice")


def revoke_workstation(desktop: Desktop, name: str, password: str) -> None:
    """Take a workstation out of use."""
    _workstations(desktop, STATION_COLUMN, name)
    click("workstations.revoke")
    fill("administration.reason", REASON)
    fill("administration.password", password)
    press(control("administration.password"), "Return")
    until(lambda: QApplication.activeModalWidget() is None, "the order was not taken")
    hear_words(desktop, "workstations.state.revoked")


# -- at a workstation that was taken out of use ------------------------------------------------------------------------


def is_put_out(desktop: Desktop) -> list[str]:
    """Exchange with F5 at a workstation that was revoked; return what the window says, in place of the desk."""
    press(place(desktop).window, "F5")
    until(lambda: desktop.workplace is None, "the desk is still open")
    return hear_words(desktop, "sign_in.revoked")


# -- inside ----------------------------------------------------------------------------------------------------------


def _workstations(desktop: Desktop, column: int, words: str) -> WorkstationsScreen:
    window = place(desktop).window
    window.go(WorkstationsScreen.key, STATIONS)
    rest(desktop)
    screen = window.page(WorkstationsScreen.key)
    assert isinstance(screen, WorkstationsScreen)

    def there() -> bool:  # news may come in between and move the cursor
        choose("workstations.tab.stations", column, words)
        record = screen.lists[STATIONS].record
        return record is not None and words in record.name

    until(there, f"{words} is not in sight")
    return screen


def _take(key: str, value: str) -> None:
    """Take one of the choices of a field."""
    field = the_only(QComboBox, key)
    assert field.findData(value) >= 0, f"{i18n.text(key)}: {value}"
    field.setCurrentIndex(field.findData(value))


def _propose() -> None:
    """Give the reason of a request, and hand it out."""
    fill("administration.reason", REASON)
    press(control("administration.reason"), "Ctrl+Return")
    until(lambda: QApplication.activeModalWidget() is None, "the request was not taken")
