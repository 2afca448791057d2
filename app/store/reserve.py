"""Eight megabytes kept aside, so that a full disk still lets the answers of the central system be written down."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.values.errors import Broken

if TYPE_CHECKING:
    from pathlib import Path

RESERVE_BYTES = 8 * 1024 * 1024
_CHUNK = bytes(1024 * 1024)

_ESSENTIAL = frozenset({Action.RECORD_ANSWER, Action.RECORD_EVENTS, Action.SIGN_OUT})


class Reserve:
    """The file ``khlang.reserve``: there in good times, released when the disk is full, made again when it can be."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "khlang.reserve"

    def release(self) -> None:
        """Give the space back to the disk."""
        self._path.unlink(missing_ok=True)

    def admit(self, action: Action) -> None:
        """Raise `Broken` ``disk_full`` unless there is room for ``action``.

        While the reserve is released, only what must not be lost may use the room it left.
        """
        if not self.ready() and action not in _ESSENTIAL:
            raise Broken("disk_full", name="reserve")

    def ready(self) -> bool:
        """Say whether the reserve is there; if not, try to make it."""
        try:
            if self._path.exists() and self._path.stat().st_size == RESERVE_BYTES:
                return True
            with self._path.open("wb") as file:
                for _ in range(RESERVE_BYTES // len(_CHUNK)):
                    file.write(_CHUNK)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            self.release()
            return False
        return True
