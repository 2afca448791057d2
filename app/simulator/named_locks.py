"""Locks by name that one worker holds at a time: of a session with the shared database, or within the process."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


class NamedLock(Protocol):
    """May be taken by one holder at a time, and taken again after it was released."""

    def take(self) -> bool:
        """Take the lock unless somebody else holds it; say whether it is ours. Does not wait."""

    def is_held(self) -> bool:
        """Say whether it is still ours: with the connection the lock is lost, too."""

    def release(self) -> None:
        """Give the lock back, if it is ours."""


class SessionLock:
    """An advisory lock of PostgreSQL on a connection of its own; it ends with the process, however that ends.

    Every call asks the database and may wait for its answer: not for the event loop's thread.
    """

    def __init__(self, sessions: Engine, key: int) -> None:
        self._sessions = sessions
        self._key = key
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Take the lock unless somebody else holds it; say whether it is ours, False also while nobody can be asked."""
        if self.is_held():
            return True
        try:
            connection = self._sessions.connect()
        except DBAPIError:
            return False
        try:
            taken: bool = connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (self._key,)).scalar_one()
        except DBAPIError:
            taken = False
        if taken:
            self._connection = connection
        else:
            connection.close()
        return taken

    def is_held(self) -> bool:
        """Ask over the connection that holds it; without an answer the lock is lost."""
        if self._connection is None:
            return False
        try:
            self._connection.exec_driver_sql("SELECT 1")
        except DBAPIError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Give the lock back with its connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class LocalLocks:
    """The locks of one process that has its database to itself."""

    def __init__(self) -> None:
        self._holders: dict[str, LocalLock] = {}
        self._guard = threading.Lock()

    def lock(self, name: str) -> LocalLock:
        """Return a lock of that name, not taken yet."""
        return LocalLock(self, name)

    def take(self, name: str, holder: LocalLock) -> bool:
        """Let ``holder`` have the name unless another has it."""
        with self._guard:
            return self._holders.setdefault(name, holder) is holder

    def holds(self, name: str, holder: LocalLock) -> bool:
        """Say whether ``holder`` has the name."""
        return self._holders.get(name) is holder

    def release(self, name: str, holder: LocalLock) -> None:
        """Take the name from ``holder``, if it has it."""
        with self._guard:
            if self.holds(name, holder):
                del self._holders[name]


class LocalLock:
    """One who may hold a name among `LocalLocks`."""

    def __init__(self, locks: LocalLocks, name: str) -> None:
        self._locks = locks
        self._name = name

    def take(self) -> bool:
        """Take the lock unless somebody else holds it; say whether it is ours."""
        return self._locks.take(self._name, self)

    def is_held(self) -> bool:
        """Say whether it is ours."""
        return self._locks.holds(self._name, self)

    def release(self) -> None:
        """Give the lock back, if it is ours."""
        self._locks.release(self._name, self)
