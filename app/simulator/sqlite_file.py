"""SQLite under the central system: one file, one process, one writer at a time with readers beside it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

    Opened = Callable[[DBAPIConnection, ConnectionPoolEntry], None]

NAME = "sqlite"
WRITERS_MAX = 1
READERS_MAX = 4
LOOK = "SELECT 1 FROM sqlite_schema LIMIT 1"
"""Takes the snapshot of a transaction: until a table is asked for, there is none."""
_DURABLE = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
_CACHE = "PRAGMA cache_size=-65536"
"""64 MiB, so that a batch of any size is written without reading pages back."""
_CHECKPOINT = "PRAGMA wal_autocheckpoint=4096"
"""Pages: at 16 MiB of log, what was committed is copied into the file; whoever commits then waits for it.

By its own measure SQLite would copy with every big batch, and the same pages again with the next.
"""


def writer(url: URL) -> Engine:
    """Return the one that writes: durable at every commit, in transactions that begin as writers."""
    return _writing(url, _open_writer)


def reader(url: URL) -> Engine:
    """Return the one that reads, each transaction on one snapshot."""
    engine = _engine(url, READERS_MAX)
    event.listen(engine, "connect", _open_reader)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def altering(url: URL) -> Iterator[Connection]:
    """Open a transaction that may make tables again: references between them are not enforced in it."""
    with _for_once(url, _open_durable) as engine, engine.begin() as connection:
        yield connection


@contextmanager
def supposing(url: URL) -> Iterator[Connection]:
    """Open a transaction that may make tables again as `altering` does, and take all of it back at the end."""
    with _for_once(url, _open_plain) as engine, engine.connect() as connection:
        yield connection


@contextmanager
def _for_once(url: URL, opened: Opened) -> Iterator[Engine]:
    engine = _writing(url, opened)
    try:
        yield engine
    finally:
        engine.dispose()


def _writing(url: URL, opened: Opened) -> Engine:
    engine = _engine(url, WRITERS_MAX)
    event.listen(engine, "connect", opened)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _engine(url: URL, connections_max: int) -> Engine:
    return create_engine(url, hide_parameters=True, poolclass=QueuePool, pool_size=connections_max, max_overflow=0)


def _open_writer(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _open(connection, *_DURABLE, "PRAGMA foreign_keys=ON", _CACHE, _CHECKPOINT)


def _open_durable(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _open(connection, *_DURABLE)


def _open_plain(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _open(connection)


def _open_reader(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _open(connection, "PRAGMA query_only=ON")


def _open(connection: DBAPIConnection, *pragmas: str) -> None:
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError(type(connection))
    # SQLAlchemy begins every transaction itself; the driver must not guess.
    connection.isolation_level = None
    for pragma in ("PRAGMA busy_timeout=10000", "PRAGMA trusted_schema=OFF", *pragmas):
        connection.execute(pragma)


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
