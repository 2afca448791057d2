"""Looking things up: lists, one batch, its timeline, and what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.domain.access.permissions import Action
from app.domain.disbursement.record import Delivery
from app.domain.values.errors import Refused
from app.services import planning
from app.services.stages import told_stages
from app.store import disbursement, listings, recalls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.bank_step import BankStep
    from app.domain.disbursement.batch import BatchStatus
    from app.domain.disbursement.planner import Plan
    from app.domain.disbursement.record import Batch, LineRecord, TimelineEntry
    from app.domain.recalls.news import NoticeReport
    from app.domain.values.list_filter import ListFilter
    from app.domain.values.money import Money
    from app.services.desk import Desk
    from app.services.sync import Sync

UNKNOWN = Delivery.UNKNOWN.value
"""The chip that asks for batches whose last command has no answer."""


class Query(Protocol):
    """What a list is asked for; `app.ui.table_model.Query` is one."""

    @property
    def order(self) -> str:
        """The column to order by, or an empty text for the natural order."""
        ...

    @property
    def descending(self) -> bool:
        """Whether the order is turned round."""
        ...

    @property
    def search(self) -> str:
        """Words to find."""
        ...

    @property
    def chips(self) -> frozenset[str]:
        """Statuses to show; empty shows all."""
        ...

    @property
    def narrowed(self) -> ListFilter:
        """The limits of the list."""
        ...


@dataclass(frozen=True, slots=True)
class BatchRows:
    """The batches of the unit as a source of rows."""

    desk: Desk
    statuses: frozenset[str] | None
    mine: bool

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching batches in wanted order."""
        with self.desk.store.read() as reading:
            return listings.batch_ids(
                reading,
                order=query.order,
                descending=query.descending,
                search=query.search,
                statuses=self._wanted(query),
                deliveries=self._deliveries(query),
                mine_uid=self._mine,
                narrowed=query.narrowed,
            )

    def rows(self, ids: Sequence[int], /) -> Sequence[Batch]:
        """Return the batches of ``ids`` in the same order; one that went away meanwhile is left out."""
        with self.desk.store.read() as reading:
            found = listings.batch_rows(reading, ids)
        return [found[identity] for identity in ids if identity in found]

    def totals(self, query: Query, /) -> tuple[int, Money]:
        """Return how many batches match, and their sum."""
        with self.desk.store.read() as reading:
            found = listings.batch_totals(
                reading,
                search=query.search,
                statuses=self._wanted(query),
                deliveries=self._deliveries(query),
                mine_uid=self._mine,
                narrowed=query.narrowed,
            )
        return found.count, found.total

    def row_id(self, op_id: str) -> int:
        """Return under which id the list has a batch, -1 for none."""
        with self.desk.store.read() as reading:
            return listings.batch_row_id(reading, op_id)

    @property
    def _mine(self) -> str | None:
        return self.desk.actor.person.uid if self.mine else None

    def _wanted(self, query: Query) -> frozenset[str] | None:
        """Return the statuses asked for by the list and by its chips; None stands for any."""
        chosen = query.chips - {UNKNOWN}
        if not chosen:
            return self.statuses
        return chosen if self.statuses is None else chosen & self.statuses

    def _deliveries(self, query: Query) -> frozenset[str] | None:
        return frozenset({UNKNOWN}) if UNKNOWN in query.chips else None


@dataclass(frozen=True, slots=True)
class LineRows:
    """The lines of one batch as a source of rows."""

    desk: Desk
    op_id: str

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching lines in wanted order."""
        with self.desk.store.read() as reading:
            return listings.line_ids(
                reading,
                self.op_id,
                order=query.order,
                descending=query.descending,
                search=query.search,
                statuses=query.chips or None,
                narrowed=query.narrowed,
            )

    def rows(self, ids: Sequence[int], /) -> Sequence[LineRecord]:
        """Return the lines of ``ids`` in the same order; one that went away meanwhile is left out."""
        with self.desk.store.read() as reading:
            found = listings.line_rows(reading, ids)
        return [found[identity] for identity in ids if identity in found]

    def totals(self, query: Query, /) -> tuple[int, Money]:
        """Return how many lines match, and their sum."""
        with self.desk.store.read() as reading:
            found = listings.line_totals(
                reading, self.op_id, search=query.search, statuses=query.chips or None, narrowed=query.narrowed
            )
        return found.count, found.total


class Inquiry:
    """Looks things up for one signed-in person; all but the two that hand out a source of rows may take seconds."""

    def __init__(self, desk: Desk, sync: Sync) -> None:
        self._desk = desk
        self._sync = sync

    def batches(self, statuses: frozenset[str] | None = None, mine: bool = False) -> BatchRows:
        """Return the batches of the unit as a source of rows."""
        return BatchRows(self._desk, statuses, mine)

    def lines(self, op_id: str) -> LineRows:
        """Return the lines of a batch as a source of rows."""
        return LineRows(self._desk, op_id)

    def note_view(self, op_id: str) -> None:
        """Write down that this person looks at the payees of a batch."""
        self._desk.note(Action.VIEW_LINES, op_id)

    def notice(self, op_id: str, number: int) -> NoticeReport | None:
        """Return what became of the notice to one payee, None before anything was told."""
        with self._desk.store.read() as reading:
            return recalls.notice(reading, op_id, number)

    def batch(self, op_id: str) -> Batch:
        """Return one batch; raise `Refused` ``batch_unknown``."""
        with self._desk.store.read() as reading:
            found = disbursement.batch(reading, op_id)
        if found is None:
            raise Refused("batch_unknown", op_id=op_id)
        return found

    def bank_steps(self, op_id: str) -> tuple[BankStep, ...]:
        """Ask the central system for the steps of a batch there; raise what it raises."""
        return self._desk.central.steps.of_batch(op_id)

    def timeline(self, op_id: str) -> Sequence[TimelineEntry]:
        """Return what happened to a batch, in order."""
        with self._desk.store.read() as reading:
            return disbursement.timeline(reading, op_id)

    def stages(self, op_id: str) -> tuple[tuple[str, ...], ...]:
        """Return who may give the first, second ... signature to a batch; empty for any authorizers in any order."""
        with self._desk.store.read() as reading:
            return told_stages(reading, op_id)

    def plan(self, op_id: str) -> Plan | None:
        """Return until when a waiting batch must be signed, and by whom; None for any other."""
        return planning.plan_of(self._desk, op_id, self.stages(op_id))

    def ask_again(self, op_id: str) -> Batch:
        """Ask the central system now what became of a command without an answer, and return the batch after it.

        Sends the same bytes again: the other side answers as it did the first time, or takes them now for the first
        time. Raises what `Sync.sync_now` raises.
        """
        self._sync.sync_now()
        return self.batch(op_id)

    def is_stuck(self, batch: Batch) -> bool:
        """Say whether the bank has been silent about a batch for longer than is right; answers from memory."""
        return self._sync.is_stuck(batch)

    def count(self, statuses: frozenset[BatchStatus], *, mine: bool | None = None) -> int:
        """Return how many batches stand in ``statuses``; ``mine`` True or False counts only mine or only others'."""
        uid = self._desk.actor.person.uid
        with self._desk.store.read() as reading:
            everybody = listings.batch_totals(reading, statuses=statuses).count
            own = listings.batch_totals(reading, statuses=statuses, mine_uid=uid).count
        return everybody if mine is None else own if mine else everybody - own
