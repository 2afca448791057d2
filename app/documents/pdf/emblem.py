"""An agency's emblem in a PDF: a plain PNG's pixels, packed anew, written once a file.

Packed anew, because what somebody else packed might hold bytes that look like parts of a PDF. It is a PNG of one kind
only (see `app.domain.access.template`): the central system takes no other, and no other is drawn.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from functools import lru_cache

from reportlab.pdfbase import pdfdoc

from app.domain.access.template import EMBLEM_BYTES_MAX, EMBLEM_SIDE_MAX, EMBLEM_SIDE_MIN
from app.domain.values.errors import Refused

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEAD = struct.Struct(">I4sIIBBBBBI")
_COLOURS = {0: 1, 2: 3}
"""Bytes a pixel: grey, or red, green and blue."""
_BITS = 8


@dataclass(frozen=True, slots=True)
class Emblem:
    """A picture of ``width`` times ``height`` pixels; ``rows`` are those of the PNG, filters and all, packed."""

    width: int
    height: int
    colours: int
    rows: bytes = field(repr=False)

    def fitted(self, side: float) -> tuple[float, float]:
        """Return the width and height in which it fills a square as far as it can."""
        scale = side / max(self.width, self.height)
        return self.width * scale, self.height * scale

    def stream(self) -> pdfdoc.PDFStream:
        """Return it as an image of a PDF."""
        rows = {"Predictor": 15, "Colors": self.colours, "BitsPerComponent": _BITS, "Columns": self.width}
        return pdfdoc.PDFStream(
            dictionary=pdfdoc.PDFDictionary(
                {
                    "Type": pdfdoc.PDFName("XObject"),
                    "Subtype": pdfdoc.PDFName("Image"),
                    "Width": self.width,
                    "Height": self.height,
                    "ColorSpace": pdfdoc.PDFName("DeviceGray" if self.colours == 1 else "DeviceRGB"),
                    "BitsPerComponent": _BITS,
                    "Filter": pdfdoc.PDFName("FlateDecode"),
                    "DecodeParms": pdfdoc.PDFDictionary({**rows}),
                }
            ),
            content=self.rows,
        )


@lru_cache(maxsize=8)
def read(png: bytes) -> Emblem:
    """Return the emblem in a PNG; raise `Refused` ``emblem_wrong`` for any other kind of picture, or none."""
    try:
        return _read(png)
    except (struct.error, zlib.error, ValueError, KeyError) as problem:
        raise Refused("emblem_wrong") from problem


def _read(png: bytes) -> Emblem:
    _, name, width, height, depth, colour, *rest, _ = _HEAD.unpack_from(png, len(_SIGNATURE))
    sides = (EMBLEM_SIDE_MIN <= side <= EMBLEM_SIDE_MAX for side in (width, height))
    plain = len(png) <= EMBLEM_BYTES_MAX and png.startswith(_SIGNATURE) and name == b"IHDR" and all(sides)
    if not plain or (depth, *rest) != (_BITS, 0, 0, 0):
        raise ValueError(name)
    size = height * (1 + width * _COLOURS[colour])
    unpacking = zlib.decompressobj()
    rows = unpacking.decompress(_packed(png), size + 1)
    if len(rows) != size or not unpacking.eof:
        raise ValueError(size)
    return Emblem(width, height, _COLOURS[colour], zlib.compress(rows, 9))


def _packed(png: bytes) -> bytes:
    """Return the rows of a PNG as they are packed in it."""
    found = b""
    at = len(_SIGNATURE)
    while at < len(png):
        length, name = struct.unpack_from(">I4s", png, at)
        if name == b"IDAT":
            found += png[at + 8 : at + 8 + length]
        at += length + 12
    return found
