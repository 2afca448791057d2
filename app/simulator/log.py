"""The event chain of a unit: append in the caller's transaction, read by cursor (reliability.md 4.5, 4.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Integer, bindparam, insert, select, update

from app.simulator import chance, news
from app.simulator.tables import log_heads, logs
from app.wire.codec import encode
from app.wire.events import LOG_RECORD, NO_LEAF, Event, EventsPage, LogRecord, body_commit, leaf
from app.wire.signature import CHECKPOINT, sign

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from sqlalchemy import Connection

    from app.wire.codec import Message

PAGE_BYTES_MAX = 4 << 20
"""A page ends early at this size; there is always at least one event."""
_HEAD = select(log_heads).where(log_heads.c.log == bindparam("unit"))
_HELD_HEAD = _HEAD.with_for_update()
_CHAIN = insert(logs)
_MOVE = (
    update(log_heads)
    .where(log_heads.c.log == bindparam("unit"))
    .values(seq=bindparam("newest"), leaf=bindparam("newest_leaf"))
)
_AFTER = (
    select(logs)
    .where(logs.c.log == bindparam("unit"), logs.c.seq > bindparam("after"))
    .order_by(logs.c.seq)
    .limit(bindparam("most", type_=Integer))
)


@dataclass(frozen=True, slots=True)
class Author:
    """Who caused an event, with what; all empty for the bank itself."""

    uid: str = ""
    kid: str = ""
    device: str = ""
    cmd_id: str = ""
    sig_sha256: str = ""


BANK = Author()


@dataclass(frozen=True, slots=True)
class Position:
    """Where something stands in a unit's log."""

    log: str
    seq: int
    leaf: str


def begin(connection: Connection, unit: str) -> None:
    """Open the log of a new unit."""
    connection.execute(log_heads.insert().values(log=unit, seq=0, leaf=NO_LEAF))


def head(connection: Connection, unit: str) -> Position:
    """Return the newest position of a unit's log; seq 0 while it is empty."""
    row = connection.execute(_HEAD, {"unit": unit}).one()
    return Position(unit, row.seq, row.leaf)


def append(
    connection: Connection,
    at: str,
    owner: tuple[str, str],
    kind: str,
    obj: str,
    body: Message,
    author: Author,
) -> Position:
    """Chain one event to the log of ``owner`` (agency, unit) and return where it stands."""
    agency, unit = owner
    # Held until the commit: on a server with many writers positions come in commit order, without gaps.
    last = connection.execute(_HELD_HEAD, {"unit": unit}).one()
    salt = chance.drawn(connection).token_hex(16)
    body_bytes = encode(body)
    record = LogRecord(
        typ=LOG_RECORD,
        log=unit,
        seq=str(last.seq + 1),
        ts=at,
        agency=agency,
        actor_uid=author.uid,
        actor_kid=author.kid,
        device=author.device,
        type=kind,
        obj=obj,
        cmd_id=author.cmd_id,
        body_commit=body_commit(salt, body_bytes.decode()),
        sig_sha256=author.sig_sha256,
        prev=last.leaf,
    )
    position = Position(unit, last.seq + 1, leaf(record))
    chained = {"log": unit, "seq": position.seq, "record": encode(record), "leaf": position.leaf}
    connection.execute(_CHAIN, chained | {"salt": salt, "body": body_bytes})
    connection.execute(_MOVE, {"unit": unit, "newest": position.seq, "newest_leaf": position.leaf})
    news.note(connection, news.of_log(unit))
    return position


def leaf_at(connection: Connection, unit: str, seq: int) -> str:
    """Return the leaf at a position, `NO_LEAF` before the first, or an empty text past the end."""
    if seq == 0:
        return NO_LEAF
    found: str | None = connection.scalar(select(logs.c.leaf).where(logs.c.log == unit, logs.c.seq == seq))
    return found or ""


def page(
    connection: Connection, bank_key: Ed25519PrivateKey, epoch: str, unit: str, after: int, limit: int
) -> EventsPage:
    """Return up to ``limit`` events after position ``after``, with the bank's signature over the newest position."""
    newest = head(connection, unit)
    rows = connection.execute(_AFTER, {"unit": unit, "after": after, "most": limit})
    events: list[Event] = []
    size = 0
    for row in rows:
        size += len(row.body)
        if events and size > PAGE_BYTES_MAX:
            break
        record = msgspec.json.decode(row.record, type=LogRecord)
        events.append(Event(record=record, salt=row.salt, body=row.body.decode()))
    last_seq = int(events[-1].record.seq) if events else max(after, newest.seq)
    signed = f"{unit}\n{newest.seq}\n{newest.leaf}"
    return EventsPage(
        epoch=epoch,
        log=unit,
        events=tuple(events),
        more="yes" if last_seq < newest.seq else "no",
        head_seq=str(newest.seq),
        head_leaf=newest.leaf,
        head_sig=sign(bank_key, CHECKPOINT, signed.encode()),
    )
