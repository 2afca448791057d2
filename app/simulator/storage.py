"""The database: one writer at a time, readers beside it, and nothing said before it is on the disk."""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import create_engine, event, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import QueuePool

from app.simulator import tables
from app.simulator.schema import every_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine, Table
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

    from app.simulator.chance import Chance

T = TypeVar("T")

READERS_MAX = 4
_SQLITE = "sqlite"
CHANCE = "khlang_chance"
"""The execution option by which a connection knows where random things come from."""
_CACHE = "PRAGMA cache_size=-65536"
"""64 MiB, so that a batch of any size is written without reading pages back."""


class Storage:
    """Runs work inside a transaction: ``write`` one after another, ``read`` on snapshots beside it."""

    def __init__(self, url: str) -> None:
        self._writer = _engine(url, writes=True)
        self._reader = _engine(url, writes=False)
        self._write_thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._read_threads = ThreadPoolExecutor(READERS_MAX, thread_name_prefix="reader")
        every_table().create_all(self._writer)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in a transaction of its own; return its result after the commit is durable."""
        return await asyncio.get_running_loop().run_in_executor(self._write_thread, self.write_now, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` on one consistent snapshot."""
        return await asyncio.get_running_loop().run_in_executor(self._read_threads, self.read_now, work)

    def writing(self) -> AbstractContextManager[Connection]:
        """Open a transaction on the calling thread; it commits at the end of the block."""
        return self._writer.begin()

    def write_now(self, work: Callable[[Connection], T]) -> T:
        """Do what `write` does on the calling thread."""
        with self._writer.begin() as connection:
            return work(connection)

    def read_now(self, work: Callable[[Connection], T]) -> T:
        """Do what `read` does on the calling thread."""
        with self._reader.begin() as connection:
            return work(connection)

    def draw_from(self, chance: Chance) -> None:
        """Let everything random that is written from now on come from there."""
        for engine in (self._writer, self._reader):
            engine.update_execution_options(**{CHANCE: chance})

    def close(self) -> None:
        """Let running work end, then let go of the database."""
        self._write_thread.shutdown()
        self._read_threads.shutdown()
        self._writer.dispose()
        self._reader.dispose()


def fact(connection: Connection, name: str) -> str:
    """Return a single value kept by name, or an empty text."""
    value: str | None = connection.scalar(select(tables.facts.c.value).where(tables.facts.c.name == name))
    return value or ""


def keep_fact(connection: Connection, name: str, value: str) -> None:
    """Write a single value under its name."""
    upsert = _insert(connection)(tables.facts).values(name=name, value=value)
    connection.execute(upsert.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def insert_many(connection: Connection, table: Table, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """Insert many rows given as tuples: what SQLAlchemy does for a row of names costs more than the row itself."""
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    if statement.positional:
        order = [columns.index(name) for name in statement.positiontup or ()]
        if order != list(range(len(columns))):
            raise ValueError(columns)
        connection.exec_driver_sql(str(statement), rows)
    else:
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])


def next_number(connection: Connection, name: str) -> int:
    """Count ``name`` up by one, from 1; part of the caller's transaction, hence without gaps."""
    return next_numbers(connection, name, 1).start


def next_numbers(connection: Connection, name: str, count: int) -> range:
    """Count ``name`` up by so many and return all of them, likewise."""
    counters = tables.counters
    upsert = _insert(connection)(counters).values(name=name, value=count)
    counted = upsert.on_conflict_do_update(index_elements=["name"], set_={"value": counters.c.value + count})
    last: int = connection.execute(counted.returning(counters.c.value)).scalar_one()
    return range(last - count + 1, last + 1)


def numbers(connection: Connection, names: tuple[str, ...]) -> dict[str, int]:
    """Return the counts kept under ``names``; those never counted are left out."""
    if not names:
        return {}
    counters = tables.counters
    rows = connection.execute(select(counters.c.name, counters.c.value).where(counters.c.name.in_(names)))
    return {row.name: row.value for row in rows}


def keep_number(connection: Connection, name: str, value: int) -> None:
    """Write a count under its name."""
    upsert = _insert(connection)(tables.counters).values(name=name, value=value)
    connection.execute(upsert.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _insert(connection: Connection) -> Callable[..., sqlite.Insert] | Callable[..., postgresql.Insert]:
    return sqlite.insert if connection.dialect.name == _SQLITE else postgresql.insert


def _engine(url: str, *, writes: bool) -> Engine:
    engine = create_engine(
        url, hide_parameters=True, poolclass=QueuePool, pool_size=1 if writes else READERS_MAX, max_overflow=0
    )
    if engine.dialect.name == _SQLITE:
        event.listen(engine, "connect", _open_writer if writes else _open_reader)
        event.listen(engine, "begin", _begin_immediate if writes else _begin)
    return engine


def _open_writer(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    _open(connection, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", _CACHE)


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
