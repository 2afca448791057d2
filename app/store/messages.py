"""The newest events that people may be told of, and what each person has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from app.store.inbox import StoredEvent, events_at
from app.store.recall_tables import message_read
from app.store.tables import event as event_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from app.store.handles import Reading, Writing


def newest(rd: Reading, kinds: Collection[str], since: str, count: int) -> list[StoredEvent]:
    """Return up to ``count`` events of these kinds since an instant, the newest first."""
    wanted = (event_table.c.kind.in_(kinds), event_table.c.at >= since)
    query = select(event_table.c.seq).where(*wanted).order_by(event_table.c.seq.desc()).limit(count)
    return events_at(rd, rd.connection.execute(query).scalars())[::-1]


def read_by(rd: Reading, uid: str) -> frozenset[int]:
    """Return the events whose message a person has read."""
    query = select(message_read.c.seq).where(message_read.c.uid == uid)
    return frozenset(rd.connection.execute(query).scalars())


def mark_read(tx: Writing, uid: str, seqs: Iterable[int]) -> None:
    """Remember that a person has read these messages; twice is the same as once."""
    rows = [{"uid": uid, "seq": seq} for seq in sorted(set(seqs) - read_by(tx, uid))]
    if rows:
        tx.connection.execute(insert(message_read), rows)
    tx.touched("message")
