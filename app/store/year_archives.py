"""A fiscal year as it lies in the store, a page at a time: nobody has to hold all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import case, func, select

from app.domain.disbursement.batch import BatchStatus
from app.domain.values.dates import bangkok_day, fiscal_year, instant, parse_instant
from app.store.audit_trail import entries
from app.store.closing_tables import statement as statement_table
from app.store.collection_tables import official_receipt as receipt_table
from app.store.statements import stretch
from app.store.tables import batch as batch_table
from app.store.tables import event as event_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from app.domain.access.audit import AuditEntry
    from app.domain.years.fiscal_year import FiscalYear
    from app.store.handles import Reading
    from app.store.statements import KeptStatement

ROWS_AT_ONCE = 500
_E, _B, _R, _S = event_table.c, batch_table.c, receipt_table.c, statement_table.c


class KeptBatch(NamedTuple):
    """A batch whose value date is in the year."""

    op_id: str
    status: BatchStatus


class KeptEvent(NamedTuple):
    """An event with its exact bytes."""

    seq: int
    at: str
    kind: str
    op_id: str
    record: bytes
    salt: str
    body: bytes


@dataclass(frozen=True, slots=True)
class ReceiptSums:
    """The receipts of a year: the last number, and how many hold and are void, with their sums in satang."""

    last: int
    holding: int
    holding_satang: int
    void: int
    void_satang: int


def years(rd: Reading) -> list[int]:
    """Return the fiscal years of which the log tells, the newest first."""
    first, last = rd.connection.execute(select(func.min(_E.at), func.max(_E.at))).one()
    if first is None:
        return []
    ends = [fiscal_year(bangkok_day(parse_instant(moment))) for moment in (first, last)]
    return list(range(ends[1], ends[0] - 1, -1))


def batches(rd: Reading, year: FiscalYear) -> list[KeptBatch]:
    """Return the batches with a value date in the year, the oldest first; drafts never handed in are none."""
    days = _B.value_date.between(year.first.isoformat(), year.last.isoformat())
    query = select(_B.op_id, _B.status).where(days, _B.rev > 0).order_by(_B.value_date, _B.id)
    return [KeptBatch(op_id, BatchStatus(status)) for op_id, status in rd.connection.execute(query)]


def events(rd: Reading, to: int) -> Iterator[KeptEvent]:
    """Give every event from the first up to a number."""
    reached = 0
    columns = (_E.seq, _E.at, _E.kind, _E.op_id, _E.record, _E.salt, _E.body)
    while True:
        wanted = _E.seq.between(reached + 1, min(to, reached + ROWS_AT_ONCE))
        page = rd.tuples(select(*columns).where(wanted).order_by(_E.seq))
        if not page:
            return
        yield from (KeptEvent(*row) for row in page)
        reached = page[-1][0]


def statements(rd: Reading, year: FiscalYear) -> Iterator[KeptStatement]:
    """Give every stretch of an account that ends in the year, one after another."""
    ends = _S.until.between(instant(year.begins_at), instant(year.ends_at))
    keys = rd.tuples(select(_S.account, _S.since, _S.until).where(ends).order_by(_S.account, _S.until, _S.since))
    for account, since, until in keys:
        found = stretch(rd, account, parse_instant(since) if since else None, parse_instant(until))
        if found is not None:
            yield found


def acts(rd: Reading, year: FiscalYear) -> Iterator[AuditEntry]:
    """Give the entries of the audit chain from the year's first one to the newest of all: the chain goes on."""
    begun, since = False, instant(year.begins_at)
    for entry in entries(rd):
        begun = begun or entry.at >= since
        if begun:
            yield entry


def acts_called(rd: Reading, actions: Collection[str]) -> list[AuditEntry]:
    """Return the entries about these actions, the newest first."""
    return [entry for entry in entries(rd) if entry.action in actions][::-1]


def receipt_sums(rd: Reading, year: FiscalYear) -> ReceiptSums:
    """Return how many receipts the year's register has, and their sums."""
    holds = case((_R.voided_at == "", 1), else_=0)
    sums = select(
        func.coalesce(func.max(_R.number), 0),
        func.coalesce(func.sum(holds), 0),
        func.coalesce(func.sum(holds * _R.satang), 0),
        func.coalesce(func.sum(1 - holds), 0),
        func.coalesce(func.sum((1 - holds) * _R.satang), 0),
    )
    return ReceiptSums(*rd.connection.execute(sums.where(_R.fy == year.number)).one())
