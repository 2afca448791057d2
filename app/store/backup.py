"""Copies of the store that were seen to open and to hold the same."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

from app.domain.values.errors import Refused, Tampered
from app.store.engine import connect
from app.store.foreign_errors import translated

if TYPE_CHECKING:
    from pathlib import Path

    from sqlcipher3 import dbapi2

_OBJECTS = "SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1, 2"


def verified_copy(path: Path, key: bytes, to: Path, *, replace: bool = False) -> None:
    """Write the file at ``path``, as of now, to ``to`` under the same key; work going on in it is not disturbed.

    The copy is opened, every page proven and the schema compared before it gets its name; then it is on the disk.
    Raises `Refused` ``backup_exists`` rather than overwrite, unless told to, and `Tampered` ``backup_unsound``.
    """
    if to.exists() and not replace:
        raise Refused("backup_exists", name=to.name)
    part = to.with_name(f"{to.name}.part")
    with translated(OSError):
        part.unlink(missing_ok=True)
        try:
            with closing(connect(path, key)) as source:
                source.execute("VACUUM INTO ?", (str(part),))
                _compare(source, part, key)
            part.chmod(0o600)
            _to_disk(part)
            part.replace(to)
            _to_disk(to.parent)
        finally:
            part.unlink(missing_ok=True)


def _compare(source: dbapi2.Connection, part: Path, key: bytes) -> None:
    with closing(connect(part, key)) as copy:
        _require_sound(copy)
        if copy.execute(_OBJECTS).fetchall() != source.execute(_OBJECTS).fetchall():
            raise Tampered("backup_unsound", name=part.name)


def prove(path: Path, key: bytes) -> None:
    """Read every page of the file; raise `Tampered` ``store_damaged`` unless each is as it was written."""
    with translated(OSError), closing(connect(path, key)) as connection:
        _require_sound(connection)


def _require_sound(connection: dbapi2.Connection) -> None:
    """Let SQLCipher prove each page by its seal, and SQLite the structure they make."""
    broken_pages = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    if broken_pages or connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
        raise Tampered("store_damaged", pages=len(broken_pages))


def _to_disk(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows has no way to flush a folder
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
