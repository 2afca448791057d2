"""Remittances and the treasury's documents as sources of rows for tables; the totals are of exactly what is listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central import remittances as orders
from app.central.success_records import read_record
from app.domain.remittances.remittance import Remittance, SignedRecord, Standing
from app.store import remittance_listings, remittances, treasury_books
from app.store.remittance_listings import Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.remittances.books import GfmisDocument
    from app.services.desk import Desk
    from app.services.inquiry import Query
    from app.store.listings import Totals
    from app.store.remittances import StoredRemittance


@dataclass(frozen=True, slots=True)
class RemittanceRows:
    """Remittances; chips are `RemittanceState` values, ``narrowed.kind`` is a `RemittanceKind`."""

    desk: Desk

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching remittances in wanted order."""
        with self.desk.store.read() as rd:
            return remittance_listings.remittance_ids(rd, _wanted(query), query.order, descending=query.descending)

    def rows(self, ids: Sequence[int], /) -> Sequence[Remittance]:
        """Return the remittances of ``ids`` in the same order."""
        with self.desk.store.read() as rd:
            found = remittances.with_ids(rd, ids)
        return [remittance_of(found[identity]) for identity in ids if identity in found]

    def totals(self, query: Query, /) -> Totals:
        """Return count and sum of what `ids` lists."""
        with self.desk.store.read() as rd:
            return remittance_listings.remittance_totals(rd, _wanted(query))

    def row_id(self, req_id: str) -> int:
        """Return the id of a remittance, -1 where it was not heard of."""
        with self.desk.store.read() as rd:
            return remittances.row_id(rd, req_id)


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """The treasury's documents; chips are their matters, ``narrowed.kind`` is their kind (RA, R1 ...)."""

    desk: Desk

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching documents in wanted order."""
        with self.desk.store.read() as rd:
            return remittance_listings.document_ids(rd, _wanted(query), query.order, descending=query.descending)

    def rows(self, ids: Sequence[int], /) -> Sequence[GfmisDocument]:
        """Return the documents of ``ids`` in the same order."""
        with self.desk.store.read() as rd:
            found = treasury_books.with_ids(rd, ids)
        return [found[identity] for identity in ids if identity in found]

    def totals(self, query: Query, /) -> Totals:
        """Return count and sum of what `ids` lists."""
        with self.desk.store.read() as rd:
            return remittance_listings.document_totals(rd, _wanted(query))

    def row_id(self, name: str) -> int:
        """Return the id of a document by ``kind/year/number``, -1 where it was not heard of."""
        kind, _, rest = name.partition("/")
        fy, _, number = rest.partition("/")
        if not (fy.isascii() and fy.isdecimal() and len(fy) < 6):
            return -1
        with self.desk.store.read() as rd:
            return remittance_listings.document_row_id(rd, kind, int(fy), number)


def remittance_of(stored: StoredRemittance) -> Remittance:
    """Return a remittance as it is read from the bytes that persons and bank signed."""
    order = orders.read_order(stored.text)[0] if stored.text else None
    record = SignedRecord(read_record(stored.record), stored.record, stored.record_sig) if stored.record else None
    items = order.items if order else record.told.items if record else ()
    return Remittance(
        standing=Standing(
            req_id=stored.req_id,
            version=stored.version,
            state=stored.state,
            kind=stored.kind,
            account=stored.account,
            office=stored.office,
            total=stored.total,
            maker_uid=stored.maker_uid,
            made_at=stored.made_at,
            due_at=stored.due_at,
            record=record,
            documents=stored.documents,
            answered_at=stored.answered_at,
            code=stored.code,
            recall_id=stored.recall_id,
        ),
        order=order,
        items=items,
        decided_by=stored.decided_by or (record.told.auth_uid if record else ""),
        decided_at=stored.decided_at,
        answer=stored.answer,
        text=stored.text,
        sig=stored.sig,
        decision=stored.decision,
        decision_sig=stored.decision_sig,
    )


def _wanted(query: Query) -> Wanted:
    return Wanted(query.search, query.chips, query.narrowed)
