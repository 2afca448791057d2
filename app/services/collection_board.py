"""What of collecting waits for the person: tiles of the home page and badges of the left column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central import bills as bill_orders
from app.central import collections, portal, receipts
from app.domain.access.permissions import Action, may
from app.domain.collections.bill import PAYABLE, BillState
from app.domain.collections.orders import OrderState
from app.domain.collections.request import RequestState
from app.domain.values.dates import bangkok_day
from app.services.board import Board, Found, Tile
from app.services.collection_orders import subjects
from app.services.search_kinds import found_bill
from app.store import (
    bills,
    collection_listings,
    collection_orders,
    collection_sums,
    payments,
    portal_requests,
)
from app.store.collection_listings import Narrowed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.collections.orders import SignedCollectionOrder
    from app.services.desk import Desk
    from app.store.handles import Reading
    from app.store.outbox import OutboxCommand

BILLS, REQUESTS, PAYMENTS = "bills", "requests", "payments"
QUEUE, ORDERS, RECEIPTS = "collection_queue", "collection_orders", "official_receipts"
"""Screens by their key."""

KINDS = bill_orders.KINDS | collections.KINDS | receipts.KINDS | portal.KINDS
"""Commands of the outbox that are about collecting."""
FOUND_MAX = 5
RECENT_MAX = 8


class CollectionBoard(Board):
    """Counts for one signed-in person; everything answers from the store."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def tiles(self) -> Sequence[Tile]:
        """Return what waits, each only while there is something."""
        found: list[Tile] = []
        with self._desk.store.read() as rd:
            if self._may(Action.APPROVE_COLLECTION):
                orders = self._orders_from_others(rd)
                oldest = min((one.made_at for one in orders), default=None)
                found.append(Tile("collection_to_approve", len(orders), ORDERS, "waiting", oldest_at=oldest))
            if self._may(Action.PROPOSE_COLLECTION):
                found += [*self._of_money(rd), *_of_requests(rd), *_of_bills(rd)]
        return [tile for tile in found if tile.count]

    def badges(self) -> Mapping[str, int]:
        """Return how much waits for this person by screen."""
        with self._desk.store.read() as rd:
            waits = {ORDERS: len(self._orders_from_others(rd)) if self._may(Action.APPROVE_COLLECTION) else 0}
            if self._may(Action.PROPOSE_COLLECTION):
                waits[QUEUE] = collection_sums.queued(rd).count
                waits[RECEIPTS] = collection_sums.receipts_due(rd, bangkok_day(self._desk.now())).count
                waits[REQUESTS] = sum(tile.count for tile in _of_requests(rd))
        return waits

    def recent(self) -> Sequence[Found]:
        """Return the bills on which something happened last, the newest first."""
        if not self._may(Action.VIEW_COLLECTIONS):
            return ()
        with self._desk.store.read() as rd:
            ids = collection_listings.bill_ids(rd, Narrowed(), "changed_at", descending=True)[:RECENT_MAX]
            known = bills.with_ids(rd, ids)
        return [found_bill(known[identity]) for identity in ids]

    # -- inside -------------------------------------------------------------------------------------------------------

    def _of_money(self, rd: Reading) -> list[Tile]:
        queued = collection_sums.queued(rd)
        due = collection_sums.receipts_due(rd, bangkok_day(self._desk.now()))
        return [
            Tile("money_queued", queued.count, QUEUE, None, queued.total.satang),
            Tile("receipts_due", due.count, RECEIPTS, "due", due.total.satang),
        ]

    def _orders_from_others(self, rd: Reading) -> list[SignedCollectionOrder]:
        uid = self._desk.actor.person.uid
        return [one for one in collection_orders.in_state(rd, OrderState.WAITING) if one.maker_uid != uid]

    def _may(self, action: Action) -> bool:
        return may(self._desk.actor.person.roles, action)


def what(reading: Reading, command: OutboxCommand) -> str:
    """Return what a kept command is about, as the exchange's list shows it: payers, or names of payments."""
    about = subjects(command.kind, command.request)
    known = [bill.draft.payer_name for bill in bills.named(reading, about).values()]
    paid = [one.payer_name or one.payment_id for one in payments.named(reading, about).values()]
    names = [*known, *paid] or sorted(about)
    return f"{names[0]} (+{len(names) - 1:,})" if len(names) > 1 else names[0]


def _of_requests(rd: Reading) -> list[Tile]:
    return [
        Tile(f"requests_{state}", portal_requests.count(rd, state), REQUESTS, state.value)
        for state in (RequestState.FILED, RequestState.PAID)
    ]


def _of_bills(rd: Reading) -> list[Tile]:
    unpaid, expired = (collection_sums.unpaid(rd, states) for states in (PAYABLE, {BillState.EXPIRED}))
    failed = bills.named(rd, [one.about for one in bills.failed_letters(rd)])
    return [
        Tile("bills_unpaid", unpaid.count, BILLS, "unpaid", unpaid.total.satang),
        Tile("bills_expired", expired.count, BILLS, BillState.EXPIRED.value, expired.total.satang),
        Tile("letters_failed", sum(one.awaits_money for one in failed.values()), BILLS, "letters"),
    ]
