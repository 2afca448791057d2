"""What a unit's log tells, kept as how everything stands now: what expectations of scripts and drills are held against.

Made from the events alone, so that a script that plays over the wire and a drill that watches inside the central system
mean the same by the same words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from app.wire.bills import BILLS_CHANGED, BILLS_ISSUED, BillDraft, BillOrder, BillStanding, Reference
from app.wire.closing import DAY_SETTLED
from app.wire.codec import decode
from app.wire.collections import COLLECTIONS_CHANGED, Collection
from app.wire.events import LINES_REPORTED, Outcome
from app.wire.recalls import RECALL_CHANGED, RecallView
from app.wire.remittances import REMITTANCE_CHANGED, Remittance

if TYPE_CHECKING:
    from collections.abc import Callable

_OF_BATCHES = "batch."


class _Body(msgspec.Struct):
    """What is read of bodies; the rest is passed over."""

    op_id: str = ""
    status: str = ""
    order: str = ""
    outcomes: tuple[Outcome, ...] = ()
    references: tuple[Reference, ...] = ()
    bills: tuple[BillStanding, ...] = ()
    collections: tuple[Collection, ...] = ()
    remittance: Remittance | None = None
    recall: RecallView | None = None
    record: str = ""


class _DayRecord(msgspec.Struct):
    day: str
    state: str


@dataclass(slots=True)
class Story:
    """How things stand by their ids, and the kinds of events in their order."""

    kinds: list[str] = field(default_factory=list)
    batches: dict[str, str] = field(default_factory=dict)
    lines: dict[str, dict[int, Outcome]] = field(default_factory=dict)
    drafts: dict[str, BillDraft] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    bills: dict[str, BillStanding] = field(default_factory=dict)
    payments: dict[str, Collection] = field(default_factory=dict)
    remittances: dict[str, Remittance] = field(default_factory=dict)
    recalls: dict[str, RecallView] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)

    def hear(self, kind: str, body: str) -> None:
        """Take in the next event: its kind and its body's text."""
        self.kinds.append(kind)
        keep = _KEEP.get(kind, _keep_batch if kind.startswith(_OF_BATCHES) else None)
        if keep is not None:
            keep(self, msgspec.json.decode(body, type=_Body))


def _keep_batch(story: Story, body: _Body) -> None:
    if body.status:
        story.batches[body.op_id] = body.status


def _keep_lines(story: Story, body: _Body) -> None:
    story.lines.setdefault(body.op_id, {}).update((int(one.n), one) for one in body.outcomes)


def _keep_references(story: Story, body: _Body) -> None:
    story.references.update((one.bill_id, one) for one in body.references)
    story.drafts.update((one.bill_id, one) for one in decode(body.order.encode(), BillOrder).bills)


def _keep_bills(story: Story, body: _Body) -> None:
    story.bills.update((one.bill_id, one) for one in body.bills)


def _keep_payments(story: Story, body: _Body) -> None:
    story.payments.update((one.payment_id, one) for one in body.collections)


def _keep_remittance(story: Story, body: _Body) -> None:
    if body.remittance is not None:
        story.remittances[body.remittance.req_id] = body.remittance


def _keep_recall(story: Story, body: _Body) -> None:
    if body.recall is not None:
        story.recalls[body.recall.recall_id] = body.recall


def _keep_day(story: Story, body: _Body) -> None:
    if body.record:
        record = msgspec.json.decode(body.record, type=_DayRecord)
        story.days[record.day] = record.state


_KEEP: dict[str, Callable[[Story, _Body], None]] = {
    LINES_REPORTED: _keep_lines,
    BILLS_ISSUED: _keep_references,
    BILLS_CHANGED: _keep_bills,
    COLLECTIONS_CHANGED: _keep_payments,
    REMITTANCE_CHANGED: _keep_remittance,
    RECALL_CHANGED: _keep_recall,
    DAY_SETTLED: _keep_day,
}
