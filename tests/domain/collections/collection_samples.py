"""An invented unit that collects, its bills and what is paid on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from app.domain.collections import references
from app.domain.collections.bill import Bill, BillDraft, BillReference, BillStanding, BillState
from app.domain.collections.payment import Allocation, Channel, Payment, PaymentState, QueueCause
from app.domain.collections.revenue import Receiving, Remits, RevenueType, Treasury
from app.domain.values.money import Money

TODAY = date(2026, 11, 22)
DUE = date(2026, 12, 31)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
UNIT = "2101000001"
BILLER = "099400016550101"


def revenue_type(code: str, thai: str, english: str, revenue_code: str, fee: int | None) -> RevenueType:
    return RevenueType(
        code, thai, english, revenue_code, "4202010199", "7010000000", Treasury.REVENUE, "01",
        Money(fee) if fee else None, date(2026, 10, 1), date(2027, 9, 30), "invented",
    )  # fmt: skip


RECEIVING = Receiving(
    UNIT, "กรมตัวอย่าง", "สำนักงานตัวอย่าง", "0101234567", "กรมตัวอย่าง เพื่อการรับเงินทางอิเล็กทรอนิกส์", "95414",
    BILLER, "", Remits.PORTAL, True,
    (
        revenue_type("licence", "ค่าธรรมเนียมใบอนุญาต", "Licence fee", "642", 50_000),
        revenue_type("rent", "ค่าเช่าอาคาร", "Rent", "670", None),
        revenue_type("other", "รายได้อื่น", "Other", "670", None),
    ),
)  # fmt: skip


def bill(
    number: int,
    satang: int = 50_000,
    state: BillState = BillState.ISSUED,
    payer: str = "นาย สมมติ ตัวอย่าง",
    matched: int = 0,
    payer_id: str = "",
    revenue_type: str = "licence",
    due: date = DUE,
) -> Bill:
    told = references.made(UNIT, 2570, number)
    draft = BillDraft(f"b{number}", payer, payer_id, "", "", "", revenue_type, "ค่าธรรมเนียม", Money(satang), due)
    reference = BillReference(told.ref1, told.ref2, BILLER, "95414", "01")
    return Bill(draft, reference, BillStanding(1, state, Money(matched), Money(matched), "", NOW), "q1", "u1", NOW)


def payment(
    number: int,
    ref1: str,
    ref2: str,
    satang: int = 50_000,
    payer: str = "",
    channel: Channel = Channel.MOBILE,
    allocations: tuple[Allocation, ...] = (),
) -> Payment:
    matched = sum(each.amount.satang for each in allocations)
    state = PaymentState.MATCHED if matched == satang else PaymentState.QUEUED
    cause = None if state is PaymentState.MATCHED else QueueCause.WRONG_REFERENCE
    return Payment(
        f"KTB{number:08d}", 1, channel, ref1, ref2, Money(satang), payer, "006", "", NOW, TODAY, state, cause,
        allocations, Money(0), "", "", None,
    )  # fmt: skip


def reversed_one(told: Payment) -> Payment:
    return replace(told, state=PaymentState.REVERSED, cause=None, allocations=())
