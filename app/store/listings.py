"""Lists as screens want them: all ids in order at once, rows when they are looked at, the sum for the footer.

``order`` is a name from `BATCH_ORDERS` or `LINE_ORDERS`; an empty one is the natural order (newest batch first, lines
by number). Thai text is ordered by code point. ``search`` finds a part of the text in any column a person searches.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, or_, select

from app.domain.access.audit import AuditEntry
from app.domain.values.dates import BANGKOK, instant
from app.domain.values.list_filter import EVERYTHING
from app.domain.values.money import Money
from app.store import records
from app.store.tables import audit as audit_table
from app.store.tables import batch as batch_table
from app.store.tables import line as line_table

if TYPE_CHECKING:
    from array import array
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select, Table

    from app.domain.disbursement.record import Batch, LineRecord
    from app.domain.values.list_filter import ListFilter
    from app.store.handles import Reading

BATCH_ORDERS: Mapping[str, ColumnElement[Any]] = {
    **{column.name: column for column in batch_table.columns if column.name not in ("id", "op_id", "file_sha256")},
    "total": batch_table.c.total_satang,
    "settled": batch_table.c.settled_satang,
    "failed": batch_table.c.failed_satang,
}
LINE_ORDERS: Mapping[str, ColumnElement[Any]] = {
    **{column.name: column for column in line_table.columns if column.name not in ("id", "originals")},
    "number": line_table.c.id,
    "amount": line_table.c.satang,
}
_FIRST_LINE = 1 << records.NUMBER_BITS
_BATCH_TEXTS = ("purpose", "memo", "document_no", "file_name", "op_id")
_LINE_TEXTS = ("name", "account", "reference", "bank_reference", "person_id")
_AUDIT_TEXTS = ("name", "about", "facts", "device")


@dataclass(frozen=True, slots=True)
class Totals:
    """What the footer of a list says: how many rows, and the sum of their readable amounts."""

    count: int
    total: Money


def batch_ids(
    rd: Reading,
    *,
    order: str = "",
    descending: bool = False,
    search: str = "",
    statuses: Collection[str] | None = None,
    deliveries: Collection[str] | None = None,
    mine_uid: str | None = None,
    narrowed: ListFilter = EVERYTHING,
) -> array[int]:
    """Return the ids of batches; ``mine_uid`` leaves only those this person made; a filter of None means any."""
    by = BATCH_ORDERS[order] if order else batch_table.c.id
    query = select(batch_table.c.id).where(*_batches(search, statuses, deliveries, mine_uid, narrowed))
    return rd.integers(_ordered(query, by, batch_table.c.id, descending=descending or not order))


def batch_totals(
    rd: Reading,
    *,
    search: str = "",
    statuses: Collection[str] | None = None,
    deliveries: Collection[str] | None = None,
    mine_uid: str | None = None,
    narrowed: ListFilter = EVERYTHING,
) -> Totals:
    """Return count and sum of what `batch_ids` lists with the same filter."""
    return _totals(rd, batch_table.c.total_satang, _batches(search, statuses, deliveries, mine_uid, narrowed))


def batch_row_id(rd: Reading, op_id: str) -> int:
    """Return the list's id of a batch, -1 for none."""
    found = rd.connection.execute(select(batch_table.c.id).where(batch_table.c.op_id == op_id)).scalar()
    return -1 if found is None else int(found)


def batch_rows(rd: Reading, ids: Sequence[int]) -> dict[int, Batch]:
    """Return the batches with these ids; one that is gone meanwhile is left out."""
    return {row.id: records.batch_record(row) for row in rd.connection.execute(_with_ids(batch_table, ids))}


def line_ids(
    rd: Reading,
    op_id: str | None,
    *,
    order: str = "",
    descending: bool = False,
    search: str = "",
    statuses: Collection[str] | None = None,
    narrowed: ListFilter = EVERYTHING,
) -> array[int]:
    """Return the ids of a batch's lines, or of every line in the store for None."""
    by = LINE_ORDERS[order] if order else line_table.c.id
    query = select(line_table.c.id).where(*_lines(rd, op_id, search, statuses, narrowed))
    return rd.integers(_ordered(query, by, line_table.c.id, descending=descending))


def line_totals(
    rd: Reading,
    op_id: str | None,
    *,
    search: str = "",
    statuses: Collection[str] | None = None,
    narrowed: ListFilter = EVERYTHING,
) -> Totals:
    """Return count and sum of what `line_ids` lists with the same filter."""
    return _totals(rd, line_table.c.satang, _lines(rd, op_id, search, statuses, narrowed))


def line_rows(rd: Reading, ids: Sequence[int]) -> dict[int, LineRecord]:
    """Return the lines with these ids; one that is gone meanwhile is left out."""
    return {row[0]: records.line_record(row) for row in rd.tuples(_with_ids(line_table, ids))}


def op_ids_of_lines(rd: Reading, ids: Sequence[int]) -> dict[int, str]:
    """Return, by line id, which batch each line belongs to."""
    batches = {records.batch_id_of(identity) for identity in ids}
    known = {row.id: row.op_id for row in rd.connection.execute(_with_ids(batch_table, list(batches)))}
    return {
        identity: known[records.batch_id_of(identity)] for identity in ids if records.batch_id_of(identity) in known
    }


