"""What waits for a decision: batches to be signed and, where the policy has it, approved ones to be let go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.disbursement.batch import BatchStatus
from app.domain.values.money import Money
from app.store import evidence, listings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.record import Batch
    from app.services.desk import Desk
    from app.services.inquiry import Query
    from app.store.handles import Reading

TO_SIGN = frozenset({BatchStatus.SUBMITTED.value, BatchStatus.IN_APPROVAL.value})
APPROVED = BatchStatus.APPROVED.value
PERSON = "person"
"""The policy's word for: somebody lets an approved batch go."""


@dataclass(frozen=True, slots=True)
class WaitingRows:
    """The waiting batches as a source of rows."""

    desk: Desk

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching batches in wanted order."""
        with self.desk.store.read() as reading:
            return self._ids(reading, query)

    def rows(self, ids: Sequence[int], /) -> Sequence[Batch]:
        """Return the batches of ``ids`` in the same order; one that went away meanwhile is left out."""
        with self.desk.store.read() as reading:
            found = listings.batch_rows(reading, ids)
        return [found[identity] for identity in ids if identity in found]

    def totals(self, query: Query, /) -> tuple[int, Money]:
        """Return how many batches match, and their sum."""
        with self.desk.store.read() as reading:
            found = listings.batch_rows(reading, self._ids(reading, query))
        return len(found), Money.total(batch.total.satang for batch in found.values())

    def _ids(self, reading: Reading, query: Query) -> Sequence[int]:
        to_release = self.desk.unit.release == PERSON
        ids = listings.batch_ids(
            reading,
            order=query.order,
            descending=query.descending,
            search=query.search,
            statuses=TO_SIGN | {APPROVED} if to_release else TO_SIGN,
            narrowed=query.narrowed,
        )
        gone = evidence.let_go(reading) if to_release else frozenset()
        return [identity for identity in ids if identity not in gone] if gone else ids
