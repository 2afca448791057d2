"""Where errors of SQLite and of the disk end: outside there are only ours."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import exc
from sqlcipher3 import dbapi2

from app.domain.values.errors import Broken, Conflict, KhlangError, Tampered

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRIMARY = 0xFF
"""SQLite's extended codes carry the primary code in the low byte."""

_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _CONSTRAINT, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 19, 26
_CORRUPT_CODES = frozenset({_CORRUPT, _NOTADB})

_CODES: dict[int, tuple[type[KhlangError], str]] = {
    _BUSY: (Broken, "store_busy"),
    _LOCKED: (Broken, "store_busy"),
    _READONLY: (Broken, "store_read_only"),
    _IOERR: (Broken, "disk_failed"),
    _CORRUPT: (Tampered, "store_damaged"),
    _FULL: (Broken, "disk_full"),
    _CANTOPEN: (Broken, "store_unreadable"),
    _CONSTRAINT: (Conflict, "store_conflict"),
    _NOTADB: (Tampered, "store_damaged"),
}
_ERRNOS = {errno.ENOSPC: "disk_full", errno.EDQUOT: "disk_full", errno.EROFS: "store_read_only"}


def ours(problem: BaseException) -> KhlangError:
    """Return the error of ours that says what ``problem`` means to a person."""
    original = problem.orig if isinstance(problem, exc.DBAPIError) else problem
    if isinstance(original, exc.TimeoutError):  # every reader is taken, and has been for half a minute
        return Broken("store_busy", name="readers")
    if isinstance(original, OSError):
        return Broken(
            _ERRNOS.get(original.errno or 0, "disk_failed"), name=errno.errorcode.get(original.errno or 0, "")
        )
    code = getattr(original, "sqlite_errorcode", 0)
    kind, word = _CODES.get(code & _PRIMARY, (Broken, "store_failed"))
    return kind(word, name=getattr(original, "sqlite_errorname", type(original).__name__))


@contextmanager
def translated(*more: type[Exception]) -> Iterator[None]:
    """Raise `Broken`, `Tampered` or `Conflict` in place of every error of the database.

    ``more`` is OSError where the store itself handles files; around somebody else's work it would hide their errors.
    """
    foreign: tuple[type[Exception], ...] = (exc.DBAPIError, exc.TimeoutError, dbapi2.Error, *more)
    try:
        yield
    except foreign as problem:
        raise ours(problem) from problem
