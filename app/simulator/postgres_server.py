"""PostgreSQL under the central system: any number of workers on one database (reliability.md 4.3).

A writer takes its turn, a lock of its session, before its transaction begins: so it sees everything that was
committed before it, and serialization failures stay rare. Writers of one unit take the turn of that unit; whoever
does not know the unit takes everybody's. The turn ends with the connection, hence also when a worker dies.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.adapt import Loader
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool

from app.simulator.refusals import Refused
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from psycopg.abc import Buffer
    from sqlalchemy import URL, Connection, Engine, Table
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry, PoolResetState

NAME = "postgresql"
LOOK = "SELECT 1"
"""Takes the snapshot of a transaction."""
WRITERS_MAX = 4
READERS_MAX = 4
ALONE_MAX = 4
"""As many names of one process are waited for, or kept, at once: each takes a session of its own."""
TURN = "khlang_turn"
"""The option of a connection that names the unit whose turn its transactions take; '' takes everybody's."""
_ASK = (
    "SELECT name, setting FROM pg_settings"
    " UNION ALL SELECT unnest(ARRAY['collation', 'character type']), unnest(ARRAY[datcollate, datctype])"
    " FROM pg_database WHERE datname = current_database()"
)
_EVERYBODY = "writers"
_CONNECT_SECONDS_MAX = 5
_SESSION = {
    "lock_timeout": "30s",
    # A worker that stands still in the middle loses its turn.
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "30",
    "client_encoding": "UTF8",
}
_LINE: dict[str, Any] = {
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A database whose machine lost its power says nothing at all; without these its answer is waited for two hours."""
_RUN_AGAIN = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: nothing happened, and the same work may succeed."""
_UNIQUE = "23505"


_DEMANDED = {
    "server_version_num": (r"1[4-9]\d{4}|[2-9]\d{5}", "14"),
    "server_encoding": (r"UTF8", "UTF8"),
    "collation": (r"C|POSIX", "C"),
    "character type": (r"C|POSIX", "C"),
    "fsync": (r"on", "on"),
    "full_page_writes": (r"on", "on"),
    "synchronous_commit": (r"on|remote_apply", "on"),
}
"""What the server must promise: the expression it has to fit, and how a person sets it right."""


class DatabaseUnfit(Exception):
    """The database cannot be used, or does not promise what money needs; says what, in Thai and in English."""


class _Text(StrDumperUnknown):
    """Text as it is sent; a NUL, which PostgreSQL has none of, as its symbol: a name with one is found nowhere."""

    def dump(self, obj: str) -> Buffer | None:
        """Return the text in the encoding of the connection."""
        return super().dump(obj.replace("\0", "\u2400"))


class _Whole(Loader):
    """A sum of satang: PostgreSQL adds whole numbers up to a decimal one, which is written and compared otherwise."""

    def load(self, data: Buffer) -> int:
        """Return the number; there are no fractions here."""
        return int(bytes(data))


def driven(url: URL) -> URL:
    """Return the address with the driver that we bring."""
    return url.set(drivername="postgresql+psycopg")


def writer(url: URL) -> Engine:
    """Return the one that writes: serializable transactions, each in its turn."""
    engine = _engine(url, WRITERS_MAX)
    event.listen(engine, "begin", _begin_in_turn)
    event.listen(engine.pool, "reset", _end_turn)
    return engine


def reader(url: URL) -> Engine:
    """Return the one that reads, each transaction on one snapshot."""
    engine = _engine(url, READERS_MAX)
    event.listen(engine, "begin", _begin_snapshot)
    return engine


@contextmanager
def altering(url: URL) -> Iterator[Connection]:
    """Open a transaction that may alter tables, in everybody's turn."""
    engine = writer(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def sessions(url: URL) -> Engine:
    """Return the one whose every connection is a new session outside transactions, closed when it is given back."""
    return create_engine(
        driven(url), hide_parameters=True, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=_arguments()
    )


def demand_fit(sessions: Engine) -> None:
    """Raise `DatabaseUnfit` unless texts sort as everywhere else and what was committed survives a power cut."""
    try:
        with sessions.connect() as connection:
            found = {name: str(value) for name, value in connection.exec_driver_sql(_ASK)}
    except DBAPIError as problem:
        reason = " ".join(str(problem.orig).split())
        raise DatabaseUnfit(f"ติดต่อฐานข้อมูลไม่ได้\n  The database does not answer\n  {reason}") from problem
    lacking = [
        f"{name} = {found[name]} ({needed})"
        for name, (fitting, needed) in _DEMANDED.items()
        if not re.fullmatch(fitting, found[name])
    ]
    if lacking:
        raise DatabaseUnfit(
            "ฐานข้อมูลนี้รับรองความปลอดภัยของเงินไม่ได้ โปรดตั้งค่าตามที่ระบุในวงเล็บ\n"
            "  This database cannot keep money safe; please set it as the brackets say\n"
            f"  {', '.join(lacking)}"
        )


async def line(url: URL) -> psycopg.AsyncConnection[Any]:
    """Return a new session outside transactions for the event loop."""
    address = url.set(drivername=NAME).render_as_string(hide_password=False)
    return await psycopg.AsyncConnection.connect(address, autocommit=True, **_arguments())


@asynccontextmanager
async def alone(url: URL, name: str) -> AsyncIterator[None]:
    """Wait until nobody else in any process is at this name, and keep the others waiting for as long as the block."""
    try:
        session = await line(url)
    except psycopg.Error as problem:
        raise Refused(Refusal.UNAVAILABLE) from problem
    try:
        try:
            await session.execute("SELECT pg_advisory_lock(%s)", (lock_key(f"name {name}"),))
        except psycopg.Error as problem:
            raise Refused(Refusal.UNAVAILABLE) from problem
        yield
    finally:
        await session.close()


def copy_rows(connection: Connection, table: Table, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert many rows the quick way; a row of another length or of a wrong kind fails as with any other."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    copying = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    session = _session(connection)
    try:
        with session.cursor() as cursor, cursor.copy(copying) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as problem:  # as everything else that goes through SQLAlchemy
        broken = session.closed
        raise DBAPIError.instance(
            "COPY",
            None,
            problem,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=broken,
            dialect=connection.dialect,
        ) from problem


def lock_key(name: str) -> int:
    """Return the number of the advisory lock of that name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)


def runs_again(problem: DBAPIError, *, alone: bool) -> bool:
    """Say whether nothing happened and the same work may succeed now: others were quicker, or the connection is gone.

    Of two who insert one key at once, the second is told so instead of seeing what it looked for before; ``alone`` in
    everybody's turn that cannot be.
    """
    state = _state(problem)
    return problem.connection_invalidated or state in _RUN_AGAIN or (state == _UNIQUE and not alone)


def is_away(problem: DBAPIError) -> bool:
    """Say whether the database cannot be reached or cannot do anything now, whatever the work was."""
    return isinstance(problem.orig, psycopg.OperationalError)


def _state(problem: DBAPIError) -> str:
    return getattr(problem.orig, "sqlstate", None) or ""


def _engine(url: URL, connections_max: int) -> Engine:
    engine = create_engine(
        driven(url),
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=connections_max,
        max_overflow=0,
        pool_reset_on_return=None,
        connect_args=_arguments(),
    )
    event.listen(engine, "connect", _open)
    event.listen(engine.pool, "reset", _end_transaction)
    return engine


def _arguments() -> dict[str, Any]:
    options = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    return {
        "options": options,
        "connect_timeout": _CONNECT_SECONDS_MAX,
        "application_name": "khlang-central",
        **_LINE,
    }


def _session(connection: Connection) -> psycopg.Connection[Any]:
    return _driver(connection.connection.driver_connection)


def _driver(connection: object) -> psycopg.Connection[Any]:
    if not isinstance(connection, psycopg.Connection):
        raise TypeError(type(connection))
    return connection


def _open(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # SQLAlchemy begins every transaction itself; the driver must not guess.
    _driver(connection).autocommit = True
    adapters = _driver(connection).adapters
    adapters.register_dumper(str, _Text)
    adapters.register_loader("numeric", _Whole)


def _begin_in_turn(connection: Connection) -> None:
    unit: str = connection.get_execution_options().get(TURN, "")
    if unit:
        keys = (lock_key(_EVERYBODY), lock_key(f"unit {unit}"))
        # Always in this order, so that nobody waits for somebody who waits for them.
        connection.exec_driver_sql("SELECT pg_advisory_lock_shared(%s)", keys[:1])
        connection.exec_driver_sql("SELECT pg_advisory_lock(%s)", keys[1:])
    else:
        connection.exec_driver_sql("SELECT pg_advisory_lock(%s)", (lock_key(_EVERYBODY),))
    connection.exec_driver_sql("BEGIN ISOLATION LEVEL SERIALIZABLE")


def _begin_snapshot(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _end_transaction(connection: DBAPIConnection, _entry: ConnectionPoolEntry, state: PoolResetState) -> None:
    if not state.terminate_only:
        _driver(connection).rollback()


def _end_turn(connection: DBAPIConnection, _entry: ConnectionPoolEntry, state: PoolResetState) -> None:
    if not state.terminate_only:
        _driver(connection).execute("SELECT pg_advisory_unlock_all()")
