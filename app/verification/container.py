"""A year's archive as it lies on a disk, zip or folder: every name, size and count bounded, nothing held whole."""

from __future__ import annotations

import hashlib
import stat
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from app.verification.archive import RATIO_FROM_BYTES, RATIO_MAX, demand_name
from app.verification.findings import Broken, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES_MAX = 200_000
FILE_BYTES_MAX = 4 << 30
READ_BYTES_MAX = 256 << 20
"""What is read at once: a paper, a batch, the head."""
LINE_BYTES_MAX = 16 << 20
_PART = 1 << 20
_DAMAGED = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error, ValueError)


class Container:
    """An open archive; close it with `close`, or use it in a ``with``."""

    def __init__(self, path: Path) -> None:
        """Open a zip or a folder; raise `Unreadable` for anything else, `Broken` for names that none may hold."""
        self._folder = path if path.is_dir() else None
        self._zip: zipfile.ZipFile | None = None
        self.entries: dict[str, zipfile.ZipInfo | None] = {}
        if self._folder is not None:
            self._list_folder(self._folder)
        else:
            try:
                self._zip = zipfile.ZipFile(path)
            except _DAMAGED as problem:
                raise Unreadable(path.name, "no_archive") from problem
            self._list_zip(self._zip)

    def __enter__(self) -> Container:
        """Return the open archive."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let the file go."""
        if self._zip is not None:
            self._zip.close()

    def digest(self, name: str) -> tuple[str, int]:
        """Return hash and size of a file; raise `Broken` where it cannot be read whole."""
        told, size = hashlib.sha256(), 0
        with self._opened(name) as file:
            while part := file.read(_PART):
                told.update(part)
                size += len(part)
                if size > FILE_BYTES_MAX:
                    raise Broken(name, "too_large")
        return told.hexdigest(), size

    def read(self, name: str) -> bytes:
        """Return a file; raise `Broken` where it is missing, damaged, or larger than anything that is read whole."""
        with self._opened(name) as file:
            content = file.read(READ_BYTES_MAX + 1)
        if len(content) > READ_BYTES_MAX:
            raise Broken(name, "too_large")
        return content

    def lines(self, name: str) -> Iterator[bytes]:
        """Give the lines of a file; raise `Broken` as `read`, and where the last line does not end."""
        with self._opened(name) as file:
            while line := file.readline(LINE_BYTES_MAX):
                if not line.endswith(b"\n"):
                    raise Broken(name, "cut_off")
                yield line[:-1]

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        if name not in self.entries:
            raise Broken(name, "missing")
        try:
            if self._zip is not None:
                with self._zip.open(name) as entry:
                    yield entry
            elif self._folder is not None:
                with (self._folder / name).open("rb") as file:
                    yield file
        except _DAMAGED as problem:
            raise Broken(name, "damaged") from problem

    def _list_folder(self, folder: Path) -> None:
        for entry in sorted(folder.rglob("*")):
            name, mode = entry.relative_to(folder).as_posix(), entry.lstat().st_mode
            if stat.S_ISDIR(mode):
                continue
            self._add(name, None)
            if not stat.S_ISREG(mode):
                raise Broken(name, "no_file")

    def _list_zip(self, archive: zipfile.ZipFile) -> None:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            self._add(entry.filename, entry)
            if entry.flag_bits & 1:
                raise Broken(entry.filename, "encrypted")
            if entry.file_size > FILE_BYTES_MAX:
                raise Broken(entry.filename, "too_large")
            if entry.file_size > RATIO_FROM_BYTES and entry.file_size > RATIO_MAX * max(entry.compress_size, 1):
                raise Broken(entry.filename, "bomb")

    def _add(self, name: str, entry: zipfile.ZipInfo | None) -> None:
        demand_name(name)
        if name in self.entries:
            raise Broken(name, "twice")
        if len(self.entries) >= FILES_MAX:
            raise Broken(name, "too_many")
        self.entries[name] = entry
