"""Everything a central system knows at one moment, so that another one can go on from exactly there."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, insert, select

from app.simulator.files import write_secret
from app.simulator.schema import every_table
from app.simulator.storage import Storage

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

SECRETS = ("pepper", "bank-key.pem", "pages-secret", "console-secret", "operator-token")
"""Files beside the database on which answers depend."""
_ROWS_AT_ONCE = 2_000


class _Content(msgspec.Struct):
    tables: dict[str, list[list[Any]]]
    secrets: dict[str, bytes]


def capture(connection: Connection, data: Path) -> bytes:
    """Return all tables, sessions and challenges as well, with the secrets beside them; compressed, never shown."""
    tables = {
        table.name: [list(row) for row in connection.execute(select(table))] for table in every_table().sorted_tables
    }
    secrets = {name: (data / name).read_bytes() for name in SECRETS if (data / name).exists()}
    return zlib.compress(msgspec.msgpack.encode(_Content(tables, secrets)), 1)


def set_up(start: bytes, data: Path) -> None:
    """Make an empty folder one of a central system that goes on from there."""
    content = msgspec.msgpack.decode(zlib.decompress(start), type=_Content)
    for name, secret in content.secrets.items():
        write_secret(data / name, secret)
    storage = Storage(f"sqlite:///{data / 'central.db'}")
    try:
        with storage.writing() as connection:
            _fill(connection, content.tables)
    finally:
        storage.close()


def _fill(connection: Connection, content: dict[str, list[list[Any]]]) -> None:
    for table in reversed(every_table().sorted_tables):
        connection.execute(delete(table))
    for table in every_table().sorted_tables:
        names = [column.name for column in table.columns]
        rows = content.get(table.name, [])
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[first : first + _ROWS_AT_ONCE]
            connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in some])
