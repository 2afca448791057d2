"""The database: writers in turn, readers beside them, and nothing said before it is on the disk.

SQLite is one process with one writer. PostgreSQL is any number of them: there a write may have to run again, so what
is handed to `Storage.write` must have no effect but through its connection.
"""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from contextvars import copy_context
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import BigInteger, bindparam, func, insert, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from app.simulator import postgres_server, sqlite_file, tables
from app.simulator.named_locks import LocalLocks, NamedLock, SessionLock
from app.simulator.news import noted
from app.simulator.passage import now_passing
from app.simulator.refusals import Refused
from app.simulator.renewal import renew
from app.simulator.schema import every_table
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator

    import psycopg
    from sqlalchemy import Connection, Engine, RootTransaction, Table
    from sqlalchemy.sql.dml import ReturningInsert

    from app.simulator.chance import Chance
    from app.simulator.passage import Passage

T = TypeVar("T")

CHANCE = "khlang_chance"
"""The execution option by which a connection knows where random things come from."""
_ROWS_AT_ONCE = 500
_FACT = select(tables.facts.c.value).where(tables.facts.c.name == bindparam("name"))
_FACTS = select(tables.facts.c.name, tables.facts.c.value).where(
    tables.facts.c.name.in_(bindparam("names", expanding=True))
)
_PAUSES_SECONDS = (0.0, 0.05, 0.2, 0.5)
"""Before work runs again because others were quicker or the connection was lost; then it is given up."""


