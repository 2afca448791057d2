"""Zip containers of workbooks: sizes are checked from the directory, and again while unpacking."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from app.documents.workbook import limits
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK_BYTES = 1 << 20
_PACKED_PIECE_BYTES = 1 << 16
_ENCRYPTED_FLAG = 0x1
_LOCAL_HEADER_BYTES = 30
_LOCAL_SIGNATURE = b"PK\x03\x04"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class Archive:
    """The parts of a zip file in memory; raises `BadInput` for bombs, encryption and anything inconsistent."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as opened:
                entries = opened.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError) as problem:
            raise BadInput("file_damaged") from problem
        self.entries = {entry.filename: entry for entry in entries}
        self._refuse_bombs(entries)

    def _refuse_bombs(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > limits.ENTRIES_MAX:
            raise BadInput("file_bomb", limit=limits.ENTRIES_MAX)
        if len(self.entries) != len(entries):  # two parts of one name: two readers could see two files
            raise BadInput("file_damaged")
        if sum(entry.file_size for entry in entries) > limits.UNPACKED_BYTES_MAX:
            raise BadInput("file_bomb", limit=limits.UNPACKED_BYTES_MAX >> 20)
        for entry in entries:
            if entry.flag_bits & _ENCRYPTED_FLAG:
                raise BadInput("file_encrypted")
            if entry.compress_type not in _METHODS:
                raise BadInput("file_damaged")
            if entry.file_size > limits.RATIO_FREE_BYTES and entry.file_size > entry.compress_size * limits.RATIO_MAX:
                raise BadInput("file_bomb", limit=limits.RATIO_MAX)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the unpacked bytes of a part; a part that is not as long as the directory says is refused."""
        entry = self.entries[name]
        packed = self._packed(entry)
        if entry.compress_type == zipfile.ZIP_STORED:
            if len(packed) != entry.file_size:
                raise BadInput("file_damaged")
            yield from (bytes(packed[at : at + CHUNK_BYTES]) for at in range(0, len(packed), CHUNK_BYTES))
            return
        unpacker, size, check, at = zlib.decompressobj(-zlib.MAX_WBITS), 0, 0, 0
        while not unpacker.eof:
            piece: bytes | memoryview = unpacker.unconsumed_tail
            if not piece:
                piece = packed[at : at + _PACKED_PIECE_BYTES]
                at += len(piece)
            try:
                chunk = unpacker.decompress(piece, CHUNK_BYTES)
            except zlib.error as problem:
                raise BadInput("file_damaged") from problem
            size += len(chunk)
            check = zlib.crc32(chunk, check)
            if size > entry.file_size or not (piece or chunk or unpacker.eof):
                raise BadInput("file_damaged")
            yield chunk
        if size != entry.file_size or check != entry.CRC:
            raise BadInput("file_damaged")

    def verify(self) -> None:
        """Unpack everything once, to be sure of the sizes before another reader does."""
        for name in self.entries:
            for _ in self.chunks(name):
                pass

    def read(self, name: str) -> bytes:
        """Return a whole part, or nothing for a part that is not there."""
        return b"".join(self.chunks(name)) if name in self.entries else b""

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        start = entry.header_offset
        header = self._data[start : start + _LOCAL_HEADER_BYTES]
        if len(header) < _LOCAL_HEADER_BYTES or not header.startswith(_LOCAL_SIGNATURE):
            raise BadInput("file_damaged")
        name_length, extra_length = struct.unpack_from("<HH", header, 26)
        start += _LOCAL_HEADER_BYTES + name_length + extra_length
        packed = memoryview(self._data)[start : start + entry.compress_size]
        if len(packed) != entry.compress_size:
            raise BadInput("file_damaged")
        return packed
