"""A morning in the sample agency: two workplaces over real stores, a real central system, batches in every state."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import resources
from app.domain.disbursement.batch import Kind
from app.domain.disbursement.transfer import Field
from app.store.engine import connect
from app.store.unit_of_work import FILE_NAME
from app.workplace import Workplace
from tests.helpers.raw_central import ACCOUNTS, UNIT, Central, running
from tests.helpers.workstation import Workstation
from tests.pictures import recall_tour
from tests.pictures.album import dispose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from app.domain.disbursement.record import Batch

MAKER, AUTHORIZER = "MAKER01", "AUTH01"
DAY_BEFORE, DAY = "2026-11-23", "2026-11-24"
CLEAN = resources.path("samples", "overtime_october_2569.xlsx")
AS_IT_COMES = resources.path("samples", "overtime_october_2569_as_it_comes.xlsx")
DOUBLES_KEPT = "ตรวจสอบกับใบลงเวลาแล้ว เป็นคนละช่วงเวลา"

NAMES = (
    "นางสาวน้ำฝน พิสูจน์ผล", "นายภูมิ จำลองกุล", "นายไพโรจน์ ต้นแบบ", "นางศิริพร ลองใจ", "ว่าที่ร้อยตรีธนากร แบบอย่าง",
    "ดร.ญาณิศา ตัวอย่างงาม", "นายกฤษณ์ ลองใจ", "นางปู่เจ้า สมมติชัย", "นางมาลี ทดสอบดี", "นายเกรียงไกร ตัวแทนพงษ์",
    "นางสาวปิ่นแก้ว กี่ชั่วรุ่น", "นายอุ้มบุญ ซื่อสัตย์ยิ่ง",
)  # fmt: skip
BANKS = (("006", 10), ("014", 10), ("030", 12), ("004", 10), ("034", 12), ("025", 10))


CONTRACT = "สัญญายืมเงิน บย.31/2570"


@dataclass(frozen=True, slots=True)
class Story:
    """A batch that is to be made: its head, and amounts in baht for its lines."""

    purpose: str
    amounts: Sequence[str]
    kind: Kind = Kind.WELFARE
    document: str = "ฎ.123/2570"
    sort: str = "overtime"


MEDICAL = Story(
    "ค่ารักษาพยาบาล งวดที่ 2 พฤศจิกายน 2569",
    [f"{900 + 137 * n}.50" for n in range(14)],
    document="ฎ.98/2570",
    sort="medical",
)
SPEAKING = Story(
    "ค่าสมนาคุณวิทยากร หลักสูตรนักบริหารดิจิทัลภาครัฐ รุ่นที่ 4",
    ["3600", "19", "2400", "21", "4800", "23", "1200", "27", "3600", "1800", "2400", "31", "600"],
    document="ฎ.101/2570",
    sort="speaker",
)
MEETING = Story(
    "เบี้ยประชุมคณะกรรมการตรวจรับพัสดุ", ["1500", "25", "1200", "17", "1200"], document="ฎ.102/2570", sort="meeting"
)
HOUSING = Story("ค่าเช่าบ้านข้าราชการ เดือนพฤศจิกายน 2569", ["19", "19"], document="ฎ.104/2570", sort="rent")
SCHOOL = Story(
    "ค่าเล่าเรียนบุตร ภาคเรียนที่ 2 ปีการศึกษา 2569", ["4500", "3200", "5100.25"], document="ฎ.107/2570", sort="tuition"
)
LOAN = Story("เงินยืมราชการ โครงการอบรมผู้บริหารระดับต้น", [f"{12000 + 500 * n}" for n in range(6)], Kind.LOAN, "ย.31/2570")
SUPPLIES = Story("ค่าวัสดุสำนักงาน ไตรมาสที่ 1", ["1842", "2315.75"], Kind.PURCHASE, "ฎ.111/2570")
CLEANING = Story("ค่าจ้างเหมาทำความสะอาดอาคาร", ["4200"], Kind.PURCHASE, "ฎ.112/2570")
MEDICAL_AGAIN = Story(
    "ค่ารักษาพยาบาล งวดที่ 3 พฤศจิกายน 2569",
    [f"{900 + 137 * n}.50" for n in range(5)],
    document="ฎ.115/2570",
    sort="medical",
)
YESTERDAY = {"settled": MEDICAL, "partly": SPEAKING, "refused": HOUSING, "paying": MEETING}


@dataclass
class Office:
    """The central system and both workplaces; ``batches`` names what was made by its story."""

    central: Central
    maker: Workplace
    authorizer: Workplace
    stations: tuple[Workstation, Workstation]
    batches: dict[str, str] = field(default_factory=dict)

    def password(self, user_id: str) -> str:
        """Return the password of somebody of the unit."""
        return self.central.password(UNIT, user_id)

    def batch(self, name: str) -> Batch:
        """Return a batch of the maker by the name of its story."""
        return self.maker.inquiry.batch(self.batches[name])

    def prepare(self) -> None:
        """Live through two days."""
        for minutes, (name, story) in enumerate(YESTERDAY.items(), 12):
            self.hand_in(name, story)
            self.central.advance(f"{DAY_BEFORE}T09:{minutes}:00+07:00")
            self._approve(name)
        self.central.settle()
        self.central.advance(f"{DAY}T13:48:00+07:00")
        self.exchange(sign_in=True)
        self.hand_in("returned", SCHOOL)
        self._send_back("returned", "เลขที่เอกสารไม่ตรงกับฎีกา กรุณาแก้ไขแล้วส่งใหม่")
        self._import("waiting", CLEAN)
        self.hand_in("loan", LOAN)
        self.hand_in("alike", MEDICAL_AGAIN)
        self.hand_in("withdrawn", CLEANING)
        self.maker.drafting.withdraw(self.batches["withdrawn"], "รอเอกสารตรวจรับงานเพิ่มเติม")
        self.exchange()
        recall_tour.furnish(self)
        self._import("draft", AS_IT_COMES, submit=False)
        self.maker.drafting.create_empty(Kind.WELFARE)
        self._operate("POST", "faults", {"fault": "lost_answer", "route": "commands", "count": 60})
        self.hand_in("unknown", SUPPLIES)
        self.exchange()

    def exchange(self, *, sign_in: bool = False) -> None:
        """Let both workplaces hear the news, with a new session where asked for."""
        for place, user_id in ((self.maker, MAKER), (self.authorizer, AUTHORIZER)):
            if sign_in:
                place.sign_in.resume(place.desk, self.password(user_id))
            place.sync.sync_now()

    def hand_in(self, name: str, story: Story, *also: Mapping[Field, str]) -> None:
        """Make a batch by its story, with these lines below its own, and hand it in."""
        drafting = self.maker.drafting
        op_id = self.batches[name] = drafting.create_empty(story.kind)
        drafting.sheet(op_id).add_rows([*(payee(n, amount) for n, amount in enumerate(story.amounts)), *also])
        self._complete(op_id, story)

    def ready_draft(self) -> str:
        """Make a draft that only waits to be handed in."""
        drafting = self.maker.drafting
        op_id = drafting.create_empty(Kind.WELFARE)
        drafting.sheet(op_id).add_rows([payee(n, f"{1250 + 75 * n}") for n in range(9)])
        head = replace(drafting.sheet(op_id).batch.head, purpose="ค่าเบี้ยเลี้ยงเดินทางไปราชการ", document_no="ฎ.119/2570")
        drafting.sheet(op_id).set_head(replace(head, sub_kind="travel"))
        return op_id

    def tamper(self, name: str) -> None:
        """Change an amount in the bank's own books, so that content and signature no longer agree."""
        with self.central.books() as books:
            books.execute("UPDATE lines SET satang = satang - 900 WHERE op_id = ? AND n = 1", (self.batches[name],))

    def break_chain(self) -> None:
        """Change a line of the maker's audit trail past the door, as somebody with the file and the key could."""
        station, actor = self.stations[0], self.maker.desk.actor
        folder = station.paths.unit(actor.agency, actor.unit)
        key = station.vault.store_key(actor.agency, actor.unit, exists=True)
        with closing(connect(folder / FILE_NAME, key)) as store:
            store.execute("UPDATE audit SET name = 'วิชัย ตัวอย่างดี' WHERE seq = 41")

    def mobile(self, user_id: str) -> str:
        """Return under which number the bank knows somebody of the unit."""
        with self.central.books() as books:
            asked = "SELECT mobile FROM users WHERE company_id = ? AND user_id = ?"
            (found,) = books.execute(asked, (UNIT, user_id)).fetchone()
        return str(found)

    def disarm(self) -> None:
        """Let answers arrive again."""
        self._operate("DELETE", "faults", None)

    def end_sessions(self) -> None:
        """Have the central system forget every session."""
        with self.central.books() as books:
            books.execute("DELETE FROM sessions")

    def close(self) -> None:
        """Sign both out; their windows go too, or they would ask closed stores at the next switch of the language."""
        for place in (self.maker, self.authorizer):
            place.close()
            dispose(place.window)

    # -- inside -----------------------------------------------------------------------------------------------------

    def _operate(self, method: str, path: str, body: object) -> None:
        """Speak as the operator, on a new connection: the last one may be long gone."""
        self.central.wire.close()
        assert self.central.operate(method, path, body).status < 400

    def _import(self, name: str, file: Path, *, submit: bool = True) -> None:
        reading = self.maker.drafting.read(file, lambda *_: None, lambda: False)
        op_id = self.batches[name] = self.maker.drafting.create(reading, Kind.WELFARE, lambda *_: None, lambda: False)
        if submit:
            self._complete(op_id, Story("ค่าตอบแทนการปฏิบัติงานนอกเวลาราชการ ตุลาคม 2569", ()))

    def _complete(self, op_id: str, story: Story) -> None:
        sheet = self.maker.drafting.sheet(op_id)
        sheet.set_head(
            replace(
                sheet.batch.head,
                purpose=story.purpose,
                document_no=story.document,
                document_date=date(2026, 11, 20),
                debit_account=ACCOUNTS[UNIT],
                sub_kind=story.sort if story.kind is Kind.WELFARE else "",
                basis_no=CONTRACT if story.kind is Kind.LOAN else "",
                basis_date=date(2026, 11, 18) if story.kind is Kind.LOAN else None,
            )
        )
        sheet.keep_duplicates(DOUBLES_KEPT)
        self.maker.drafting.submit(op_id)
        self.maker.sync.sync_now()

    def _approve(self, name: str) -> None:
        self.authorizer.sync.sync_now()
        content = self.authorizer.approval.content(self.batches[name])
        for number in content.review.must:
            content.review.open(number)
        self.authorizer.approval.approve(content, self.password(AUTHORIZER))
        self.maker.sync.sync_now()

    def _send_back(self, name: str, reason: str) -> None:
        self.authorizer.sync.sync_now()
        content = self.authorizer.approval.content(self.batches[name])
        self.authorizer.approval.send_back(content, reason, self.password(AUTHORIZER))
        self.maker.sync.sync_now()


def payee(number: int, amount: str) -> dict[Field, str]:
    """Return the cells of a line that pays the person of that number."""
    bank, digits = BANKS[number % len(BANKS)]
    return {
        Field.BANK: bank,
        Field.ACCOUNT: str(1_204_418_377 + number * 76_543_219 % 7_000_000_000).ljust(digits, "4"),
        Field.NAME: NAMES[number % len(NAMES)],
        Field.AMOUNT: amount,
        Field.MOBILE: f"08{12345678 + number}",
    }


@contextmanager
def opened(folder: Path) -> Iterator[Office]:
    """Open the office for as long as the block lasts; its days have been lived."""
    with running(folder / "central", eased=True) as central:
        stations = tuple(Workstation.at(folder / name, central) for name in ("maker", "authorizer"))
        places = []
        for station, user_id in zip(stations, (MAKER, AUTHORIZER), strict=True):
            station.settings.choose(company_id=UNIT, user_id=user_id, theme="light")
            desk = station.sign_in.enter(UNIT, user_id, central.password(UNIT, user_id))
            places.append(Workplace(desk, station.sign_in, station.settings))
        office = Office(central, places[0], places[1], (stations[0], stations[1]))
        try:
            office.prepare()
            yield office
        finally:
            office.close()
