"""The way through the rooms of the payee register, at the maker's desk and at the authorizer's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication, QDialog

from app.demo.hands import click, control, type_words, until
from app.domain.payees.changes import Entry
from app.services.payee_papers import PayeePapers
from app.services.payee_scans import PayeeScans
from app.ui.screens.payees.import_register import RegisterImportScreen
from app.ui.screens.payees.merge_dialog import MergeDialog
from app.ui.screens.payees.register import NEW, RegisterScreen
from app.ui.screens.payees.requests import PayeeRequestsScreen
from app.ui.theme import SIZES
from tests.helpers.payees import new_entries, record
from tests.pictures.album import rest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.domain.payees.payee import Payee
    from app.services.payees import Payees
    from app.ui.screen import Screen
    from app.workplace import Workplace
    from tests.pictures.album import Eye
    from tests.pictures.office import Office

S = TypeVar("S", bound="Screen")
MISSPELT = 5
"""The payee whose name the bank has in another spelling."""
OLD_REGISTER = (
    "รหัสธนาคาร,เลขที่บัญชี,ชื่อ-สกุล,เลขประจำตัวประชาชน,ประเภทบุคคล,สังกัด,โทรศัพท์,e-mail\n"
    "006,9800000501,นางสาวน้ำฝน พิสูจน์ผล,{0},ข้าราชการ,กลุ่มบริหารการเงิน,0812345678,numfon@example.go.th\n"
    "014,4041234567,นายภูมิ จำลองกุล,{1},บุคคลภายนอก,มหาวิทยาลัยตัวอย่าง,,\n"
    "006,98000005,นางศิริพร ลองใจ,{2},ลูกจ้างประจำ,กลุ่มพัสดุ,,\n"
    "006,9800000001,{3},{4},ข้าราชการ,สำนักงานเลขานุการกรม,0800000001,\n"
    ",,รวม 4 ราย,,,,,\n"
)


class RegisterTour:
    """Goes through the rooms once; ``folder`` takes files that are made on the way."""

    def __init__(self, office: Office, eye: Eye, folder: Path) -> None:
        self._office, self._eye, self._folder = office, eye, folder
        self._payees: list[Payee] = []

    def everything(self) -> None:
        """See all there is, the empty register first."""
        self._with(self._office.maker, self.empty)
        self._fill()
        self._with(self._office.maker, self.keeping)
        self._with(self._office.maker, self.importing)
        self._with(self._office.authorizer, self.deciding)
        self._with(self._office.maker, self.waiting)
        self._with(self._office.maker, self.sent_back)

    # -- what is there ------------------------------------------------------------------------------------------------

    @property
    def _register(self) -> Payees:
        return self._office.maker.payees

    def _fill(self) -> None:
        """Bring payees into the register: one whose bank was asked, two at one account, one that has ended."""
        records = [record(number) for number in range(1, 9)]
        records[2] = replace(records[2], acct=records[3].acct)
        records[4] = replace(records[4], until="2026-11-01")
        records[MISSPELT] = replace(records[MISSPELT], name="นายสมชาย สะกดผิด")
        self._settle(new_entries(records))
        found = [self._register.find(each.person_id)[0] for each in records]
        self._register.changes.check_names([found[number].payee_id for number in (0, 1, MISSPELT)])
        self._office.exchange()
        self._payees = [self._register.payee(payee.payee_id) for payee in found]

    def _settle(self, entries: list[Entry]) -> None:
        self._register.changes.propose(entries, "รับเข้าทะเบียนคุม")
        self._office.exchange()
        theirs = self._office.authorizer.payees.changes
        for req_id in theirs.waiting():
            theirs.settle(theirs.told(req_id).change, approve=True, password=self._office.password("AUTH01"))
        self._office.exchange()

    # -- the rooms ----------------------------------------------------------------------------------------------------

    def empty(self, place: Workplace) -> None:
        """See the rooms with nothing in them."""
        for key in ("register", "register_requests", "register_import"):
            place.window.go(key)
            rest()
            self._eye(f"{key}_empty", place.window)

    def keeping(self, place: Workplace) -> None:
        """See the list, a payee with all that is known, the form that prints, and both forms of a record."""
        window = place.window
        window.go("register")
        screen = _page(place, RegisterScreen)
        rest()
        screen.table.choose(screen.table.model.id_at(2))
        rest()
        self._eye("register", window)
        window.go("register", self._payees[0].payee_id)
        rest()
        self._eye("register_payee", window)
        screen.card.show_form()
        until(lambda: screen.card.paper.made, "no form was made")
        self._eye("register_form", window)
        window.go("register", self._payees[1].payee_id)
        rest()
        click("register.merge")
        rest()
        self._eye("register_merge", window)
        type_words(control("register.merge_into"), "ทดสอบ")
        until(lambda: _offered() > 1, "nobody was found")
        click("register.propose")
        self._see_dialog("register_merge_found", window)
        window.go("register", self._payees[MISSPELT].payee_id)
        rest()
        self._eye("register_name_close", window)
        click("register.adopt")
        self._see_dialog("register_adopt", window)
        click("register.end")
        self._see_dialog("register_end", window)
        window.go("register", NEW)
        rest()
        screen.form.go.click()
        rest()
        self._eye("register_new_incomplete", window)
        screen.form.forget()
        screen.form.open_payee(self._payees[1])
        screen.form.fields["acct"].set_text("9855550002")
        screen.form.fields["account_kind"].set_text("permitted")
        rest()
        self._eye("register_edit", window)
        screen.form.forget()

    def importing(self, place: Workplace) -> None:
        """See an old register with a verdict for each row."""
        path = self._folder / "old_register.csv"
        ids = [record(number).person_id for number in (501, 502, 503)]
        known = self._payees[0].record
        path.write_text(OLD_REGISTER.format(*ids, known.name, known.person_id), "utf-8")
        place.window.go("register_import", path)
        screen = _page(place, RegisterImportScreen)
        until(lambda: screen.report is not None, "the register was not read")
        rest()
        self._eye("register_import", place.window)

    def waiting(self, place: Workplace) -> None:
        """See what waits from the maker's side."""
        window = place.window
        window.go("register", self._payees[0].payee_id)
        rest()
        self._eye("register_payee_waiting", window)
        window.go("register_requests", self._register.changes.waiting()[0])
        rest()
        self._eye("register_request_own", window)
        click("register.recall")
        self._see_dialog("register_recall", window)

    def sent_back(self, place: Workplace) -> None:
        """See what was sent back, how it goes out again, and the form in which one payee of it is mended."""
        [given] = self._register.changes.propose(new_entries([record(611), record(612)]), "รับเจ้าหน้าที่ใหม่")
        self._office.exchange()
        theirs, password = self._office.authorizer.payees.changes, self._office.password("AUTH01")
        change = theirs.told(given.order_id).change
        theirs.settle(change, approve=False, reason="บัญชีรายแรกไม่ตรงกับแบบแจ้ง", password=password)
        self._office.exchange()
        window = place.window
        window.go("register_requests", given.order_id)
        control("register.mend")
        rest()
        self._eye("register_request_sent_back", window)
        click("register.propose_again")
        self._see_dialog("register_propose_again", window)
        click("register.put_aside")
        self._see_dialog("register_put_aside", window)
        click("register.mend")
        until(window.page("register").isVisible, "the form is not there")
        rest()
        self._eye("register_mend", window)
        self._register.changes.propose_again(self._register.changes.told(given.order_id).change, "รับเจ้าหน้าที่ใหม่")
        self._office.exchange()
        theirs.settle(theirs.told(theirs.waiting()[-1]).change, approve=True, password=password)
        self._office.exchange()

    def deciding(self, place: Workplace) -> None:
        """See a change beside its scan, with the dialogs of the decision, and the list after it."""
        scan = self._folder / "form.pdf"
        payee, desk = self._payees[0], self._office.maker.desk
        scan.write_bytes(PayeePapers(desk, self._register).form(payee.payee_id, "th").pdf)
        sha256 = PayeeScans(desk).attach(scan)
        changed = replace(
            payee.record,
            acct="9855550001",
            account_kind="permitted",
            permission_no="สธ 0206.1/99",
            permission_date="2026-11-20",
            form_sha256=sha256,
            form_date="2026-11-20",
        )
        new = record(601, bank="promptpay", acct=record(601).person_id)
        entries = [Entry(payee.payee_id, payee.version, changed, before=payee.record), *new_entries([new])]
        self._register.changes.propose(entries, "เปลี่ยนบัญชีและรับเจ้าหน้าที่ใหม่")
        self._office.exchange()
        window = place.window
        window.go("register_requests")
        rest()
        self._eye("register_requests", window)
        window.go("register_requests", place.payees.changes.waiting()[0])
        screen = _page(place, PayeeRequestsScreen)
        control("register.approve")
        until(lambda: screen.view.entry.scan.ready, "no scan is shown")
        rest()
        self._eye("register_request", window)
        click("register.approve")
        self._see_dialog("register_approve", window)
        click("register.send_back")
        self._see_dialog("register_send_back", window)

    def _with(self, place: Workplace, part: Callable[[Workplace], None]) -> None:
        place.window.resize(*SIZES.window)
        place.window.show()
        rest()
        part(place)
        place.window.hide()

    def _see_dialog(self, name: str, window: QWidget) -> None:
        rest()
        until(lambda: QApplication.activeModalWidget() is not None, "no dialog opened")
        rest()
        self._eye(name, window)
        front = QApplication.activeModalWidget()
        assert isinstance(front, QDialog), name
        front.reject()
        rest()


def _page(place: Workplace, kind: type[S]) -> S:
    screen = place.window.page(kind.key)
    assert isinstance(screen, kind)
    return screen


def _offered() -> int:
    """Return how many payees the dialog in front offers."""
    front = QApplication.activeModalWidget()
    assert isinstance(front, MergeDialog)
    return front.list.count()
