"""The sums under the intraday list and the list of a day: by channel and by revenue type, each payment once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.collections.payment import Channel, PaymentState
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.domain.collections.payment import Payment

UNKNOWN_TYPE = ""
"""The revenue type of money that belongs to no bill yet, or went back."""


@dataclass(slots=True)
class Tally:
    """A number of payments and what they amount to."""

    count: int = 0
    satang: int = 0

    @property
    def amount(self) -> Money:
        """What they amount to."""
        return Money(self.satang)

    def add(self, satang: int) -> None:
        """Count a payment in, or its part."""
        self.count += 1
        self.satang += satang


@dataclass(frozen=True, slots=True)
class DaySums:
    """Sums of a list of payments; what the bank took back is counted apart and nowhere else.

    A payment on bills of two types counts once under each, with its part; the parts add up to ``received``.
    """

    received: Tally = field(default_factory=Tally)
    reversed: Tally = field(default_factory=Tally)
    refunded: Tally = field(default_factory=Tally)
    by_channel: dict[Channel, Tally] = field(default_factory=dict)
    by_type: dict[str, Tally] = field(default_factory=dict)


def day_sums(payments: Iterable[Payment], revenue_types: Mapping[str, str]) -> DaySums:
    """Return the sums of payments; ``revenue_types`` are the bills' by their id."""
    sums = DaySums()
    for payment in payments:
        if payment.state is PaymentState.REVERSED:
            sums.reversed.add(payment.amount.satang)
            continue
        sums.received.add(payment.amount.satang)
        if payment.refunded.satang:
            sums.refunded.add(payment.refunded.satang)
        sums.by_channel.setdefault(payment.channel, Tally()).add(payment.amount.satang)
        for revenue_type, satang in parts(payment, revenue_types).items():
            sums.by_type.setdefault(revenue_type, Tally()).add(satang)
    return sums


def parts(payment: Payment, revenue_types: Mapping[str, str]) -> dict[str, int]:
    """Return a payment's satang by revenue type; they add up to the payment."""
    found: dict[str, int] = {}
    for each in payment.allocations:
        revenue_type = revenue_types.get(each.bill_id, UNKNOWN_TYPE)
        found[revenue_type] = found.get(revenue_type, 0) + each.amount.satang
    if rest := payment.amount.satang - payment.matched.satang:
        found[UNKNOWN_TYPE] = found.get(UNKNOWN_TYPE, 0) + rest
    return found
