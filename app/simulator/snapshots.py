"""Named states of the whole database, to go back to for the next demonstration or drill (SIM-02).

Going back makes a new epoch: workstations that have seen a later history notice, as with any restored server.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, insert, select

from app.simulator import chance, shared
from app.simulator.console.tables import OWN_TABLES
from app.simulator.drills.tables import KEPT_APART
from app.simulator.files import write_secret
from app.simulator.refusals import Refused, wrong
from app.simulator.storage import fact, keep_fact, number_on
from app.simulator.strangers import counted_by_place
from app.simulator.tables import challenges, metadata, sessions
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Table

    from app.simulator.storage import Storage

EPOCH = "epoch"
_NAME = re.compile(r"[0-9A-Za-z_-]{1,40}\Z")
_ENDING = ".snapshot"
_ROWS_AT_ONCE = 5_000
_LEFT_OUT = frozenset({sessions.name, challenges.name})
"""Everybody signs in again."""


def new_epoch(connection: Connection) -> str:
    """Begin a new history; return its name."""
    epoch = chance.drawn(connection).uuid4()
    keep_fact(connection, EPOCH, epoch)
    return epoch


def demand_name(name: str) -> None:
    """Refuse a name that is not a plain word."""
    if not _NAME.match(name):
        raise Refused(Refusal.FIELD_WRONG, field="name", line="")


def path(data: Path, name: str) -> Path:
    """Return where a snapshot lies; refuse a name that is not a plain word."""
    demand_name(name)
    folder = data / "snapshots"
    folder.mkdir(exist_ok=True)
    return folder / f"{name}{_ENDING}"


def kept(data: Path) -> list[Path]:
    """Return the files of all snapshots, each named by its stem."""
    return sorted((data / "snapshots").glob(f"*{_ENDING}"))


async def keep(storage: Storage, data: Path, name: str) -> None:
    """Keep the state of everything under a name."""
    target = path(data, name)
    await storage.read(lambda connection: save(connection, target))


def save(connection: Connection, target: Path) -> None:
    """Write every table as it is now into one file."""
    content = {
        table.name: [list(row) for row in connection.execute(select(table))]
        for table in _story()
        if table.name not in _LEFT_OUT
    }
    write_secret(target, msgspec.msgpack.encode(content))


def restore(connection: Connection, source: Path) -> str:
    """Put every table back; return the new epoch. Refuses with ``not_found``, a damaged file with ``field_wrong``."""
    if not source.is_file():
        raise Refused(Refusal.NOT_FOUND)
    content = _read(source)
    drawn, generation = chance.position(connection), fact(connection, shared.GENERATION)
    for table in reversed(_story()):
        connection.execute(delete(table))
    for table in _story():
        names = [column.name for column in table.columns]
        rows = content.get(table.name, [])
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in some])
        number_on(connection, table)
    chance.stay_at(connection, drawn)
    shared.continued(connection, generation)
    return new_epoch(connection)


def _read(source: Path) -> dict[str, list[list[Any]]]:
    try:
        content = msgspec.msgpack.decode(source.read_bytes(), type=dict[str, list[list[Any]]])
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise wrong("name") from problem
    columns = {table.name: len(table.columns) for table in _story()}
    if any(len(row) != columns.get(name, 0) for name, rows in content.items() for row in rows):
        raise wrong("name")
    return content


def _story() -> list[Table]:
    """Return the tables that are kept and put back.

    The console's own, drills that were passed and what came from strangers stay as they are.
    """
    stay = OWN_TABLES | KEPT_APART | {counted_by_place.name}
    return [table for table in metadata.sorted_tables if table.name not in stay]
