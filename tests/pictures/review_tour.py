"""The way through one decision and many: what must be opened, what is said of a line, comments, releasing a batch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication, QDialog

from app.demo.hands import click, control, fill, until
from app.domain.disbursement.batch import Kind
from app.domain.disbursement.follow_up import LineReason
from app.domain.disbursement.transfer import Field
from app.domain.payees.changes import Entry
from app.domain.payees.payee import PayeeRecord
from app.domain.values.identifiers import PROMPTPAY
from app.services.payees import Payees
from app.ui.screens.disbursement.approvals import ApprovalsScreen
from app.ui.screens.disbursement.batch_editor import BatchEditor
from app.ui.screens.disbursement.decision_view import ALL, CHANGES, COMMENTS
from app.ui.screens.disbursement.many_dialog import ManyResults
from app.ui.screens.disbursement.remark_dialog import RemarkDialog
from app.ui.theme import SIZES
from tests.helpers.raw_administration import Pair
from tests.helpers.raw_central import UNIT, Clerk
from tests.pictures.album import rest
from tests.pictures.office import AUTHORIZER, Story, payee

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.workplace import Workplace
    from tests.pictures.album import Eye
    from tests.pictures.office import Office

DAILY = Story("ค่าเบี้ยเลี้ยงเดินทางไปราชการ โครงการพัฒนาระบบบัญชี", ["480", "720", "960"], document="ฎ.121/2570", sort="travel")
EASY = Story("ค่าหนังสือและวารสารห้องสมุด", ["3890.25"], Kind.PURCHASE, "ฎ.122/2570")
PRINTED = Story("ค่าจ้างพิมพ์เอกสารประกอบการประชุม", ["3150"], Kind.PURCHASE, "ฎ.124/2570")
MENDED = Story("ค่าซ่อมแซมครุภัณฑ์คอมพิวเตอร์", ["4820"], Kind.PURCHASE, "ฎ.126/2570")
BY_PERSON = {"rules": [], "password_days": "0", "workstations": "open", "review_months": "12", "release": "person"}
PAID, ASKED, MOVED, NEW = 0, 20, 21, 22
"""Payees of the register: paid before, asked for at the bank, about to leave the account, not known any better."""
OWN_ROW, MOVED_ROW = 4, 6
SAID = ("ใบสำคัญของแถวที่ 3 แนบแล้ว อยู่ท้ายไฟล์สแกน", "รับทราบ ตรวจแล้วตรงกัน ยอดรวมถูกต้อง")


class ReviewTour:
    """Goes through all of it at both desks; the policy of the agency is another one afterwards."""

    def __init__(self, office: Office, eye: Eye) -> None:
        self._office, self._eye = office, eye

    def everything(self) -> None:
        """See all there is."""
        self._prepare()
        self._with(self._office.authorizer, self.looking)
        self._with(self._office.maker, self.mending)
        self._with(self._office.authorizer, self.at_once)
        self._let_go_by_a_person()
        self._with(self._office.authorizer, self.releasing)

    def _prepare(self) -> None:
        """Hand in a batch that pays its own authorizer, and an easy one; talk about the first."""
        office = self._office
        office.disarm()
        unit = office.authorizer.desk.unit
        name = next(person.name_th for person in unit.people if person.user_id == AUTHORIZER)
        own = {Field.NAME: name, Field.BANK: PROMPTPAY, Field.ACCOUNT: office.mobile(AUTHORIZER)}
        self._register(PAID, ASKED, MOVED, NEW)
        more = [payee(number, "1440") for number in (ASKED, MOVED, NEW)]
        office.hand_in("own", DAILY, payee(OWN_ROW, "480") | own, *more)
        self._move_away()
        office.hand_in("easy", EASY)
        op_id = office.batches["own"]
        assert office.maker.comments.say(op_id, 3, SAID[0])
        office.exchange()
        assert office.authorizer.comments.say(op_id, 0, SAID[1])
        office.exchange()

    def _register(self, *numbers: int) -> None:
        """Bring payees into the register, and ask the bank for the name of one."""
        entries = [Entry(Payees.new_id(), 0, _record(number)) for number in numbers]
        self._office.maker.payees.changes.propose(entries, "เจ้าหน้าที่ของหน่วยงาน")
        self._settle()
        asked = next(entry.payee_id for entry in entries if entry.record == _record(ASKED))
        self._office.maker.payees.changes.check_names([asked])
        self._office.exchange()

    def _move_away(self) -> None:
        """Let a payee have another account once the batch is handed in."""
        former = _record(MOVED)
        [known] = self._office.maker.payees.find(former.acct)
        after = replace(former, acct="9804471029")
        self._office.maker.payees.changes.propose([Entry(known.payee_id, 1, after, before=former)], "เปลี่ยนบัญชีเงินเดือน")
        self._settle()

    def _settle(self) -> None:
        """Approve everything that waits, at the second person's desk, and let both hear of it."""
        self._office.exchange()
        changes = self._office.authorizer.payees.changes
        for req_id in changes.waiting():
            changes.settle(changes.told(req_id).change, approve=True, password=self._office.password(AUTHORIZER))
        self._office.exchange()

    # -- the authorizer -----------------------------------------------------------------------------------------------

    def looking(self, place: Workplace) -> None:
        """See what must be opened, an opened line, both tabs beside the lines, and a line that is not to be paid."""
        window, screen = place.window, _approvals(place)
        window.go(screen.key)
        screen.open_batch(self._office.batches["own"])
        control("approvals.send_back")
        rest()
        self._eye("review_unopened", window)
        screen.page.open_line(OWN_ROW)
        rest()
        self._eye("review_own_account", window)
        screen.page._say_of(OWN_ROW)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RemarkDialog)
        dialog.reason.set_text(LineReason.OTHER.value)
        click("decision.remark_keep")
        self._eye("review_remark", window)
        dialog.more.set_text("เป็นบัญชีของผู้อนุมัติเอง ขอให้ผู้อนุมัติคนอื่นตรวจ")
        click("decision.remark_keep")
        while screen.panel.next_line.isVisible():
            click("decision.next")
            rest()
        screen.page.open_line(OWN_ROW)
        rest()
        self._eye("review_remarked", window)
        click("approvals.approve")
        self._see_dialog("review_sign_part", place)
        click("approvals.send_back")
        self._see_dialog("review_send_back_lines", place)
        screen.view.open_tab(ALL)
        screen.page.open_line(MOVED_ROW)
        rest()
        self._eye("review_register", window)
        screen.view.open_tab(COMMENTS)
        screen.view.comments.begin(OWN_ROW)
        rest()
        self._eye("review_comments", window)
        screen.view.open_tab(CHANGES)
        rest()
        self._eye("review_changes_first", window)
        screen.open_batch(self._office.batches["alike"])
        until(lambda: screen.page.content is not None, "the batch was not verified")
        screen.view.open_tab(CHANGES)
        rest()
        self._eye("review_changes", window)

    def at_once(self, place: Workplace) -> None:
        """See the question about several batches, a wrong password there, and what became of each."""
        self._office.tamper("easy")
        self._office.hand_in("simple", PRINTED)
        self._office.exchange()
        simple = place.approval.content(self._office.batches["simple"])
        for number in simple.review.must:
            simple.review.open(number)
        window, screen = place.window, _approvals(place)
        window.go(screen.key)
        screen.show_list()
        rest()
        rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        screen.list.grid.clearSelection()
        for position in range(screen.list.model.rowCount()):
            screen.list.grid.selectionModel().select(screen.list.model.index(position, 0), rows)
        rest()
        self._eye("many_chosen", window)
        click("decision.many_key")
        rest()
        self._eye("many_ask", window)
        fill("approvals.password", "ไม่ใช่รหัสนี้")
        click("decision.many_sign")
        rest()
        self._eye("many_refused", window)
        fill("approvals.password", self._office.password(AUTHORIZER))
        click("decision.many_sign")
        until(lambda: isinstance(QApplication.activeModalWidget(), ManyResults), "nothing became of them")
        self._see_dialog("many_results", place)

    def releasing(self, place: Workplace) -> None:
        """See a batch that somebody else has signed and this person lets go."""
        window, screen = place.window, _approvals(place)
        window.go(screen.key)
        screen.show_list()
        rest()
        self._eye("release_list", window)
        screen.open_batch(self._office.batches["released"])
        control("decision.release")
        rest()
        self._eye("release_waits", window)
        click("decision.release")
        self._see_dialog("release_ask", place)

    # -- the maker ----------------------------------------------------------------------------------------------------

    def mending(self, place: Workplace) -> None:
        """See what an authorizer wants mended, beside the lines, and the comments from the results."""
        window, office = place.window, self._office
        authorizer = office.authorizer
        content = authorizer.approval.content(office.batches["own"])
        authorizer.approval.send_back(content, "ขอให้แก้ไขรายการที่ทำเครื่องหมาย", office.password(AUTHORIZER))
        office.exchange()
        window.go("editor", office.batches["own"])
        editor = window.page(BatchEditor.key)
        assert isinstance(editor, BatchEditor)
        until(lambda: editor.rows.isVisible() and editor.op_id == office.batches["own"], "the batch did not open")
        rest()
        self._eye("review_mending", window)
        window.go("home")
        rest()
        window.go("results", office.batches["settled"])
        rest()
        click("comments.open")
        self._see_dialog("comments_dialog", place)

    def _let_go_by_a_person(self) -> None:
        """Let the agency want a person's release, and have a batch signed by a colleague."""
        office = self._office
        office.central.wire.close()
        Pair(office.central).agree("policy.change", "2101", BY_PERSON, subject_version="1")
        office.exchange()
        office.hand_in("released", MENDED)
        signed = Clerk.ready(office.central, UNIT, "AUTH02").decide(office.batches["released"])
        assert signed.status == 201, signed.body
        office.exchange()

    # -- how ----------------------------------------------------------------------------------------------------------

    def _with(self, place: Workplace, part: Callable[[Workplace], None]) -> None:
        place.window.resize(*SIZES.window)
        place.window.show()
        rest()
        part(place)
        place.window.hide()

    def _see_dialog(self, name: str, place: Workplace) -> None:
        rest()
        until(lambda: QApplication.activeModalWidget() is not None, "no dialog opened")
        rest()
        self._eye(name, place.window)
        front = QApplication.activeModalWidget()
        assert isinstance(front, QDialog), name
        front.reject()
        rest()


def _approvals(place: Workplace) -> ApprovalsScreen:
    screen = place.window.page(ApprovalsScreen.key)
    assert isinstance(screen, ApprovalsScreen)
    return screen


def _record(number: int) -> PayeeRecord:
    """Return what the register holds of the payee with that number."""
    cells = payee(number, "")
    return PayeeRecord(
        name=cells[Field.NAME],
        office="กลุ่มงานการเงิน",
        bank=cells[Field.BANK],
        acct=cells[Field.ACCOUNT],
        mobile=cells[Field.MOBILE],
    )
