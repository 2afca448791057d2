"""The main job, and how somebody new comes in, told through the real windows, one desk and one act at a time.

Every act leaves pictures.

Run in a process of its own for each person, as two workstations would be: ``python -m app.demo.story --act prepare``.
The password comes on the standard input: command lines can be read by everybody on the machine.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app import i18n
from app.__main__ import command_line
from app.demo.auditor import BANK_KEY, DOSSIER
from app.demo.closing_story import ClosingStory
from app.demo.collection_story import CollectionStory
from app.demo.desk import SLIP
from app.demo.hands import (
    NothingHappened,
    choose,
    click,
    control,
    dismiss,
    fill,
    names_in_sight,
    picture,
    press,
    settle,
    until,
)
from app.demo.paper import DemoPrinters
from app.demo.payers import MATCHED
from app.demo.register_story import RegisterStory
from app.demo.treasury_story import OWN_RECORD, TreasuryStory
from app.desktop import Desktop, prepared
from app.domain.disbursement.batch import FINAL, BatchStatus
from app.domain.disbursement.record import Delivery
from app.ui import printing
from app.ui.screens.administration.requests import RequestsScreen
from app.ui.screens.administration.users import UsersScreen
from app.ui.screens.disbursement.approvals import ApprovalsScreen
from app.ui.screens.disbursement.batch_editor import BatchEditor
from app.ui.screens.disbursement.dossier_dialog import DossierDialog
from app.ui.screens.disbursement.evidence import EvidenceScreen
from app.ui.screens.disbursement.import_file import ImportScreen
from app.ui.surfaces import Notice

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.domain.disbursement.record import Batch
    from app.ui.screen import Screen
    from app.workplace import Workplace

S = TypeVar("S", bound="Screen")
WINDOW = (1366, 768)
PURPOSE = "ค่าตอบแทนการปฏิบัติงานนอกเวลาราชการ"
DOCUMENT_NO = "ฎ.123/2570"
SORT = "overtime"
REASON = "ตรวจสอบแล้ว เป็นคนละรายการ"
NEWCOMER = {
    "user_id": "MAKER04",
    "person_id": "3201800000092",
    "name_th": "กัลยา น้ำใจงาม",
    "name_en": "Kanlaya Namchaingam",
    "position": "นักวิชาการเงินและบัญชี",
    "mobile": "0812345678",
}
ORDER = "ตามคำสั่งที่ กค 12/2570"
EXCHANGES_MAX = 100
PAPERS = ("detail", "summary", "history", "receipt")


class Story:
    """One person's part; pictures are numbered on from ``first``."""

    def __init__(self, desktop: Desktop, out: Path, first: int) -> None:
        self._desktop = desktop
        self._out = out
        self._number = first

    def sign_in(self, password: str) -> None:
        """Come in and look at what waits."""
        self._window.resize(*WINDOW)
        control("sign_in.password")
        self._picture("sign_in")
        fill("sign_in.password", password)
        click("sign_in.enter")
        until(lambda: self._desktop.workplace is not None, "nobody came in")
        self._place.window.resize(*WINDOW)
        self._exchange()
        self._picture("home")

    def register(self) -> RegisterStory:
        """Return the part of the story that is about the payee register."""
        return RegisterStory(self._place.window, self._place.payees, self._picture, self._exchange)

    def collection(self) -> CollectionStory:
        """Return the part of the story that is about collecting."""
        return CollectionStory(self._place, self._out, self._picture, self._exchange)

    def treasury(self) -> TreasuryStory:
        """Return the part of the story that is about money on its way to the treasury."""
        return TreasuryStory(self._place, self._out, self._picture, self._exchange)

    def closing(self) -> ClosingStory:
        """Return the part of the story that is about the end of the day."""
        return ClosingStory(self._place, self._out, self._picture, self._exchange)

    def deposit(self) -> None:
        """Propose what goes to the treasury without receipts: a deposit, and what is left of a draw."""
        treasury = self.treasury()
        treasury.deposit()
        treasury.give_back()

    def send_on(self) -> None:
        """Receipt what came in, and propose to remit it."""
        self.collection().issue_receipts(MATCHED)
        dismiss()
        self.treasury().remit()

    def send(self, password: str) -> None:
        """Approve what was collected for the treasury, and keep the bank's word that it moved."""
        treasury = self.treasury()
        treasury.keep_record(OWN_RECORD, treasury.approve(password))

    def prepare(self, file: Path) -> str:
        """Import the file, see that it is right, sign and hand in; return the batch's id."""
        press(self._place.window, "Alt+2")
        click("batches.import")
        self._picture("import_file")
        reader, editor = self._screen(ImportScreen), self._screen(BatchEditor)
        reader.read(file)
        asked = f"{file.name} did not open: its columns have to be chosen on the screen"
        until(lambda: editor.isVisible() or _said(reader), asked)
        self._refuse_unread(file, reader)
        control("editor.grid")
        self._settled()
        self._picture("import_rows")
        self._refuse_faulty()
        self._keep_doubles()
        editor.show_hand_in()
        for key, words in (("editor.purpose", PURPOSE), ("editor.document_no", DOCUMENT_NO)):
            fill(key, words)
            press(control(key), "Return")
        choose("editor.sub_kind", SORT)
        self._settled()
        self._picture("hand_in")
        click("editor.submit")
        settle()
        self._picture("hand_in_confirm")
        click("editor.submit")
        until(lambda: self._newest().status is BatchStatus.SUBMITTED, "the batch was not handed in")
        self._exchange()
        until(lambda: self._newest().delivery is Delivery.NONE, "the central system did not answer")
        self._settled()
        self._picture("handed_in")
        return self._newest().op_id

    def decide(self, op_id: str, password: str) -> None:
        """Look at what another workstation handed in, and sign."""
        window = self._place.window
        window.go(ApprovalsScreen.key)
        self._settled()
        self._picture("approvals")
        screen = self._screen(ApprovalsScreen)
        screen.open_batch(op_id)
        control("approvals.send_back")
        self._settled()
        while screen.panel.next_line.isVisible():
            click("decision.next")
            self._settled()
        control("approvals.approve")
        self._settled()
        self._picture("approve")
        click("approvals.approve")
        fill("approvals.password", password)
        self._picture("approve_sign")
        click("approvals.approve")
        until(lambda: self._batch(op_id).signatures_have > 0, "the signature was not taken")
        self._settled()
        self._picture("approved")

    def receive(self, op_id: str) -> None:
        """See what became of every line, and make the papers."""
        for _ in range(EXCHANGES_MAX):
            if self._batch(op_id).status in FINAL:
                break
            self._exchange()
        window = self._place.window
        window.go("results", op_id)
        self._settled()
        self._picture("results")
        window.go(EvidenceScreen.key, op_id)
        screen = self._screen(EvidenceScreen)
        self._settled()
        for kind in PAPERS:
            screen.choose(kind)
            until(partial(screen.shows, kind), f"the paper {kind} was not made")
            self._settled()
            self._picture(f"evidence_{kind}")
            path = self._out / f"{kind}.pdf"
            screen.save(path)
            until(path.exists, f"{path.name} was not written")
        self._prove(screen)
        for key in ("audit", "sync_centre", "settings"):
            window.go(key)
            self._settled()
            self._picture(key)

    def _prove(self, screen: EvidenceScreen) -> None:
        """Keep the dossier, and the bank's key that an auditor would have from the bank's letter."""
        screen.dossier.click()
        dialog = next(each for each in screen.findChildren(DossierDialog) if each.isVisible())
        dialog.make()
        until(dialog.keep.isEnabled, "the dossier was not made")
        self._picture("dossier")
        path = self._out / DOSSIER
        dialog.save(path)
        until(path.exists, "the dossier was not written")
        dialog.reject()
        (self._out / BANK_KEY).write_text(self._place.desk.about.bank_public_key, "ascii")

    def propose_user(self) -> None:
        """Record somebody new, a maker from today on; nothing has an effect before the other administrator agrees."""
        self._place.window.go(UsersScreen.key)
        click("administration.add")
        for key, words in NEWCOMER.items():
            fill(f"administration.field.{key}", words)
        click("administration.add_right")
        fill("administration.reason", ORDER)
        self._picture("user_form")
        click("administration.propose")
        until(lambda: not self._screen(UsersScreen).form.isVisible(), "the record was not taken")
        self._settled()
        self._picture("user_proposed")

    def admit_user(self, password: str) -> None:
        """See what both would change, sign, and print the sealed slip, which works once."""
        self._place.window.go(RequestsScreen.key)
        grid = control("administration.requests_list")
        requests = self._screen(RequestsScreen)
        until(lambda: requests.list.model.rowCount(), "no request waits")
        self._picture("requests")
        press(grid, "Return")
        click("administration.approve")
        fill("administration.password", password)
        self._picture("request_sign")
        click("administration.approve")
        until(lambda: not requests.panel.approve.isVisible(), "the request was not approved")
        self._settled()
        self._picture("request_approved")
        self._print_slip()

    def _print_slip(self) -> None:
        self._place.window.go(UsersScreen.key, "slip")
        control("administration.act.print_slip")
        self._picture("slip_waits")
        click("administration.act.print_slip")
        control("slips.print")
        self._picture("slip_ask")
        click("slips.print")
        control("slips.print_again")
        self._picture("slip_printed")
        click("ui.close")
        self._settled()

    def leave(self) -> None:
        """Close the window, which signs out."""
        self._place.window.close()
        settle()

    # -- inside -----------------------------------------------------------------------------------------------------

    @property
    def _place(self) -> Workplace:
        if self._desktop.workplace is None:
            raise NothingHappened("nobody has come in")
        return self._desktop.workplace

    @property
    def _window(self) -> QWidget:
        if self._desktop.window is None:
            raise NothingHappened("no window was shown")
        return self._desktop.window

    def _screen(self, kind: type[S]) -> S:
        page = self._place.window.page(kind.key)
        if not isinstance(page, kind):
            raise NothingHappened(f"{kind.key} is another screen")
        return page

    def _batch(self, op_id: str) -> Batch:
        return self._place.inquiry.batch(op_id)

    def _newest(self) -> Batch:
        from app.ui.table_model import Query

        rows = self._place.inquiry.batches()
        return rows.rows(rows.ids(Query())[:1])[0]

    def _exchange(self) -> None:
        self._place.window.sync()
        settle()

    def _settled(self) -> None:
        settle(700)

    def _refuse_unread(self, file: Path, reader: ImportScreen) -> None:
        """Stop where the file is refused, or where a person must say what its columns hold."""
        if told := _said(reader):
            self._picture("import_refused")
            raise SystemExit(f"{file.name} was not taken: {' '.join(told)}")

    def _refuse_faulty(self) -> None:
        """Stop where the file has errors: only a person may decide how they are mended."""
        batch = self._newest()
        if batch.errors_count:
            raise SystemExit(
                f"{batch.file_name}: {batch.errors_count} cells have to be mended; see the picture import_rows, "
                "and run the demo with a display to mend them on the screen."
            )

    def _keep_doubles(self) -> None:
        if i18n.text("editor.keep_reason") in names_in_sight():
            fill("editor.keep_reason", REASON)
            press(control("editor.keep_reason"), "Return")
            self._settled()

    def _picture(self, name: str) -> None:
        picture(self._window, self._out / f"{self._number:02d}_{name}.png")
        self._number += 1


