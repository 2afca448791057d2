"""Money that comes in, between a maker's and an authorizer's desk, over a real central system."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.domain.collections.bill import BillState
from app.domain.collections.candidates import Why
from app.domain.collections.orders import CollectionAct, OrderState, RefundTo
from app.domain.collections.payment import Channel, PaymentState, QueueCause
from app.domain.values.errors import Conflict, NotAllowed, Refused
from app.domain.values.money import Money
from tests.helpers.collecting import OWN, Asked, Counter, settled
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

BACK = RefundTo("004", "1234567890", "บริษัท ตัวอย่าง จำกัด")


@pytest.fixture
def maker(central: Central, tmp_path: Path) -> Iterator[Counter]:
    yield from _counter(central, tmp_path / "maker", "MAKER03")


@pytest.fixture
def authorizer(central: Central, tmp_path: Path) -> Iterator[Counter]:
    yield from _counter(central, tmp_path / "authorizer", "AUTH01")


def _counter(central: Central, folder: Path, user_id: str) -> Iterator[Counter]:
    station = Workstation.at(folder, central).enter(central, user_id, OWN)
    counter = Counter(station, central, OWN, user_id)
    counter.hear()
    yield counter
    station.crash()


def test_a_bill_is_signed_gets_references_and_is_paid_whole(maker: Counter, authorizer: Counter) -> None:
    assert maker.bills.receiving().company_code == "92102"
    wrong = maker.bills.keep(maker.fields(satang=0))
    assert [fault.field for fault in maker.bills.faults(maker.fields(satang=0))] == ["satang"]
    with pytest.raises(Refused, match="bill_faulty"):
        maker.bills.issue([wrong])
    maker.bills.drop([wrong])
    with pytest.raises(Refused, match="bills_none"):
        maker.bills.issue([wrong])
    first, second = maker.issue(maker.fields(1), maker.fields(2, 99_900))
    assert not maker.bills.drafts()
    assert (first.state, first.reference.ref1[:-1]) == (BillState.ISSUED, "2102000001")
    paid = maker.pay(first, channel="mobile")
    assert (paid.state, paid.channel, paid.waiting) == (PaymentState.MATCHED, Channel.MOBILE, Money(0))
    told = maker.bills.told(first.bill_id)
    assert (told.bill.state, told.payments, told.under_way) == (BillState.PAID, (paid,), False)
    assert [one.kind for one in told.history] == ["bills.issued", "bills.changed"]
    authorizer.hear()
    assert authorizer.bills.told(first.bill_id) == told
    with pytest.raises(NotAllowed, match="role_missing"):
        authorizer.bills.keep(maker.fields())
    with pytest.raises(Conflict, match="status_forbids"):
        maker.bills.cancel(told.bill, "ออกซ้ำ")
    with pytest.raises(Refused, match="reason_missing"):
        maker.bills.cancel(second, " ")
    maker.bills.cancel(second, "ออกซ้ำ")
    assert maker.bills.told(second.bill_id).bill.state is BillState.CANCELLED
    rows = maker.bills.rows()
    asked = Asked(search=second.reference.ref2)
    assert [one.bill_id for one in rows.rows(rows.ids(asked))] == [second.bill_id]
    assert maker.bills.row_id(second.bill_id) == rows.ids(asked)[0]
    assert rows.totals(asked).total == Money(99_900)


def test_money_of_the_queue_is_matched_and_taken_off_again_by_two_persons(maker: Counter, authorizer: Counter) -> None:
    bill = maker.bill(5, 250_000)
    ref2 = bill.reference.ref2
    typo = ref2[:4] + ref2[5] + ref2[4] + ref2[6:] if ref2[4] != ref2[5] else f"{ref2[:9]}{ref2[10]}{ref2[9]}{ref2[11]}"
    paid = maker.pay(bill, ref2=typo, channel="promptpay")
    assert (paid.state, paid.cause) == (PaymentState.QUEUED, QueueCause.WRONG_REFERENCE)
    best = maker.money.candidates(paid)[0]
    assert (best.bill.bill_id, best.amount) == (bill.bill_id, Money(250_000))
    assert {Why.SAME_AMOUNT, Why.SAME_PAYER} <= set(best.reasons)
    with pytest.raises(Refused, match="payment_exceeded"):
        maker.money.propose_match(paid, bill, Money(250_001), "พิมพ์ผิด")
    with pytest.raises(Refused, match="reason_missing"):
        maker.money.propose_match(paid, bill, best.amount, "")
    req_id = maker.money.propose_match(paid, bill, best.amount, "พิมพ์สลับหลัก").order_id
    (told,) = (one for one in maker.money.orders(waiting=True) if one.order.order.req_id == req_id)
    assert (told.may_settle, told.may_recall, told.payment) == (False, True, maker.money.told(paid.payment_id).payment)
    with pytest.raises(NotAllowed, match="role_missing"):
        maker.money.settle(told, approve=True, password=maker.password)
    with pytest.raises(Refused, match="proposal_pending"):
        maker.money.propose_refund(maker.money.told(paid.payment_id).payment, paid.amount, BACK, "ขอคืน")
    authorizer.hear()
    with pytest.raises(Refused, match="password_wrong"):
        authorizer.money.settle(authorizer.money.order(req_id), approve=True, password="not the right one")  # noqa: S106
    settled(maker, authorizer, req_id)
    matched = maker.money.told(paid.payment_id)
    assert (matched.payment.state, matched.bills[0].state) == (PaymentState.MATCHED, BillState.PAID)
    assert matched.orders[0].state is OrderState.APPROVED
    off = maker.money.propose_unmatch(matched.payment, bill.bill_id, "จับคู่ผิดใบ").order_id
    settled(maker, authorizer, off)
    again = maker.money.told(paid.payment_id).payment
    assert (again.state, again.cause, again.waiting) == (PaymentState.QUEUED, QueueCause.UNMATCHED, Money(250_000))
    assert maker.reports.balance().holds
    assert maker.reports.balance() == authorizer.reports.balance()


def test_what_is_too_much_goes_back_and_an_order_may_be_sent_back_or_recalled(
    maker: Counter, authorizer: Counter
) -> None:
    bill = maker.bill(6, 100_000)
    maker.pay(bill)
    double = maker.pay(bill, channel="atm")
    assert double.cause is QueueCause.DOUBLE
    with pytest.raises(Refused, match="refund_account_missing"):
        maker.money.propose_refund(double, double.amount, replace(BACK, name=" "), "ชำระซ้ำ")
    with pytest.raises(Refused, match="amount_nothing"):
        maker.money.propose_refund(double, Money(0), BACK, "ชำระซ้ำ")
    first = maker.money.propose_refund(double, double.amount, BACK, "ชำระซ้ำ").order_id
    with pytest.raises(Refused, match="reason_missing"):
        settled(maker, authorizer, first, approve=False)
    settled(maker, authorizer, first, approve=False, reason="ขอหลักฐาน")
    assert maker.money.order(first).order.answer == "ขอหลักฐาน"
    second = maker.money.propose_refund(maker.money.told(double.payment_id).payment, double.amount, BACK, "ชำระซ้ำ")
    maker.money.recall(maker.money.order(second.order_id), "ตรวจใหม่")
    assert maker.money.order(second.order_id).order.state is OrderState.RECALLED
    third = maker.money.propose_refund(maker.money.told(double.payment_id).payment, double.amount, BACK, "ชำระซ้ำ")
    settled(maker, authorizer, third.order_id)
    back = maker.money.told(double.payment_id)
    assert (back.payment.state, back.payment.refunded) == (PaymentState.REFUNDED, double.amount)
    assert maker.money.order(third.order_id).order.bank_ref
    assert [one.order.act for one in back.orders] == [CollectionAct.REFUND] * 3
    assert maker.bills.told(bill.bill_id).bill.state is BillState.PAID
    assert maker.reports.balance().holds


def test_the_sums_of_the_reports_are_those_of_the_lists(maker: Counter) -> None:
    bills = maker.issue(*(maker.fields(n, 10_000 * n) for n in range(10, 14)))
    for bill, channel in zip(bills, ("counter", "atm", "internet", "card"), strict=True):
        maker.pay(bill, channel=channel)
    maker.pay(bills[0], 700, ref1="", ref2="", channel="other_bank", sending_bank="004")
    today = maker.reports.today
    report = maker.reports.of_days(today, today)
    rows = maker.money.day_rows(today)
    totals = rows.totals(Asked())
    assert (totals.count, totals.total) == (report.sums.received.count, report.sums.received.amount)
    assert sum(tally.satang for tally in report.sums.by_channel.values()) == totals.total.satang
    assert sum(tally.satang for tally in report.sums.by_type.values()) == totals.total.satang
    assert sum(tally.satang for tally in report.by_day.values()) == totals.total.satang
    cards = maker.money.day_rows(today, channel="card")
    assert cards.totals(Asked()).total == report.sums.by_channel[Channel.CARD].amount
    ended = maker.reports.end_of_day(today)
    assert ended.cards_open.satang == report.sums.by_channel[Channel.CARD].satang
    assert ended.sums.received.satang + ended.cards_open.satang == totals.total.satang
    queue = maker.money.queue_rows()
    waiting = queue.rows(queue.ids(Asked()))
    assert {one.state for one in waiting} == {PaymentState.QUEUED}
    assert ended.waiting.satang == sum(one.waiting.satang for one in waiting)
    chips = Asked(chips=frozenset({QueueCause.NO_REFERENCE.value}))
    assert all(one.cause is QueueCause.NO_REFERENCE for one in queue.rows(queue.ids(chips)))
    unpaid = maker.bill(20, 5_000)
    aged = maker.reports.unpaid(today + timedelta(days=70))
    assert sum(one.open.satang for one in aged.sums) == sum(bill.open_amount.satang for _, bill in aged.bills)
    assert unpaid.bill_id in {bill.bill_id for _, bill in aged.bills}
    assert maker.reports.balance().holds
