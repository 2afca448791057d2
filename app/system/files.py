"""Small files that are whole or absent, whatever happens while they are written."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, BinaryIO

from app.domain.values.errors import Broken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def make_folder(folder: Path) -> None:
    """Make a folder that only this person may enter; raise `Broken` ``folder_unwritable``."""
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as problem:
        raise Broken("folder_unwritable", folder=str(folder), reason=problem.strerror or "") from problem


def replace(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` as `whole` does; raise `Broken` ``file_unwritable``."""
    with whole(path) as file:
        file.write(content)


def remove(path: Path) -> None:
    """Take a file away, if it is there; raise `Broken` ``file_unwritable``."""
    try:
        path.unlink(missing_ok=True)
    except OSError as problem:
        raise Broken("file_unwritable", file=path.name, reason=problem.strerror or "") from problem


def sha256(path: Path) -> str:
    """Return the hash of a file that was just written; raise `Broken` ``file_unwritable`` where it is not there."""
    import hashlib  # brings OpenSSL, which the first window does not need

    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise Broken("file_unwritable", file=path.name, reason=problem.strerror or "") from problem


@contextlib.contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write that takes the name ``path`` in one step at the end, or leaves nothing after any error.

    It is complete and synced before it takes the old one's name, and the folder is synced after. Raises `Broken`
    ``file_unwritable``.
    """
    make_folder(path.parent)
    fresh = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        _sync_folder(path.parent)
    except OSError as problem:
        raise Broken("file_unwritable", file=path.name, reason=problem.strerror or "") from problem
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows has no handle on a folder to sync; NTFS journals the rename.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
