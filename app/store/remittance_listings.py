"""Lists of remittances and of the treasury's documents: ids in wanted order, and the sums of exactly what is listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from app.domain.values.list_filter import EVERYTHING, ListFilter
from app.domain.values.money import Money
from app.store.listings import Totals
from app.store.remittance_tables import gfmis_document as booked_table
from app.store.remittance_tables import gfmis_entry as entry_table
from app.store.remittance_tables import remittance as remittance_table
from app.store.remittance_tables import remittance_document as document_table
from app.store.remittance_tables import remittance_item as item_table
from app.store.remittance_tables import remittance_part as part_table

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Select, Table

    from app.store.handles import Reading

_R, _D, _I, _P = remittance_table.c, document_table.c, item_table.c, part_table.c
_B, _E = booked_table.c, entry_table.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for; ``states`` are those of remittances, or the matters of documents.

    ``narrowed.kind`` is a kind of remittance or of document; days are the money's, before it moved the proposal's, and
    those of booking.
    """

    search: str = ""
    states: frozenset[str] = frozenset()
    narrowed: ListFilter = EVERYTHING


_NAME = func.printf("%s/%d/%s", _B.kind, _B.fy, _B.number)
_DAY = func.coalesce(func.nullif(_R.moved_on, ""), _R.made_on)
REMITTANCE_ORDERS: Mapping[str, ColumnElement[Any]] = {
    name: _R[name] for name in ("kind", "account", "office", "state", "made_at", "moved_at", "answered_at", "bank_ref")
} | {"amount": _R.satang}
DOCUMENT_ORDERS: Mapping[str, ColumnElement[Any]] = {
    name: _B[name] for name in ("kind", "number", "fy", "period", "booked_at", "matter", "fund", "revenue_code", "text")
} | {"amount": _B.satang}


def remittance_ids(rd: Reading, wanted: Wanted, order: str = "", *, descending: bool = False) -> array[int]:
    """Return the ids of remittances, the newest first unless told otherwise."""
    return _ids(rd, remittance_table, _remittances(wanted), REMITTANCE_ORDERS.get(order), descending=descending)


def remittance_totals(rd: Reading, wanted: Wanted) -> Totals:
    """Return count and sum of what `remittance_ids` lists."""
    return _totals(rd, _R.satang, _remittances(wanted))


def document_ids(rd: Reading, wanted: Wanted, order: str = "", *, descending: bool = False) -> array[int]:
    """Return the ids of the treasury's documents, the newest first unless told otherwise."""
    return _ids(rd, booked_table, _documents(wanted), DOCUMENT_ORDERS.get(order), descending=descending)


def document_totals(rd: Reading, wanted: Wanted) -> Totals:
    """Return count and sum of what `document_ids` lists."""
    return _totals(rd, _B.satang, _documents(wanted))


def document_row_id(rd: Reading, kind: str, fy: int, number: str) -> int:
    """Return the row id of a document, -1 where it was not heard of."""
    name = (_B.kind == kind, _B.fy == fy, _B.number == number)
    return rd.connection.execute(select(_B.id).where(*name)).scalar() or -1


def _remittances(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Find a remittance by its own words, by codes, receipts and payments in it, and by the treasury's numbers."""
    texts = (_R.req_id, _R.account, _R.office, _R.owner_unit, _R.doc_no, _R.memo, _R.bank_ref)
    found = [
        or_(
            _holds(word, *texts),
            _R.req_id.in_(select(_I.req_id).where(_holds(word, _I.code, _I.revenue_code, _I.gl_account, _I.basis))),
            _R.req_id.in_(select(_P.req_id).where(_holds(word, _P.payment_id, _P.receipt_id))),
            _R.req_id.in_(select(_D.req_id).where(_holds(word, _D.number))),
        )
        for word in wanted.search.split()
    ]
    found += _limits(wanted, _DAY, _R.satang, _R.kind)
    return [*found, *([_R.state.in_(sorted(wanted.states))] if wanted.states else [])]


def _documents(wanted: Wanted) -> list[ColumnElement[bool]]:
    texts = (_B.kind, _B.number, _B.text, _B.fund, _B.revenue_code, _B.about, _B.reverses)
    found = [
        or_(_holds(word, *texts), _B.id.in_(_with_account(word)), _NAME.in_([word])) for word in wanted.search.split()
    ]
    found += _limits(wanted, _B.booked_on, _B.satang, _B.kind)
    return [*found, *([_B.matter.in_(sorted(wanted.states))] if wanted.states else [])]


def _with_account(word: str) -> Select[Any]:
    return select(_E.document).where(_E.gl_account == word)


def _holds(word: str, *texts: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(*(text.contains(word, autoescape=True) for text in texts))


def _limits(
    wanted: Wanted, day: ColumnElement[str], satang: ColumnElement[int], kind: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    said = wanted.narrowed
    limits = (
        (said.kind, kind == said.kind),
        (said.day_from, day >= str(said.day_from)),
        (said.day_to, day <= str(said.day_to)),
        (said.satang_from is not None, satang >= (said.satang_from or 0)),
        (said.satang_to is not None, satang <= (said.satang_to or 0)),
    )
    return [limit for is_set, limit in limits if is_set]


def _ids(
    rd: Reading, table: Table, conditions: list[ColumnElement[bool]], by: ColumnElement[Any] | None, *, descending: bool
) -> array[int]:
    row_id = table.c.id
    query = select(row_id).where(*conditions)
    if by is None:
        return rd.integers(query.order_by(row_id.desc()))
    return rd.integers(query.order_by(*((by.desc(), row_id.desc()) if descending else (by, row_id))))


def _totals(rd: Reading, satang: ColumnElement[int], conditions: list[ColumnElement[bool]]) -> Totals:
    row = rd.connection.execute(select(func.count(), func.coalesce(func.sum(satang), 0)).where(*conditions)).one()
    return Totals(row[0], Money(row[1]))
