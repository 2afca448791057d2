"""An office with a real store for the paying screens; every person in it is invented."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.central.access import About
from app.central.disbursement import public_key_id
from app.central.signed_orders import Signer
from app.central.verification import VerifiedBatch
from app.domain.access.permissions import Action
from app.domain.access.user import Actor, Person, Role, SourceAccount, Unit
from app.domain.disbursement.bank_step import BankStep
from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.lines import Cells
from app.domain.disbursement.record import Batch, BatchHead, Delivery, LineRecord
from app.domain.disbursement.review import Review, Verdict, Word, review_of
from app.domain.disbursement.transfer import CreditTransfer, LineStatus
from app.domain.disbursement.validation import Checker
from app.domain.values.errors import Refused, Tampered
from app.domain.values.money import Money
from app.services.approval import Approval, ApprovalContent, Mark
from app.services.draft_lines import line_record
from app.services.inquiry import Inquiry
from app.services.waiting import WaitingRows
from app.store import disbursement
from app.store.unit_of_work import Store
from app.system import reference_data
from tests.helpers.bank import PAID, Bank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from app.domain.disbursement.changes import Changes
    from app.domain.payees.certainty import Certainty
    from app.domain.values.calendar import BusinessCalendar
    from app.domain.values.identifiers import BankTable
    from app.services.desk import Desk
    from app.services.sync import Sync

NOW = datetime(2026, 11, 20, 6, 48, tzinfo=UTC)
KEY = bytes(range(32))
PASSWORD = "sample password of the office"  # noqa: S105
SOMYING = Person("u-maker", "MAKER01", "สมหญิง แบบอย่าง", "Somying Baebyang", frozenset({Role.MAKER_PAYMENT}))
WIPHA = Person("u-auth", "AUTH01", "วิภา ตัวอย่างงาม", "Wipha Tuayangngam", frozenset({Role.AUTHORIZER}))
UNIT = Unit(
    agency="GMIS111222",
    agency_name="กรมตัวอย่าง",
    unit="0210000012",
    unit_name="สำนักงานตัวอย่าง",
    cut_off="15:30",
    batch_satang_max=500_000_000,
    signatures_needed=1,
    accounts=(
        SourceAccount("0060044715", "เงินงบประมาณ", 169_039_300, 169_039_300),
        SourceAccount("0060088126", "เงินนอกงบประมาณ", 42_000_000, 38_500_000),
    ),
    people=(SOMYING, WIPHA),
)
BANK_OF_THE_OFFICE = Bank(UNIT.agency, UNIT.unit, SOMYING, WIPHA, NOW)
"""Signs what the batches of the office say of themselves, so that papers can be made of them."""
OPENING = Actor(
    replace(SOMYING, roles=frozenset({Role.MAKER_PAYMENT, Role.AUTHORIZER})), UNIT.agency, UNIT.unit, "PC-FINANCE-03"
)
"""Writes the opening state; no person of the tests has both rights."""

NAMES = (
    "นางสาวน้ำฝน พิสูจน์ผล", "นายภูมิ จำลองกุล", "นายไพโรจน์ ต้นแบบ", "นางศิริพร ลองใจ", "ว่าที่ร้อยตรีธนากร แบบอย่าง",
    "ดร.ญาณิศา ตัวอย่างงาม", "นายกฤษณ์ ลองใจ", "นางปู่เจ้า สมมติชัย", "นางมาลี ทดสอบดี", "นายเกรียงไกร ตัวแทนพงษ์",
)  # fmt: skip
CODES = ("006", "014", "006", "004", "030", "006", "025", "002", "034", "011")


class NotAnchored:
    """Nobody keeps the head of the audit chain: the office speaks to nobody."""

    agreed = None


@dataclass
class OfficeDesk:
    """A person at a desk with a real store; speaks to nobody."""

    store: Store
    person: Person = SOMYING
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    unread_draws: tuple[str, ...] = ()

    simulated = True
    about = About("simulator", "", "", "e", BANK_OF_THE_OFFICE.public_key)
    anchoring = NotAnchored()
    present = frozenset({WIPHA.uid})
    company_id = "GMIS111222"
    agency_name = UNIT.agency_name
    unit_name = UNIT.unit_name

    @property
    def actor(self) -> Actor:
        return Actor(self.person, UNIT.agency, UNIT.unit, "PC-FINANCE-03")

    @property
    def unit(self) -> Unit:
        return UNIT

    @property
    def banks(self) -> BankTable:
        return reference_data.banks()

    @property
    def calendar(self) -> BusinessCalendar:
        return reference_data.calendar()

    @property
    def signer(self) -> Signer:
        device = "PC-FINANCE-03"
        return Signer(self.person.uid, public_key_id(self.key), self.key, UNIT.agency, UNIT.unit, device, "1")

    def now(self) -> datetime:
        return NOW

    def note(self, action: Action, about: str, facts: Mapping[str, str] | None = None) -> None:
        with self.store.write(self.actor, action, about, facts or {}):
            pass

    def for_services(self) -> Desk:
        return cast("Desk", self)


BANK_STEPS = tuple(
    BankStep(NOW - timedelta(minutes=60 - minute), stage, lines, cause, who, rule, reason)
    for minute, (stage, lines, cause, who, rule, reason) in enumerate(
        [
            ("received", "", "person", "u-1", "", ""),
            ("validated", "", "bank", "", "", ""),
            ("approved", "", "person", "u-2", "", ""),
            ("waiting_cut_off", "", "clock", "", "", "2026-11-24T01:30:00.000Z"),
            ("executing", "", "clock", "", "", ""),
            ("lines_unanswered", "5", "rule", "", "amount-17", "2026-11-26T01:30:00.000Z"),
            ("lines_settled", "1-2,4,6-24", "payees_bank", "", "", ""),
            ("lines_rejected", "3", "rule", "", "amount-19", "AC01"),
            ("something_new", "", "somebody", "", "", ""),
        ]
    )
)
"""What the bank says of a batch, with a step that this program does not know."""


class OfficeInquiry(Inquiry):
    """Looks into the real store; remembers what it was asked to ask."""

    def __init__(self, desk: OfficeDesk, asked: list[str]) -> None:
        super().__init__(desk.for_services(), cast("Sync", None))
        self.asked = asked

    def ask_again(self, op_id: str) -> Batch:
        self.asked.append(op_id)
        return self.batch(op_id)

    def is_stuck(self, batch: Batch) -> bool:
        return False

    def bank_steps(self, op_id: str) -> tuple[BankStep, ...]:
        self.asked.append(op_id)
        return BANK_STEPS


def open_store(folder: Path) -> Store:
    return Store.open(folder, KEY, lambda: NOW)


def account(number: int, code: str) -> str:
    return (
        str(1_000_000_007 + number * 7_654_321 % 8_999_999_999)
        .zfill(10)[:10]
        .ljust(12 if code in "030034" else 10, "5")
    )


def line(number: int, status: LineStatus = LineStatus.DRAFT, reason: str = "") -> LineRecord:
    code = CODES[number % len(CODES)]
    satang = 45_000 + number * 12_345 % 400_000
    paid = status is LineStatus.SETTLED
    return LineRecord(
        number=number, sheet_row=number + 4, bank=code, account=account(number, code), name=NAMES[number % len(NAMES)],
        amount=Money(satang).format(), satang=satang, person_id="", mobile="", email="", reference=f"OT{number:05d}",
        originals={}, status=status, reason=reason, bank_reference=f"FT2632{number:06d}" if paid else "",
        settled_at=None if status in {LineStatus.DRAFT, LineStatus.PENDING} else NOW,
        notice="sms_sent" if paid else "",
    )  # fmt: skip


def batch(number: int, status: BatchStatus, purpose: str, lines: Sequence[LineRecord], **changes: object) -> Batch:
    head = BatchHead(
        kind=(Kind.WELFARE, Kind.WELFARE, Kind.LOAN, Kind.PURCHASE)[number % 4],
        purpose=purpose,
        debit_account="0060044715",
        value_date=date(2026, 11, 23) + timedelta(days=number % 3),
        document_no=f"ฎ.{100 + number}/2570",
        document_date=date(2026, 11, 18),
    )
    paid = [each.satang or 0 for each in lines if each.status is LineStatus.SETTLED]
    failed = [each.satang or 0 for each in lines if each.status in {LineStatus.REJECTED, LineStatus.RETURNED}]
    made = Batch(
        op_id=f"op-{number:04d}", rev=0 if status is BatchStatus.DRAFT else 1, status=status, delivery=Delivery.NONE,
        head=head, file_name=f"list_{number:02d}.xlsx", file_sha256=f"{number:064x}", file_total=None,
        lines_count=len(lines), total=Money(sum(each.satang or 0 for each in lines)), errors_count=0, warnings_count=0,
        maker_uid="u-maker", mine=True, created_at=NOW - timedelta(days=number),
        updated_at=NOW - timedelta(hours=number * 3), version=1, reason="", signatures_have=0, signatures_needed=1,
        settled_count=len(paid), settled=Money(sum(paid)), failed_count=len(failed), failed=Money(sum(failed)),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


_S, _L = BatchStatus, LineStatus
STORIES: tuple[tuple[BatchStatus, str, dict[str, object]], ...] = (
    (_S.DRAFT, "ค่าตอบแทนการปฏิบัติงานนอกเวลา ตุลาคม 2569", {}),
    (_S.SUBMITTED, "เงินยืมราชการ โครงการอบรมผู้บริหารระดับต้น", {}),
    (_S.SUBMITTED, "ค่าวัสดุสำนักงาน พฤศจิกายน", {"delivery": Delivery.UNKNOWN}),
    (_S.RETURNED, "ค่าเล่าเรียนบุตร ภาคเรียนที่ 2/2569", {"reason": "เลขที่เอกสารไม่ตรงกับฎีกา"}),
    (_S.RELEASED, "ค่าเช่าบ้านข้าราชการ ตุลาคม 2569", {}),
    (_S.SETTLED, "ค่ารักษาพยาบาล งวดที่ 3", {}),
    (_S.PARTLY_SETTLED, "ค่าสมนาคุณวิทยากร หลักสูตรดิจิทัล", {}),
    (_S.APPROVED, "ค่าใช้จ่ายเดินทางไปราชการ", {}),
    (_S.CANCELLED, "ค่าจัดพิมพ์เอกสาร", {}),
    (_S.WITHDRAWN, "เบี้ยประชุมคณะกรรมการตรวจรับ", {}),
    (_S.REFUSED, "ค่าจ้างเหมาบริการทำความสะอาด", {}),
    (_S.IN_APPROVAL, "ค่าตอบแทนกรรมการสอบ", {"signatures_have": 1, "signatures_needed": 2}),
)
_REASONS = {3: (_L.REJECTED, "AC04"), 8: (_L.REJECTED, "BE01"), 14: (_L.RETURNED, "MS03"), 17: (_L.REJECTED, "ZZ99")}


def lines_for(status: BatchStatus, count: int) -> list[LineRecord]:
    """Give lines as they stand in a batch of this status."""
    if status in {_S.DRAFT, _S.RETURNED, _S.WITHDRAWN}:
        return [line(number) for number in range(1, count + 1)]
    if status in {_S.SETTLED}:
        return [line(number, _L.SETTLED) for number in range(1, count + 1)]
    if status is _S.PARTLY_SETTLED:
        return [line(number, *_REASONS.get(number, (_L.SETTLED, ""))) for number in range(1, count + 1)]
    if status is _S.REFUSED:
        return [line(number, _L.REJECTED, "AC01") for number in range(1, count + 1)]
    if status is _S.CANCELLED:
        return [line(number, _L.VOIDED) for number in range(1, count + 1)]
    if status is _S.RELEASED:
        return [line(number, _L.SETTLED if number % 3 else _L.PENDING) for number in range(1, count + 1)]
    return [line(number, _L.PENDING) for number in range(1, count + 1)]


def put(store: Store, made: Batch, lines: Iterable[LineRecord]) -> str:
    """Keep a batch as if it had been imported; return its id."""
    with store.write(OPENING, Action.IMPORT_BATCH, made.op_id, {"file": made.file_name}) as tx:
        disbursement.insert_batch(tx, made, lines)
    return made.op_id


def furnish(store: Store, *, mine: bool = True) -> None:
    """Put a batch of every state into the store, and the bank's signed word on those that wait or were paid."""
    bank = replace(BANK_OF_THE_OFFICE, events=[])
    lives = []
    for number, (status, purpose, changes) in enumerate(STORIES, 1):
        lines = lines_for(status, 12 + number * 37 % 60)
        made = batch(number, status, purpose, lines, mine=mine, **changes)
        put(store, made, lines)
        if status in PAID | {_S.SUBMITTED} and made.delivery is Delivery.NONE:
            lives.append(bank.live(made, lines))
    bank.keep(store, OPENING, lives)


