"""One item of every kind that can be searched, kept by the store's own writers; every name is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.closing.exceptions import DayException, ExceptionKind, ExceptionState, NumberedException
from app.domain.collections.bill import BillDraft, BillReference, LetterReport, LetterState
from app.domain.collections.news import (
    BillsIssued,
    CollectionOrdered,
    IssuedBill,
    IssuedReceipt,
    PaymentsChanged,
    ReceiptsIssued,
    RequestChanged,
)
from app.domain.collections.orders import CollectionAct, CollectionOrder
from app.domain.collections.payment import Allocation, Channel, Payment, PaymentState
from app.domain.collections.receipt import OfficialReceipt, ReceiptItem
from app.domain.collections.request import IssuedDocument, PortalRequest, RequestState, Side
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.draw import Draw
from app.domain.disbursement.outcome import LineOutcome, LogEvent
from app.domain.disbursement.record import Attachment
from app.domain.disbursement.transfer import LineStatus
from app.domain.payees.changes import ChangeStatus, Entry
from app.domain.payees.news import PayeesProposed, PayeesSettled
from app.domain.payees.payee import PayeeRecord
from app.domain.recalls.news import RecallChanged
from app.domain.recalls.recall import Cause, Document, Recall, RecallState
from app.domain.recalls.routing import Route, Way
from app.domain.remittances.books import BookedEntry, GfmisDocument
from app.domain.remittances.kinds import RemittanceKind
from app.domain.remittances.news import DocumentsBooked, RemittanceChanged, RemittanceOrdered, RemittanceSettled
from app.domain.remittances.remittance import (
    BookedDocument,
    RemittanceItem,
    RemittanceOrder,
    RemittanceState,
    SignedRecord,
    Standing,
    SuccessRecord,
)
from app.domain.search.kinds import Kind
from app.domain.values.money import Money
from app.store import (
    bills,
    closing,
    collection_orders,
    disbursement,
    draws,
    official_receipts,
    payees,
    payments,
    portal_requests,
    recalls,
    remittances,
    treasury_books,
)
from tests.helpers.stores import batch, line

if TYPE_CHECKING:
    from app.domain.access.user import Actor
    from app.domain.collections.news import CollectionNews
    from app.store.handles import Writing
    from app.store.unit_of_work import Store

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
PAID, DRAFTED = "7d0a2c1e-55f0-4c3a-9a6e-2f1be03bd001", "7d0a2c1e-55f0-4c3a-9a6e-2f1be03bd002"

KEYS: dict[Kind, tuple[str, ...]] = {
    Kind.PAYEE: (
        "น้ำผึ้ง", "นางสาวน้ำผึ้ง กี่ชั่วรุ่น", "น.ส.น้ำผึ้ง", "ชั่วรุ่น", "9812345670", "981-2-34567-0", "xxx5670",
        "1100700123458", "1-1007-00123-45-8", "กองคลังกลาง", "0898765432", "089-876-5432", "namphueng@example.go.th",
    ),
    Kind.LINE: (
        "สมปอง", "นายสมปอง ลองใจดี", "สมปองลองใจดี", "ลองใจดี", "4,821.75", "4821.75", "๔,๘๒๑.๗๕", "4,821.75 บาท",
        "฿4821.75", "9876501234", "•••1234", "๙๘๗๖๕๐๑๒๓๔", "INV/2570-0042", "inv/2570", "K2570-2101-000007-000001",
        "000007-000001", "3100602987651", "0812340099", "sompong.l@example.com", "สมปอง 4821.75",
    ),
    Kind.BATCH: (
        "ค่าวิทยากร", "ค่าวิทยากร อบรม", "ฎ.777/2570", "777/2570", "9,643.50", "สัญญา 55/2570", PAID, "7D0A2C1E55",
        "วิทยากร_พย.xlsx", "คำสั่งแต่งตั้ง.pdf",
    ),
    Kind.DRAW: ("3600004567", "004567", "88,000.25", "9800000025"),
    Kind.RECALL: ("ประไพ", "xxx7788", "1,100.00", "กค 0402/9981", "0402/9981", "R6/2570-000031", "โอนผิดคน"),
    Kind.BILL: (
        "แสงเรืองรอง", "บริษัท แสงเรืองรอง", "0105561000017", "2,468.00", "2468", "640000112", "9901877",
        "billing@saeng.example", "0861112222", "ค่าใบอนุญาต", "BIZ-2570-00099",
    ),
    Kind.PAYMENT: ("ผู้จ่ายแทน", "2,468.00", "640000112", "9901877", "PM-20261124-000088"),
    Kind.RECEIPT: (
        "แสงเรืองรอง", "000012/2570", "เลขที่ 12", "เล่มที่ 1 เลขที่ 000012/2570", "2101000001/2570/12", "2,468.00",
        "PM-20261124-000088",
    ),
    Kind.REQUEST: (
        "ยุพิน", "BIZ-2570-00099", "3100602987651", "yupin@example.com", "0845556666", "ใบอนุญาตขาย", "Licence",
        "อญ. 12/2570", "500",
    ),
    Kind.ORDER: ("ชำระเกินห้าสิบ", "50.00", "1234509876", "xxx9876", "จินดา", "PM-20261124-000088"),
    Kind.LETTER: ("second@saeng.example", "second@saeng"),
    Kind.REMITTANCE: (
        "1700000321", "R1 1700000321", "3,131.25", "T2570-2101-000777", "ฎ.888/2570", "สญ.9/2570", "ค่าเช่าหอ",
    ),
    Kind.EXCEPTION: ("17/2570", "รอคลังรับรู้จนพรุ่งนี้", "4,444.25"),
    Kind.BOOKED: ("1700000321", "R1 1700000321", "R1/2570/1700000321", "3,131.25", "หอประชุม"),
}  # fmt: skip
"""Everything by which the one item of each kind is found; some keys find other kinds, too."""


def keep_everything(store: Store, actor: Actor) -> None:
    """Keep one item of every kind, as if the log had told of it."""
    with store.write(actor, Action.RECORD_EVENTS, "everything") as tx:
        _keep_batches(tx)
        _keep_payee(tx)
        _keep_collecting(tx)
        recalls.put(tx, RecallChanged(_recall(), b"told"), 20)
        draws.put_draws(tx, [_draw()])
        _keep_remitting(tx)
        _keep_exception(tx)


def _keep_exception(tx: Writing) -> None:
    told = DayException(
        exception_id="5d2b7a0e-0000-5b1e-9a43-0f6f3c9e4d21",
        kind=ExceptionKind.OTHER,
        account="",
        about="เรื่องอื่น",
        amount=Money(444_425),
        owner_uid="uid-1",
        state=ExceptionState.OPEN,
        reason="รอคลังรับรู้จนพรุ่งนี้",
    )
    closing.put_exceptions(tx, (NumberedException(told, "17/2570", date(2026, 11, 23), None),), 30)


def _keep_batches(tx: Writing) -> None:
    paid = replace(
        batch(PAID, lines=2, purpose="ค่าวิทยากร โครงการอบรมผู้บริหาร"), file_name="วิทยากร_พย.xlsx", total=Money(964_350)
    )
    papers = (Attachment("a" * 64, "คำสั่งแต่งตั้ง.pdf", "application/pdf", 10),)
    head = replace(paid.head, document_no="ฎ.777/2570", basis_no="สัญญา 55/2570", attachments=papers)
    wanted = line(1, name="นายสมปอง ลองใจดี", account="9876501234", satang=482_175)._replace(
        person_id="3100602987651", mobile="0812340099", email="sompong.l@example.com", reference="INV/2570-0042"
    )
    other = line(2, name="Ms. Somebody Else", account="9876509999", satang=482_175)
    disbursement.insert_batch(tx, replace(paid, head=head), [wanted, other])
    disbursement.set_status(tx, PAID, status=BatchStatus.RELEASED)
    disbursement.mark_lines(tx, PAID, LineStatus.PENDING)
    settled = LineOutcome(1, LineStatus.SETTLED, "", "K2570-2101-000007-000001", AT, "")
    disbursement.set_outcomes(tx, PAID, [settled])
    draft = [line(1, name="นางร่าง ยังไม่ส่ง", account="9811100022", satang=77_700)]
    disbursement.insert_batch(tx, batch(DRAFTED, lines=1, purpose="ชุดร่าง"), draft)


def _keep_payee(tx: Writing) -> None:
    record = PayeeRecord(
        person_id="1100700123458", name="นางสาวน้ำผึ้ง กี่ชั่วรุ่น", office="กองคลังกลาง", bank="006", acct="9812345670",
        acct_name="น.ส. น้ำผึ้ง กี่ชั่วรุ่น", mobile="0898765432", email="namphueng@example.go.th",
    )  # fmt: skip
    entries = (Entry("payee-1", 0, record),)
    payees.put_proposed(tx, PayeesProposed("req-p", "ผู้รับใหม่", "u-1", entries, b"change", "sig"), AT, 10)
    said = PayeesSettled(
        "req-p", ChangeStatus.APPROVED, "", "u-2", frozenset(), frozenset(), entries, b"change", "sig", b"yes", "sig"
    )
    payees.put_settled(tx, said, AT)


def _keep_collecting(tx: Writing) -> None:
    draft = BillDraft(
        bill_id="bill-1", payer_name="บริษัท แสงเรืองรอง จำกัด", payer_id="0105561000017", payer_address="",
        payer_email="billing@saeng.example", payer_mobile="0861112222", revenue_type="permit_fee",
        item="ค่าใบอนุญาตประกอบกิจการ", amount=Money(246_800), due_date=DAY, request_id="BIZ-2570-00099",
    )  # fmt: skip
    reference = BillReference("640000112", "9901877", "099400015901", "GMIS210101", "01")
    bills.put_issued(tx, BillsIssued("req-b", "", "u-1", (IssuedBill(draft, reference),), b"order", "sig"), AT, 11)
    bills.put_letters(tx, [LetterReport("bill-1", "second@saeng.example", "", LetterState.SENT, "", AT)])
    payments.put_changed(tx, PaymentsChanged("received", (_payment(),)), 12)
    issued = ReceiptsIssued((IssuedReceipt(_receipt(), b"receipt", "sig"),))
    for number in range(1, _receipt().number):
        _keep_receipt_before(tx, number)
    official_receipts.put_issued(tx, issued, _event(13, issued))
    portal_requests.put_request(tx, RequestChanged("done", _request()), b"request", 14)
    refund = CollectionOrder(
        "req-o", CollectionAct.REFUND, "PM-20261124-000088", "", "", Money(5_000), "014", "1234509876", "นางจินดา คืนเงิน",
        "ชำระเกินห้าสิบบาท",
    )  # fmt: skip
    collection_orders.put_ordered(tx, CollectionOrdered(refund, "u-1", b"order", "sig"), AT, 15)


def _keep_receipt_before(tx: Writing, number: int) -> None:
    """Keep a receipt of another payment, so that numbers follow one another."""
    paid = replace(_payment(), payment_id=f"before-{number}", payer_name="ผู้อื่น", ref1="", ref2="", amount=Money(100))
    paid = replace(paid, allocations=(Allocation("bill-1", Money(100)),))
    payments.put_changed(tx, PaymentsChanged("received", (paid,)), 12)
    told = replace(
        _receipt(), receipt_id=f"2101000001/2570/{number}", number=number, payer_name="ผู้อื่น", payer_id="", ref1="",
        ref2="", payment_id=paid.payment_id, total=Money(100),
        items=(ReceiptItem("bill-1", "permit_fee", "", "", "", Money(100)),),
    )  # fmt: skip
    issued = ReceiptsIssued((IssuedReceipt(told, b"receipt", "sig"),))
    official_receipts.put_issued(tx, issued, _event(13, issued))


def _keep_remitting(tx: Writing) -> None:
    order = RemittanceOrder(
        "req-t", RemittanceKind.DEPOSIT, "9844400011", "1000", "", "", "ฎ.888/2570", "",
        (RemittanceItem("00902", "902", "2111020199", "26000", Money(313_125), "สญ.9/2570"),), (), Money(313_125),
        "ค่าเช่าหอประชุม",
    )  # fmt: skip
    remittances.put_ordered(tx, RemittanceOrdered(order, "u-1", b"order", "sig"), AT, 16)
    settled = RemittanceSettled(order, "u-1", True, "u-2", "", b"order", "sig", b"yes", "sig")
    remittances.put_settled(tx, settled, AT, 17)
    entries = (
        BookedEntry(Side.DEBIT, "1101010112", Money(313_125), False),
        BookedEntry(Side.CREDIT, "2111020199", Money(313_125), False),
    )
    document = GfmisDocument(
        "R1", "1700000321", 2570, "02", AT, "remittance", "req-t", "26000", "902", "ค่าเช่าหอประชุม", "", entries
    )
    treasury_books.put_booked(tx, DocumentsBooked((document,)), 18)
    record = SuccessRecord(
        "req-t", "2101", "กรมตัวอย่าง", "2101000001", "กองคลัง", order.kind, order.account, "บัญชี", order.office,
        "กรมบัญชีกลาง", "", order.doc_no, order.items, 0, order.total, Money(0), "u-1", "ผู้ทำ", "u-2", "ผู้อนุมัติ", "",
        "T2570-2101-000777", AT,
    )  # fmt: skip
    standing = Standing(
        "req-t", 1, RemittanceState.SENT, order.kind, order.account, order.office, order.total, "u-1", AT, None,
        SignedRecord(record, b"record", "sig"), (), None, None, "",
    )  # fmt: skip
    remittances.put_changed(tx, RemittanceChanged("sent", standing), 19)
    booked = (BookedDocument(1, "R1", "1700000321"),)
    known = replace(standing, version=2, state=RemittanceState.ACKNOWLEDGED, documents=booked, answered_at=AT)
    remittances.put_changed(tx, RemittanceChanged("acknowledged", known), 20)


def _event(seq: int, news: CollectionNews) -> LogEvent:
    return LogEvent(seq, "0" * 64, "2026-11-24T03:00:00.000Z", "receipts.issued", "", "u-1", "d-1", b"", b"", news)


def _payment() -> Payment:
    return Payment(
        payment_id="PM-20261124-000088", version=1, channel=Channel.COUNTER, ref1="640000112", ref2="9901877",
        amount=Money(246_800), payer_name="นายผู้จ่ายแทน บริษัท", sending_bank="006", place="", paid_at=AT,
        value_date=DAY, state=PaymentState.MATCHED, cause=None, allocations=(Allocation("bill-1", Money(246_800)),),
        refunded=Money(0), open_req_id="", receipt_id="", remitted_at=None,
    )  # fmt: skip


def _receipt() -> OfficialReceipt:
    return OfficialReceipt(
        receipt_id="2101000001/2570/12", agency="2101", agency_name="กรมตัวอย่าง", unit="2101000001", unit_name="กองคลัง",
        fy=2570, book=1, number=12, payer_name="บริษัท แสงเรืองรอง จำกัด", payer_id="0105561000017", payer_address="",
        items=(ReceiptItem("bill-1", "permit_fee", "676", "ค่าธรรมเนียม", "ค่าใบอนุญาต", Money(246_800)),),
        total=Money(246_800), payment_id="PM-20261124-000088", ref1="640000112", ref2="9901877",
        channel=Channel.COUNTER, paid_at=AT, issued_at=AT, issuer_uid="u-1", issuer_name="ผู้ออก",
    )  # fmt: skip


def _request() -> PortalRequest:
    return PortalRequest(
        request_id="BIZ-2570-00099", version=1, state=RequestState.DONE, service="licence",
        service_name_th="ใบอนุญาตขายอาหาร", service_name_en="Licence to sell food", revenue_type="permit_fee",
        fee=Money(50_000), applicant_name="นางยุพิน ขอใบ", applicant_id="3100602987651", applicant_address="",
        applicant_email="yupin@example.com", applicant_mobile="0845556666", details="", documents=(), filed_at=AT,
        reason="", bill_id="bill-1", payment_id="", receipt_id="", reported_at=None,
        issued=IssuedDocument("อญ. 12/2570", DAY, ""),
    )  # fmt: skip


def _recall() -> Recall:
    return Recall(
        recall_id="recall-1", op_id=PAID, rev=1, number=1, state=RecallState.OPEN, what="opened",
        cause=Cause.WRONG_PAYEE, kind="welfare", sub_kind="", payee="นางประไพ รับผิด", account="9855507788",
        paid=Money(110_000), asked=Money(110_000), back=None, back_on=None, found_on=DAY, letter_no="กค 0402/9981",
        letter_date=DAY, reason="โอนผิดคน", maker_uid="u-1", opened_at=AT, remit_by=None, fiscal_year=2570,
        told_route=next(iter(Route)), told_way=_way(), order=b"", order_sig="", ordered_by="", req_id="",
        decision=b"", decision_sig="", decided_by="", answer_to_order="", documents=(Document("R6", "R6/2570-000031"),),
        bank_ref="", answer="", returned_at=None,
    )  # fmt: skip


def _way() -> Way:
    return Way(next(iter(Route)), (), "", "", "")


def _draw() -> Draw:
    nothing = Money(0)
    return Draw(
        "3600004567", DAY, "9800000025", 2570, Money(8_800_025), nothing, nothing, Money(8_800_025), DAY, True, ()
    )
