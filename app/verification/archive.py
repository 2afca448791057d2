"""A dossier's files out of a zip or a folder that anybody may have made: every size, count and name is bounded."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from app.verification.findings import Broken, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES_MAX = 5_000
FILE_BYTES_MAX = 256 << 20
TOTAL_BYTES_MAX = 1 << 30
RATIO_MAX = 200
"""Text of ours shrinks to a tenth; what shrinks to less than a two-hundredth is a trap."""
RATIO_FROM_BYTES = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,120}(?:/[A-Za-z0-9_][A-Za-z0-9._-]{0,120}){0,3}")


def contents(path: Path) -> dict[str, bytes]:
    """Return every file of the dossier by its name.

    Raises `Unreadable` where there is no dossier at all, `Broken` (place: the file) for one that no dossier may hold.
    """
    found: dict[str, bytes] = {}
    total = 0
    for name, content in _folder(path) if path.is_dir() else _zip(path):
        total += len(content)
        if total > TOTAL_BYTES_MAX:
            raise Broken(name, "too_large")
        if name in found:
            raise Broken(name, "twice")
        found[name] = content
        if len(found) > FILES_MAX:
            raise Broken(name, "too_many")
    return found


def _folder(path: Path) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(path.rglob("*")):
        name = entry.relative_to(path).as_posix()
        mode = entry.lstat().st_mode
        if stat.S_ISDIR(mode):
            continue
        demand_name(name)
        if not stat.S_ISREG(mode):
            raise Broken(name, "no_file")
        with entry.open("rb") as file:
            yield name, _bounded(file, name)


def _zip(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > FILES_MAX:
                raise Broken(path.name, "too_many")
            for entry in entries:
                if not entry.is_dir():
                    yield entry.filename, _entry(archive, entry)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error, ValueError) as problem:
        raise Unreadable(path.name, "no_archive") from problem


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    name = entry.filename
    demand_name(name)
    if entry.flag_bits & 1:
        raise Broken(_shown(name), "encrypted")
    if entry.file_size > FILE_BYTES_MAX:
        raise Broken(name, "too_large")
    if entry.file_size > RATIO_FROM_BYTES and entry.file_size > RATIO_MAX * max(entry.compress_size, 1):
        raise Broken(name, "bomb")
    try:
        with archive.open(entry) as file:
            return _bounded(file, name)
    except (zipfile.BadZipFile, EOFError, zlib.error) as problem:
        raise Broken(name, "damaged") from problem


def _bounded(file: IO[bytes], name: str) -> bytes:
    content = file.read(FILE_BYTES_MAX + 1)
    if len(content) > FILE_BYTES_MAX:
        raise Broken(name, "too_large")
    return content


def demand_name(name: str) -> None:
    """Raise `Broken` for a name that could lead out of the folder, or that not every system takes."""
    if not _NAME.fullmatch(name):
        raise Broken(_shown(name), "name")


def _shown(name: str) -> str:
    """Return a name that may hold anything as it may be shown on a terminal."""
    return ascii(name[:80])
