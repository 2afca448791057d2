"""What a unit's plots show, each with the rows of the table under it; everything answers from the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action, may
from app.domain.collections.day_sums import day_sums
from app.domain.reports import paid, remitted
from app.domain.values.dates import bangkok_day
from app.store import payment_sums, payments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, timedelta

    from app.domain.collections.day_sums import Tally
    from app.domain.collections.payment import Channel
    from app.domain.reports.paid import Answered, BankSum, CauseSum, MonthSum, WaitSum
    from app.domain.reports.remitted import AgeSum
    from app.i18n import Language
    from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Waits:
    """How long batches waited for their decision: by class, in the middle, at most, and how many still wait."""

    by_class: Sequence[WaitSum]
    median: timedelta | None
    longest: timedelta | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Remitted:
    """Collected money by its age when it went to the treasury, or now; the age in days of the oldest that waits."""

    by_age: Sequence[AgeSum]
    oldest_days: int | None


class Plots:
    """The looks back of one signed-in person; spans are days in Bangkok, both included."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def today(self) -> date:
        """The day in Bangkok; answers from memory."""
        return bangkok_day(self._desk.now())

    def may(self, action: Action) -> bool:
        """Say whether this person may look at what ``action`` opens; answers from memory."""
        return may(self._desk.actor.person.roles, action)

    def bank_name(self, code: str, language: Language) -> str:
        """Return what a bank is called; answers from memory."""
        return self._desk.banks.title(code, language)

    def kind_name(self, kind: str, language: Language) -> str:
        """Return what the unit's table calls a kind of payment, '' where it does not name it; answers from memory."""
        named = [row for row in self._desk.unit.kinds if (row.kind, row.sub_kind) == (kind, "")]
        return named[-1].name(language) if named else ""

    def paid(self, first: date, last: date) -> list[MonthSum]:
        """Return what was paid by month and kind."""
        return paid.paid_by_month(self._answered(first, last))

    def banks(self, first: date, last: date) -> list[BankSum]:
        """Return how much was not paid by the payees' banks."""
        return paid.failed_by_bank(self._answered(first, last))

    def causes(self, first: date, last: date) -> list[CauseSum]:
        """Return why lines were not paid."""
        return paid.failed_by_cause(self._answered(first, last))

    def waits(self, first: date, last: date) -> Waits:
        """Return how long batches waited that were decided then, and those that wait since then."""
        with self._desk.store.read() as rd:
            found = payment_sums.waits(rd, first, last)
        now: datetime = self._desk.now()
        decided = [one.lasted(now) for one in found if one.until is not None]
        by_class = paid.waits_by_class(found, now)
        return Waits(by_class, paid.median(decided), max(decided, default=None), len(found) - len(decided))

    def channels(self, first: date, last: date) -> list[tuple[Channel, Tally]]:
        """Return what came in by the way it was paid, the largest sum first."""
        with self._desk.store.read() as rd:
            found = payments.of_days(rd, first, last)
        return sorted(day_sums(found, {}).by_channel.items(), key=lambda each: (-each[1].satang, each[0]))

    def remitted(self, first: date, last: date) -> Remitted:
        """Return how old the money was, or is, that came into the account then; a payment goes when all of it went."""
        with self._desk.store.read() as rd:
            came = payments.came_between(rd, first, last)
        found = [
            remitted.Collected(one.value_date, bangkok_day(one.remitted_at) if one.remitted_at else None, one.matched)
            for one in came
        ]
        return Remitted(remitted.by_age(found, self.today), remitted.oldest(found, self.today))

    def _answered(self, first: date, last: date) -> list[Answered]:
        with self._desk.store.read() as rd:
            return payment_sums.answered(rd, first, last)
