"""The way through everything the door may say, the application of an agency, and the papers about access."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from app.demo.hands import until
from app.desktop import Door
from app.documents.pdf import application_forms, slip
from app.documents.pdf.rendering import Pdf
from app.domain.values.errors import Refused
from app.system.paths import Paths
from app.system.settings import SettingsBook
from app.ui.pdf_preview import PdfPreview
from app.ui.screens.access import enrolment
from app.ui.screens.access.change_password import ChangePasswordDialog
from app.ui.screens.access.enrolment import EnrolmentDialog
from app.ui.screens.access.sign_in import SignInWindow
from app.ui.screens.settings import SettingsScreen
from app.ui.theme import SIZES
from tests.documents.pdf import access_samples, samples
from tests.helpers.raw_central import UNIT
from tests.pictures.album import in_front, rest

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from app.workplace import Workplace
    from tests.pictures.album import Eye
    from tests.pictures.office import Office

PARENT = "GMIS210100"
SAYINGS: dict[str, Refused] = {
    "last_try": Refused("password_wrong", tries_left="1"),
    "suspended": Refused("user_suspended"),
    "rights_ended": Refused("rights_ended", day="2026-11-20"),
    "slip_expired": Refused("slip_expired"),
    "first_password": Refused("password_must_change", activation_needed="yes"),
    "elsewhere": Refused("session_elsewhere", device_name="FIN-DESK-03", since="2026-11-24T02:05:00.000Z"),
    "held": Refused("session_held", seconds="873", until="2026-11-24T02:20:00.000Z"),
    "unknown_workstation": Refused("workstation_unknown"),
    "revoked_workstation": Refused("workstation_revoked", agency="2101", revoked_at="2026-11-22T08:47:00.000Z"),
}
AGENCY = {"agency": "2203", "name": "กรมตัวอย่างเพื่อการเรียนรู้", "address": "กรุงเทพมหานคร", "order_no": "ที่ 1458/2569"}
ADMINS = (access_samples.ADMIN_1, access_samples.ADMIN_2)


class SayingDoor(Door):
    """Lets nobody in, for the reason that is to be seen."""

    says: Refused

    def enter(self, *_: object, **__: object) -> Desk:
        raise self.says


class DoorTour:
    """Goes through all of it once."""

    def __init__(self, office: Office, eye: Eye, folder: Path) -> None:
        self._eye, self._maker = eye, office.maker
        paths = Paths.find(folder / "visitor")
        settings = SettingsBook(paths.settings)
        station = office.stations[0]
        settings.choose(server_url=station.url, ca_file=station.ca)
        self._door = SayingDoor(paths, settings, paths.unsafe_keychain)

    def everything(self) -> None:
        """See all there is."""
        for name, refusal in SAYINGS.items():
            self._hear(name, refusal, UNIT, "MAKER01")
        self._hear("locked_administrator", Refused("user_locked"), PARENT, "ADMIN2")
        self._apply()
        self._at_the_desk(self._maker)
        self._papers()

    def _window(self, company: str, user: str) -> SignInWindow:
        window = SignInWindow(self._door, company=company, user=user, device="FIN-DESK-07")
        window.show()
        until(window.banner.isVisible, "no banner")
        return window

    def _hear(self, name: str, refusal: Refused, company: str, user: str) -> None:
        self._door.says = refusal
        window = self._window(company, user)
        window.password.set_text("ruam-jai-pen-nueng")
        window.enter.click()
        rest()
        if window.change is not None:
            window.change.password.set_text("น้ำใจงาม maker01")
        self._eye(f"door_{name}", window)
        question = in_front(window)
        if isinstance(question, QDialog):
            question.reject()
        window.close()

    def _apply(self) -> None:
        """See the application from its first page to what became of it."""
        window = self._window("", "")
        dialog = EnrolmentDialog(window, self._door.enrolment())
        dialog.open()
        rest()
        dialog.next.click()
        self._eye("enrolment_faults", window)
        for field, words in AGENCY.items():
            dialog.agency.fields[field].set_text(words)
        dialog.next.click()
        for form, person in zip((dialog.admin_1, dialog.admin_2), ADMINS, strict=True):
            for field, edit in form.fields.items():
                edit.set_text(getattr(person, field))
            self._eye(f"enrolment_{dialog.steps.step}", window)
            dialog.next.click()
        rest()
        self._eye("enrolment_check", window)
        dialog.next.click()
        until(lambda: dialog.steps.step == enrolment.SENT, "the application was not taken")
        self._eye("enrolment_sent", window)
        dialog.show_ask()
        dialog.asking.go.click()
        until(dialog.asking.answer.isVisible, "nobody knows of the application")
        self._eye("enrolment_asked", window)
        dialog.reject()
        window.close()

    def _at_the_desk(self, place: Workplace) -> None:
        window = place.window
        window.resize(*SIZES.window)
        window.show()
        window.go("settings")
        rest()
        screen = window.page("settings")
        assert isinstance(screen, SettingsScreen)
        screen.password.click()
        (dialog,) = window.findChildren(ChangePasswordDialog)
        dialog.form.password.set_text("น้ำใจงามนะเพื่อน")
        self._eye("change_password", window)
        dialog.reject()
        window.go("home")
        rest()
        place.presence.idle.soon.emit(42)
        self._eye("locks_soon", window)
        place.presence.idle.soon.emit(0)
        window.hide()

    def _papers(self) -> None:
        """See the papers that no screen shows."""
        made = {
            "slip_first": slip.write(access_samples.slip("first"), "th"),
            "slip_reset": slip.write(access_samples.slip("reset"), "en"),
            "slip_workstation": slip.write(access_samples.slip("workstation"), "th"),
            "form_agency": application_forms.write_agency(access_samples.AGENCY_FORM, "th"),
            "form_unit": application_forms.write_unit(access_samples.UNIT_FORM, "th", samples.BANKS),
            "form_branch": application_forms.write_reset(access_samples.RESET_FORM, "th"),
        }
        for name, pdf in made.items():
            preview = PdfPreview()
            preview.resize(*SIZES.window)
            preview.show()
            preview.show_document(Pdf(pdf), title=partial(str, name))
            rest()
            self._eye(f"paper_{name}", preview)
            preview.close()
