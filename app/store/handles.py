"""What the functions of the store are called with: a view of one state of the file, and a change under way."""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import sqlite

from app.store.engine import driver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Insert, Select

    from app.store.anchor import Head

_DIALECT = sqlite.dialect(paramstyle="qmark")


def words_of(statement: Insert) -> str:
    """Return a statement as the driver takes it, its values by place."""
    return str(statement.compile(dialect=_DIALECT))


class Reading:
    """A consistent view of the store, as of its first query; valid inside its ``with`` only.

    ``anchored`` is the head of the audit chain as remembered outside the file, None if that cannot be trusted.
    """

    def __init__(self, connection: Connection, anchored: Head | None) -> None:
        self.connection = connection
        self.anchored = anchored

    def integers(self, statement: Select[tuple[int]]) -> array[int]:
        """Return the one integer column of ``statement`` as 64-bit numbers, a million in half a second."""
        return array("q", chain.from_iterable(self.tuples(statement)))

    def tuples(self, statement: Select[Any]) -> list[tuple[Any, ...]]:
        """Return all rows as the driver gives them, without SQLAlchemy's own row around each."""
        compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        values = [compiled.params[name] for name in compiled.positiontup or ()]
        cursor = driver(self.connection).cursor()
        try:
            return cursor.execute(compiled.string, values).fetchall()
        finally:
            cursor.close()


class Writing(Reading):
    """A change under way: becomes durable, with its audit entry, when its ``with`` ends without an exception."""

    def __init__(self, connection: Connection, anchored: Head | None, at: datetime) -> None:
        super().__init__(connection, anchored)
        self.at = at
        self.facts: dict[str, str] = {}
        self.kinds: set[str] = {"audit"}
        self._last_acts: dict[str, Callable[[Writing], None]] = {}

    def note(self, **facts: str) -> None:
        """Add facts to the audit entry of this change."""
        self.facts.update(facts)

    def touched(self, kind: str) -> None:
        """Remember what kind of thing changed, for those who listen."""
        self.kinds.add(kind)

    def before_end(self, name: str, act: Callable[[Writing], None]) -> None:
        """Let ``act`` follow once when everything else of this change is done, however often its name comes."""
        self._last_acts[name] = act

    def finish(self) -> None:
        """Do what was left for the end."""
        while self._last_acts:
            _, act = self._last_acts.popitem()
            act(self)

    def insert_many(self, statement: Insert | str, rows: Iterable[Sequence[Any]]) -> None:
        """Insert tuples in the table's column order through the driver itself; ``rows`` is read once, as it goes.

        A statement that comes again and again is given as `words_of` has made it, once.
        """
        cursor = driver(self.connection).cursor()
        try:
            cursor.executemany(statement if isinstance(statement, str) else words_of(statement), rows)
        finally:
            cursor.close()
