"""An agency's emblem: a PNG of the plainest kind, so small and so strict that nothing is hidden in it.

Eight bits a colour, grey or RGB, not interlaced, no transparency, no chunk but the three that every PNG has. Whoever
prints it can put its compressed rows into a PDF as they are.
"""

from __future__ import annotations

import struct
import zlib

from app.simulator.refusals import Refused
from app.wire.codes import Refusal

BYTES_MAX = 512 << 10
SIDE_MIN, SIDE_MAX = 16, 512
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = {0: 1, 2: 3}
"""Bytes a pixel of the two kinds that are taken: grey and RGB."""
_FILTERS_MAX = 4
_CHUNKS_MAX = 64
_OVERHEAD = 12


def demand(content: bytes) -> None:
    """Refuse with ``emblem_wrong`` what is no emblem; never more than its rows are unpacked."""
    if len(content) > BYTES_MAX or not content.startswith(_SIGNATURE):
        raise Refused(Refusal.EMBLEM_WRONG)
    try:
        chunks = _chunks(content)
        row, rows = _measures(chunks)
        _demand_rows(b"".join(data for name, data in chunks if name == b"IDAT"), row, rows)
    except (struct.error, zlib.error, ValueError) as problem:
        raise Refused(Refusal.EMBLEM_WRONG) from problem


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    """Return the chunks, each with its checksum right: a head, rows, and an end with nothing behind it."""
    found: list[tuple[bytes, bytes]] = []
    at = len(_SIGNATURE)
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + length]
        (told,) = struct.unpack_from(">I", content, at + 8 + length)
        if len(data) != length or told != zlib.crc32(name + data) or len(found) >= _CHUNKS_MAX:
            raise ValueError("chunk")
        found.append((name, data))
        at += length + _OVERHEAD
    names = [name for name, _ in found]
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or len(names) < 3 or set(names[1:-1]) != {b"IDAT"}:
        raise ValueError("order")
    return found


def _measures(chunks: list[tuple[bytes, bytes]]) -> tuple[int, int]:
    """Return bytes a row, its filter's included, and the number of rows."""
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(">IIBBBBB", chunks[0][1])
    if not (SIDE_MIN <= width <= SIDE_MAX and SIDE_MIN <= height <= SIDE_MAX):
        raise ValueError("size")
    if (depth, compression, filtering, interlace) != (8, 0, 0, 0) or colour not in _COLOURS:
        raise ValueError("kind")
    return 1 + width * _COLOURS[colour], height


def _demand_rows(packed: bytes, row: int, rows: int) -> None:
    unpacking = zlib.decompressobj()
    raw = unpacking.decompress(packed, row * rows + 1)
    if len(raw) != row * rows or not unpacking.eof or unpacking.unused_data or unpacking.unconsumed_tail:
        raise ValueError("rows")
    if max(raw[::row]) > _FILTERS_MAX:
        raise ValueError("filter")
