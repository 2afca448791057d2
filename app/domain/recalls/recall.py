"""A recall: a paid line whose money is called back, from the letter to the treasury's documents (document 002)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.recalls.routing import Route, days_left, way

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.domain.recalls.routing import Way
    from app.domain.values.money import Money

NEAR_DAYS = 5
"""A deadline so many days away or less is shown as near."""


class Cause(StrEnum):
    """What went wrong."""

    WRONG_PAYEE = "wrong_payee"
    OVERPAID = "overpaid"


class RecallState(StrEnum):
    """Where a recall stands."""

    OPEN = "open"
    REFUSED = "refused"
    MONEY_BACK = "money_back"
    RETURN_PROPOSED = "return_proposed"
    RETURNED = "returned"
    DROPPED = "dropped"


OPEN_STATES = frozenset({RecallState.OPEN, RecallState.MONEY_BACK, RecallState.RETURN_PROPOSED})
"""States in which something is still to be done."""


class Urgency(StrEnum):
    """How a deadline stands on a day."""

    NONE = "none"
    AHEAD = "ahead"
    NEAR = "near"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the treasury's system."""

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Recall:
    """A recall as the log told it last; ``what`` is the word of that event.

    ``told_route`` is what the central system said then; `way_on` says it for another day. ``order`` and ``decision``
    are the exact bytes that were signed, empty before; ``maker_uid`` opened it, ``ordered_by`` signed the order.
    """

    recall_id: str
    op_id: str
    rev: int
    number: int
    state: RecallState
    what: str
    cause: Cause
    kind: str
    sub_kind: str
    payee: str
    account: str
    paid: Money
    asked: Money
    back: Money | None
    back_on: date | None
    found_on: date
    letter_no: str
    letter_date: date
    reason: str
    maker_uid: str
    opened_at: datetime
    remit_by: date | None
    fiscal_year: int
    told_route: Route
    told_way: Way
    order: bytes
    order_sig: str
    ordered_by: str
    req_id: str
    decision: bytes
    decision_sig: str
    decided_by: str
    answer_to_order: str
    documents: tuple[Document, ...]
    bank_ref: str
    answer: str
    returned_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN_STATES

    def way_on(self, day: date) -> Way:
        """Return the way of the money on a day; what was returned went by the way that was told."""
        if self.state is RecallState.RETURNED:
            return self.told_way
        return way(self.told_route is Route.MEDICAL, self.fiscal_year, day)

    def days_left(self, day: date) -> int | None:
        """Return the days until the route changes, None if it does not, or nothing is to be returned any more."""
        return days_left(self.way_on(day).route, self.fiscal_year, day) if self.is_open else None

    def age_days(self, day: date) -> int:
        """Return for how many days it has been known that the money went wrong."""
        return max(0, (day - self.found_on).days)

    def remit_urgency(self, day: date) -> Urgency:
        """Say how the deadline for returning the money stands."""
        if self.remit_by is None or not self.is_open:
            return Urgency.NONE
        return urgency((self.remit_by - day).days)

    def year_urgency(self, day: date) -> Urgency:
        """Say how the end of the fiscal year stands for this money."""
        left = self.days_left(day)
        return Urgency.NONE if left is None else urgency(left, near=30)


def urgency(left: int, near: int = NEAR_DAYS) -> Urgency:
    """Say how a deadline stands that is ``left`` days away."""
    if left < 0:
        return Urgency.OVER
    return Urgency.NEAR if left <= near else Urgency.AHEAD
