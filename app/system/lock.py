"""One running program for one folder (SY-4)."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from app.domain.values.errors import Broken
from app.system import files

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class InstanceLock:
    """Held while the program runs; the operating system lets go of it when the program dies, however it dies."""

    def __init__(self, path: Path) -> None:
        """Take the lock; raise `Broken` ``already_running`` if another program holds it."""
        files.make_folder(path.parent)
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, files.PRIVATE_FILE)
        except OSError as problem:
            raise Broken("folder_unwritable", folder=str(path.parent), reason=problem.strerror or "") from problem
        try:
            _take(self._handle)
        except OSError as problem:
            os.close(self._handle)
            raise Broken("already_running", folder=str(path.parent)) from problem

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> InstanceLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
