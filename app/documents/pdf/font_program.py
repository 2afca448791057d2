"""The TrueType program inside our PDFs: one glyph for each cluster, built from the glyphs of Sarabun.

ReportLab embeds one glyph a character, so a Thai tone mark, moved and swapped by shaping, ends in the text layer as a
private code. Here ``น้ำ`` is one glyph put together from three (a *composite* in the words of the OpenType
specification, https://learn.microsoft.com/typography/opentype/spec/glyf): exact on the page, one code in the text.
"""

from __future__ import annotations

import struct
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.documents.pdf.faces import Cluster, Face

_ARGUMENTS_ARE_WORDS, _ARGUMENTS_ARE_XY, _HAS_SCALE, _MORE = 0x0001, 0x0002, 0x0008, 0x0020
_HAS_TWO_SCALES, _HAS_MATRIX = 0x0040, 0x0080
_WHOLE_FILE = 0xB1B0AFBA
_EMPTY_BOX = (0, 0, 0, 0)

Box = tuple[int, int, int, int]


class Outlines:
    """The glyphs of a font file as they lie in its ``glyf`` table."""

    def __init__(self, face: Face) -> None:
        self._data = face.table("glyf")
        wide = struct.unpack_from(">h", face.table("head"), 50)[0] == 1
        loca = face.table("loca")
        offsets = struct.unpack(f">{len(loca) // (4 if wide else 2)}{'I' if wide else 'H'}", loca)
        self._offsets = offsets if wide else tuple(offset * 2 for offset in offsets)

    def record(self, glyph: int) -> bytes:
        """Return a glyph's bytes; empty for a blank."""
        return self._data[self._offsets[glyph] : self._offsets[glyph + 1]]


def contours(record: bytes) -> int:
    """Return the number of contours of a glyph; -1 says that it is a composite."""
    return int(struct.unpack_from(">h", record)[0]) if record else 0


def box(record: bytes) -> Box:
    """Return xMin, yMin, xMax, yMax of a glyph."""
    return struct.unpack_from(">4h", record, 2) if record else _EMPTY_BOX


def components(record: bytes) -> list[tuple[int, int]]:
    """Return (offset of the glyph number in ``record``, glyph number) of each part of a composite."""
    found: list[tuple[int, int]] = []
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", record, at)
        found.append((at + 2, glyph))
        at += 8 if flags & _ARGUMENTS_ARE_WORDS else 6
        at += 2 * bool(flags & _HAS_SCALE) + 4 * bool(flags & _HAS_TWO_SCALES) + 8 * bool(flags & _HAS_MATRIX)
    return found


class FontProgram:
    """A font file under construction: glyph 0 is ``.notdef``, glyph ``n`` is the ``n``-th cluster, then their parts."""

    def __init__(self, face: Face, outlines: Outlines, clusters: list[Cluster]) -> None:
        self._face = face
        self._outlines = outlines
        self._parts: dict[int, int] = {}
        self._first_part = len(clusters) + 1
        self._records = [outlines.record(0), *(self._set(cluster) for cluster in clusters)]
        self._widths = [face.advance(0), *(cluster.width for cluster in clusters)]
        self._add_parts()

    def data(self) -> bytes:
        """Return the font file."""
        loca = [0, *accumulate(len(record) for record in self._records)]
        sides = [box(record)[0] for record in self._records]
        head = bytearray(self._face.table("head"))
        struct.pack_into(">I", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        hhea = bytearray(self._face.table("hhea"))
        struct.pack_into(">H", hhea, 34, len(self._records))
        return _file(
            {
                b"glyf": b"".join(self._records),
                b"head": bytes(head),
                b"hhea": bytes(hhea),
                b"hmtx": b"".join(struct.pack(">Hh", *pair) for pair in zip(self._widths, sides, strict=True)),
                b"loca": struct.pack(f">{len(loca)}I", *loca),
                b"maxp": self._maxp(),
            }
        )

    def _part(self, glyph: int) -> int:
        return self._parts.setdefault(glyph, self._first_part + len(self._parts))

    def _set(self, cluster: Cluster) -> bytes:
        """Return the record of one cluster: the glyph itself where it stands alone, a composite otherwise."""
        inked = [(glyph, dx, dy) for glyph, dx, dy in cluster.glyphs if self._outlines.record(glyph)]
        if not inked:
            return b""
        if len(inked) == 1 and inked[0][1:] == (0, 0):
            return self._renumbered(self._outlines.record(inked[0][0]))
        boxes = [_moved(box(self._outlines.record(glyph)), dx, dy) for glyph, dx, dy in inked]
        lowest, highest = (
            [min(side) for side in zip(*boxes, strict=True)],
            [max(side) for side in zip(*boxes, strict=True)],
        )
        record = struct.pack(">5h", -1, *lowest[:2], *highest[2:])
        for position, (glyph, dx, dy) in enumerate(inked, 1):
            more = _MORE if position < len(inked) else 0
            record += struct.pack(">HHhh", _ARGUMENTS_ARE_WORDS | _ARGUMENTS_ARE_XY | more, self._part(glyph), dx, dy)
        return record

    def _renumbered(self, record: bytes) -> bytes:
        """Return the record with its parts, if it is a composite, numbered as in this file."""
        if contours(record) >= 0:
            return _padded(record)
        changed = bytearray(record)
        for at, glyph in components(record):
            struct.pack_into(">H", changed, at, self._part(glyph))
        return _padded(bytes(changed))

    def _add_parts(self) -> None:
        """Append the parts, and the parts of parts, until none is missing."""
        added = 0
        while added < len(self._parts):
            glyph = list(self._parts)[added]
            self._records.append(self._renumbered(self._outlines.record(glyph)))
            self._widths.append(self._face.advance(glyph))
            added += 1

    def _maxp(self) -> bytes:
        """Return the ``maxp`` table; the limits for composites are counted generously from the limits of glyphs."""
        maxp = bytearray(self._face.table("maxp"))
        points, outlines = struct.unpack_from(">HH", maxp, 6)
        most = max((len(components(record)) for record in self._records if contours(record) < 0), default=0)
        depth = struct.unpack_from(">H", maxp, 30)[0] + 1
        struct.pack_into(">H", maxp, 4, len(self._records))
        struct.pack_into(">HH", maxp, 10, points * max(most, 1) * depth, outlines * max(most, 1) * depth)
        struct.pack_into(">HH", maxp, 28, most, depth)
        return bytes(maxp)


def _moved(sides: Box, dx: int, dy: int) -> Box:
    return sides[0] + dx, sides[1] + dy, sides[2] + dx, sides[3] + dy


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)


def _checksum(data: bytes) -> int:
    padded = _padded(data)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


def _file(tables: dict[bytes, bytes]) -> bytes:
    """Return a TrueType file of these tables, check sums included."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, (count - (1 << power)) * 16)
    at = len(header) + 16 * count
    directory, body = b"", b""
    starts: dict[bytes, int] = {}
    for tag, data in sorted(tables.items()):
        starts[tag] = at + len(body)
        directory += struct.pack(">4sIII", tag, _checksum(data), starts[tag], len(data))
        body += _padded(data)
    whole = bytearray(header + directory + body)
    struct.pack_into(">I", whole, starts[b"head"] + 8, (_WHOLE_FILE - _checksum(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)
