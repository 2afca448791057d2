"""The database of a central system in the hands of somebody who may do anything to it, past the program."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from tests.helpers import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import psycopg

    Values = Sequence[Any] | Mapping[str, Any]

_NAMED = re.compile(r":([a-z_]+)")


class Found(Protocol):
    """What a statement found or changed."""

    @property
    def rowcount(self) -> int: ...

    @property
    def description(self) -> Any: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Books:
    """A connection to either kind of database; statements have ``?`` for their values, or ``:name``."""

    def __init__(self, connection: sqlite3.Connection | psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Values = ()) -> Found:
        """Run one statement; what comes back can be fetched from, counted and gone through."""
        if isinstance(self._connection, sqlite3.Connection):
            return self._connection.execute(statement, values)
        named = _NAMED.sub(r"%(\1)s", statement.replace("%", "%%").replace("?", "%s"))
        return self._connection.execute(named.encode(), values)

    def executemany(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        """Run one statement for each row of values."""
        for row in rows:
            self.execute(statement, row)

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns in their order."""
        return [column[0] for column in self.execute(f"SELECT * FROM {table} LIMIT 0").description or ()]  # noqa: S608

    def tables(self) -> list[str]:
        """Return the names of all tables."""
        names = (
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
            if isinstance(self._connection, sqlite3.Connection)
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        return [name for (name,) in self.execute(names)]


def new_database(folder: Path) -> str:
    """Return the SQLAlchemy URL of an empty database: a file in the folder, or PostgreSQL's where tests run on it."""
    return postgres.database("books") if postgres.WANTED else f"sqlite:///{folder / 'books.db'}"


@contextmanager
def opened(place: str | Path) -> Iterator[Books]:
    """Open a SQLite file, or the database of a URL; what was done is committed at the end of the block."""
    if isinstance(place, str):
        with postgres.connect(place) as connection, connection.transaction():
            yield Books(connection)
    else:
        with closing(sqlite3.connect(place, timeout=60)) as database, database:
            yield Books(database)
