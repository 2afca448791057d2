"""Connections to the encrypted file: how each is opened, and the two engines over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool
from sqlcipher3 import dbapi2

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

KEY_BYTES = 32
PAGE_BYTES = 8192
"""Half as many seals to make and to prove as with SQLCipher's own 4096, and small changes still write little."""

READERS_MAX = 8
BUSY_MILLISECONDS = 5_000
WAL_BYTES = 16 * 1024 * 1024
"""When the log is longer than this, a commit moves it into the file: a big import need not wait for it every time."""

WRITER_CACHE_KIB = 32 * 1024
READER_CACHE_KIB = 8 * 1024

_EVERY_CONNECTION = (
    "PRAGMA cell_size_check = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
)
_WRITER = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    f"PRAGMA wal_autocheckpoint = {WAL_BYTES // PAGE_BYTES}",
    f"PRAGMA journal_size_limit = {WAL_BYTES}",
    f"PRAGMA cache_size = -{WRITER_CACHE_KIB}",
)
_READER = (
    f"PRAGMA cache_size = -{READER_CACHE_KIB}",
    "PRAGMA query_only = ON",
)


def connect(path: Path, key: bytes) -> dbapi2.Connection:
    """Open the file under a raw 32-byte key, without a journal mode yet; nothing is read before the first query."""
    if len(key) != KEY_BYTES:
        raise ValueError("the store's key has 32 bytes")
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.execute("PRAGMA cipher_log_level = NONE")  # else every wrong key writes pages to the error output
    # The default and not this connection's own, so that a copy has it too; it counts from the next key on.
    connection.execute(f"PRAGMA cipher_default_page_size = {PAGE_BYTES}")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in _EVERY_CONNECTION:
        connection.execute(pragma)
    return connection


_APPEND_ONLY = frozenset({"audit", "event", "signed_authorization"})
_NEVER = frozenset(
    {
        dbapi2.SQLITE_ATTACH,
        dbapi2.SQLITE_CREATE_TRIGGER,
        dbapi2.SQLITE_CREATE_TEMP_TRIGGER,
        dbapi2.SQLITE_CREATE_VIEW,
        dbapi2.SQLITE_CREATE_TEMP_VIEW,
    }
)


def guard(connection: dbapi2.Connection) -> None:
    """From here on let the connection neither rewrite what is only ever added to, nor plant anything in the schema."""

    def verdict(action: int, subject: str | None, *_: str | None) -> int:
        rewriting = action in (dbapi2.SQLITE_UPDATE, dbapi2.SQLITE_DELETE) and subject in _APPEND_ONLY
        return dbapi2.SQLITE_DENY if rewriting or action in _NEVER else dbapi2.SQLITE_OK

    connection.set_authorizer(verdict)


def _engine(path: Path, key: bytes, pragmas: tuple[str, ...], begin: str, *, many: bool) -> Engine:
    def creator() -> dbapi2.Connection:
        connection = connect(path, key)
        for pragma in pragmas:
            connection.execute(pragma)
        return connection

    pool = {"poolclass": QueuePool, "pool_size": READERS_MAX, "max_overflow": 0} if many else {"poolclass": StaticPool}
    engine = create_engine("sqlite+pysqlite://", module=dbapi2, creator=creator, hide_parameters=True, **pool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def driver(connection: Connection) -> dbapi2.Connection:
    """Return the driver's own connection underneath."""
    return cast("dbapi2.Connection", connection.connection.driver_connection)


def writer_engine(path: Path, key: bytes) -> Engine:
    """Return the engine with the one connection that may change the file; WAL, and on disk before a commit returns."""
    return _engine(path, key, _WRITER, "BEGIN IMMEDIATE", many=False)


def reader_engine(path: Path, key: bytes) -> Engine:
    """Return the engine of connections that can only query; each transaction sees one state of the file."""
    return _engine(path, key, _READER, "BEGIN", many=True)