MESSY = (
    Cells("006", "4471029385", "นางมาลี ทดสอบดี", "1350", "", "0812345678"),
    Cells("006", "385520917", "นายอนุชา สาธิตวงศ์", "2200"),
    Cells("014", "7715004820", "นางสาวกานดา จำลองกุล", "900", "3201844471092"),
    Cells("6", "0092817365", "ดร.ฐิติ ต้นแบบ", "1875.5"),
    Cells("030", "02047713", "นายเกรียงไกร ตัวแทนพงษ์", "2450"),
    Cells("004", "๓๓๑๘๒๒๐๔๑๙", "นางปู่เจ้า ลองใจ", "600"),
    Cells("002", "5581930472", "นางสาวรัตนา นามสมมติ", "1,250.00 บาท"),
    Cells("002", "5581930472", "นางสาวรัตนา นามสมมติ", "1250"),
    Cells("011", "2049918837", "นายชัยวัฒน์  ทดลองศิลป์", "3000"),
    Cells("กรุงไทย", "883-0-17492-6", "นางเบญจมาศ งามตา", "1100"),
)


def messy_draft(store: Store, more: int = 110) -> str:
    """Put a draft into the store whose cells came as they come; return its id."""
    checker = Checker(reference_data.banks(), Kind.WELFARE)
    fine = (line(number) for number in range(1, more + 1))
    cells = [*MESSY, *(Cells(each.bank, each.account, each.name, each.amount) for each in fine)]
    judged = [checker.check_row(number, texts) for number, texts in enumerate(cells, 1)]
    lines = [
        line_record(number, number + 4, texts, row.line, row.repairs, faulty=bool(row.issues))
        for number, (texts, row) in enumerate(zip(cells, judged, strict=True), 1)
    ]
    made = batch(90, BatchStatus.DRAFT, "", lines, file_name="overtime_october_2569_as_it_comes.xlsx")
    head = BatchHead(kind=Kind.WELFARE)
    return put(store, replace(made, op_id="op-messy", head=head, file_total=made.total), lines)


