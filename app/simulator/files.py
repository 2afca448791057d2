"""Files beside the database: whole or not at all, secret ones for the owner only."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from app.simulator.chance import Draws


def sole_starter(data: Path) -> BinaryIO:
    """Wait until no other process starts on this folder; whoever closes what is returned lets the next one start.

    So two that start at once on an empty folder make one set of keys. It ends with the process, however that ends.
    """
    file = (data / "start.lock").open("ab")
    if sys.platform != "win32":  # where there is one process only
        fcntl.flock(file, fcntl.LOCK_EX)
    return file


def write_secret(path: Path, content: bytes) -> None:
    """Put ``content`` in place at once, readable by the owner only."""
    _write(path, content, 0o600)


def write_public(path: Path, content: bytes) -> None:
    """Put ``content`` in place at once, readable by everybody."""
    _write(path, content, 0o644)


def secret_text(path: Path, draws: Draws) -> str:
    """Return the random secret kept in ``path``; make it at the first call."""
    if not path.exists():
        write_secret(path, draws.token_urlsafe(32).encode())
    return path.read_text("ascii")


def _write(path: Path, content: bytes, mode: int) -> None:
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    # The process's umask may have taken bits away.
    part.chmod(mode)
    part.replace(path)
