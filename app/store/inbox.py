"""What the central system told, in its order; events and the place reached are written in one commit."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from app.domain.disbursement.outcome import Checkpoint
from app.domain.reports.reasons import given
from app.domain.values.errors import Tampered
from app.store.tables import checkpoint as checkpoint_table
from app.store.tables import cursor as cursor_table
from app.store.tables import event as event_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.domain.disbursement.outcome import LogEvent
    from app.store.handles import Reading, Writing


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far this workstation has heard: the log's epoch, the last number, the leaf of that record."""

    epoch: str
    seq: int
    leaf: str


NOTHING_HEARD = Cursor("", 0, "0" * 64)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as kept; ``detail`` is the reason that somebody gave, or nothing. Otherwise see `LogEvent`."""

    seq: int
    leaf: str
    at: str
    kind: str
    op_id: str
    uid: str
    device: str
    record: bytes
    body: bytes
    salt: str
    detail: str


_COLUMNS = [event_table.c[field.name] for field in fields(StoredEvent)]


def cursor(rd: Reading) -> Cursor:
    """Return how far this workstation has heard."""
    row = rd.connection.execute(select(cursor_table.c.epoch, cursor_table.c.seq, cursor_table.c.leaf)).first()
    return Cursor(*row) if row else NOTHING_HEARD


def append(tx: Writing, epoch: str, events: Iterable[LogEvent]) -> list[LogEvent]:
    """Keep the events that are new, move the cursor, and return them: their effects belong into the same commit.

    An event heard before is left out, so that applying a page twice changes nothing. Raises `Tampered`
    ``epoch_changed`` for another log than the one followed so far, ``events_rewritten`` for a known number with other
    content, ``events_missing`` for a gap. Nothing of what is kept is ever thrown away.
    """
    here = cursor(tx)
    if here.epoch not in ("", epoch):
        raise Tampered("epoch_changed", known=here.epoch, told=epoch)
    fresh = list(_new(tx, here.seq, events))
    tx.insert_many(insert(event_table), map(_row, fresh))
    last = fresh[-1] if fresh else None
    reached = Cursor(epoch, last.seq, last.leaf) if last else Cursor(epoch, here.seq, here.leaf)
    if reached != here:
        tx.connection.execute(delete(cursor_table))
        tx.connection.execute(
            insert(cursor_table), {"one": 1, "epoch": reached.epoch, "seq": reached.seq, "leaf": reached.leaf}
        )
    tx.touched("event")
    return fresh


def known_events(rd: Reading, op_id: str) -> list[StoredEvent]:
    """Return the events about a batch in the log's order."""
    query = select(*_COLUMNS).where(event_table.c.op_id == op_id).order_by(event_table.c.seq)
    return [StoredEvent(*row) for row in rd.connection.execute(query)]


def known_seqs(rd: Reading, op_id: str) -> list[int]:
    """Return the numbers of the events about a batch, in order."""
    query = select(event_table.c.seq).where(event_table.c.op_id == op_id).order_by(event_table.c.seq)
    return list(rd.connection.execute(query).scalars())


def seqs_for_proof(rd: Reading, op_ids: Iterable[str], kind: str, to: int) -> list[int]:
    """Return the numbers of the events about these batches, and of all of one kind, up to a number, in order."""
    values = func.json_each(json.dumps(sorted(op_ids))).table_valued("value")
    wanted = event_table.c.op_id.in_(select(values.c.value)) | (event_table.c.kind == kind)
    query = select(event_table.c.seq).where(wanted, event_table.c.seq <= to).order_by(event_table.c.seq)
    return list(rd.connection.execute(query).scalars())


def put_checkpoint(tx: Writing, signed: Checkpoint) -> None:
    """Keep the bank's signature over the newest end of the log, in place of an earlier one's."""
    values = {"one": 1, "log": signed.log, "seq": signed.seq, "leaf": signed.leaf, "signature": signed.signature}
    tx.connection.execute(insert(checkpoint_table).prefix_with("OR REPLACE"), values)


def checkpoint(rd: Reading) -> Checkpoint | None:
    """Return the bank's signature over the log as far as it was heard to an end, None before it ever was."""
    columns = (checkpoint_table.c[name] for name in ("log", "seq", "leaf", "signature"))
    row = rd.connection.execute(select(*columns)).first()
    return Checkpoint(*row) if row else None


def records(rd: Reading, after: int, to: int) -> list[tuple[int, bytes]]:
    """Return number and record of the events after one number up to another, in order."""
    wanted = event_table.c.seq.between(after + 1, to)
    query = select(event_table.c.seq, event_table.c.record).where(wanted).order_by(event_table.c.seq)
    return rd.tuples(query)


def events_at(rd: Reading, seqs: Iterable[int]) -> list[StoredEvent]:
    """Return the events with these numbers that are there, in order."""
    values = func.json_each(json.dumps(list(seqs))).table_valued("value")
    query = select(*_COLUMNS).where(event_table.c.seq.in_(select(values.c.value))).order_by(event_table.c.seq)
    return [StoredEvent(*row) for row in rd.connection.execute(query)]


def _new(tx: Writing, reached: int, events: Iterable[LogEvent]) -> Iterator[LogEvent]:
    for event in events:
        if event.seq <= reached:
            known = tx.connection.execute(select(event_table.c.leaf).where(event_table.c.seq == event.seq)).scalar()
            if known != event.leaf:
                raise Tampered("events_rewritten", seq=event.seq)
        elif event.seq != reached + 1:
            raise Tampered("events_missing", seq=reached + 1)
        else:
            reached = event.seq
            yield event


def _row(event: LogEvent) -> tuple[object, ...]:
    """Return the event in the column order of the table."""
    return (
        event.seq,
        event.leaf,
        event.at,
        event.kind,
        event.op_id,
        event.uid,
        event.device,
        given(event),
        event.record,
        event.body,
        event.salt,
    )
