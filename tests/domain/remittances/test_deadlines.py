"""Until when money must be with the treasury, on both sides of every border of rules.md 3.7."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.remittances.deadlines import (
    Deadline,
    Rule,
    Waiting,
    age_days,
    deadlines,
    draw_deadline,
    month_deadline,
    over_cash_since,
)
from app.domain.values.money import Money
from app.system.reference_data import calendar

DAYS = calendar()


def day(text: str) -> date:
    return date.fromisoformat(text)


def waiting(*came: tuple[str, int]) -> list[Waiting]:
    """Return revenue by day and satang; a negative amount stands for a deposit."""
    return [Waiting(day(since), Money(abs(satang)), is_deposit=satang < 0) for since, satang in came]


def over_cash(*came: tuple[str, int]) -> Deadline | None:
    return next((one for one in deadlines(DAYS, waiting(*came)) if one.rule is Rule.OVER_CASH), None)


@pytest.mark.parametrize(
    ("came", "since"),
    [
        ([("2026-11-23", 1_000_000)], None),
        ([("2026-11-23", 1_000_001)], "2026-11-23"),
        ([("2026-11-23", 600_000), ("2026-11-24", 400_000)], None),
        ([("2026-11-23", 600_000), ("2026-11-24", 400_001)], "2026-11-24"),
        ([("2026-11-25", 1), ("2026-11-23", 600_000), ("2026-11-24", 400_000)], "2026-11-25"),
        ([("2026-11-23", -900_000), ("2026-11-24", 900_000)], None),
    ],
)
def test_revenue_may_wait_until_it_is_more_than_ten_thousand_baht(
    came: list[tuple[str, int]], since: str | None
) -> None:
    assert over_cash_since(waiting(*came)) == (day(since) if since else None)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-11-23", "2026-11-26"),
        ("2026-11-19", "2026-11-24"),
        ("2026-11-20", "2026-11-25"),
        ("2026-11-21", "2026-11-25"),
        ("2026-11-22", "2026-11-25"),
        ("2026-04-09", "2026-04-17"),
        ("2026-04-10", "2026-04-20"),
        ("2026-12-04", "2026-12-11"),
        ("2026-05-12", "2026-05-18"),
        ("2026-04-30", "2026-05-06"),
        ("2024-02-23", "2024-02-29"),
        ("2024-02-27", "2024-03-01"),
        ("2026-12-30", "2027-01-06"),
        ("2026-09-30", "2026-10-05"),
    ],
    ids=[
        "inside a week",
        "over a weekend",
        "before a weekend",
        "on a Saturday",
        "on a Sunday",
        "a day before Songkran",
        "the weekend before Songkran",
        "a substitute day and a holiday after it",
        "offices closed when banks are not",
        "banks closed when offices are not",
        "a leap day after a substitute day",
        "over a leap day",
        "over New Year",
        "over the end of the fiscal year",
    ],
)
def test_revenue_over_ten_thousand_baht_has_three_working_days(since: str, until: str) -> None:
    found = over_cash((since, 1_000_001))
    assert found == Deadline(Rule.OVER_CASH, day(until), Money(1_000_001))


def test_all_revenue_goes_once_it_is_too_much_and_deposits_do_not_count() -> None:
    found = over_cash(("2026-11-16", 900_000), ("2026-11-23", 200_000), ("2026-11-24", -5_000_000))
    assert found == Deadline(Rule.OVER_CASH, day("2026-11-26"), Money(1_100_000))


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-05-01", "2026-05-29"),
        ("2026-05-29", "2026-05-29"),
        ("2026-05-30", "2026-06-30"),
        ("2026-12-30", "2026-12-30"),
        ("2026-12-31", "2027-01-29"),
        ("2027-02-01", "2027-02-26"),
        ("2024-02-29", "2024-02-29"),
        ("2026-09-30", "2026-09-30"),
        ("2026-10-01", "2026-10-30"),
        ("2026-10-31", "2026-11-30"),
    ],
)
def test_revenue_goes_until_the_last_working_day_of_the_month_in_which_it_came(since: str, until: str) -> None:
    assert month_deadline(DAYS, day(since)) == day(until)


def test_each_month_and_sort_of_money_has_its_own_deadline_the_nearest_first() -> None:
    found = deadlines(
        DAYS, waiting(("2026-11-02", 100), ("2026-11-27", 200), ("2026-10-05", 300), ("2026-11-03", -400))
    )
    assert [(one.rule, one.day.isoformat(), one.amount.satang) for one in found] == [
        (Rule.MONTHLY, "2026-10-30", 300),
        (Rule.MONTHLY, "2026-11-30", 300),
        (Rule.MONTHLY_DEPOSIT, "2026-11-30", 400),
    ]
    assert deadlines(DAYS, []) == []


@pytest.mark.parametrize(("fy", "until"), [(2569, "2026-09-30"), (2570, "2027-09-30"), (2566, "2023-09-29")])
def test_what_is_left_of_a_draw_goes_until_the_last_working_day_of_its_year(fy: int, until: str) -> None:
    found = draw_deadline(DAYS, "ขบ02/1", fy, Money(5))
    assert found == Deadline(Rule.YEAR_END, day(until), Money(5), "ขบ02/1")


def test_a_deadline_is_over_on_the_day_after_it_and_age_counts_days() -> None:
    found = Deadline(Rule.MONTHLY, day("2026-11-30"), Money(1))
    assert [found.days_left(found.day + timedelta(days=one)) for one in (-1, 0, 1)] == [1, 0, -1]
    assert [found.is_over(found.day + timedelta(days=one)) for one in (-1, 0, 1)] == [False, False, True]
    assert [age_days(day("2026-11-20"), day(today)) for today in ("2026-11-19", "2026-11-20", "2026-11-22")] == [
        0,
        0,
        2,
    ]