class Storage:
    """Runs work inside a transaction: ``write`` in turn with the other writers, ``read`` on snapshots beside them.

    Both refuse with ``unavailable`` while the database is away. ``on_begin`` is called with the connection at the
    start of every transaction of theirs, before its work; ``on_commit`` on the same thread with what a transaction
    noted (`app.simulator.news`) as soon as it is durable; ``on_ran`` after each with ``read`` or ``write``, its
    seconds and how often it ran again. `DatabaseUnfit` tells at the start what the database lacks.
    """

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self.is_shared = address.get_backend_name() == postgres_server.NAME
        """Whether other processes may work on the same database."""
        kind = postgres_server if self.is_shared else sqlite_file
        self.on_begin: Callable[[Connection], None] | None = None
        self.on_commit: Callable[[frozenset[str]], None] | None = None
        self.on_ran: Callable[[str, float, int], None] | None = None
        self._address = address
        self._sessions = postgres_server.sessions(address) if self.is_shared else None
        if self._sessions is not None:
            postgres_server.demand_fit(self._sessions)
        self._local_locks = LocalLocks()
        self._alone = asyncio.Semaphore(postgres_server.ALONE_MAX)
        self._order, self._look = threading.Lock(), kind.LOOK
        self._writer = kind.writer(address)
        self._reader = kind.reader(address)
        self._write_threads = ThreadPoolExecutor(kind.WRITERS_MAX, thread_name_prefix="writer")
        self._read_threads = ThreadPoolExecutor(kind.READERS_MAX, thread_name_prefix="reader")
        with kind.altering(address) as connection:
            renew(connection)
        with self.writing() as connection:
            every_table().create_all(connection)
            for table in every_table().sorted_tables:
                if _numbers_again(connection, table):
                    number_on(connection, table)

    async def write(self, work: Callable[[Connection], T], unit: str = "") -> T:
        """Run ``work`` in a transaction of its own; return its result after the commit is durable.

        Whoever names the one ``unit`` whose rows the work writes lets those of other units go on beside it. The work
        may run several times; only the effects of its last run remain.
        """
        # Whatever is logged on the way belongs to the same request.
        run = copy_context().run
        return await asyncio.get_running_loop().run_in_executor(self._write_threads, run, self.write_now, work, unit)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` on one consistent snapshot."""
        run = copy_context().run
        return await asyncio.get_running_loop().run_in_executor(self._read_threads, run, self.read_now, work)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction on the calling thread that runs once, in everybody's turn, and commits at the end."""
        with self._transaction(self._writer, "") as connection:
            yield connection

    def write_now(self, work: Callable[[Connection], T], unit: str = "") -> T:
        """Do what `write` does on the calling thread."""
        return self._timed("write", self._writer, work, unit)

    def read_now(self, work: Callable[[Connection], T]) -> T:
        """Do what `read` does on the calling thread."""
        return self._timed("read", self._reader, work, "")

    def lock(self, name: str) -> NamedLock:
        """Return the lock of that name, not taken yet: it has one holder among all workers on this database."""
        if self._sessions is None:
            return self._local_locks.lock(name)
        return SessionLock(self._sessions, postgres_server.lock_key(f"lock {name}"))

    def session(self) -> Connection:
        """Return a new session with a shared database, outside transactions and pools; the caller closes it."""
        if self._sessions is None:
            raise RuntimeError(sqlite_file.NAME)
        return self._sessions.connect()

    async def line(self) -> psycopg.AsyncConnection[Any]:
        """Return a new session with a shared database for the event loop, without transactions; to be closed."""
        return await postgres_server.line(self._address)

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        """Be the only one at this name among all workers on a shared database; within this process it keeps no order.

        Refuses with ``unavailable`` while the database is away, or when another keeps the name too long.
        """
        if not self.is_shared:
            yield
            return
        async with self._alone, postgres_server.alone(self._address, name):
            yield

    def draw_from(self, chance: Chance) -> None:
        """Let everything random that is written from now on come from there."""
        for engine in (self._writer, self._reader):
            engine.update_execution_options(**{CHANCE: chance})

    def close(self) -> None:
        """Let running work end, then let go of the database."""
        self._write_threads.shutdown()
        self._read_threads.shutdown()
        self._writer.dispose()
        self._reader.dispose()

    def _timed(self, kind: str, engine: Engine, work: Callable[[Connection], T], unit: str) -> T:
        began, tries = time.perf_counter(), 0

        def tried(connection: Connection) -> T:
            nonlocal tries
            tries += 1
            return work(connection)

        try:
            return self._run(engine, tried, unit)
        finally:
            if self.on_ran is not None:
                self.on_ran(kind, time.perf_counter() - began, max(0, tries - 1))

    def _run(self, engine: Engine, work: Callable[[Connection], T], unit: str) -> T:
        if not self.is_shared:
            with self._transaction(engine, unit) as connection:
                return work(connection)
        passage = now_passing()
        mark = passage.mark() if passage is not None else 0
        for pause in (None, *_PAUSES_SECONDS):
            if pause is not None:
                time.sleep(pause)
            if passage is not None:
                passage.run_again(mark)
            try:
                with self._transaction(engine, unit) as connection:
                    return work(connection)
            except DBAPIError as problem:
                if not postgres_server.runs_again(problem, alone=not unit):
                    if postgres_server.is_away(problem):
                        raise Refused(Refusal.UNAVAILABLE) from problem
                    raise
            unit = ""  # in everybody's turn nobody is quicker
        raise Refused(Refusal.UNAVAILABLE)

    @contextmanager
    def _transaction(self, engine: Engine, unit: str) -> Iterator[Connection]:
        with engine.connect() as connection:
            if unit and self.is_shared:
                connection.execution_options(**{postgres_server.TURN: unit})
            noted(connection)  # by one that failed
            with connection.begin() as transaction:
                passage = now_passing()
                if passage is not None:
                    self._begin_in_order(passage, connection)
                if self.on_begin is not None:
                    self.on_begin(connection)
                yield connection
                if passage is not None and engine is self._writer:
                    self._commit_in_order(passage, transaction)
                else:
                    _commit(transaction)
            told = noted(connection)
        if told and self.on_commit is not None:
            self.on_commit(told)

    def _begin_in_order(self, passage: Passage, connection: Connection) -> None:
        """Have a recorded look begin behind all that it sees, and before all else: no commit goes on meanwhile."""
        with self._order:
            connection.exec_driver_sql(self._look)
            passage.began()

    def _commit_in_order(self, passage: Passage, transaction: RootTransaction) -> None:
        with self._order:
            passage.writes()
            _commit(transaction)


def _commit(transaction: RootTransaction) -> None:
    try:
        transaction.commit()
    except DBAPIError as problem:
        if problem.connection_invalidated:  # whether it happened nobody knows: whoever asked finds out
            raise Refused(Refusal.UNAVAILABLE) from problem
        raise


def fact(connection: Connection, name: str) -> str:
    """Return a single value kept by name, or an empty text."""
    value: str | None = connection.scalar(_FACT, {"name": name})
    return value or ""


def facts(connection: Connection, names: Collection[str]) -> dict[str, str]:
    """Return the single values kept by these names; those never kept are left out."""
    return dict(connection.execute(_FACTS, {"names": names}).tuples().all())


def keep_fact(connection: Connection, name: str, value: str) -> None:
    """Write a single value under its name."""
    upsert = _insert(connection.dialect.name)(tables.facts).values(name=name, value=value)
    connection.execute(upsert.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def insert_many(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert many rows given as tuples: what SQLAlchemy does for a row of names costs more than the row itself.

    ``rows`` is read once, as it goes: the collector walks again and again over many thousands that are there at once.
    """
    if connection.dialect.name != sqlite_file.NAME:
        postgres_server.copy_rows(connection, table, columns, rows)
        return
    words, waiting = _words(table, columns), iter(rows)
    while block := list(islice(waiting, _ROWS_AT_ONCE)):
        connection.exec_driver_sql(words, block)


@cache
def _words(table: Table, columns: tuple[str, ...]) -> str:
    """Return how SQLite is told to insert values of these columns, in their order."""
    statement = insert(table).compile(dialect=sqlite.dialect(), column_keys=list(columns))
    order = [columns.index(name) for name in statement.positiontup or ()]
    if order != list(range(len(columns))):
        raise ValueError(columns)
    return str(statement)


def number_on(connection: Connection, table: Table) -> None:
    """Let the numbers that the database gives its rows follow those that are there, as SQLite's do by themselves."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name == sqlite_file.NAME:
        return
    newest: int = connection.scalar(select(func.coalesce(func.max(column), 0))) or 0
    sequence: str = connection.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar_one()
    # Unlike `setval` it is undone with the transaction.
    connection.exec_driver_sql(f"ALTER SEQUENCE {sequence} RESTART WITH {newest + 1:d}")


def _numbers_again(connection: Connection, table: Table) -> bool:
    """Say whether the database would give a row a number that another has.

    A database that was made as a copy of another forgets the numbers it gave since when PostgreSQL is stopped hard.
    """
    column = table.autoincrement_column
    if column is None or connection.dialect.name == sqlite_file.NAME:
        return False
    sequence: str = connection.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar_one()
    asked = f"SELECT last_value + is_called::int FROM {sequence}"  # noqa: S608 - named by the database
    return bool((connection.scalar(select(func.max(column))) or 0) >= connection.exec_driver_sql(asked).scalar_one())


def next_number(connection: Connection, name: str) -> int:
    """Count ``name`` up by one, from 1; part of the caller's transaction, hence without gaps."""
    return next_numbers(connection, name, 1).start


def next_numbers(connection: Connection, name: str, count: int) -> range:
    """Count ``name`` up by so many and return all of them, likewise."""
    last: int = connection.execute(_count_up(connection.dialect.name), {"what": name, "by": count}).scalar_one()
    return range(last - count + 1, last + 1)


@cache
def _count_up(dialect: str) -> ReturningInsert[int]:
    counters, by = tables.counters, bindparam("by", type_=BigInteger)
    upsert = _insert(dialect)(counters).values(name=bindparam("what"), value=by)
    counted = upsert.on_conflict_do_update(index_elements=["name"], set_={"value": counters.c.value + by})
    return counted.returning(counters.c.value)


def numbers(connection: Connection, names: tuple[str, ...]) -> dict[str, int]:
    """Return the counts kept under ``names``; those never counted are left out."""
    if not names:
        return {}
    counters = tables.counters
    rows = connection.execute(select(counters.c.name, counters.c.value).where(counters.c.name.in_(names)))
    return {row.name: row.value for row in rows}


def keep_number(connection: Connection, name: str, value: int) -> None:
    """Write a count under its name."""
    upsert = _insert(connection.dialect.name)(tables.counters).values(name=name, value=value)
    connection.execute(upsert.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _insert(dialect: str) -> Callable[..., sqlite.Insert] | Callable[..., postgresql.Insert]:
    return sqlite.insert if dialect == sqlite_file.NAME else postgresql.insert