def signed(desk: OfficeDesk, op_id: str) -> VerifiedBatch:
    """Give a batch as its maker would have signed it."""
    with desk.store.read() as reading:
        found = disbursement.batch(reading, op_id)
        kept = disbursement.lines(reading, op_id)
    assert found is not None
    transfers = tuple(
        CreditTransfer(each.number, each.bank, each.account, each.name, Money(each.satang or 0)) for each in kept
    )
    return VerifiedBatch(
        op_id=op_id, rev=1, status=found.status, version=1, head=found.head, maker_uid=found.maker_uid,
        made_at="2026-11-20T08:12:00.000Z", file_sha256=found.file_sha256, total=found.total, lines=transfers,
        payment=b"{}", payment_sig="", payment_sha256="3fa94c07d1b2" + "0" * 52, shown_sha256="", authorizations=(),
    )  # fmt: skip


MARKS = (
    Mark("same_file", 0, None, {"purpose": "เงินยืมราชการ งวดก่อน", "status": "settled", "op_id": "op-0006"}),
    Mark("paid_recently", 3, None, {"day": "2026-11-06", "doc_no": "ฎ.88/2570", "status": "settled", "op_id": "op-6"}),
    Mark("repeated_in_batch", 11, None, {"other_line": "5"}),
    Mark("repeated_in_batch", 23, None, {"other_line": "9"}),
    Mark("shared_account", 17, None, {"other_name": "นายไพโรจน์ ต้นแบบ"}),
)


