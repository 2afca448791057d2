"""Emblems: plain PNGs made by hand, right or wrong in one thing."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    width: int = 32,
    height: int = 32,
    colour: tuple[int, int, int] = (14, 98, 87),
    *,
    kind: int = 2,
    depth: int = 8,
    interlace: int = 0,
    rows: bytes | None = None,
    extra: bytes = b"",
) -> bytes:
    """Return a disc of a colour on white; ``rows`` takes the place of its packed rows, ``extra`` comes before them."""
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlace)
    packed = zlib.compress(b"".join(_row(y, width, height, colour) for y in range(height))) if rows is None else rows
    return SIGNATURE + chunk(b"IHDR", head) + extra + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _row(y: int, width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    def inside(x: int) -> bool:
        return (2 * x / width - 1) ** 2 + (2 * y / height - 1) ** 2 < 1

    return b"\0" + b"".join(bytes(colour) if inside(x) else b"\xff\xff\xff" for x in range(width))
