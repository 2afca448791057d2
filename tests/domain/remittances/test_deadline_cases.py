"""A workstation counts deadlines as the central system does: the same money, the same days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.domain.collections.payment import Allocation, Channel, Payment, PaymentState, QueueCause
from app.domain.collections.revenue import Receiving, Remits, RevenueType, Treasury
from app.domain.remittances.deadlines import deadlines, draw_deadline, in_account
from app.domain.remittances.proposal import Collected, by_type, waiting_parts
from app.domain.values.money import Money
from app.system.reference_data import calendar
from tests.helpers.deadline_cases import CASES, DEPOSIT, ENDED_DEPOSIT, REVENUE, YEARS, Came, Case, day

DAYS = calendar()
RULES = {"over_cash": "cash", "monthly": "month", "monthly_deposit": "deposit"}


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_a_workstation_says_what_the_table_says(case: Case) -> None:
    today = day(case.today)
    payments = [_payment(str(n), came) for n, came in enumerate(case.came) if came.waits]
    types = {one.payment_id: came.type for one, came in zip(payments, filter(_waits, case.came), strict=True)}
    gone = [(str(n), came.type) for n, came in enumerate(case.came) if came.gone]
    collected = [Collected(one, None, by_type(one, {one.payment_id: types[one.payment_id]}, None)) for one in payments]
    waiting = waiting_parts(collected, (), gone, _receiving(), today)
    found = deadlines(DAYS, in_account(waiting, _receiving().types, today))
    assert sorted((RULES[one.rule], one.day.isoformat(), one.amount.satang) for one in found) == sorted(case.due)


@pytest.mark.parametrize("fy", YEARS)
def test_it_ends_a_year_on_the_same_day(fy: int) -> None:
    assert draw_deadline(DAYS, "d", fy, Money(1)).day == day(YEARS[fy])


def _waits(came: Came) -> bool:
    return came.waits > 0


def _payment(name: str, came: Came) -> Payment:
    left = came.satang - came.waits - came.refunded
    state = PaymentState.REFUNDED if came.refunded else PaymentState.MATCHED
    return Payment(
        payment_id=name,
        version=1,
        channel=Channel.CARD,
        ref1="",
        ref2="",
        amount=Money(came.satang),
        payer_name="ผู้ชำระ",
        sending_bank="",
        place="",
        paid_at=datetime(2023, 1, 1, tzinfo=UTC),
        value_date=day(came.day),
        state=PaymentState.QUEUED if left else state,
        cause=QueueCause.OVER if left else None,
        allocations=(Allocation(name, Money(came.waits)),),
        refunded=Money(came.refunded),
        open_req_id="",
        receipt_id="",
        remitted_at=None,
    )


def _type(code: str, treasury: Treasury, until: date | None = None) -> RevenueType:
    return RevenueType(code, "ก", "k", "", "", "", treasury, "", None, date(2020, 1, 1), until, "")


def _receiving() -> Receiving:
    ended = _type(ENDED_DEPOSIT, Treasury.DEPOSIT, date(2020, 12, 31))
    types = (_type(REVENUE, Treasury.REVENUE), _type(DEPOSIT, Treasury.DEPOSIT), ended)
    return Receiving("2102000001", "ก", "ข", "0061000123", "ค", "", "", "", Remits.UNIT, mails=False, types=types)
