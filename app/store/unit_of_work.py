"""The door: nothing is changed without an author, a right, a transaction and an audit entry in the same commit."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DatabaseError

from app.domain.access.permissions import require
from app.domain.values.errors import Broken, KhlangError, Tampered
from app.store import audit_trail, schema
from app.store.anchor import Anchor
from app.store.backup import prove, verified_copy
from app.store.engine import driver, guard, reader_engine, writer_engine
from app.store.folder_lock import FolderLock
from app.store.foreign_errors import ours, translated
from app.store.handles import Reading, Writing
from app.store.reserve import Reserve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from app.domain.access.permissions import Action
    from app.domain.access.user import Actor
    from app.store.anchor import Head

__all__ = ["Reading", "Store", "Writing"]

FILE_NAME = "khlang.db"

_log = logging.getLogger(__name__)


class Store:
    """One workstation's encrypted file, for any thread. Writers wait for one another, readers for nobody."""

    def __init__(self, folder: Path, key: bytes, now: Callable[[], datetime], lock: FolderLock) -> None:
        self.path = folder / FILE_NAME
        self._key = key
        self._now = now
        self._lock = lock
        self._turn = threading.RLock()
        self._listeners: list[Callable[[frozenset[str]], None]] = []
        self._reserve = Reserve(folder)
        self._reserve.make_room()
        self._anchor = Anchor(folder, key)
        self._readers = reader_engine(self.path, key)
        self._writers = writer_engine(self.path, key)
        try:
            self._writer = self._prepare()
        except BaseException:
            self._writers.dispose()
            raise
        self._open = True

    @classmethod
    def open(cls, folder: Path, key: bytes, now: Callable[[], datetime]) -> Store:
        """Open the store in ``folder``, making it when there is none and bringing an older one up to date.

        Raises `Refused` ``store_in_use`` or ``store_newer``, `Broken` ``store_key_wrong`` and whatever the disk says,
        `Tampered` ``store_damaged`` or ``store_schema_changed``.
        """
        with translated(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = FolderLock(folder)
        try:
            with translated(OSError):
                return cls(folder, key, now, lock)
        except BaseException:
            lock.release()
            raise

    @contextmanager
    def write(
        self, actor: Actor, action: Action, about: str, facts: Mapping[str, str] | None = None
    ) -> Iterator[Writing]:
        """Open the door to one change by ``actor``; any exception inside leaves everything as it was.

        Raises `NotAllowed` ``role_missing`` before anything happens, `Broken` ``disk_full`` when there is no room.
        """
        require(actor.person.roles, action)
        with self._turn:
            self._require_open()
            if self._writer.in_transaction():
                raise RuntimeError("a change inside a change would be two authors in one commit")
            self._reserve.admit(action)
            with self._room_made(), self._writer.begin():
                tx = Writing(self._writer, self._anchor.remembered, self._now())
                tx.note(**(facts or {}))
                yield tx
                tx.finish()
                before, now = audit_trail.append(tx, actor, action, about)
            self._remember(before, now)
        self._tell(frozenset(tx.kinds))

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Look at one state of the store; changes made meanwhile are not seen."""
        self._require_open()
        anchored = self._anchor.remembered  # before the first query, so that it can only be older than what is seen
        with translated(), self._readers.connect() as connection, connection.begin():
            yield Reading(connection, anchored)

    def subscribe(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call ``listener`` after each commit, on the thread that wrote, with the kinds of things that changed.

        Kinds: batch, line, signed, outbox, event, unit, profile, copy, audit; of collecting receiving, bill_draft,
        bill, letter, payment, collection_order, receipt, request; statement and day.
        """
        self._listeners.append(listener)

    def copy(self, to: Path, *, replace: bool = False) -> None:
        """Write a verified copy under the same key; see `backup.verified_copy`."""
        verified_copy(self.path, self._key, to, replace=replace)

    def prove(self) -> None:
        """Read every page of the file; see `backup.prove`."""
        prove(self.path, self._key)

    def close(self) -> None:
        """Wait for a change under way, bring everything to the disk and let the next program in, whatever fails."""
        with self._turn:
            if not self._open:
                return
            self._open = False
            with translated(OSError), ExitStack() as closing:
                closing.callback(self._lock.release)
                closing.callback(self._bring_anchor)
                closing.callback(self._readers.dispose)
                closing.callback(self._writers.dispose)
                closing.callback(self._writer.close)

    def _bring_anchor(self) -> None:
        try:
            self._anchor.sync()
        except OSError:  # it may lag behind
            _log.warning("the audit anchor could not be brought to the disk")

    def _prepare(self) -> Connection:
        """Make or check the file and return the one connection that may change it."""
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        if self.path.stat().st_size == 0 and self._anchor.missing:
            self._anchor.start()
        try:
            writer = self._writers.connect()
            with writer.begin():
                shape = schema.shape(writer)
                if shape is schema.Shape.EMPTY:
                    self._demand_new()
                    schema.create(writer)
        except DatabaseError as problem:
            raise self._unreadable(problem) from problem
        if shape is schema.Shape.OLD:
            self._bring_up_to_date(writer)
        guard(driver(writer))
        with writer.begin():
            schema.check(writer)
            seen = Reading(writer, self._anchor.remembered)
            if seen.anchored and audit_trail.holds(seen, seen.anchored):
                self._anchor.trust(audit_trail.head(seen))
        return writer

    def _demand_new(self) -> None:
        """Refuse to make a store anew where one was: its file was cut to nothing, or is gone."""
        if self._anchor.remembered is not None and self._anchor.remembered.seq:
            raise Tampered("store_damaged", name=FILE_NAME)

    def _bring_up_to_date(self, writer: Connection) -> None:
        """Migrate an older file in one transaction, with a verified copy of it beside."""
        from app.store import migration  # Alembic takes longer to import than the whole store

        self.copy(self.path.with_name(f"khlang.before-{schema.REVISION}.db"), replace=True)
        with writer.begin():
            migration.upgrade(writer, schema.REVISION, migration.STEPS)

    def _unreadable(self, problem: DatabaseError) -> KhlangError:
        """Tell a wrong key from a damaged file: the anchor is sealed with the same key."""
        found = ours(problem)
        if found.code == "store_damaged" and self._anchor.remembered is None:
            return Broken("store_key_wrong")
        return found

    @contextmanager
    def _room_made(self) -> Iterator[None]:
        """Release the reserve when the disk is full, so that the next change of the essential kind finds room."""
        try:
            with translated():
                yield
        except Broken as problem:
            if problem.code == "disk_full":
                self._reserve.release()
            raise

    def _require_open(self) -> None:
        if not self._open:
            raise Broken("store_closed")

    def _remember(self, before: Head, now: Head) -> None:
        try:
            self._anchor.advance(before, now)
        except OSError:  # the change itself is safe; the anchor lags behind, as it may
            _log.warning("the audit anchor could not be written")

    def _tell(self, kinds: frozenset[str]) -> None:
        for listener in self._listeners:
            try:
                listener(kinds)
            except Exception:  # what is committed stays committed, whatever a listener makes of it
                _log.exception("a listener of the store failed")
