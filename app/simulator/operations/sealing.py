r"""A file that only a passphrase opens: scrypt and AES-256-GCM, piece by piece, so that it may be of any size.

``KHLANG SEALED 1\n``, 16 bytes of salt, then pieces of 1 MiB, each with its tag. A piece's nonce holds its number and
whether it is the last: a file that was cut, extended or put together from others does not open.
"""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.simulator.chance import Chance

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed import ReadableBuffer, WriteableBuffer

MAGIC = b"KHLANG SEALED 1\n"
PASSPHRASE_BYTES_MIN, PASSPHRASE_BYTES_MAX = 12, 1024
_SALT_BYTES = 16
_PIECE_BYTES = 1 << 20
_TAG_BYTES = 16
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 1 << 17, 8, 1


class SealWrong(Exception):
    """The passphrase cannot be used or is another one, or the file was altered or cut."""


def read_passphrase(path: Path) -> bytes:
    """Return the first line of a file; raise `SealWrong` for one that is too short or cannot be read."""
    try:
        with path.open("rb") as file:
            passphrase = file.readline(PASSPHRASE_BYTES_MAX).rstrip(b"\r\n")
    except OSError as problem:
        raise SealWrong(f"{path}: {problem.strerror}") from problem
    if len(passphrase) < PASSPHRASE_BYTES_MIN:
        raise SealWrong(f"{path}: at least {PASSPHRASE_BYTES_MIN} characters")
    return passphrase


class Sealing(io.RawIOBase):
    """Writes what it is given, sealed, into ``target``; `close` writes the last piece and leaves ``target`` open."""

    def __init__(self, target: IO[bytes], passphrase: bytes) -> None:
        salt = Chance().named().bytes(_SALT_BYTES)
        target.write(MAGIC + salt)
        self._target = target
        self._cipher = _cipher(passphrase, salt)
        self._waiting = bytearray()
        self._number = 0

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, content: ReadableBuffer, /) -> int:
        """Take some more."""
        self._waiting += content
        while len(self._waiting) > _PIECE_BYTES:
            self._put(bytes(self._waiting[:_PIECE_BYTES]), last=False)
            del self._waiting[:_PIECE_BYTES]
        return memoryview(content).nbytes

    def close(self) -> None:
        """Write what is left."""
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
        super().close()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


class Opening(io.RawIOBase):
    """Reads what was sealed in ``source``, which stands after the magic; raises `SealWrong`."""

    def __init__(self, source: IO[bytes], passphrase: bytes) -> None:
        self._source = source
        self._cipher = _cipher(passphrase, source.read(_SALT_BYTES))
        self._next = source.read(_PIECE_BYTES + _TAG_BYTES)
        self._plain = b""
        self._number = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, target: WriteableBuffer, /) -> int:
        """Give some more; 0 at the end."""
        if not self._plain and (self._next or not self._number):
            self._open()
        view = memoryview(target).cast("B")
        count = min(len(view), len(self._plain))
        view[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _open(self) -> None:
        piece, self._next = self._next, self._source.read(_PIECE_BYTES + _TAG_BYTES)
        try:
            self._plain = self._cipher.decrypt(_nonce(self._number, last=not self._next), piece, None)
        except InvalidTag as problem:
            raise SealWrong("another passphrase, or the file was altered") from problem
        self._number += 1


def _cipher(passphrase: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt, 32, _SCRYPT_N, _SCRYPT_R, _SCRYPT_P).derive(passphrase))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])
