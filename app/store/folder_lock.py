"""One program per folder: a lock of the operating system's, gone with the process however it ends."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from app.domain.values.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """Holds ``khlang.lock`` from construction to `release`; raises `Refused` ``store_in_use`` when another holds it."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / "khlang.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor)
        except OSError as problem:
            os.close(self._descriptor)
            raise Refused("store_in_use", folder=str(folder)) from problem

    def release(self) -> None:
        """Let the next program in."""
        os.close(self._descriptor)
