"""What a unit's log tells, kept as how everything stands now: what expectations of scripts and drills are held against.

Made from the events alone, so that a script that plays over the wire and a drill that watches inside the central system
mean the same by the same words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from app.wire.bills import BILLS_CHANGED, BILLS_ISSUED, BillDraft, BillOrder, BillStanding, Reference
from app.wire.closing import DAY_ORDERED, DAY_SETTLED
from app.wire.codec import decode
from app.wire.collections import COLLECTION_ORDERED, COLLECTIONS_CHANGED, Collection
from app.wire.disbursement import Payment
from app.wire.events import LINES_REPORTED, Outcome
from app.wire.recalls import RECALL_CHANGED, RecallView
from app.wire.remittances import REMITTANCE_CHANGED, REMITTANCE_ORDERED, Remittance

if TYPE_CHECKING:
    from collections.abc import Callable

_OF_BATCHES = "batch."


class _Body(msgspec.Struct):
    """What is read of bodies; the rest is passed over."""

    req_id: str = ""
    op_id: str = ""
    status: str = ""
    payment: str = ""
    order: str = ""
    order_sig: str = ""
    outcomes: tuple[Outcome, ...] = ()
    references: tuple[Reference, ...] = ()
    bills: tuple[BillStanding, ...] = ()
    collections: tuple[Collection, ...] = ()
    remittance: Remittance | None = None
    recall: RecallView | None = None
    record: str = ""


class _Named(msgspec.Struct):
    req_id: str


class _DayRecord(msgspec.Struct):
    day: str
    state: str


@dataclass(slots=True)
class Story:
    """How things stand by their ids, and the kinds of events in their order.

    ``makers`` are the uids of who issued bills; ``orders`` are texts and signatures of what a second person decides,
    and ``settled`` those of days that were decided.
    """

    kinds: list[str] = field(default_factory=list)
    batches: dict[str, str] = field(default_factory=dict)
    heads: dict[str, Payment] = field(default_factory=dict)
    lines: dict[str, dict[int, Outcome]] = field(default_factory=dict)
    drafts: dict[str, BillDraft] = field(default_factory=dict)
    makers: dict[str, str] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    bills: dict[str, BillStanding] = field(default_factory=dict)
    payments: dict[str, Collection] = field(default_factory=dict)
    remittances: dict[str, Remittance] = field(default_factory=dict)
    recalls: dict[str, RecallView] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    orders: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)

    def hear(self, kind: str, body: str) -> None:
        """Take in the next event: its kind and its body's text."""
        self.kinds.append(kind)
        keep = _KEEP.get(kind, _keep_batch if kind.startswith(_OF_BATCHES) else None)
        if keep is not None:
            keep(self, msgspec.json.decode(body, type=_Body))


def _keep_batch(story: Story, body: _Body) -> None:
    if body.status:
        story.batches[body.op_id] = body.status
    if body.payment:
        story.heads[body.op_id] = decode(body.payment.encode(), Payment)


def _keep_lines(story: Story, body: _Body) -> None:
    story.lines.setdefault(body.op_id, {}).update((int(one.n), one) for one in body.outcomes)


def _keep_references(story: Story, body: _Body) -> None:
    story.references.update((one.bill_id, one) for one in body.references)
    order = decode(body.order.encode(), BillOrder)
    story.drafts.update((one.bill_id, one) for one in order.bills)
    story.makers.update((one.bill_id, order.maker_uid) for one in order.bills)


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
    story.settled.add(body.req_id)
    if body.record:
        record = msgspec.json.decode(body.record, type=_DayRecord)
        story.days[record.day] = record.state


def _keep_order(story: Story, body: _Body) -> None:
    named = msgspec.json.decode(body.order, type=_Named)
    story.orders[named.req_id] = (body.order.encode(), body.order_sig)


_KEEP: dict[str, Callable[[Story, _Body], None]] = {
    LINES_REPORTED: _keep_lines,
    BILLS_ISSUED: _keep_references,
    BILLS_CHANGED: _keep_bills,
    COLLECTIONS_CHANGED: _keep_payments,
    REMITTANCE_CHANGED: _keep_remittance,
    RECALL_CHANGED: _keep_recall,
    REMITTANCE_ORDERED: _keep_order,
    COLLECTION_ORDERED: _keep_order,
    DAY_ORDERED: _keep_order,
    DAY_SETTLED: _keep_day,
}
