"""A workstation counts deadlines as the central system does: the same money, the same days."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.collections.revenue import Receiving, Remits, RevenueType, Treasury
from app.domain.remittances.deadlines import deadlines, draw_deadline, in_account
from app.domain.remittances.proposal import Collected, waiting_parts
from app.domain.values.calendar import BusinessCalendar, Holiday
from app.domain.values.money import Money
from app.system.reference_data import calendar
from tests.helpers.deadline_cases import (
    CASES,
    CHANGED,
    CHANGED_CASES,
    DEPOSIT,
    ENDED_DEPOSIT,
    REVENUE,
    YEARS,
    Came,
    Case,
    day,
)

DAYS = calendar()
RULES = {"over_cash": "cash", "monthly": "month", "monthly_deposit": "deposit"}


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_a_workstation_says_what_the_table_says(case: Case) -> None:
    assert _said(DAYS, case) == sorted(case.due)


@pytest.mark.parametrize("case", CHANGED_CASES, ids=[case.what for case in CHANGED_CASES])
def test_it_counts_by_the_days_that_the_operator_changed(case: Case) -> None:
    changed = [Holiday(day(each), "วันพิเศษ", offices == "closed", banks == "closed") for each, banks, offices in CHANGED]
    assert _said(DAYS.changed(changed), case) == sorted(case.due)


def _said(days: BusinessCalendar, case: Case) -> list[tuple[str, str, int]]:
    today = day(case.today)
    collected = [_collected(str(n), came) for n, came in enumerate(case.came) if came.waits]
    gone = [(str(n), came.type) for n, came in enumerate(case.came) if came.gone]
    waiting = waiting_parts(collected, (), gone, _receiving(), today)
    found = deadlines(days, in_account(waiting, _receiving().types, today))
    return sorted((RULES[one.rule], one.day.isoformat(), one.amount.satang) for one in found)


@pytest.mark.parametrize("fy", YEARS)
def test_it_ends_a_year_on_the_same_day(fy: int) -> None:
    assert draw_deadline(DAYS, "d", fy, Money(1)).day == day(YEARS[fy])


def _collected(name: str, came: Came) -> Collected:
    settled = came.satang == came.waits + came.refunded
    return Collected(name, "ผู้ชำระ", day(came.day), settled, "", "", 0, 0, came.type, Money(came.waits))


def _type(code: str, treasury: Treasury, until: date | None = None) -> RevenueType:
    return RevenueType(code, "ก", "k", "", "", "", treasury, "", None, date(2020, 1, 1), until, "")


def _receiving() -> Receiving:
    ended = _type(ENDED_DEPOSIT, Treasury.DEPOSIT, date(2020, 12, 31))
    types = (_type(REVENUE, Treasury.REVENUE), _type(DEPOSIT, Treasury.DEPOSIT), ended)
    return Receiving("2102000001", "ก", "ข", "0061000123", "ค", "", "", "", Remits.UNIT, mails=False, types=types)
