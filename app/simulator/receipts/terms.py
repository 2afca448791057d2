"""When money is the unit's for good: then it may have a receipt, and the Portal may send it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.simulator.clock import local_date, read_moment
from app.wire.collections import CollectionState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

    from app.wire.bills import RevenueType

_KEPT = (CollectionState.MATCHED, CollectionState.REFUNDED)


def is_settled(payment: Row[Any]) -> bool:
    """Say whether a payment is in the account and all of it belongs to bills, but for what went back to the payer."""
    left = payment.satang - payment.matched_satang - payment.refunded_satang
    return bool(payment.booked_at) and payment.state in _KEPT and payment.matched_satang > 0 and left == 0


def type_of(types: Iterable[RevenueType], code: str, payment: Row[Any]) -> RevenueType | None:
    """Return the revenue type of that code: the one of the day of payment, else any, else None."""
    day = local_date(read_moment(payment.paid_at)).isoformat()
    mine = [one for one in types if one.code == code]
    then = (one for one in mine if one.valid_from <= day and (not one.valid_until or day <= one.valid_until))
    return next(then, mine[0] if mine else None)