@dataclass
class OfficeApproval(Approval):
    """Decides in the local store alone; ``after`` is how the batch stands afterwards, an error is raised."""

    desk: OfficeDesk
    marks: tuple[Mark, ...] = MARKS
    after: Mapping[str, object] = field(default_factory=dict)
    trouble: Exception | None = None
    decided: list[tuple[str, str]] = field(default_factory=list)
    must: tuple[int, ...] = ()
    own: tuple[int, ...] = ()
    before: tuple[Batch, Changes] | None = None
    certainty: Mapping[int, Certainty] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._desk = self.desk.for_services()
        self._reviews: dict[str, Review] = {}

    def waiting(self) -> WaitingRows:
        return WaitingRows(self.desk.for_services())

    def content(self, op_id: str) -> ApprovalContent:
        if isinstance(self.trouble, Tampered):
            raise self.trouble
        with self.desk.store.read() as reading:
            found = disbursement.batch(reading, op_id)
        assert found is not None
        made = signed(self.desk, op_id)
        review = review_of((line.number for line in made.lines), self.must, ())
        review = self._reviews.setdefault(op_id, review)
        content = ApprovalContent(found, made, self.marks, review=review, own_lines=self.own, before=self.before)
        return self.look_again(content)

    def look_again(self, content: ApprovalContent) -> ApprovalContent:
        """Say what the register of this office says, which is empty, but for the lines that are told otherwise."""
        found = super().look_again(content)
        return replace(found, certainty={**found.certainty, **self.certainty})

    def decide(self, content: ApprovalContent, verdict: Verdict, password: str) -> Batch:
        if password != PASSWORD:
            raise Refused("password_wrong", tries_left=2)
        if self.trouble is not None:
            raise self.trouble
        self.decided.append((content.batch.op_id, verdict.reason or verdict.word.value))
        self.verdicts.append(verdict)
        status = BatchStatus.RETURNED if verdict.word is Word.RETURN else BatchStatus.APPROVED
        return replace(content.batch, **{"status": status, **self.after})  # type: ignore[arg-type]
