"""Files beside the database: whole or not at all, secret ones for the owner only."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from app.simulator.chance import Draws


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
