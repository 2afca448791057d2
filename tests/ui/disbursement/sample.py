"""An office as the screens see it, with invented people: enough batches to look at every state."""

from __future__ import annotations

import csv
from array import array
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import resources
from app.domain.access.user import Actor, Person, Role, SourceAccount, Unit
from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.record import Batch, BatchHead, Delivery, LineRecord, TimelineEntry
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.calendar import BusinessCalendar, Holiday
from app.domain.values.identifiers import Bank, BankTable, account_shape
from app.domain.values.money import Money
from app.ui.table_model import Query

NOW = datetime(2026, 11, 20, 6, 48, tzinfo=UTC)
SOMYING = Person("u-maker", "MAKER01", "สมหญิง แบบอย่าง", "Somying Baebyang", frozenset({Role.MAKER_PAYMENT}))
WIPHA = Person("u-auth", "AUTH01", "วิภา ตัวอย่างงาม", "Wipha Tuayangngam", frozenset({Role.AUTHORIZER}))
UNIT = Unit(
    agency="GMIS111222",
    agency_name="กรมตัวอย่าง",
    unit="0210000012",
    unit_name="สำนักงานตัวอย่าง",
    cut_off="15:30",
    batch_satang_max=500_000_000_00,
    signatures_needed=1,
    accounts=(
        SourceAccount("0060044715", "เงินงบประมาณ", 169_039_300, 169_039_300),
        SourceAccount("0060088126", "เงินนอกงบประมาณ", 42_000_000, 38_500_000),
    ),
    people=(SOMYING, WIPHA),
)


def banks() -> BankTable:
    with resources.path("data", "bank_codes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return BankTable(
        tuple(
            Bank(row["code"], row["abbr"], row["name_th"], *account_shape(row["account_format_note"])) for row in rows
        )
    )


def calendar() -> BusinessCalendar:
    with resources.path("data", "holidays_th.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return BusinessCalendar(
        tuple(
            Holiday(date.fromisoformat(r["date"]), r["name_th"], r["gov_closed"] == "1", r["bank_closed"] == "1")
            for r in rows
        )
    )


@dataclass
class SampleDesk:
    person: Person
    unit: Unit = UNIT
    banks: BankTable = field(default_factory=banks)
    calendar: BusinessCalendar = field(default_factory=calendar)

    @property
    def actor(self) -> Actor:
        return Actor(self.person, "GMIS111222", "0210000012", "PC-FINANCE-03")

    def now(self) -> datetime:
        return NOW


NAMES = (
    "นางสาวน้ำฝน พิสูจน์ผล", "นายภูมิ จำลองกุล", "นายไพโรจน์ ต้นแบบ", "นางศิริพร ลองใจ", "ว่าที่ร้อยตรีธนากร แบบอย่าง",
    "ดร.ญาณิศา ตัวอย่างงาม", "นายกฤษณ์ ลองใจ", "นางปู่เจ้า สมมติชัย", "นางมาลี ทดสอบดี", "นายเกรียงไกร ตัวแทนพงษ์",
)  # fmt: skip
CODES = ("006", "014", "006", "004", "030", "006", "025", "002", "034", "011")


def line(number: int, status: LineStatus = LineStatus.DRAFT, reason: str = "") -> LineRecord:
    code = CODES[number % len(CODES)]
    digits = 12 if code in {"030", "034"} else 10
    account = str(1_000_000_007 + number * 7_654_321 % 8_999_999_999).zfill(10)[:10].ljust(digits, "5")
    satang = 45_000 + number * 12_345 % 400_000
    return LineRecord(
        number=number, sheet_row=number + 4, bank=code, account=account, name=NAMES[number % len(NAMES)],
        amount=Money(satang).format(), satang=satang, person_id="", mobile="", email="", reference=f"OT{number:05d}",
        originals={}, status=status, reason=reason,
        bank_reference=f"FT2632{number:06d}" if status is LineStatus.SETTLED else "",
        settled_at=NOW if status is not LineStatus.DRAFT else None,
        notice="sms_sent" if status is LineStatus.SETTLED else "",
    )  # fmt: skip


