"""The age of money that goes to the treasury, recounted payment by payment."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.reports.remitted import AgeClass, Collected, age_class, by_age, oldest
from app.domain.values.money import Money

TODAY = date(2026, 11, 22)
BOUNDS = {
    AgeClass.TO_3: (-1, 3),
    AgeClass.TO_7: (3, 7),
    AgeClass.TO_15: (7, 15),
    AgeClass.TO_30: (15, 30),
    AgeClass.OVER_30: (30, 10**6),
}


@given(st.lists(st.tuples(st.integers(0, 90), st.none() | st.integers(0, 60), st.integers(1, 10**9)), max_size=50))
def test_every_satang_stands_once_in_its_class(told: list[tuple[int, int | None, int]]) -> None:
    collected = [
        Collected(
            TODAY - timedelta(days=ago), None if after is None else TODAY - timedelta(days=ago - after), Money(satang)
        )
        for ago, after, satang in told
    ]
    found = by_age(collected, TODAY)
    assert [one.age for one in found] == list(AgeClass)
    for one in found:
        low, high = BOUNDS[one.age]
        gone = [satang for _, after, satang in told if after is not None and low < after <= high]
        waiting = [satang for ago, after, satang in told if after is None and low < ago <= high]
        assert (one.gone.count, one.gone.amount.satang) == (len(gone), sum(gone))
        assert (one.waiting.count, one.waiting.amount.satang) == (len(waiting), sum(waiting))
    assert oldest(collected, TODAY) == max((ago for ago, after, _ in told if after is None), default=None)


def test_the_border_of_a_class_belongs_to_the_younger() -> None:
    assert [age_class(days) for days in (0, 3, 4, 7, 8, 15, 16, 30, 31)] == [
        AgeClass.TO_3,
        AgeClass.TO_3,
        AgeClass.TO_7,
        AgeClass.TO_7,
        AgeClass.TO_15,
        AgeClass.TO_15,
        AgeClass.TO_30,
        AgeClass.TO_30,
        AgeClass.OVER_30,
    ]
