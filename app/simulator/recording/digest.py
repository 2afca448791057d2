"""Fingerprints of what a central system knows: two of them that are alike know the same.

``tables``: every table whole. They are alike where the same requests met the same chance and the same time: played from
a recording's own start, or with one ``--random`` seed and a standing clock. ``state``: only what money and people
depend on: balances, transfers' sums, states of everything and the treasury's books. It is alike wherever the same
things were done, whatever ids, salts, signatures and moments they got.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, func, select

from app.simulator import chance, clock_fact, tables
from app.simulator.closing.tables import days
from app.simulator.collections.tables import bills, payments
from app.simulator.drills.tables import OWN_STORY
from app.simulator.gfmis.tables import documents, entries
from app.simulator.recalls.tables import recalls
from app.simulator.receipts.tables import receipts
from app.simulator.recording.entries import Digests
from app.simulator.remittances.tables import remittances
from app.simulator.schema import every_table
from app.simulator.shared import GENERATION
from app.simulator.strangers import counted_by_place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Column, ColumnElement, Connection, Select

FACT = "recording"
_CONSOLE = "console_"
"""Accounts of the console have nothing to do with the bank's story."""
_NOT_FACTS = (clock_fact.NAME, GENERATION, FACT)
"""When the machine's clock was looked at, how often something shared was changed, and whether somebody records."""


def of(connection: Connection) -> Digests:
    """Return the fingerprints of everything."""
    apart = every_table().sorted_tables
    told = [table for table in apart if not table.name.startswith(_CONSOLE) and table.name not in OWN_STORY]
    found = {table.name: _digest(connection, _whole(table)) for table in told if table is not counted_by_place}
    return Digests(_digest(connection, *_state()), found)


def _whole(table: Table) -> Select[Any]:
    query = select(*(column for column in table.c if not _is_numbered(column))).order_by(*table.primary_key.columns)
    if table is tables.facts:
        return query.where(table.c.name.not_in(_NOT_FACTS))
    if table is tables.counters:
        return query.where(table.c.name != chance.STARTS)
    return query


def _is_numbered(column: Column[Any]) -> bool:
    """Say whether the database itself numbers this, or what it points to: it skips numbers where work is done again.

    The order of what is numbered so is told by the order of the rows.
    """
    return any(one.autoincrement is True for one in (column, *(key.column for key in column.foreign_keys)))


def _state() -> Iterable[Select[Any]]:
    accounts, batches, lines, transfers = tables.accounts.c, tables.batches.c, tables.lines.c, tables.transfers.c
    yield _sorted(accounts.account, accounts.balance_satang, accounts.reserved_satang)
    moved = func.sum(transfers.satang)
    sums = (transfers.kind, transfers.debit, transfers.credit, transfers.fy)
    yield select(*sums, moved).group_by(*sums).order_by(*sums)
    yield _sorted(batches.unit, batches.turn, batches.rev, batches.status, batches.kind, batches.total_satang)
    edition = (lines.op_id == batches.op_id) & (lines.rev == batches.rev)
    outcome = (batches.unit, batches.turn, lines.n, lines.status, lines.reason, lines.satang)
    yield _sorted(*outcome).where(edition)
    b, p, r, m = bills.c, payments.c, remittances.c, recalls.c
    yield _sorted(b.ref1, b.ref2, b.state, b.satang, b.matched_satang, b.waiting_satang, b.received_satang)
    yield _sorted(p.unit, p.turn, p.state, p.cause, p.satang, p.matched_satang, p.refunded_satang, p.value_date)
    yield _sorted(r.unit, r.turn, r.state, r.kind, r.account, r.satang)
    yield _sorted(m.unit, m.turn, m.state, m.satang, m.back_satang)
    yield _sorted(receipts.c.unit, receipts.c.fy, receipts.c.number, receipts.c.voided_at != "")
    yield _sorted(days.c.unit, days.c.day, days.c.state, days.c.version)
    d, e = documents.c, entries.c
    booked = (d.unit, d.kind, e.gl_account, e.side, func.sum(e.satang))
    yield select(*booked).where(e.doc == d.doc).group_by(*booked[:-1]).order_by(*booked[:-1])


def _sorted(*columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns).order_by(*columns)


def _digest(connection: Connection, *queries: Select[Any]) -> str:
    said = hashlib.sha256()
    for query in queries:
        for row in connection.execute(query):
            said.update(repr(tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)).encode())
        said.update(b"\n")
    return said.hexdigest()
