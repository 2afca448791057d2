"""Where recordings lie: a SQLite file of its own beside the database, readable by its owner only.

It is written by a thread of its own, so that no answer waits for it. Whatever goes wrong there ends the recording, with
a mark, and nothing else.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from contextlib import closing, suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING

import msgspec

from app.simulator.recording.entries import Entry, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILE = "recording.db"
WAITING_BYTES_MAX = 128 << 20
"""Of entries that are not written yet; a disk that is slower than the requests ends the recording."""
DISK_FULL, TOO_SLOW, TROUBLE = "disk_full", "too_slow", "trouble"
_AT_ONCE = 500
_TABLES = """
CREATE TABLE IF NOT EXISTS runs (run INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS entries (
    n INTEGER PRIMARY KEY, run INTEGER NOT NULL, place INTEGER NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
    status INTEGER NOT NULL, at TEXT NOT NULL, unit TEXT NOT NULL, person TEXT NOT NULL, content BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS in_order ON entries (run, place, n);
"""
_Item = Entry | threading.Event


def opened(path: Path) -> sqlite3.Connection:
    """Open the file of recordings, made where it is missing; only its owner may read it."""
    if not path.exists():  # once it is there nobody may close it but SQLite: all locks of the process would go with it
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    database = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.executescript(_TABLES)
    except BaseException:
        database.close()
        raise
    return database


class Book:
    """Writes the entries of one recording. ``on_trouble`` is called on its thread with what ended it."""

    def __init__(self, path: Path, run: int, spare_bytes: int, on_trouble: Callable[[str], None]) -> None:
        self._path = path
        self.run = run
        self._spare_bytes = spare_bytes
        self._on_trouble = on_trouble
        self._items: SimpleQueue[_Item | None] = SimpleQueue()
        self._waiting_bytes = 0
        self._lock = threading.Lock()
        self._over = self._closed = False
        self._thread = threading.Thread(target=self._write_all, name="recording", daemon=True)
        self._thread.start()

    def put(self, entry: Entry) -> None:
        """Let an entry be written; never waits."""
        with self._lock:
            self._waiting_bytes += len(entry.body) + len(entry.answer)
            full = self._waiting_bytes > WAITING_BYTES_MAX
        if full:
            self._end(TOO_SLOW)
        else:
            self._items.put(entry)

    def flush(self) -> None:
        """Wait until everything that was put is written, or the recording has ended."""
        written = threading.Event()
        with self._lock:
            if self._closed:
                return
            self._items.put(written)
        written.wait()

    def close(self) -> None:
        """Write what waits and let go of the file."""
        with self._lock:
            self._closed = True
            self._items.put(None)
        self._thread.join()

    def _write_all(self) -> None:
        try:
            with closing(opened(self._path)) as database:
                while self._write_some(database):
                    pass
            return
        except sqlite3.Error as problem:
            self._end(DISK_FULL if problem.sqlite_errorcode == sqlite3.SQLITE_FULL else TROUBLE)
        except OSError:
            self._end(TROUBLE)
        while (item := self._items.get()) is not None:
            if isinstance(item, threading.Event):
                item.set()

    def _write_some(self, database: sqlite3.Connection) -> bool:
        """Write what waits, together; return False at the end."""
        items: list[_Item | None] = [self._items.get()]
        while len(items) < _AT_ONCE and not self._items.empty():
            items.append(self._items.get())
        entries = [item for item in items if isinstance(item, Entry)]
        if entries and not self._over:
            if shutil.disk_usage(self._path.parent).free < self._spare_bytes:
                self._end(DISK_FULL)
            else:
                database.execute("BEGIN IMMEDIATE")
                database.executemany(
                    "INSERT INTO entries (run, place, method, path, status, at, unit, person, content)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (_row(self.run, entry) for entry in entries),
                )
                database.execute("COMMIT")
        with self._lock:
            self._waiting_bytes -= sum(len(entry.body) + len(entry.answer) for entry in entries)
        for item in items:
            if isinstance(item, threading.Event):
                item.set()
        return None not in items

    def _end(self, why: str) -> None:
        with self._lock:
            first, self._over = not self._over, True
        if first:
            self._on_trouble(why)


def _row(run: int, entry: Entry) -> tuple[object, ...]:
    content = msgspec.msgpack.encode(entry)
    said = (entry.method, entry.path, entry.status, entry.at, entry.unit, entry.person)
    return (run, entry.order, *said, content)


def begin(path: Path, run: Run) -> int:
    """Add a recording and return its number."""
    with closing(opened(path)) as database:
        added = database.execute("INSERT INTO runs (content) VALUES (?)", (msgspec.msgpack.encode(run),))
        return int(added.lastrowid or 0)


def change(path: Path, number: int, run: Run) -> None:
    """Write a recording's head anew."""
    with closing(opened(path)) as database:
        database.execute("UPDATE runs SET content = ? WHERE run = ?", (msgspec.msgpack.encode(run), number))


def run_of(path: Path, number: int) -> Run | None:
    """Return a recording's head; 0 is the newest."""
    if not path.exists():
        return None
    which = "run = ?" if number else "? = 0 ORDER BY run DESC LIMIT 1"
    with closing(opened(path)) as database:
        row = database.execute(f"SELECT content FROM runs WHERE {which}", (number,)).fetchone()  # noqa: S608
    return None if row is None else msgspec.msgpack.decode(row[0], type=Run)


def numbers(path: Path) -> list[tuple[int, int]]:
    """Return every recording with how many entries it has, the newest first."""
    if not path.exists():
        return []
    counted = "SELECT runs.run, COUNT(n) FROM runs LEFT JOIN entries ON entries.run = runs.run"
    with closing(opened(path)) as database:
        return database.execute(f"{counted} GROUP BY runs.run ORDER BY runs.run DESC").fetchall()


def entries_of(path: Path, number: int) -> Iterator[tuple[int, Entry]]:
    """Return a recording's entries in their order, each with its number."""
    query = "SELECT n, content FROM entries WHERE run = ? ORDER BY place, n"
    with closing(opened(path)) as database:
        for n, content in database.execute(query, (number,)):
            yield n, msgspec.msgpack.decode(content, type=Entry)