def batch(number: int, status: BatchStatus, purpose: str, *, mine: bool = True, **changes: object) -> Batch:
    count = 12 + number * 37 % 300
    head = BatchHead(
        kind=(Kind.WELFARE, Kind.WELFARE, Kind.LOAN, Kind.PURCHASE)[number % 4],
        purpose=purpose,
        debit_account="0060044715",
        value_date=date(2026, 11, 23) + timedelta(days=number % 3),
        document_no=f"ฎ.{100 + number}/2570",
        document_date=date(2026, 11, 18),
    )
    made = Batch(
        op_id=f"op-{number:04d}", rev=0 if status is BatchStatus.DRAFT else 1, status=status, delivery=Delivery.NONE,
        head=head, file_name=f"list_{number:02d}.xlsx", file_sha256="", lines_count=count,
        total=Money(count * 162_091), errors_count=0, warnings_count=0, maker_uid="u-maker", mine=mine,
        created_at=NOW - timedelta(days=number), updated_at=NOW - timedelta(hours=number * 3), version=1, reason="",
        signatures_have=0, signatures_needed=1, settled_count=0, settled=Money(0), failed_count=0, failed=Money(0),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


_S = BatchStatus


def batches(*, mine: bool = True) -> list[Batch]:
    return [
        batch(1, _S.DRAFT, "ค่าตอบแทนการปฏิบัติงานนอกเวลา ตุลาคม 2569", mine=mine, errors_count=2),
        batch(2, _S.SUBMITTED, "เงินยืมราชการ โครงการอบรมผู้บริหารระดับต้น", mine=mine),
        batch(3, _S.SUBMITTED, "ค่าวัสดุสำนักงาน พฤศจิกายน", mine=mine, delivery=Delivery.UNKNOWN),
        batch(4, _S.RETURNED, "ค่าเล่าเรียนบุตร ภาคเรียนที่ 2/2569", mine=mine, reason="เลขที่เอกสารไม่ตรงกับฎีกา"),
        batch(5, _S.RELEASED, "ค่าเช่าบ้านข้าราชการ ตุลาคม 2569", mine=mine),
        batch(6, _S.SETTLED, "ค่ารักษาพยาบาล งวดที่ 3", mine=mine, settled_count=234, settled=Money(37_929_294)),
        batch(7, _S.PARTLY_SETTLED, "ค่าสมนาคุณวิทยากร หลักสูตรดิจิทัล", mine=mine),
        batch(8, _S.APPROVED, "ค่าใช้จ่ายเดินทางไปราชการ", mine=mine),
        batch(9, _S.CANCELLED, "ค่าจัดพิมพ์เอกสาร", mine=mine),
        batch(10, _S.WITHDRAWN, "เบี้ยประชุมคณะกรรมการตรวจรับ", mine=mine),
        batch(11, _S.REFUSED, "ค่าจ้างเหมาบริการทำความสะอาด", mine=mine),
        batch(12, _S.IN_APPROVAL, "ค่าตอบแทนกรรมการสอบ", mine=mine, signatures_have=1, signatures_needed=2),
    ]


@dataclass
class SampleBatches:
    all: list[Batch]

    def _match(self, query: Query) -> list[int]:
        found = []
        for number, each in enumerate(self.all):
            mark = "unknown" if each.delivery is Delivery.UNKNOWN else str(each.status)
            if (not query.chips or mark in query.chips) and query.search in each.head.purpose:
                found.append(number)
        return found

    def ids(self, query: Query, /) -> array[int]:
        return array("q", self._match(query))

    def rows(self, ids: object, /) -> list[Batch]:
        return [self.all[number] for number in ids]  # type: ignore[attr-defined]

    def totals(self, query: Query, /) -> tuple[int, Money]:
        found = self._match(query)
        return len(found), Money(sum(self.all[number].total.satang for number in found))


@dataclass
class SampleLines:
    all: list[LineRecord]

    def _match(self, query: Query) -> list[int]:
        return [
            number
            for number, each in enumerate(self.all)
            if (not query.chips or str(each.status) in query.chips) and query.search in each.name
        ]

    def ids(self, query: Query, /) -> array[int]:
        return array("q", self._match(query))

    def rows(self, ids: object, /) -> list[LineRecord]:
        return [self.all[number] for number in ids]  # type: ignore[attr-defined]

    def totals(self, query: Query, /) -> tuple[int, Money]:
        found = self._match(query)
        return len(found), Money(sum(self.all[number].satang or 0 for number in found))


@dataclass
class SampleInquiry:
    all: list[Batch] = field(default_factory=batches)
    all_lines: list[LineRecord] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def batches(self, statuses: frozenset[str] | None = None, mine: bool = False) -> SampleBatches:
        return SampleBatches([b for b in self.all if statuses is None or str(b.status) in statuses])

    def lines(self, op_id: str) -> SampleLines:
        return SampleLines(self.all_lines)

    def batch(self, op_id: str) -> Batch:
        return next(each for each in self.all if each.op_id == op_id)

    def timeline(self, op_id: str) -> list[TimelineEntry]:
        at = NOW - timedelta(hours=20)
        steps = (
            ("import_batch", "overtime_october_2569.xlsx", 0),
            ("edit_batch", "", 8),
            ("submit_batch", "", 10),
            ("batch.submitted", "", 11),
        )
        return [
            TimelineEntry(at + timedelta(minutes=m), what, "u-maker", SOMYING.name_th, "PC-FINANCE-03", detail)
            for what, detail, m in steps
        ]

    def ask_again(self, op_id: str) -> Batch:
        self.asked.append(op_id)
        return self.batch(op_id)