def audit_ids(rd: Reading, *, search: str = "", actions: Collection[str] | None = None) -> array[int]:
    """Return the numbers of audit entries, newest first."""
    conditions = [_found(audit_table, _AUDIT_TEXTS, search)] if search else []
    if actions is not None:
        conditions.append(audit_table.c.action.in_(sorted(actions)))
    return rd.integers(select(audit_table.c.seq).where(*conditions).order_by(audit_table.c.seq.desc()))


def audit_rows(rd: Reading, ids: Sequence[int]) -> dict[int, AuditEntry]:
    """Return the audit entries with these numbers."""
    query = select(audit_table).where(audit_table.c.seq.in_(_values(ids)))
    return {row.seq: AuditEntry(*row) for row in rd.connection.execute(query)}


def _batches(
    search: str,
    statuses: Collection[str] | None,
    deliveries: Collection[str] | None,
    mine_uid: str | None,
    narrowed: ListFilter,
) -> list[ColumnElement[bool]]:
    conditions = [_found(batch_table, _BATCH_TEXTS, search)] if search else []
    if statuses is not None:
        conditions.append(batch_table.c.status.in_(sorted(statuses)))
    if deliveries is not None:
        conditions.append(batch_table.c.delivery.in_(sorted(deliveries)))
    if mine_uid is not None:
        conditions.append(batch_table.c.maker_uid == mine_uid)
    if narrowed.kind:
        conditions.append(batch_table.c.kind == narrowed.kind)
    if narrowed.bank:
        inside = line_table.c.id.between(batch_table.c.id * _FIRST_LINE, (batch_table.c.id + 1) * _FIRST_LINE - 1)
        conditions.append(exists().where(inside, line_table.c.bank == narrowed.bank))
    days = tuple(day.isoformat() if day else None for day in (narrowed.day_from, narrowed.day_to))
    return [*conditions, *_span(batch_table.c.value_date, *days), *_amounts(batch_table.c.total_satang, narrowed)]


def _span(column: ColumnElement[Any], low: object, high: object) -> list[ColumnElement[bool]]:
    """Return conditions for a value from ``low`` to ``high``, both included; None is no limit."""
    return [*([column >= low] if low is not None else []), *([column <= high] if high is not None else [])]


def _amounts(column: ColumnElement[Any], narrowed: ListFilter) -> list[ColumnElement[bool]]:
    return _span(column, narrowed.satang_from, narrowed.satang_to)


def _settled(narrowed: ListFilter) -> list[ColumnElement[bool]]:
    """Return conditions for lines that the bank answered on these days in Bangkok."""
    low, high = narrowed.day_from, narrowed.day_to
    first = instant(datetime.combine(low, time.min, BANGKOK)) if low else None
    last = instant(datetime.combine(high, time.max, BANGKOK)) if high else None
    return _span(line_table.c.settled_at, first, last)


def _lines(
    rd: Reading, op_id: str | None, search: str, statuses: Collection[str] | None, narrowed: ListFilter
) -> list[ColumnElement[bool]]:
    conditions = [_found(line_table, _LINE_TEXTS, search)] if search else []
    if op_id is not None:
        first = select(batch_table.c.id).where(batch_table.c.op_id == op_id)
        batch_id = rd.connection.execute(first).scalar() or 0
        conditions.append(line_table.c.id.between(*records.line_id_range(batch_id)))
    if statuses is not None:
        conditions.append(line_table.c.status.in_(sorted(statuses)))
    if narrowed.bank:
        conditions.append(line_table.c.bank == narrowed.bank)
    return [*conditions, *_settled(narrowed), *_amounts(line_table.c.satang, narrowed)]


def _ordered(
    query: Select[tuple[int]], by: ColumnElement[Any], identity: ColumnElement[int], *, descending: bool
) -> Select[tuple[int]]:
    """Order by a column, equals by id, so that the same question always has the same answer."""
    columns = (by,) if by is identity else (by, identity)
    return query.order_by(*(column.desc() if descending else column for column in columns))


def _totals(rd: Reading, satang: ColumnElement[int], conditions: list[ColumnElement[bool]]) -> Totals:
    count, total = rd.connection.execute(select(func.count(), func.sum(satang)).where(*conditions)).one()
    return Totals(count, Money(total or 0))


def _found(table: Table, names: tuple[str, ...], search: str) -> ColumnElement[bool]:
    return or_(*(table.c[name].contains(search, autoescape=True) for name in names))


def _with_ids(table: Table, ids: Sequence[int]) -> Select[Any]:
    """Ask for rows by id; a page of neighbours is one walk along the table instead of a search for each."""
    if ids and max(ids) - min(ids) + 1 == len(set(ids)):
        return select(table).where(table.c.id.between(min(ids), max(ids)))
    return select(table).where(table.c.id.in_(_values(ids)))


def _values(ids: Sequence[int]) -> Select[tuple[int]]:
    """Return ids as a table of one parameter, so that one prepared statement serves any number of them."""
    return select(func.json_each(json.dumps(list(ids))).table_valued("value").c.value)
