"""Until when a waiting batch must be signed to be paid on its day, by how many, and who of them is at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.access.user import Role
from app.domain.disbursement.batch import BatchStatus
from app.domain.values.dates import bangkok_day

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from app.domain.access.user import Person
    from app.domain.disbursement.head_rules import Circumstances
    from app.domain.disbursement.record import Batch
    from app.domain.values.money import Money

WAITING = frozenset({BatchStatus.SUBMITTED, BatchStatus.IN_APPROVAL})


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody who may give one of the missing signatures; ``present``: has a session at the central system now."""

    person: Person
    present: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to happen to a batch; ``next_day`` is when it can be paid if it is approved now.

    ``closed_until`` is the next day on which the bank works where the day after ``last_moment`` is no such day, with
    ``holiday`` its name ('' for a weekend); None where the bank works on the next day. ``together`` is the sum of the
    batches of one draw where so many must sign because of it, None where the batch's own total is why.
    """

    last_moment: datetime
    missing: int
    signatories: tuple[Signatory, ...]
    overdue: bool
    next_day: date
    closed_until: date | None
    holiday: str
    together: Money | None = None

    @property
    def present(self) -> tuple[Signatory, ...]:
        """Those who could sign at once."""
        return tuple(each for each in self.signatories if each.present)


def plan(
    batch: Batch,
    around: Circumstances,
    stages: Sequence[Collection[str]],
    signed: Collection[str],
    present: Collection[str],
) -> Plan | None:
    """Return the plan of a batch that waits for signatures, None for any other or one without a day.

    ``stages`` are as told when it was handed in, empty for any authorizers; ``signed`` are the uids that have signed.
    """
    last = around.last_moment(batch.head)
    missing = max(batch.signatures_needed, 1) - batch.signatures_have
    if last is None or batch.status not in WAITING or missing <= 0:
        return None
    waiting = _waiting(batch, around.unit.people, stages, signed)
    after = bangkok_day(last) + timedelta(days=1)
    closed = not around.calendar.bank_open(after)
    return Plan(
        last_moment=last,
        missing=missing,
        signatories=tuple(Signatory(person, person.uid in present) for person in waiting),
        overdue=around.now >= last,
        next_day=around.earliest(batch.head),
        closed_until=around.calendar.next_bank_day(after) if closed else None,
        holiday=around.calendar.reason_closed(after),
    )


def _waiting(
    batch: Batch, people: Sequence[Person], stages: Sequence[Collection[str]], signed: Collection[str]
) -> list[Person]:
    """Return who may give a missing signature, those of the next stage first; nobody signs twice or their own."""
    free = [person for person in people if person.uid != batch.maker_uid and person.uid not in signed]
    open_stages = stages[batch.signatures_have :]
    if not open_stages:
        return [person for person in free if Role.AUTHORIZER in person.roles]
    turn = {uid: place for place, uids in reversed(list(enumerate(open_stages))) for uid in uids}
    return sorted((person for person in free if person.uid in turn), key=lambda person: turn[person.uid])
