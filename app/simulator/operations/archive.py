r"""The file a copy of a central system is kept in: a table of contents, the database, the keys and secrets beside it.

``KHLANG BACKUP 1\n`` and a tar stream, or the same sealed by a passphrase (`sealing`). Every file in it has its hash in
``contents.json``, the first of them.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

import msgspec

from app.simulator.operations.books import Books
from app.simulator.operations.complaint import Complaint
from app.simulator.operations.sealing import MAGIC as SEALED
from app.simulator.operations.sealing import Opening, Sealing, SealWrong

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLAIN = b"KHLANG BACKUP 1\n"
CONTENTS = "contents.json"
DATABASE = "database"
_CONTENTS_BYTES_MAX = 4 << 20
_BLOCK = 1 << 20


class Contents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is in an archive: when it was made (UTC), from which kind of database, and each file's SHA-256."""

    made_at: str
    kind: str
    books: Books
    files: dict[str, str]


def write(target: Path, contents: Contents, folder: Path, passphrase: bytes | None) -> None:
    """Write the files that ``contents`` names, from ``folder``, into a new file for the owner only."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb") as raw:
        with _sealed(raw, passphrase) as out, tarfile.open(fileobj=out, mode="w|", bufsize=_BLOCK) as tar:
            listing = msgspec.json.format(msgspec.json.encode(contents), indent=1)
            _add(tar, CONTENTS, len(listing), io.BytesIO(listing))
            for name in contents.files:
                with (folder / name).open("rb") as file:
                    _add(tar, name, (folder / name).stat().st_size, file)
        raw.flush()
        os.fsync(raw.fileno())


def unpack(source: Path, folder: Path, passphrase: bytes | None) -> Contents:
    """Put every file into ``folder``, for the owner only, and check its hash; raise `Complaint`."""
    try:
        with source.open("rb") as raw, tarfile.open(fileobj=_opened(raw, passphrase), mode="r|", bufsize=_BLOCK) as tar:
            return _unpacked(tar, folder)
    except OSError as problem:
        raise Complaint(f"อ่านไฟล์ {source} ไม่ได้: {problem}", f"{source} cannot be read: {problem}") from problem
    except SealWrong as problem:
        raise Complaint(f"เปิดไฟล์สำรองไม่ได้: {problem}", f"the backup does not open: {problem}") from problem
    except (tarfile.TarError, msgspec.DecodeError) as problem:
        raise _damaged(str(problem)) from problem


def sha256(path: Path) -> str:
    """Return the hash of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unpacked(tar: tarfile.TarFile, folder: Path) -> Contents:
    first = tar.next()
    listing = tar.extractfile(first) if first is not None and first.name == CONTENTS else None
    if listing is None:
        raise _damaged(CONTENTS)
    contents = msgspec.json.decode(listing.read(_CONTENTS_BYTES_MAX), type=Contents)
    missing = dict(contents.files)
    while (member := tar.next()) is not None:
        content = tar.extractfile(member)
        # A name is one of the list, so it leads nowhere else.
        if content is None or "/" in member.name or "\\" in member.name or member.name not in missing:
            raise _damaged(member.name)
        path = folder / member.name
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while block := content.read(_BLOCK):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        if sha256(path) != missing.pop(member.name):
            raise _damaged(member.name)
    if missing:
        raise _damaged(", ".join(missing))
    return contents


@contextmanager
def _sealed(raw: IO[bytes], passphrase: bytes | None) -> Iterator[IO[bytes]]:
    if passphrase is None:
        raw.write(PLAIN)
        yield raw
    else:
        with Sealing(raw, passphrase) as sealing:
            yield cast("IO[bytes]", sealing)


def _opened(raw: IO[bytes], passphrase: bytes | None) -> IO[bytes]:
    begins = raw.read(len(PLAIN))
    if begins == PLAIN:
        return raw
    if begins != SEALED:
        raise _damaged("ไม่ใช่ไฟล์สำรองของ Khlang / no backup of Khlang")
    if passphrase is None:
        raise Complaint(
            "ไฟล์สำรองนี้ปิดผนึกไว้ โปรดระบุไฟล์รหัสผ่านด้วย --backup-passphrase",
            "this backup is sealed; name the file with its passphrase: --backup-passphrase",
        )
    return cast("IO[bytes]", io.BufferedReader(Opening(raw, passphrase), _BLOCK))


def _add(tar: tarfile.TarFile, name: str, size: int, content: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    tar.addfile(member, content)


def _damaged(what: str) -> Complaint:
    return Complaint(f"ไฟล์สำรองเสียหาย: {what}", f"the backup is damaged: {what}")
