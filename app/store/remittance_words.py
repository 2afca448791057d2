"""By which words remittances and the treasury's documents are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain.search.kinds import Kind
from app.store import search_index
from app.store.remittance_tables import remittance as remittance_table
from app.store.remittance_tables import remittance_document as document_table
from app.store.remittance_tables import remittance_item as item_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.remittances.books import GfmisDocument
    from app.store.handles import Writing

_R, _D, _I = remittance_table.c, document_table.c, item_table.c


def index_remittance(tx: Writing, req_id: str) -> None:
    """Let a remittance be found by what is known of it now: the treasury's numbers, its sum, the bank's reference."""
    row = tx.connection.execute(select(remittance_table).where(_R.req_id == req_id)).one()
    booked = tx.connection.execute(select(_D.kind, _D.number).where(_D.req_id == req_id).order_by(_D.place)).all()
    basis = tx.connection.execute(select(_I.basis).where(_I.req_id == req_id).order_by(_I.item)).scalars()
    numbers = " ".join(f"{one.kind} {one.number}" for one in booked)
    values = (numbers, row.satang, row.bank_ref, row.doc_no, " ".join(filter(None, basis)), row.memo, row.account)
    search_index.put(tx, Kind.REMITTANCE, {req_id: values})


def index_documents(tx: Writing, documents: Sequence[GfmisDocument]) -> None:
    """Let documents be found by number, by kind, year and number together, by their sum and their words."""
    words = {one.name: (f"{one.kind} {one.number} {one.name}", one.amount.satang, one.text) for one in documents}
    search_index.put(tx, Kind.BOOKED, words)
