"""Sums for plots are those of an independent recount, line by line."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.disbursement.transfer import LineStatus
from app.domain.reports.paid import (
    NOT_PAID,
    Answered,
    Wait,
    WaitClass,
    failed_by_bank,
    failed_by_cause,
    median,
    paid_by_month,
    share,
    total,
    wait_class,
    waits_by_class,
)

ANSWERS = (LineStatus.SETTLED, LineStatus.REJECTED, LineStatus.RETURNED)
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
answered = st.lists(
    st.builds(
        Answered,
        kind=st.sampled_from(["welfare", "loan", "purchase"]),
        bank=st.sampled_from(["002", "004", "006", "014"]),
        status=st.sampled_from(ANSWERS),
        reason=st.sampled_from(["", "AC01", "AC04", "MS03"]),
        day=st.dates(date(2026, 9, 1), date(2027, 2, 28)),
        count=st.integers(1, 500),
        satang=st.integers(0, 10**12),
    ),
    max_size=60,
)


@given(answered)
def test_every_satang_that_was_paid_stands_in_one_month_under_one_kind(told: list[Answered]) -> None:
    expected: Counter[tuple[int, int, str]] = Counter()
    counts: Counter[tuple[int, int, str]] = Counter()
    for one in told:
        if one.status == "settled":
            expected[one.day.year, one.day.month, one.kind] += one.satang
            counts[one.day.year, one.day.month, one.kind] += one.count
    found = paid_by_month(told)
    assert {(one.month.year, one.month.month, one.kind): one.paid.amount.satang for one in found} == {
        key: expected[key] for key in counts
    }
    assert {(one.month.year, one.month.month, one.kind): one.paid.count for one in found} == dict(counts)
    assert [one.month for one in found] == sorted(one.month for one in found)
    assert total(one.paid for one in found).amount.satang == sum(expected.values())


@given(answered)
def test_failures_by_bank_and_by_cause_are_the_same_lines(told: list[Answered]) -> None:
    banks, causes = failed_by_bank(told), failed_by_cause(told)
    failed = [one for one in told if one.status in NOT_PAID]
    assert total(one.failed for one in banks) == total(one.failed for one in causes)
    assert total(one.failed for one in causes).count == sum(one.count for one in failed)
    assert total(one.failed for one in causes).amount.satang == sum(one.satang for one in failed)
    assert total(one.answered for one in banks).count == sum(one.count for one in told)
    for one in banks:
        whole = sum(each.count for each in told if each.bank == one.bank)
        part = sum(each.count for each in failed if each.bank == one.bank)
        assert (one.answered.count, one.failed.count) == (whole, part)
        assert abs(one.permyriad - 10_000 * part / whole) <= 0.5
    assert {one.reason for one in causes} == {one.reason for one in failed}
    assert [one.permyriad for one in banks] == sorted((one.permyriad for one in banks), reverse=True)


@given(st.lists(st.tuples(st.integers(0, 20_000), st.booleans()), max_size=40))
def test_every_wait_stands_in_one_class(minutes: list[tuple[int, bool]]) -> None:
    waits = [
        Wait(f"op-{n}", NOW - timedelta(minutes=m), None if still else NOW) for n, (m, still) in enumerate(minutes)
    ]
    found = waits_by_class(waits, NOW)
    assert [one.wait for one in found] == list(WaitClass)
    assert sum(one.waiting for one in found) == sum(still for _, still in minutes)
    assert sum(one.decided for one in found) == sum(not still for _, still in minutes)
    bounds = {WaitClass.TO_1H: (-1, 60), WaitClass.TO_4H: (60, 240), WaitClass.TO_1D: (240, 1440)}
    bounds |= {WaitClass.TO_3D: (1440, 4320), WaitClass.OVER_3D: (4320, 10**9)}
    for one in found:
        low, high = bounds[one.wait]
        assert one.decided == sum(low < m <= high and not still for m, still in minutes)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_the_median_has_as_many_below_as_above(seconds: list[int]) -> None:
    found = median(timedelta(seconds=each) for each in seconds)
    assert found is not None
    below = sum(timedelta(seconds=each) < found for each in seconds)
    above = sum(timedelta(seconds=each) > found for each in seconds)
    assert max(below, above) <= len(seconds) / 2
    assert median([]) is None


def test_borders_of_a_wait_belong_to_the_shorter_class() -> None:
    assert wait_class(timedelta(hours=1)) is WaitClass.TO_1H
    assert wait_class(timedelta(hours=1, microseconds=1)) is WaitClass.TO_4H
    assert wait_class(timedelta(days=3)) is WaitClass.TO_3D


def test_a_share_of_nothing_is_nothing_and_halves_round_up() -> None:
    assert share(0, 0) == 0
    assert share(1, 3) == 3333
    assert share(2, 3) == 6667
    assert share(1, 20_000) == 1
