"""Money called back, as the log told it last; and what became of notices to payees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from app.domain.recalls.news import NoticeReport
from app.domain.search.kinds import Kind
from app.domain.values.dates import instant, parse_instant
from app.store import search_index
from app.store.recall_tables import payee_notice as notice_table
from app.store.recall_tables import recall as recall_table

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from app.domain.recalls.news import NoticesReported, RecallChanged
    from app.domain.recalls.recall import Recall
    from app.store.handles import Reading, Writing


@dataclass(frozen=True, slots=True)
class StoredRecall:
    """A recall as kept: the word of its last event, and the exact bytes of what that told."""

    recall_id: str
    what: str
    view: bytes


def put(tx: Writing, told: RecallChanged, seq: int) -> None:
    """Keep a recall as it is from here on."""
    recall = told.recall
    row = {
        "recall_id": recall.recall_id,
        "seq": seq,
        "op_id": recall.op_id,
        "number": recall.number,
        "state": recall.state.value,
        "what": recall.what,
        "opened_at": instant(recall.opened_at),
        "view": told.view,
    }
    tx.connection.execute(delete(recall_table).where(recall_table.c.recall_id == recall.recall_id))
    tx.connection.execute(insert(recall_table), row)
    search_index.put(tx, Kind.RECALL, {recall.recall_id: _words(recall)})
    tx.touched("recall")


def _words(recall: Recall) -> tuple[str | int, ...]:
    """Return what a recall is found by."""
    documents = " ".join(f"{one.kind} {one.number}" for one in recall.documents)
    money = (recall.payee, recall.account, recall.asked.satang, recall.letter_no)
    return (*money, documents, recall.bank_ref, recall.reason)


def every(rd: Reading) -> list[StoredRecall]:
    """Return all recalls, the oldest first."""
    return _read(rd)


def of_line(rd: Reading, op_id: str, number: int) -> list[StoredRecall]:
    """Return the recalls of a line, the oldest first."""
    return _read(rd, recall_table.c.op_id == op_id, recall_table.c.number == number)


def one(rd: Reading, recall_id: str) -> StoredRecall | None:
    """Return a recall, None where it was not heard of."""
    found = _read(rd, recall_table.c.recall_id == recall_id)
    return found[0] if found else None


def put_notices(tx: Writing, told: NoticesReported) -> None:
    """Keep what became of notices to payees."""
    numbers = [report.number for report in told.reports]
    mine = (notice_table.c.op_id == told.op_id, notice_table.c.number.in_(numbers))
    tx.connection.execute(delete(notice_table).where(*mine))
    rows = [
        {
            "op_id": told.op_id,
            "number": report.number,
            "channel": report.channel,
            "state": report.state,
            "problem": report.problem,
            "at": instant(report.at),
        }
        for report in told.reports
    ]
    if rows:
        tx.connection.execute(insert(notice_table), rows)
    tx.touched("line")


def notice(rd: Reading, op_id: str, number: int) -> NoticeReport | None:
    """Return what became of the notice to one payee, None before anything was told."""
    n = notice_table.c
    columns = (n.number, n.channel, n.state, n.problem, n.at)
    row = rd.connection.execute(select(*columns).where(n.op_id == op_id, n.number == number)).first()
    return NoticeReport(*row[:4], parse_instant(row[4])) if row else None


def _read(rd: Reading, *wanted: ColumnElement[bool]) -> list[StoredRecall]:
    r = recall_table.c
    query = select(r.recall_id, r.what, r.view).where(*wanted).order_by(r.opened_at, r.recall_id)
    return [StoredRecall(*row) for row in rd.connection.execute(query)]
