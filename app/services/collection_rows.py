"""Bills, payments and receipts as sources of rows for tables; the totals are of exactly what is listed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.central.receipts import read
from app.domain.collections.receipt import Receipt
from app.domain.collections.scanned import searched
from app.store import bills, collection_listings, official_receipts, payments
from app.store.collection_listings import Narrowed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.domain.collections.bill import Bill
    from app.domain.collections.payment import Payment
    from app.services.desk import Desk
    from app.services.inquiry import Query
    from app.store.listings import Totals
    from app.store.official_receipts import StoredReceipt


@dataclass(frozen=True, slots=True)
class Limits:
    """What a list is limited to beside its query: days of issuing or paying, type, channel, year, states.

    ``by_value``: the days are those from which money is in the account.
    """

    first: date | None = None
    last: date | None = None
    revenue_type: str = ""
    channel: str = ""
    fy: int = 0
    states: frozenset[str] = frozenset()
    by_value: bool = False


@dataclass(frozen=True, slots=True)
class BillRows:
    """Bills; chips are `app.domain.collections.bill.BillState` values."""

    desk: Desk
    limits: Limits = field(default_factory=Limits)

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching bills in wanted order."""
        with self.desk.store.read() as rd:
            wanted = narrowed(query, self.limits)
            return collection_listings.bill_ids(rd, wanted, query.order, descending=query.descending)

    def rows(self, ids: Sequence[int], /) -> Sequence[Bill]:
        """Return the bills of ``ids`` in the same order."""
        with self.desk.store.read() as rd:
            found = bills.with_ids(rd, ids)
        return [found[identity] for identity in ids if identity in found]

    def totals(self, query: Query, /) -> Totals:
        """Return count and sum of what `ids` lists."""
        with self.desk.store.read() as rd:
            return collection_listings.bill_totals(rd, narrowed(query, self.limits))


@dataclass(frozen=True, slots=True)
class PaymentRows:
    """Payments; chips are `PaymentState` and `QueueCause` values. Totals leave out what the bank took back."""

    desk: Desk
    limits: Limits = field(default_factory=Limits)

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching payments in wanted order."""
        with self.desk.store.read() as rd:
            wanted = narrowed(query, self.limits)
            return collection_listings.payment_ids(rd, wanted, query.order, descending=query.descending)

    def rows(self, ids: Sequence[int], /) -> Sequence[Payment]:
        """Return the payments of ``ids`` in the same order."""
        with self.desk.store.read() as rd:
            found = payments.with_ids(rd, ids)
        return [found[identity] for identity in ids if identity in found]

    def totals(self, query: Query, /) -> Totals:
        """Return count and sum of what `ids` lists."""
        with self.desk.store.read() as rd:
            return collection_listings.payment_totals(rd, narrowed(query, self.limits))

    def row_id(self, payment_id: str) -> int:
        """Return the id of a payment, -1 where it was not heard of."""
        with self.desk.store.read() as rd:
            return payments.row_id(rd, payment_id)


@dataclass(frozen=True, slots=True)
class ReceiptRows:
    """The register of receipts; chips are ``standing``, ``voided``, ``not_printed``. Totals leave out voided ones."""

    desk: Desk
    limits: Limits = field(default_factory=Limits)

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching receipts in wanted order."""
        with self.desk.store.read() as rd:
            wanted = narrowed(query, self.limits)
            return collection_listings.receipt_ids(rd, wanted, query.order, descending=query.descending)

    def rows(self, ids: Sequence[int], /) -> Sequence[Receipt]:
        """Return the receipts of ``ids`` in the same order."""
        with self.desk.store.read() as rd:
            found = official_receipts.with_ids(rd, ids)
        return [receipt_of(found[identity]) for identity in ids if identity in found]

    def totals(self, query: Query, /) -> Totals:
        """Return count and sum of what `ids` lists."""
        with self.desk.store.read() as rd:
            return collection_listings.receipt_totals(rd, narrowed(query, self.limits))

    def row_id(self, receipt_id: str) -> int:
        """Return the id of a receipt, -1 where it was not heard of."""
        with self.desk.store.read() as rd:
            return next((one.id for one in official_receipts.named(rd, [receipt_id])), -1)


def narrowed(query: Query, limits: Limits) -> Narrowed:
    """Return what a list is asked for within its limits; chips narrow a list that is limited to states already.

    A scanned bill is looked for by its references.
    """
    return Narrowed(
        search=searched(query.search),
        states=query.chips,
        within=limits.states,
        first=limits.first or query.narrowed.day_from,
        last=limits.last or query.narrowed.day_to,
        revenue_type=limits.revenue_type or query.narrowed.kind,
        channel=limits.channel,
        fy=limits.fy,
        by_value=limits.by_value,
        satang_from=query.narrowed.satang_from,
        satang_to=query.narrowed.satang_to,
    )


def receipt_of(stored: StoredReceipt) -> Receipt:
    """Return a receipt as it is read from the bytes that the bank signed."""
    return Receipt(read(stored.text), stored.text, stored.sig, stored.void, stored.prints)
