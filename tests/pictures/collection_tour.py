"""A morning at the counter that collects: bills in every state, letters, requests; and the way through its rooms."""

from __future__ import annotations

from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QApplication, QDialog

from app.demo.hands import click, control, until
from app.domain.collections.bill_rules import BillFields
from app.domain.collections.request import RequestAnswer
from app.services.bill_papers import BillPapers
from app.services.bills import Bills
from app.services.letters import Letters
from app.services.requests import Requests
from app.ui import theme
from app.ui.screens.collections.bills_import import BillImportScreen
from app.ui.screens.collections.bills_list import LETTERS, NEW, BillsScreen
from app.ui.screens.collections.requests_list import RequestsScreen
from app.ui.theme import SIZES
from app.workplace import Workplace
from tests.helpers import raw_receipts as portal
from tests.helpers.mail_server import MailServer, listening
from tests.helpers.payees import citizen_id
from tests.helpers.raw_central import UNIT, running
from tests.helpers.raw_payees import tax_id
from tests.helpers.workstation import Workstation
from tests.pictures.album import dispose, rest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.domain.collections.bill import Bill
    from app.ui.screen import Screen
    from tests.helpers.raw_central import Central
    from tests.pictures.album import Eye

S = TypeVar("S", bound="Screen")
COLLECTOR, READER = "MAKER03", "AUDIT01"
WRONG_ADDRESS = "nobody@example.co.th"
PAYERS = (
    ("บริษัท เรืองแสงตัวอย่าง จำกัด", "ค่าธรรมเนียมใบอนุญาตประกอบกิจการ ประจำปี 2570", 1_500_00),
    ("ห้างหุ้นส่วนจำกัด น้ำผึ้งสมมุติ", "ค่าธรรมเนียมใบอนุญาตประกอบกิจการ", 2_750_50),
    ("นางปู่เจ้า สมมติชัย", "ค่าธรรมเนียมตรวจสถานที่", 800_00),
    ("บริษัท กี่ชั่วรุ่น (ตัวอย่าง) จำกัด (มหาชน)", "ค่าธรรมเนียมใบอนุญาต สาขาที่ 12", 12_345_00),
    ("นายภูมิ จำลองกุล", "ค่าธรรมเนียมใบอนุญาต", 500_00),
    ("นางสาวน้ำฝน พิสูจน์ผล", "ค่าธรรมเนียมใบอนุญาต", 650_00),
    ("บริษัท ซื่อสัตย์ยิ่ง จำกัด", "ค่าธรรมเนียมใบอนุญาต", 990_00),
)
LIST = (
    "ผู้ชำระเงิน,เลขประจำตัวผู้เสียภาษี,ประเภทรายได้,รายการ,จำนวนเงิน,ครบกำหนด,อีเมล\n"
    "บริษัท ทดลองหนึ่ง จำกัด,{0},ค่าธรรมเนียมใบอนุญาต,ค่าธรรมเนียมใบอนุญาต,1500.00,31/12/2569,one@example.co.th\n"
    "บริษัท ทดลองสอง จำกัด,{1},ค่าธรรมเนียมใบอนุญาต,ค่าธรรมเนียมใบอนุญาต,พันห้า,31/12/2569,two@example.co.th\n"
    "นายสาม ตัวอย่าง,1234567890123,ค่าธรรมเนียมใบอนุญาต,ค่าธรรมเนียมใบอนุญาต,900,1/1/2560,\n"
    "บริษัท ทดลองหนึ่ง จำกัด,{0},ค่าธรรมเนียมใบอนุญาต,ค่าธรรมเนียมใบอนุญาต,1500.00,31/12/2569,one@example.co.th\n"
    "นางสาวสี่ น้ำใส,,ค่าธรรมเนียมอื่นที่ไม่มี,,250.75,,four@example\n"
    "รวมทั้งสิ้น,,,,4150.75,,\n"
)


