"""What a database holds, in figures by which two copies of it can be compared, and whether it is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import func, select

from app.simulator import recount
from app.simulator.schema import every_table
from app.simulator.snapshots import EPOCH
from app.simulator.storage import fact
from app.simulator.tables import log_heads, logs
from app.wire.events import NO_LEAF, LogRecord, body_commit, leaf

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Books(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The epoch, the rows of each table, the last position and leaf of each log."""

    epoch: str
    rows: dict[str, int]
    heads: dict[str, tuple[int, str]]

    def without_empty(self) -> Books:
        """Return the same without tables in which there is nothing."""
        return msgspec.structs.replace(self, rows={name: count for name, count in self.rows.items() if count})


def read(connection: Connection) -> Books:
    """Return what is there."""
    rows = {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in every_table().sorted_tables
    }
    heads = {row.log: (row.seq, row.leaf) for row in connection.execute(select(log_heads))}
    return Books(fact(connection, EPOCH), rows, heads)


def faults(connection: Connection) -> list[str]:
    """Recount the ledger and follow every log from its beginning; name what does not fit."""
    found = recount.faults(connection)
    for row in connection.execute(select(log_heads).order_by(log_heads.c.log)).all():
        found += _broken(connection, row.log, row.seq, row.leaf)
    return found


def _broken(connection: Connection, log: str, head_seq: int, head_leaf: str) -> list[str]:
    seq, last = 0, NO_LEAF
    for row in connection.execute(select(logs).where(logs.c.log == log).order_by(logs.c.seq)):
        seq += 1
        record = msgspec.json.decode(row.record, type=LogRecord)
        sound = (
            row.seq == seq == int(record.seq)
            and record.prev == last
            and leaf(record) == row.leaf
            and record.body_commit == body_commit(row.salt, row.body.decode())
        )
        if not sound:
            return [f"log {log}: broken at {row.seq}"]
        last = row.leaf
    return [] if (seq, last) == (head_seq, head_leaf) else [f"log {log}: ends at {seq}, its head says {head_seq}"]
