"""The way through the administrators' rooms; whoever looks at them is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication, QDialog

from app.demo.hands import click, fill, until
from app.ui import printing
from app.ui.screens.administration.grants_editor import GrantRow
from app.ui.screens.administration.requests import RequestsScreen
from app.ui.screens.administration.slip_dialog import SlipDialog
from app.ui.screens.administration.users import UsersScreen
from app.ui.theme import SIZES
from tests.helpers.raw_central import OTHER_UNIT
from tests.pictures.album import rest
from tests.ui.printers import GOOD, JAMS, NoPrinters, OfficePrinters

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.screen import Screen
    from app.workplace import Workplace
    from tests.pictures.agency import Agency
    from tests.pictures.album import Eye

S = TypeVar("S", bound="Screen")


class RightsTour:
    """Goes through users and requests once, at both desks."""

    def __init__(self, agency: Agency, eye: Eye) -> None:
        self._agency, self._eye = agency, eye

    def everything(self) -> None:
        """See all there is."""
        for place, part in (
            (self._agency.one, self.proposing),
            (self._agency.two, self.acting),
            (self._agency.two, self.deciding),
        ):
            place.window.resize(*SIZES.window)
            place.window.show()
            rest()
            part(place)
            place.window.hide()

    def proposing(self, place: Workplace) -> None:
        """See what Admin 1 sees: home, users, the form right and wrong, a question, own requests."""
        window, agency = place.window, self._agency
        window.go("home")
        self._eye("rights_home_admin_1", window)
        for name, user in (("waiting", agency.user("MAKER03")), ("active", agency.user("MAKER01"))):
            window.go("users", user.uid)
            rest()
            self._eye(f"users_{name}", window)
        screen = _page(place, UsersScreen)
        click("administration.act.suspend")
        self._see_dialog("users_ask_suspend", window)
        click("administration.act.change")
        until(screen.form.isVisible, "the form did not open")
        screen.form.texts["position"].set_text("หัวหน้างาน")
        click("administration.add_right")
        row = [each for each in screen.form.findChildren(GrantRow) if not each.isHidden()][-1]
        row.role.set_text("authorizer")
        rest()
        self._eye("users_form_rule", window)
        screen.go_back()
        click("administration.add")
        fill("administration.field.user_id", "x1")
        fill("administration.field.person_id", "3101")
        click("administration.propose")
        self._eye("users_form_faults", window)
        screen.go_back()
        screen.table.look_for("ไม่มีใครชื่อนี้")
        self._eye("users_nothing_found", window)
        screen.table.look_for("")
        for name in ("returned", "change"):
            window.go("requests", agency.requests[name])
            rest()
            self._eye(f"request_own_{name}", window)
        click("administration.recall")
        self._see_dialog("request_recall", window)
        for tab in ("units", "applications"):
            window.go("units", tab)
            rest()
            self._eye(f"units_{tab}", window)
        click("units.apply")
        click("units.apply_go")
        self._see_dialog("units_apply_faults", window)

    def acting(self, place: Workplace) -> None:
        """See what Admin 2 sees of users: out, locked, with a slip; and the questions before an act."""
        window, agency = place.window, self._agency
        window.go("home")
        self._eye("rights_home_admin_2", window)
        for name, user in (
            ("unconfirmed", agency.user("MAKER02")),
            ("locked", agency.user("AUTH01")),
            ("other_unit", agency.user("AUTH01", OTHER_UNIT)),
        ):
            window.go("users", user.uid)
            rest()
            self._eye(f"users_{name}", window)
        self._reset(window)
        self._print(place)

    def _reset(self, window: QWidget) -> None:
        click("administration.act.reset_password")
        fill("administration.reason", "เจ้าตัวจำรหัสผ่านไม่ได้")
        fill("administration.password", "ไม่ใช่รหัสนี้")
        click("administration.act.reset_password")
        rest()
        self._see_dialog("users_reset_refused", window)

    def _print(self, place: Workplace) -> None:
        """See the slip that waits, and its way to a printer that jams and to one that does not."""
        window, user = place.window, self._agency.user("MAKER08")
        window.go("users", user.uid)
        rest()
        self._eye("users_slip", window)
        former = printing.printers()
        printing.use(NoPrinters())
        click("administration.act.print_slip")
        self._see_dialog("users_slip_no_printer", window)
        printing.use(OfficePrinters(self._agency.folder, JAMS))
        click("administration.act.print_slip")
        rest()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SlipDialog)
        self._eye("users_slip_printers", window)
        for press, part in (("slips.print", "held"), ("slips.print_again", "printed")):
            click(press)
            rest()
            self._eye(f"users_slip_{part}", window)
            if part == "held":
                self._see_leaving(window)
            dialog.printer.set_text(GOOD)
        dialog.reject()
        printing.use(former)
        rest()

    def _see_leaving(self, window: QWidget) -> None:
        click("ui.close")
        self._see_dialog("users_slip_leave", window)

    def deciding(self, place: Workplace) -> None:
        """See the requests and the decisions about each kind."""
        window, agency = place.window, self._agency
        window.go("requests")
        self._eye("requests", window)
        screen = _page(place, RequestsScreen)
        for name in ("add", "remove", "change"):
            window.go("requests", agency.requests[name])
            until(screen.panel.approve.isVisible, "nothing can be decided")
            rest()
            self._eye(f"request_{name}", window)
        click("administration.approve")
        self._see_dialog("request_approve", window)
        click("administration.send_back")
        self._see_dialog("request_send_back", window)
        window.go("requests", agency.requests["added"])
        rest()
        self._eye("request_approved", window)

    def _see_dialog(self, name: str, window: QWidget) -> None:
        rest()
        self._eye(name, window)
        front = QApplication.activeModalWidget()
        assert isinstance(front, QDialog), name
        front.reject()
        rest()


def _page(place: Workplace, screen: type[S]) -> S:
    page = place.window.page(screen.key)
    assert isinstance(page, screen)
    return page