@dataclass
class CollectionOffice:
    """The central system with its mail server, and the desks of the collection maker and of an auditor."""

    central: Central
    mail: MailServer
    collector: Workplace
    reader: Workplace
    bills: dict[str, Bill] = field(default_factory=dict)
    requests: dict[str, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Issue bills, let some be paid, expire and be given up, mail two, and take requests in."""
        desk, sync = self.collector.desk, self.collector.sync
        service = Bills(desk, sync)
        self._file(Requests(desk, sync))
        names = ("mailed", "paid", "part", "waiting", "overpaid", "cancelled", "plain")
        for number, (name, (payer, item, satang)) in enumerate(zip(names, PAYERS, strict=True), 1):
            fields = BillFields(
                payer_name=payer,
                payer_id=tax_id(number),
                payer_address="99 ถนนตัวอย่าง แขวงสมมุติ กรุงเทพมหานคร 10200",
                payer_email=WRONG_ADDRESS if name == "waiting" else f"payer{number}@example.co.th",
                payer_mobile="0812345678",
                revenue_type="permit_fee",
                item=item,
                satang=satang,
                due_date=service.today + timedelta(days=25 + number),
            )
            [self.bills[name]] = service.issued(service.issue([service.keep(fields)]).order_id)
        letters = Letters(desk, sync)
        papers = BillPapers(desk, service, letters)
        wanted = [(self.bills[name].bill_id, self.bills[name].draft.payer_email) for name in ("mailed", "waiting")]
        papers.mail(wanted, lambda *_: None)
        self._pay("paid", 2_750_50)
        self._pay("part", 300_00)
        self._pay("overpaid", 600_00)
        service.cancel(self.bills["cancelled"], "ออกซ้ำกับใบเดิม")
        until(lambda: self._told(letters, *wanted), "the letters are not told of")

    def _told(self, letters: Letters, *wanted: tuple[str, str]) -> bool:
        self.exchange()
        return all(letters.of(bill_id) for bill_id, _ in wanted)

    def exchange(self) -> None:
        """Let both desks hear the news."""
        for place in (self.collector, self.reader):
            assert place.sync.sync_now().problem == ""

    def _file(self, service: Requests) -> None:
        """Take in a request for each state that the list can show."""
        names = ("สำเนาบัตรประชาชน", "แผนที่ตั้ง")
        told = [{"name": f"{name}.png", "content": b64encode(_scan(name)).decode()} for name in names]
        for number, name in enumerate(("filed", "sent_back", "refused", "paid"), 31):
            self.requests[name], _ = portal.filed(self.central, documents=told, applicant_id=citizen_id(number))
        assert self.collector.sync.sync_now().problem == ""
        for name, answer in (("sent_back", RequestAnswer.SEND_BACK), ("refused", RequestAnswer.REFUSE)):
            service.answer(service.told(self.requests[name]).request, answer, "สำเนาบัตรหมดอายุ กรุณาแนบใหม่")
        paid = service.told(self.requests["paid"]).request
        bills = Bills(self.collector.desk, self.collector.sync)
        fields = service.fields(paid)
        kept = bills.keep(replace(fields, due_date=bills.today + timedelta(days=30)), request_id=paid.request_id)
        [self.bills["of_request"]] = bills.issued(bills.issue([kept]).order_id)
        self._pay("of_request", paid.fee.satang if paid.fee else 0, channel="mobile")

    def _pay(self, name: str, satang: int, **changes: str) -> None:
        reference = self.bills[name].reference
        said = {"biller_id": reference.biller_id, "ref1": reference.ref1, "ref2": reference.ref2}
        more = {"channel": "counter", "satang": str(satang), "payer_name": self.bills[name].draft.payer_name}
        self.central.wire.close()
        answer = self.central.operate("POST", "collections", {**said, **more, "force": True, **changes})
        assert answer.status == 200, answer.body

    def close(self) -> None:
        """Sign both out; their windows go too."""
        for place in (self.collector, self.reader):
            place.close()
            dispose(place.window)


class CollectionTour:
    """Goes through the rooms once; ``folder`` takes files that are made on the way."""

    def __init__(self, office: CollectionOffice, eye: Eye, folder: Path) -> None:
        self._office, self._eye, self._folder = office, eye, folder

    def everything(self) -> None:
        """See all there is."""
        for place, parts in (
            (self._office.collector, (self.arriving, self.billing, self.writing, self.importing, self.answering)),
            (self._office.reader, (self.reading,)),
        ):
            place.window.resize(*SIZES.window)
            place.window.show()
            rest()
            for part in parts:
                part(place)
            place.window.hide()

    def arriving(self, place: Workplace) -> None:
        """See home, the palette that finds a bill, and the list of keys."""
        window = place.window
        window.go("home")
        rest()
        self._eye("home_collector", window)
        palette = window.show_palette()
        palette.field.setText("เรืองแสง")
        until(lambda: palette.list.count() > 0, "nothing was found")
        rest()
        self._eye("palette_bill", window)
        palette.reject()
        rest()

    def billing(self, place: Workplace) -> None:
        """See the list with bills in their states, papers, letters and the question before one is given up."""
        window = place.window
        screen = self._open(place, BillsScreen)
        for name in ("mailed", "paid", "part", "overpaid", "cancelled", "waiting"):
            self._choose(screen, self._office.bills[name])
            self._eye(f"bills_{name}", window)
        click("bills.cancel")
        self._see_dialog("bill_cancel", window)
        click("bills.paper")
        until(lambda: screen.paper.made, "no paper came")
        rest()
        self._eye("bill_paper", window)
        screen.go_back()
        rest()
        screen.filters.ask()
        self._see_dialog("bills_filter", window)
        click("bills.mail_many")
        until(lambda: screen._pages.currentIndex() == LETTERS, "the letters did not come")
        rest()
        self._eye("bills_letters", window)
        screen.go_back()
        screen.table.look_for("ไม่มีใบนี้")
        rest()
        self._eye("bills_nothing_found", window)
        screen.table.look_for("")
        rest()

    def writing(self, place: Workplace) -> None:
        """See the form: empty and refused, filled with a fee, and the question before it is issued."""
        window = place.window
        screen = self._open(place, BillsScreen, NEW)
        screen.form.go.click()
        rest()
        self._eye("bill_new_incomplete", window)
        form = screen.form
        for name, text in (
            ("payer_name", "บริษัท ตัวอย่างใหม่ จำกัด"),
            ("payer_id", tax_id(77)),
            ("payer_address", "1 ถนนราชดำเนิน กรุงเทพมหานคร"),
            ("payer_email", "new@example.co.th"),
            ("revenue_type", "permit_copy"),
            ("due_date", "31/12/2569"),
        ):
            form.fields[name].set_text(text)
            form.fields[name].changed.emit()
        rest()
        self._eye("bill_new", window)
        form.go.click()
        until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
        self._see_dialog("bill_issue", window)
        click("bills.start_over")
        rest()
        screen.go_back()
        rest()

    def importing(self, place: Workplace) -> None:
        """See the import: before a file, with the verdicts of a list, and the question before it is issued."""
        window = place.window
        screen = self._open(place, BillImportScreen)
        self._eye("bills_import_empty", window)
        path = self._folder / "รายชื่อผู้ชำระ.csv"
        path.write_text(LIST.format(tax_id(901), tax_id(902)), "utf-8")
        screen.read(path)
        until(lambda: screen.report is not None, "the list was not read")
        rest()
        screen.table.choose(screen.table.model.id_at(2))
        rest()
        self._eye("bills_import", window)
        screen.go.click()
        until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
        self._see_dialog("bills_import_issue", window)

    def answering(self, place: Workplace) -> None:
        """See requests in their states, what is asked before an answer, and the bill that answers one."""
        window = place.window
        screen = self._open(place, RequestsScreen)
        self._eye("requests", window)
        for name in ("sent_back", "refused", "filed"):
            self._open_request(screen, name)
            self._eye(f"request_{name}", window)
        for words in ("requests.send_back", "requests.refuse"):
            click(words)
            self._see_dialog(words.replace(".", "_"), window)
        click("requests.make_bill")
        bills = place.window.page(BillsScreen.key)
        assert isinstance(bills, BillsScreen)
        until(lambda: bills.form.fields["payer_name"].text(), "the form is not filled")
        rest()
        self._eye("request_bill", window)
        bills.go_back()
        rest()
        screen = self._open(place, RequestsScreen)
        self._open_request(screen, "paid")
        self._eye("request_paid", window)
        click("requests.issue")
        self._see_dialog("request_document", window)
        screen.go_back()
        rest()

    def reading(self, place: Workplace) -> None:
        """See what an auditor sees."""
        screen = self._open(place, BillsScreen)
        self._choose(screen, self._office.bills["paid"])
        self._eye("bills_auditor", place.window)
        requests = self._open(place, RequestsScreen)
        self._open_request(requests, "filed")
        self._eye("request_auditor", place.window)
        requests.go_back()
        rest()

    # -- how ----------------------------------------------------------------------------------------------------------

    def _open(self, place: Workplace, kind: type[S], subject: object = None) -> S:
        place.window.go(kind.key, subject)
        rest()
        screen = place.window.page(kind.key)
        assert isinstance(screen, kind)
        return screen

    def _choose(self, screen: BillsScreen, bill: Bill) -> None:
        screen.open_subject(bill.bill_id)

        def chosen() -> bool:
            here = screen.chosen()
            return here is not None and here.bill_id == bill.bill_id

        until(chosen, "the bill is not chosen")
        rest()

    def _open_request(self, screen: RequestsScreen, name: str) -> None:
        screen.open_subject(self._office.requests[name])
        until(lambda: screen.view.request is not None, "the request did not come")
        rest()
        control("requests.back")

    def _see_dialog(self, name: str, window: QWidget) -> None:
        rest()
        self._eye(name, window)
        front = QApplication.activeModalWidget()
        assert isinstance(front, QDialog), name
        front.reject()
        rest()


def _scan(name: str) -> bytes:
    """Draw something like a scanned paper."""
    image = QImage(620, 390, QImage.Format.Format_RGB32)
    image.fill(QColor("#eef1f6"))
    painter = QPainter(image)
    painter.setPen(QColor("#334155"))
    painter.setFont(theme.font(26))
    painter.drawRect(20, 20, 580, 350)
    painter.drawText(QRect(20, 20, 580, 350), int(Qt.AlignmentFlag.AlignCenter), f"{name} (ตัวอย่าง)")
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def _answer(recipient: str) -> str:
    return "550 5.1.1 no such user here" if WRONG_ADDRESS in recipient else "250 ok"


@contextmanager
def opened(folder: Path) -> Iterator[CollectionOffice]:
    """Open the office for as long as the block lasts; its morning has passed."""
    with listening(MailServer(answer=_answer)) as mail:
        options = ("--smtp", f"127.0.0.1:{mail.port}", "--smtp-from", "khlang@example.go.th")
        with running(folder / "central", *options, eased=True) as central:
            places = []
            for user_id in (COLLECTOR, READER):
                station = Workstation.at(folder / user_id, central)
                station.settings.choose(company_id=UNIT, user_id=user_id, theme="light")
                desk = station.sign_in.enter(UNIT, user_id, central.password(UNIT, user_id))
                places.append(Workplace(desk, station.sign_in, station.settings))
                assert places[-1].sync.sync_now().problem == ""
            office = CollectionOffice(central, mail, places[0], places[1])
            try:
                office.prepare()
                yield office
            finally:
                office.close()
