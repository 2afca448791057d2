"""Eight megabytes kept aside, so that a full disk still lets the answers of the central system be written down."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.values.errors import Broken

if TYPE_CHECKING:
    from pathlib import Path

RESERVE_BYTES = 8 * 1024 * 1024
OPENING_BYTES = 1024 * 1024
_CHUNK = bytes(1024 * 1024)

_ESSENTIAL = frozenset({Action.RECORD_ANSWER, Action.RECORD_EVENTS, Action.SIGN_OUT})


class Reserve:
    """The file ``khlang.reserve``: there in good times, released when the disk is full, made again when it can be."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "khlang.reserve"

    def make_room(self) -> None:
        """See to the little that opening the store takes; raise `Broken` ``disk_full`` if not even that is there."""
        if not self._spared():
            raise Broken("disk_full", name="opening")

    def release(self) -> None:
        """Give the space back to the disk."""
        self._path.unlink(missing_ok=True)

    def admit(self, action: Action) -> None:
        """Raise `Broken` ``disk_full`` unless there is room for ``action``.

        While the reserve is released, only what must not be lost may use the room it left; for that nobody makes the
        reserve again, and it goes where nothing else is left.
        """
        if action in _ESSENTIAL:
            self._spared()
        elif not self.ready():
            raise Broken("disk_full", name="reserve")

    def _spared(self) -> bool:
        """See to the room for a little, by the reserve where there is no other; say whether it is there."""
        if self._free() < OPENING_BYTES:
            self.release()
        return self._free() >= OPENING_BYTES

    def _free(self) -> int:
        return shutil.disk_usage(self._path.parent).free

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
