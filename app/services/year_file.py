"""The zip of a fiscal year as it is written: one entry after another, each hashed as it streams by."""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
from typing import IO, TYPE_CHECKING

from app.central.year_archive import Held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The one time in the zip's own directory: what an archive says of time is what was signed."""


class YearFile:
    """Writes into an open zip; ``held`` is every entry so far, by its name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.held: dict[str, Held] = {}

    def put(self, name: str, content: bytes, op_id: str = "") -> None:
        """Write a whole entry; one of this name that is there already stays."""
        if name not in self.held:
            with self.open(name, op_id) as write:
                write(content)

    @contextlib.contextmanager
    def open(self, name: str, op_id: str = "") -> Iterator[Callable[[bytes], None]]:
        """Give what writes the parts of a new entry."""
        digest, size = hashlib.sha256(), 0
        with self._entry(name) as entry:

            def write(part: bytes) -> None:
                nonlocal size
                digest.update(part)
                size += entry.write(part)

            yield write
        self.held[name] = Held(digest.hexdigest(), size, op_id)

    def _entry(self, name: str) -> IO[bytes]:
        told = zipfile.ZipInfo(name, EPOCH)
        told.compress_type = zipfile.ZIP_DEFLATED
        return self._archive.open(told, "w", force_zip64=True)