ACTS: dict[str, Callable[[Story, argparse.Namespace, str], str | None]] = {
    "register": lambda story, _, __: story.register().bring_in(),
    "enter": lambda story, _, password: story.register().approve(password),
    "prepare": lambda story, options, _: story.prepare(options.file),
    "decide": lambda story, options, password: story.decide(options.before, password),
    "receive": lambda story, options, _: story.receive(options.before),
    "propose": lambda story, _, __: story.propose_user(),
    "admit": lambda story, _, password: story.admit_user(password),
    "bill": lambda story, _, __: story.collection().bill(),
    "match": lambda story, _, __: story.collection().match(),
    "settle": lambda story, _, password: story.collection().settle(password),
    "receipt": lambda story, _, __: story.collection().receipt(),
    "deposit": lambda story, _, __: story.deposit(),
    "approve": lambda story, _, password: story.treasury().approve(password),
    "collect": lambda story, _, __: story.collection().bill(),
    "remit": lambda story, _, __: story.send_on(),
    "send": lambda story, _, password: story.send(password),
    "booked": lambda story, _, __: story.treasury().booked(),
    "compare": lambda story, _, __: story.closing().compare(),
    "close": lambda story, _, password: story.closing().close(password),
}
"""What is played with the command line and the password; what an act returns is for those that come after it."""


def _said(screen: Screen) -> list[str]:
    """Return what the boxes of a screen say; every refusal and every question of an import stands in one."""
    seen = [notice for notice in screen.findChildren(Notice) if notice.isVisible()]
    return [label.text() for notice in seen for label in (notice.words, notice.more) if label.isVisible()]


def main() -> int:
    """Play one act; print what the next ones must know."""
    parser = command_line()
    parser.add_argument("--act", choices=tuple(ACTS), required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--before", default="", help="what an earlier act printed")
    options = parser.parse_args()
    password = sys.stdin.readline().rstrip("\n")
    printing.use(DemoPrinters(options.out, SLIP))
    with prepared(options) as desktop:
        desktop.show_sign_in()
        story = Story(desktop, options.out, options.first)
        try:
            story.sign_in(password)
            told = ACTS[options.act](story, options, password)
        except NothingHappened as problem:
            print(f"{options.act}: {problem}", file=sys.stderr)
            return 1
        story.leave()
    if told:
        print(told, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
