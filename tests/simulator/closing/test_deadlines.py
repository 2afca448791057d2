"""Until when money must be with the treasury, on both sides of every border (rules.md 3.7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.simulator import calendar
from app.simulator.closing import deadlines
from app.simulator.closing.deadlines import Rule, Waiting

LIMIT = 1_000_000
OFFICES = calendar.shipped().offices


def day(text: str) -> date:
    return date.fromisoformat(text)


def collected(*waiting: tuple[str, int], deposits: tuple[tuple[str, int], ...] = ()) -> dict[tuple[str, str], int]:
    """Return the deadlines of money by the days on which it came: rule and last day, with the sum."""
    known = [Waiting(day(came_on), satang) for came_on, satang in waiting]
    known += [Waiting(day(came_on), satang, deposit=True) for came_on, satang in deposits]
    return {(one.rule.value, one.due_on.isoformat()): one.satang for one in deadlines.collected(OFFICES, known)}


CASH = {
    # the day on which the limit was passed: the third working day of offices after it
    "monday": ("2026-11-23", "2026-11-26"),
    "over a weekend": ("2026-11-26", "2026-12-01"),
    "friday before a long weekend": ("2026-12-04", "2026-12-11"),  # 5 to 7 December, and Constitution Day between
    "a weekend before a long holiday": ("2026-04-10", "2026-04-20"),  # Songkran, 13 to 15 April
    "on a saturday": ("2026-11-28", "2026-12-02"),
    "on a substitute day": ("2026-12-07", "2026-12-11"),
    "banks are closed and offices are not": ("2026-04-29", "2026-05-05"),
    "offices are closed and banks are not": ("2026-05-12", "2026-05-18"),
    "over the year's end": ("2026-12-30", "2027-01-06"),
    "30 September": ("2026-09-30", "2026-10-05"),
}


@pytest.mark.parametrize("case", CASH)
def test_more_than_ten_thousand_baht_goes_within_three_working_days(case: str) -> None:
    came_on, due_on = CASH[case]
    assert collected((came_on, LIMIT + 1))["cash", due_on] == LIMIT + 1


@pytest.mark.parametrize(("satang", "over"), [(LIMIT - 1, False), (LIMIT, False), (LIMIT + 1, True)])
def test_exactly_ten_thousand_baht_may_wait(satang: int, over: bool) -> None:
    assert any(rule == "cash" for rule, _ in collected(("2026-11-23", satang))) is over


def test_the_three_days_run_from_the_day_on_which_all_that_waits_passed_the_limit() -> None:
    found = collected(("2026-11-25", 400_000), ("2026-11-23", 600_000), ("2026-11-24", 1), ("2026-11-27", 50))
    assert found["cash", "2026-11-30"] == 1_000_051
    assert collected(("2026-11-23", 600_000), ("2026-11-25", 400_000), ("2026-11-27", 1))["cash", "2026-12-02"]


def test_deposits_are_not_cash_and_go_monthly() -> None:
    found = collected(("2026-11-23", LIMIT), deposits=(("2026-11-23", 5 * LIMIT),))
    assert found == {("month", "2026-11-30"): LIMIT, ("deposit", "2026-11-30"): 5 * LIMIT}


MONTHS = {
    # the day on which money came: the last working day of its month, or of the next one
    "the month's first day": ("2026-11-01", "2026-11-30"),
    "the last working day itself": ("2026-11-30", "2026-11-30"),
    "a month that ends on a saturday": ("2026-10-05", "2026-10-30"),
    "its last friday": ("2026-10-30", "2026-10-30"),
    "after its last working day": ("2026-10-31", "2026-11-30"),
    "a month that ends with a holiday": ("2026-12-01", "2026-12-30"),  # 31 December is one
    "the holiday itself": ("2026-12-31", "2027-01-29"),
    "the year's end": ("2026-09-29", "2026-09-30"),
    "the new year's first day": ("2026-10-01", "2026-10-30"),
    "february": ("2027-02-03", "2027-02-26"),
    "february of a leap year": ("2024-02-05", "2024-02-29"),
    "29 february itself": ("2024-02-29", "2024-02-29"),
}


@pytest.mark.parametrize("case", MONTHS)
def test_everything_collected_goes_once_a_month(case: str) -> None:
    came_on, due_on = MONTHS[case]
    assert collected((came_on, 100)) == {("month", due_on): 100}


def test_each_months_money_has_its_own_deadline() -> None:
    found = collected(("2026-10-30", 1), ("2026-10-31", 10), ("2026-11-30", 100), ("2026-12-01", 1000))
    assert found == {("month", "2026-10-30"): 1, ("month", "2026-11-30"): 110, ("month", "2026-12-30"): 1000}


RETURNS = {
    "monday": ("2026-11-23", "2026-12-16"),  # 7 and 10 December are none
    "a friday": ("2026-11-06", "2026-11-27"),
    "over Songkran": ("2026-04-03", "2026-04-30"),  # 6 and 13 to 15 April are none
    "over 30 September": ("2026-09-15", "2026-10-06"),
}


@pytest.mark.parametrize("case", RETURNS)
def test_what_was_called_back_goes_within_fifteen_working_days(case: str) -> None:
    back_on, due_on = RETURNS[case]
    told = deadlines.of_return(OFFICES, "r-1", day(back_on), 5)
    assert told == deadlines.Deadline(Rule.RETURN, day(due_on), 5, "r-1")


@pytest.mark.parametrize(
    ("fy", "due_on"), [("2570", "2027-09-30"), ("2569", "2026-09-30"), ("2566", "2023-09-29"), ("2567", "2024-09-30")]
)
def test_what_is_left_of_a_draw_goes_on_the_last_working_day_of_its_year(fy: str, due_on: str) -> None:
    assert deadlines.of_draw(OFFICES, fy, fy, 5).due_on == day(due_on)


@pytest.mark.parametrize(
    ("due_on", "near_on", "over_on"),
    [
        ("2026-11-26", "2026-11-25", "2026-11-27"),
        ("2026-11-30", "2026-11-27", "2026-12-01"),  # a Monday
        ("2026-11-27", "2026-11-26", "2026-11-30"),  # a Friday
        ("2026-12-08", "2026-12-04", "2026-12-09"),  # after the long weekend
        ("2026-04-10", "2026-04-09", "2026-04-16"),  # before Songkran
        ("2026-09-30", "2026-09-29", "2026-10-01"),
    ],
)
def test_one_is_told_on_the_working_day_before_and_on_the_one_after(due_on: str, near_on: str, over_on: str) -> None:
    deadline = deadlines.Deadline(Rule.CASH, day(due_on), 1)
    assert (deadline.near_on(OFFICES), deadline.over_on(OFFICES)) == (day(near_on), day(over_on))


def test_no_deadline_is_on_a_day_without_work() -> None:
    for number in range(0, 800, 3):
        came_on = day("2026-01-01") + timedelta(days=number)
        for _, due_on in collected((came_on.isoformat(), 2 * LIMIT)):
            assert deadlines.last_open(OFFICES, day(due_on)) == day(due_on)
            assert day(due_on) >= came_on
