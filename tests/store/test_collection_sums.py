"""Counts and sums that the database makes are those of the rows, and of e-mails the last one counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.collections import news
from app.domain.collections.bill import PAYABLE, BillStanding, BillState, LetterReport, LetterState
from app.domain.collections.payment import Allocation, PaymentState
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.store import bills, collection_sums, payments
from tests.domain.collections.collection_samples import NOW, TODAY, bill, payment
from tests.helpers.stores import MAKER

if TYPE_CHECKING:
    from app.domain.collections.payment import Payment
    from app.store.unit_of_work import Store

BILLS = [bill(number) for number in range(1, 7)]


def standing(state: BillState, matched: int = 0) -> BillStanding:
    return BillStanding(2, state, Money(matched), Money(matched), "", NOW)


def paid(number: int, matched: int) -> Payment:
    one = BILLS[number - 1]
    parts = (Allocation(one.bill_id, Money(matched)),) if matched else ()
    return payment(number, one.reference.ref1, one.reference.ref2, allocations=parts)


PAYMENTS = [
    paid(1, 50_000),
    replace(paid(2, 50_000), value_date=TODAY + timedelta(1)),
    replace(paid(3, 50_000), receipt_id="2101000001/2570/1"),
    replace(paid(4, 50_000), open_req_id="q"),
    paid(5, 20_000),
    replace(paid(6, 0), refunded=Money(5_000)),
    replace(payment(7, "", ""), open_req_id="q"),
    replace(payment(8, "", ""), state=PaymentState.REVERSED, cause=None),
]
STANDINGS = {
    "b1": standing(BillState.PAID, 50_000),
    "b2": standing(BillState.PAID, 50_000),
    "b3": standing(BillState.PAID, 50_000),
    "b4": standing(BillState.PAID, 50_000),
    "b5": standing(BillState.PART_PAID, 20_000),
    "b6": standing(BillState.EXPIRED),
}


def tell(store: Store) -> None:
    issued = tuple(news.IssuedBill(one.draft, one.reference) for one in BILLS)
    with store.write(MAKER, Action.RECORD_EVENTS, "log") as tx:
        bills.put_issued(tx, news.BillsIssued("q1", "", "u1", issued, b"", ""), NOW, 1)
        payments.put_changed(tx, news.PaymentsChanged("received", tuple(PAYMENTS)), 2)
        bills.put_changed(tx, news.BillsChanged("paid", tuple(STANDINGS.items())), 3)


def test_the_sums_are_those_of_the_rows(store: Store) -> None:
    tell(store)
    with store.read() as rd:
        told = payments.of_days(rd, TODAY, TODAY)
        queued = [one for one in told if one.state is PaymentState.QUEUED and not one.open_req_id]
        due = payments.without_receipt(rd, TODAY)
        for states in (PAYABLE, {BillState.EXPIRED}, frozenset(BillState)):
            found = bills.in_states(rd, states)
            counted = collection_sums.unpaid(rd, states)
            assert (counted.count, counted.total.satang) == (len(found), sum(one.open_amount.satang for one in found))
        waiting, asked = collection_sums.queued(rd), collection_sums.receipts_due(rd, TODAY)
        assert (waiting.count, waiting.total.satang) == (len(queued), sum(one.waiting.satang for one in queued))
        assert (waiting.count, waiting.total.satang) == (2, 30_000 + 45_000)
        assert (asked.count, asked.total.satang) == (len(due), sum(one.amount.satang for one in due)) == (1, 50_000)
        matched = sum(one.standing.matched.satang for one in bills.in_states(rd, frozenset(BillState)))
        assert collection_sums.matched_by_bills(rd).satang == matched == 220_000


def test_how_a_bill_stands_is_told_once_in_one_event_or_not_taken(store: Store) -> None:
    tell(store)
    again = replace(STANDINGS["b5"], version=3)
    twice = news.BillsChanged("paid", (("b5", again), ("b5", replace(again, version=4))))
    with (
        pytest.raises(Tampered, match="collection_news_wrong"),
        store.write(MAKER, Action.RECORD_EVENTS, "log") as tx,
    ):
        bills.put_changed(tx, twice, 4)
    with store.read() as rd:
        known = bills.bill(rd, "b5")
    assert known is not None
    assert known.standing == STANDINGS["b5"]


def test_of_several_e_mails_about_a_paper_the_last_one_counts(store: Store) -> None:
    reports = [
        LetterReport(about, email, "f" * 64, state, "", NOW)
        for about, email, state in (
            ("b1", "gone@example.co.th", LetterState.FAILED),
            ("b2", "gone@example.co.th", LetterState.SENT),
            ("b1", "here@example.co.th", LetterState.SENT),
            ("b2", "lost@example.co.th", LetterState.FAILED),
            ("2101000001/2570/1", "away@example.co.th", LetterState.FAILED),
        )
    ]
    with store.write(MAKER, Action.RECORD_EVENTS, "log") as tx:
        bills.put_letters(tx, reports)
    with store.read() as rd:
        assert [one.email for one in bills.letters(rd, "b1")] == ["gone@example.co.th", "here@example.co.th"]
        assert {about: one.email for about, one in bills.last_letters(rd, ["b1", "b3"]).items()} == {
            "b1": "here@example.co.th"
        }
        assert [one.about for one in bills.failed_letters(rd)] == ["b2", "2101000001/2570/1"]
