"""The central system counts deadlines as the workstations do: the same money, the same days."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import insert, update

from app.simulator import calendar
from app.simulator.closing import deadlines, reminders
from app.simulator.collections import revenue
from app.simulator.collections.tables import allocations, bill_orders, bills, payments
from app.simulator.holidays.standing import calendar_of
from app.wire.access import CalendarDay
from tests.helpers.closing_office import AGENCY, MAKER, UNIT, Office
from tests.helpers.deadline_cases import (
    CASES,
    CHANGED,
    CHANGED_CASES,
    DEPOSIT,
    ENDED_DEPOSIT,
    RETURNS,
    YEARS,
    Came,
    Case,
    day,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

OFFICES = calendar.shipped().offices


@pytest.mark.parametrize("case", CHANGED_CASES, ids=[case.what for case in CHANGED_CASES])
def test_it_counts_by_the_days_that_the_operator_changed(office: Office, case: Case) -> None:
    _end_a_deposit(office)
    held = calendar_of(CalendarDay(day, banks, offices, "วันพิเศษ") for day, banks, offices in CHANGED)
    for came in case.came:
        _come(office, came, case.today)
    assert _said(office, held.offices) == sorted(case.due)


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_the_central_system_says_what_the_table_says(office: Office, case: Case) -> None:
    _end_a_deposit(office)
    for came in case.came:
        _come(office, came, case.today)
    assert _said(office, OFFICES) == sorted(case.due)


@pytest.mark.parametrize("came_on", RETURNS)
def test_it_gives_as_many_days_for_a_return(came_on: str) -> None:
    assert deadlines.of_return(OFFICES, "r", day(came_on), 1).due_on == day(RETURNS[came_on])


@pytest.mark.parametrize("fy", YEARS)
def test_it_ends_a_year_on_the_same_day(fy: int) -> None:
    assert deadlines.of_draw(OFFICES, "d", str(fy), 1).due_on == day(YEARS[fy])


def _said(office: Office, offices: calendar.WorkingDays) -> list[tuple[str, str, int]]:
    deadline = [one for _, one in reminders.of_units(office.connection, offices)]
    return sorted((one.rule.value, one.due_on.isoformat(), one.satang) for one in deadline)


def _end_a_deposit(office: Office) -> None:
    """Let there be a type of deposits that is not collected any more."""
    rows: Sequence[Any] = revenue.of_all(office.connection)
    (old,) = (row for row in rows if row.code == DEPOSIT)
    ended = msgspec.structs.replace(old, code=ENDED_DEPOSIT, valid_from="2020-01-01", valid_until="2020-12-31")
    revenue.replace(office.connection, (*rows, ended))
    order = {"req_id": "r", "agency": AGENCY, "unit": UNIT, "order": "", "order_sig": "", "maker_uid": MAKER, "at": ""}
    office.connection.execute(insert(bill_orders).values(order))


def _come(office: Office, came: Came, today: str) -> None:
    payment_id, bill_id = office.pay(came.satang), uuid.uuid4().hex
    if came.waits:
        row: dict[str, Any] = dict.fromkeys(
            ("payer_name", "payer_id", "payer_address", "payer_email", "payer_mobile", "request_id", "changed_at"), ""
        )
        row |= {"bill_id": bill_id, "req_id": "r", "agency": AGENCY, "unit": UNIT, "state": "paid", "ref1": bill_id}
        row |= {"ref2": "", "revenue_type": came.type, "item": "x", "satang": came.waits, "due_date": "2026-12-23"}
        office.connection.execute(insert(bills).values(row))
        office.connection.execute(insert(allocations).values(payment_id=payment_id, bill_id=bill_id, satang=came.waits))
    left = came.satang - came.waits - came.refunded
    state = "queued" if left else "refunded" if came.refunded else "matched"
    in_account = came.day <= today
    mine = update(payments).where(payments.c.payment_id == payment_id)
    office.connection.execute(
        mine.values(
            state=state,
            matched_satang=came.waits,
            refunded_satang=came.refunded,
            value_date=came.day,
            booked_at="2026-11-23T02:00:00.000Z" if in_account else "",
            remitted_at="2026-11-24T02:00:00.000Z" if came.gone else "",
        )
    )
