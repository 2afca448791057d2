"""What does not fit when a day is closed: it has a kind, and keeps number, owner, age and reason until it is solved."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from app.domain.values.money import Money


class ExceptionKind(StrEnum):
    """What does not fit."""

    ACKNOWLEDGEMENT_MISSING = "acknowledgement_missing"
    REMITTANCE_REFUSED = "remittance_refused"
    PAYMENT_QUEUED = "payment_queued"
    RESULT_MISSING = "result_missing"
    RECORD_NOT_PRINTED = "record_not_printed"
    ENTRY_UNMATCHED = "entry_unmatched"
    ITEM_UNMATCHED = "item_unmatched"
    AMOUNT_DIFFERS = "amount_differs"
    OTHER = "other"


DEMANDED = frozenset(
    {
        ExceptionKind.ACKNOWLEDGEMENT_MISSING,
        ExceptionKind.REMITTANCE_REFUSED,
        ExceptionKind.PAYMENT_QUEUED,
        ExceptionKind.RESULT_MISSING,
    }
)
"""What the central system demands to see, and knows for itself when it is solved."""

OF_A_STATEMENT = frozenset({ExceptionKind.ENTRY_UNMATCHED, ExceptionKind.ITEM_UNMATCHED, ExceptionKind.AMOUNT_DIFFERS})
"""What matching finds, and every workstation finds again."""


class ExceptionState(StrEnum):
    """Whether something still does not fit."""

    OPEN = "open"
    SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class Proposed:
    """Something that does not fit, found but not yet said by anybody; ``amount`` None where it has none."""

    exception_id: str
    kind: ExceptionKind
    account: str = field(repr=False)
    about: str
    amount: Money | None


@dataclass(frozen=True, slots=True)
class DayException:
    """What does not fit, as a close tells it: who looks after it, and why it is open or how it was solved."""

    exception_id: str
    kind: ExceptionKind
    account: str = field(repr=False)
    about: str
    amount: Money | None
    owner_uid: str
    state: ExceptionState
    reason: str

    @property
    def is_open(self) -> bool:
        """Whether it still does not fit."""
        return self.state is ExceptionState.OPEN


@dataclass(frozen=True, slots=True)
class NumberedException:
    """An exception as the bank keeps it: its number, since which day it is open, and on which it was solved."""

    told: DayException
    number: str
    since: date
    solved_on: date | None

    def age_days(self, day: date) -> int:
        """Return for how many days it has not fitted, or had not when it was solved."""
        return max(0, ((self.solved_on or day) - self.since).days)
