"""Unpaid bills by age: how long the last day to pay is over, and what is still open on them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.collections.bill import PAYABLE, BillState
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.domain.collections.bill import Bill


class AgeClass(StrEnum):
    """How many days the last day to pay is over."""

    NOT_DUE = "not_due"
    TO_30 = "to_30"
    TO_60 = "to_60"
    TO_90 = "to_90"
    OVER_90 = "over_90"


_LAST_DAYS = ((0, AgeClass.NOT_DUE), (30, AgeClass.TO_30), (60, AgeClass.TO_60), (90, AgeClass.TO_90))
UNPAID_STATES = PAYABLE | {BillState.EXPIRED}


@dataclass(frozen=True, slots=True)
class AgeSum:
    """How many bills are of an age, and what is open on them."""

    age: AgeClass
    count: int
    open: Money


def age_class(bill: Bill, day: date) -> AgeClass:
    """Return the class of an unpaid bill on a day."""
    overdue = bill.overdue_days(day)
    return next((age for last, age in _LAST_DAYS if overdue <= last), AgeClass.OVER_90)


def unpaid_by_age(bills: Iterable[Bill], day: date) -> list[AgeSum]:
    """Return every class with the bills on which money is still open, the youngest first; part-paid ones, too."""
    counts, sums = dict.fromkeys(AgeClass, 0), dict.fromkeys(AgeClass, 0)
    for bill in bills:
        if bill.state in UNPAID_STATES and bill.open_amount.satang:
            age = age_class(bill, day)
            counts[age] += 1
            sums[age] += bill.open_amount.satang
    return [AgeSum(age, counts[age], Money(sums[age])) for age in AgeClass]
