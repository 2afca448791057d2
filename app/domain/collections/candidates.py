"""Which bills money of the queue may be meant for, and why: proposals for a person, never a decision.

Payers mistype: a digit is wrong, left out or typed twice, two change places, the two references do. What was typed is
held against every bill that can still take money, and against the one that it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.collections.bill import BillState
from app.domain.disbursement.titles import bare
from app.domain.values.identifiers import digits
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.collections.bill import Bill
    from app.domain.collections.payment import Payment

CANDIDATES_MAX = 10


class Why(StrEnum):
    """A reason, the most telling first."""

    REFERENCE = "reference"  # exactly this bill's
    REFERENCES_SWAPPED = "references_swapped"
    TRANSPOSITION = "transposition"
    ONE_DIGIT = "one_digit"
    DIGIT_MORE_OR_LESS = "digit_more_or_less"
    PAYER_ID = "payer_id"  # typed in the place of a reference
    SAME_PAYER = "same_payer"
    SAME_AMOUNT = "same_amount"


_WEIGHTS = {
    Why.REFERENCE: 100,
    Why.REFERENCES_SWAPPED: 90,
    Why.TRANSPOSITION: 60,
    Why.ONE_DIGIT: 55,
    Why.DIGIT_MORE_OR_LESS: 50,
    Why.PAYER_ID: 45,
    Why.SAME_PAYER: 30,
    Why.SAME_AMOUNT: 20,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A bill with the reasons for it; ``amount`` is what could be matched, nothing where the bill can take none."""

    bill: Bill
    reasons: tuple[Why, ...]
    amount: Money

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return sum(_WEIGHTS[each] for each in self.reasons)


def candidates(payment: Payment, bills: Iterable[Bill], limit: int = CANDIDATES_MAX) -> list[Candidate]:
    """Return the bills that a payment may be meant for, the likeliest first, then the one that is due first."""
    typed = _Typed(payment)
    found = [each for bill in bills if (each := typed.held_against(bill)) is not None]
    found.sort(key=lambda each: (-each.weight, each.bill.draft.due_date, each.bill.bill_id))
    return found[:limit]


class _Typed:
    """What a payer said, made ready to be held against many bills."""

    def __init__(self, payment: Payment) -> None:
        self._ref1, self._ref2 = digits(payment.ref1), digits(payment.ref2)
        self._payer = bare(payment.payer_name)
        self._waiting = payment.waiting

    def held_against(self, bill: Bill) -> Candidate | None:
        """Return a bill with what speaks for it, None where nothing does or it cannot be meant."""
        reasons = [why for why in (self._reference(bill), *self._payer_reasons(bill), self._amount(bill)) if why]
        amount = Money(min(self._waiting.satang, bill.open_amount.satang))
        named = Why.REFERENCE in reasons
        if not reasons or (not named and (amount.satang <= 0 or bill.state is BillState.CANCELLED)):
            return None
        return Candidate(bill, tuple(reasons), amount)

    def _reference(self, bill: Bill) -> Why | None:
        """Say how the references that were typed differ from a bill's, None where they are others."""
        ref1, ref2 = bill.reference.ref1, bill.reference.ref2
        if (self._ref1, self._ref2) == (ref1, ref2):
            return Why.REFERENCE
        if (self._ref1, self._ref2) == (ref2, ref1):
            return Why.REFERENCES_SWAPPED
        if self._ref1 in (ref1, ""):
            return slip(self._ref2, ref2)
        return slip(self._ref1, ref1) if self._ref2 == ref2 else None

    def _payer_reasons(self, bill: Bill) -> list[Why]:
        reasons = []
        if bill.draft.payer_id and bill.draft.payer_id in (self._ref1, self._ref2):
            reasons.append(Why.PAYER_ID)
        if self._payer and self._payer == bare(bill.draft.payer_name):
            reasons.append(Why.SAME_PAYER)
        return reasons

    def _amount(self, bill: Bill) -> Why | None:
        same = self._waiting.satang == bill.open_amount.satang > 0
        return Why.SAME_AMOUNT if same else None


def slip(typed: str, right: str) -> Why | None:
    """Return the one slip of a finger by which a text became another; None for equal texts and for more than one."""
    if typed == right or abs(len(typed) - len(right)) > 1 or not typed:
        return None
    if len(typed) != len(right):
        longer, shorter = sorted((typed, right), key=len, reverse=True)
        dropped = (longer[:place] + longer[place + 1 :] for place in range(len(longer)))
        return Why.DIGIT_MORE_OR_LESS if shorter in dropped else None
    places = [place for place, pair in enumerate(zip(typed, right, strict=True)) if pair[0] != pair[1]]
    if len(places) == 1:
        return Why.ONE_DIGIT
    first, last = places[0], places[-1]
    neighbours = len(places) == 2 and last == first + 1
    return Why.TRANSPOSITION if neighbours and typed[first : last + 1] == right[last] + right[first] else None
