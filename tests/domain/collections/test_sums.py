"""Sums of a day's payments and ages of unpaid bills, to the satang."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from app.domain.collections.ages import AgeClass, unpaid_by_age
from app.domain.collections.bill import BillState
from app.domain.collections.day_sums import UNKNOWN_TYPE, day_sums, parts
from app.domain.collections.payment import Allocation, Channel
from app.domain.values.money import Money
from tests.domain.collections.collection_samples import DUE, TODAY, bill, payment, reversed_one

if TYPE_CHECKING:
    from app.domain.collections.payment import Payment

TYPES = {"b1": "licence", "b2": "rent"}


@st.composite
def payments(draw: st.DrawFn) -> Payment:
    satang = draw(st.integers(2, 10**9))
    first = draw(st.integers(0, satang))
    second = draw(st.integers(0, satang - first))
    allocations = tuple(Allocation(bill_id, Money(part)) for bill_id, part in (("b1", first), ("b2", second)) if part)
    made = payment(draw(st.integers(1, 9)), "", "", satang, "", draw(st.sampled_from(Channel)), allocations)
    return reversed_one(made) if draw(st.booleans()) else made


@given(st.lists(payments()))
def test_every_payment_is_counted_once_by_channel_and_its_parts_once_by_type(given_: list[Payment]) -> None:
    sums = day_sums(given_, TYPES)
    assert sums.received.satang + sums.reversed.satang == sum(each.amount.satang for each in given_)
    assert sum(tally.satang for tally in sums.by_channel.values()) == sums.received.satang
    assert sum(tally.count for tally in sums.by_channel.values()) == sums.received.count
    assert sum(tally.satang for tally in sums.by_type.values()) == sums.received.satang


def test_what_belongs_to_no_bill_yet_is_of_no_type() -> None:
    told = payment(1, "", "", 500, allocations=(Allocation("b1", Money(200)), Allocation("b9", Money(50))))
    assert parts(told, TYPES) == {"licence": 200, UNKNOWN_TYPE: 300}


def test_unpaid_bills_fall_into_classes_by_the_days_that_their_last_day_is_over() -> None:
    days = (0, 1, 30, 31, 60, 61, 90, 91, 400)
    overdue = [bill(number, 100, BillState.EXPIRED, due=TODAY - timedelta(days)) for number, days in enumerate(days, 1)]
    others = [
        bill(20, 1_000, BillState.PART_PAID, matched=400),
        bill(21, 700, BillState.PAID, matched=700),
        bill(22, 700, BillState.CANCELLED),
        bill(23, 500, due=DUE),
    ]
    told = {each.age: (each.count, each.open.satang) for each in unpaid_by_age([*overdue, *others], TODAY)}
    assert told == {
        AgeClass.NOT_DUE: (3, 100 + 600 + 500),
        AgeClass.TO_30: (2, 200),
        AgeClass.TO_60: (2, 200),
        AgeClass.TO_90: (2, 200),
        AgeClass.OVER_90: (2, 200),
    }
