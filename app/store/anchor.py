"""The head of the audit chain, remembered outside the database: what was cut off there is missed here.

``khlang.anchor`` has two places of 512 bytes, written in turn, each ``seq digest mac``; a torn write harms one of them.
It may lag behind the database by the entries of the last moments before a crash; it can never honestly be ahead.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.access.audit import FIRST_PREVIOUS

if TYPE_CHECKING:
    from pathlib import Path

_PLACE_BYTES = 512
_LABEL = b"khlang audit anchor 1"


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of the chain: its number and its digest; 0 and zeros when there is none."""

    seq: int
    digest: str


NO_ENTRY = Head(0, FIRST_PREVIOUS)


class Anchor:
    """Reads and writes the anchor file; ``remembered`` is what it says, None where nothing in it can be trusted."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._path = folder / "khlang.anchor"
        self._key = hmac.digest(key, _LABEL, hashlib.sha256)
        self.remembered = self._read()

    @property
    def missing(self) -> bool:
        """True when there is no file at all."""
        return not self._path.exists()

    def start(self) -> None:
        """Write the anchor of a store that has no entry yet, before the store itself is made."""
        self._write(NO_ENTRY)
        self._write(NO_ENTRY, slot=1)

    def advance(self, before: Head, now: Head) -> None:
        """Remember ``now``, if it follows from what was remembered; a contradicted anchor stays as it is, as proof."""
        if self.remembered == before:
            self._write(now, slot=now.seq % 2)

    def trust(self, head: Head) -> None:
        """Take over a head that has been found to contain the remembered one."""
        self._write(head, slot=head.seq % 2)

    def sync(self) -> None:
        """Bring the anchor to the disk, if there is one."""
        if self.missing:
            return
        with self._path.open("rb+") as file:
            os.fsync(file.fileno())

    def _write(self, head: Head, slot: int = 0) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.lseek(descriptor, slot * _PLACE_BYTES, os.SEEK_SET)
            os.write(descriptor, f"{head.seq} {head.digest} {self._mac(head)}\n".encode().ljust(_PLACE_BYTES, b"\0"))
        finally:
            os.close(descriptor)
        self.remembered = head

    def _mac(self, head: Head) -> str:
        return hmac.new(self._key, f"{head.seq} {head.digest}".encode(), hashlib.sha256).hexdigest()

    def _read(self) -> Head | None:
        if self.missing:
            return None
        content = self._path.read_bytes()
        heads = (self._place(content[start : start + _PLACE_BYTES]) for start in (0, _PLACE_BYTES))
        return max((head for head in heads if head), key=lambda head: head.seq, default=None)

    def _place(self, content: bytes) -> Head | None:
        parts = content.rstrip(b"\0\n").decode("ascii", "replace").split(" ")
        if len(parts) != 3 or not parts[0].isdecimal():
            return None
        head = Head(int(parts[0]), parts[1])
        return head if hmac.compare_digest(parts[2].encode(), self._mac(head).encode()) else None
