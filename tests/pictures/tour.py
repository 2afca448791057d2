"""The way through every screen and dialog; whoever looks at them is handed in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication, QDialog

from app.demo.hands import click, control, fill, settle, until
from app.desktop import Door
from app.domain.values.errors import Unanswered
from app.system.paths import Paths
from app.system.settings import SettingsBook
from app.ui import errors
from app.ui.screens.access.sign_in import SignInWindow
from app.ui.screens.audit import AuditScreen
from app.ui.screens.disbursement.approvals import ApprovalsScreen
from app.ui.screens.disbursement.batch_editor import BatchEditor
from app.ui.screens.disbursement.batches import BatchesScreen
from app.ui.screens.disbursement.dossier_dialog import DossierDialog
from app.ui.screens.disbursement.evidence import KINDS, EvidenceScreen
from app.ui.screens.disbursement.import_file import ImportScreen
from app.ui.screens.disbursement.results import ResultsScreen
from app.ui.theme import SIZES
from tests.helpers.raw_central import UNIT
from tests.pictures.album import in_front, rest
from tests.pictures.door_tour import DoorTour
from tests.pictures.draws_tour import DrawsTour
from tests.pictures.entry_tour import EntryTour
from tests.pictures.files_tour import FilesTour
from tests.pictures.office import AS_IT_COMES, CLEAN, NAMES
from tests.pictures.recall_tour import RecallTour
from tests.pictures.register_tour import RegisterTour
from tests.pictures.review_tour import ReviewTour

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.ui.screen import Screen
    from app.workplace import Workplace
    from tests.pictures.album import Eye
    from tests.pictures.office import Office

S = TypeVar("S", bound="Screen")
TRIES_MAX = 5
"""So many wrong passwords lock a person."""


class _KeyringDoor(Door):
    """Looks as it does on a machine with a keyring, which the machines of tests do not have."""

    unsafe = False


class Tour:
    """Goes through everything once; ``folder`` takes files that are made on the way."""

    def __init__(self, office: Office, eye: Eye, folder: Path) -> None:
        self._office, self._eye, self._folder = office, eye, folder

    def everything(self) -> None:
        """See all there is, outages last."""
        for part in self.parts:
            part()

    @property
    def parts(self) -> tuple[Callable[[], None], ...]:
        """The ways through the program, each a few dozen screens; whoever goes all takes them in this order."""
        return (self.arriving, self.preparing, self.checking, self.reviewing, self.registering, self.failing)

    def arriving(self) -> None:
        """See the door, and a desk's own rooms."""
        self.coming_in()
        DoorTour(self._office, self._eye, self._folder).everything()
        for part in (self.making, self.housekeeping):
            self._with(self._office.maker, part)

    def preparing(self) -> None:
        """See how batches are made: from a file, by hand, as files for others, against their draws."""
        for part in (
            self.importing,
            EntryTour(self._office, self._eye).everything,
            FilesTour(self._office, self._eye, self._folder).everything,
            DrawsTour(self._office, self._eye, self._folder).everything,
        ):
            self._with(self._office.maker, part)

    def checking(self) -> None:
        """See results and papers, money called back, and decisions."""
        recalls = RecallTour(self._office, self._eye)
        for part in (self.following, self.proving, recalls.making):
            self._with(self._office.maker, part)
        for part in (recalls.deciding, self.deciding):
            self._with(self._office.authorizer, part)

    def reviewing(self) -> None:
        """See how a batch is looked at line by line, many are signed at once, and one is let go by a third person."""
        ReviewTour(self._office, self._eye).everything()

    def registering(self) -> None:
        """See the register of payees; what is asked there is answered."""
        self._office.disarm()
        RegisterTour(self._office, self._eye, self._folder).everything()

    def failing(self) -> None:
        """See troubles; the central system is gone afterwards."""
        self._with(self._office.maker, self.trouble)

    # -- signing in -------------------------------------------------------------------------------------------------

    def coming_in(self) -> None:
        """See the sign-in window: fresh, refused, locked, and with a password that must be changed."""
        paths = Paths.find(self._folder / "guest")
        settings = SettingsBook(paths.settings)
        station = self._office.stations[0]
        settings.choose(server_url=station.url, ca_file=station.ca)
        window = SignInWindow(Door(paths, settings, paths.unsafe_keychain), company=UNIT, device="FIN-DESK-07")
        window.show()
        until(window.banner.isVisible, "no banner")
        window.enter.click()
        self._eye("sign_in_incomplete", window)
        self._try(window, "MAKER02", "ไม่ใช่รหัสนี้")
        self._eye("sign_in_wrong", window)
        for _ in range(TRIES_MAX):
            self._try(window, "MAKER02", "ไม่ใช่รหัสนี้")
        self._eye("sign_in_locked", window)
        self._try(window, "NEW01", self._office.password("NEW01"))
        self._eye("sign_in_must_change", window)
        window.close()
        fresh = SignInWindow(
            _KeyringDoor(paths, settings, paths.unsafe_keychain), company=UNIT, user="MAKER01", device="FIN-DESK-07"
        )
        fresh.show()
        until(fresh.banner.isVisible, "no banner")
        self._eye("sign_in", fresh)
        fresh.close()

    def _try(self, window: SignInWindow, user: str, password: str) -> None:
        window.user.set_text(user)
        window.password.set_text(password)
        window.enter.click()
        rest()

    # -- the maker --------------------------------------------------------------------------------------------------

    def making(self, place: Workplace) -> None:
        """See home and the list of batches with one of every kind chosen."""
        window = place.window
        window.go("home")
        self._eye("home_maker", window)
        window.go("batches")
        for name in ("settled", "unknown", "returned", "draft"):
            window.go("batches", self._office.batches[name])
            self._eye(f"batches_{name}", window)
        screen = _page(place, BatchesScreen)
        screen.table.look_for("ไม่มีชุดใดชื่อนี้")
        self._eye("batches_nothing_found", window)
        screen.table.look_for("")
        window.go("batches", self._office.batches["withdrawn"])
        rest()
        click("batches.act.cancel")
        self._see_dialog("batches_cancel", window)

    def importing(self, place: Workplace) -> None:
        """See the import and the editor."""
        window = place.window
        window.go("importing")
        screen = _page(place, ImportScreen)
        self._eye("import_start", window)
        screen.read(CLEAN)
        rest()
        self._eye("import_same_file", window)
        screen.read(self._strange_file())
        rest()
        self._eye("import_columns", window)
        screen.read(self._broken_file())
        rest()
        self._eye("import_refused", window)
        self._edit(place)

    def _edit(self, place: Workplace) -> None:
        window = place.window
        window.go("editor", self._office.batches["draft"])
        editor = _page(place, BatchEditor)
        until(editor.rows.isVisible, "the draft did not open")
        self._eye("editor_issues", window)
        editor.show_hand_in()
        self._eye("editor_hand_in_missing", window)
        window.go("editor", self._office.ready_draft())
        until(lambda: editor.rows.isVisible() and not editor.isHidden(), "the draft did not open")
        rest()
        self._eye("editor_clean", window)
        editor.show_hand_in()
        rest()
        self._eye("editor_hand_in", window)
        click("editor.submit")
        self._see_dialog("editor_confirm", window)
        window.go("editor", self._office.batches["returned"])
        rest()
        self._eye("editor_returned", window)
        window.go("home")

    def _strange_file(self) -> Path:
        path = self._folder / "รายชื่อกรรมการ_ตุลาคม.csv"
        rows = [
            "เจ้าตัว;โอนทาง;สมุด;ยอดสุทธิ",
            *(f"{name};006;{4471029385 + n};{1200 + n}.00" for n, name in enumerate(NAMES)),
        ]
        path.write_text("\n".join(rows), "utf-8")
        return path

    def _broken_file(self) -> Path:
        path = self._folder / "overtime_october_2569.xlsx"
        path.write_bytes(AS_IT_COMES.read_bytes()[:4000])
        return path

    def following(self, place: Workplace) -> None:
        """See results: settled, partly, on the way, not known."""
        window = place.window
        for name in ("settled", "paying", "unknown", "partly"):
            window.go("results", self._office.batches[name])
            rest()
            self._eye(f"results_{name}", window)
        table = _page(place, ResultsScreen).table
        table.choose(table.model.id_at(1))
        rest()
        self._eye("results_line", window)

    def proving(self, place: Workplace) -> None:
        """See every paper."""
        window = place.window
        window.go("evidence", self._office.batches["partly"])
        screen = _page(place, EvidenceScreen)
        rest()
        for kind in KINDS:
            screen.choose(kind)
            until(partial(screen.shows, kind), f"the paper {kind} was not made")
            self._eye(f"evidence_{kind}", window)
        screen.dossier.click()
        dialog = next(each for each in screen.findChildren(DossierDialog) if each.isVisible())
        dialog.scope.set_text("month")
        self._eye("dossier", dialog)
        dialog.scope.set_text("batch")  # others of this month are still with the bank
        dialog.make()
        until(dialog.keep.isEnabled, "the dossier was not made")
        self._eye("dossier_made", dialog)
        dialog.reject()
        window.go("evidence", self._office.batches["loan"])
        rest()
        self._eye("evidence_early", window)

    def housekeeping(self, place: Workplace) -> None:
        """See audit, sync centre, settings, palette, help and the person's menu."""
        window = place.window
        window.go("audit")
        screen = _page(place, AuditScreen)
        rest()
        screen.table.choose(screen.table.model.id_at(4))
        self._eye("audit", window)
        screen.verify.click()
        rest()
        self._eye("audit_sound", window)
        window.go("sync_centre")
        self._eye("sync_centre_waiting", window)
        window.go("settings")
        self._eye("settings", window)
        window.go("batches")
        palette = window.show_palette()
        self._eye("palette", window)
        palette.field.setText("วิทยากร")
        settle(400)
        self._eye("palette_found", window)
        palette.reject()
        rest()
        window.show_keys()
        self._see_dialog("key_help", window)

    # -- the authorizer -----------------------------------------------------------------------------------------------

    def deciding(self, place: Workplace) -> None:
        """See what waits, one decision with its dialogs, and a batch that was tampered with."""
        window = place.window
        window.go("home")
        self._eye("home_authorizer", window)
        window.go("approvals")
        screen = _page(place, ApprovalsScreen)
        self._eye("approvals", window)
        for name in ("waiting", "alike"):
            screen.open_batch(self._office.batches[name])
            self._open_lines(screen)
            self._eye(f"decision_{name}", window)
        click("approvals.approve")
        self._see_dialog("decision_sign", window)
        click("approvals.approve")
        rest()
        fill("approvals.password", "ไม่ใช่รหัสนี้")
        click("approvals.approve")
        rest()
        self._see_dialog("decision_sign_refused", window)
        click("approvals.send_back")
        self._see_dialog("decision_send_back", window)
        self._office.tamper("loan")
        screen.open_batch(self._office.batches["loan"])
        rest()
        self._eye("decision_tampered", window)
        screen.open_batch(self._office.batches["alike"])
        self._open_lines(screen)
        click("approvals.approve")
        fill("approvals.password", self._office.password("AUTH01"))
        self._office.disarm()
        click("approvals.approve")
        rest()
        self._eye("decision_made", window)

    @staticmethod
    def _open_lines(screen: ApprovalsScreen) -> None:
        """Open every line that must be, as an approval wants it."""
        control("approvals.send_back")
        rest()
        while screen.panel.next_line.isVisible():
            click("decision.next")
            rest()
        control("approvals.approve")

    # -- trouble ------------------------------------------------------------------------------------------------------

    def trouble(self, place: Workplace) -> None:
        """See errors, a broken chain, an ended session, and a central system that is gone."""
        window = place.window
        window.go("batches")
        rest()
        errors.show(window, Unanswered("unanswered", problem="timeout"))
        self._see_dialog("error_unanswered", window)
        errors.show(window, RuntimeError("boom"))
        self._see_dialog("error_unexpected", window)
        place.sync.sync_now()
        rest()
        window.go("sync_centre")
        self._eye("sync_centre_ok", window)
        place.presence.lock()
        rest()
        self._eye("desk_locked", window)
        fill("sign_in.password", self._office.password("MAKER01"))
        click("ui.continue")
        until(lambda: in_front(window) is None, "the desk stayed locked")
        self._office.break_chain()
        window.go("audit")
        rest()
        _page(place, AuditScreen).verify.click()
        rest()
        self._eye("audit_broken", window)
        self._office.end_sessions()
        place.sync.sync_now()
        until(lambda: isinstance(QApplication.activeModalWidget(), QDialog), "the password was not asked for")
        self._see_dialog("session_ended", window)
        self._office.central.stop()
        place.sync.sync_now()
        window.go("sync_centre")
        rest()
        self._eye("sync_centre_offline", window)
        window.go("home")
        self._eye("home_offline", window)

    # -- how -----------------------------------------------------------------------------------------------------------

    def _with(self, place: Workplace, part: Callable[[Workplace], None]) -> None:
        window = place.window
        window.resize(*SIZES.window)
        window.show()
        rest()
        part(place)
        window.hide()

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
