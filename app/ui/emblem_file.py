"""A picture file made into an emblem: a plain PNG of its pixels on white, small enough for any paper.

Nothing of the file itself is handed on: its pixels are drawn anew, and what else it holds stays behind.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter

from app.domain.access.template import EMBLEM_SIDE_MIN
from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

FILE_BYTES_MAX = 5 << 20
FILE_SIDE_MAX = 6_000
SIDE_MAX = 320
"""Printed 15 mm wide, that is more than 500 dots an inch."""
_HEAD = 8


def read_emblem(path: Path) -> bytes:
    """Return a PNG file as an emblem; callable on any thread.

    Raises `BadInput` ``emblem_file_large`` (fact ``limit``), ``emblem_file_wrong`` (fact ``name``).
    """
    try:
        size = path.stat().st_size
    except OSError as problem:
        raise BadInput("emblem_file_wrong", name=path.name) from problem
    if size > FILE_BYTES_MAX:
        raise BadInput("emblem_file_large", limit=FILE_BYTES_MAX >> 20)
    reader = QImageReader(str(path), b"png")
    reader.setAutoDetectImageFormat(False)
    told = reader.size()  # from its head alone: nothing is unpacked yet
    if not told.isValid() or max(told.width(), told.height()) > FILE_SIDE_MAX:
        raise BadInput("emblem_file_wrong", name=path.name)
    if max(told.width(), told.height()) > SIDE_MAX:
        reader.setScaledSize(told.scaled(QSize(SIDE_MAX, SIDE_MAX), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull() or min(image.width(), image.height()) < EMBLEM_SIDE_MIN:
        raise BadInput("emblem_file_wrong", name=path.name)
    return _plain(_on_white(image))


def _on_white(image: QImage) -> bytes:
    sheet = QImage(image.size(), QImage.Format.Format_RGB888)
    sheet.fill(Qt.GlobalColor.white)
    painter = QPainter(sheet)
    painter.drawImage(0, 0, image)
    painter.end()
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(held, b"png").write(sheet)
    return bytes(held.data().data())


def _plain(png: bytes) -> bytes:
    """Return a PNG with its head, its rows in one piece and its end, and nothing else."""
    found: dict[bytes, bytes] = {b"IHDR": b"", b"IDAT": b"", b"IEND": b""}
    at = _HEAD
    while at < len(png):
        length, name = struct.unpack_from(">I4s", png, at)
        if name in found:
            found[name] += png[at + 8 : at + 8 + length]
        at += length + 12
    return png[:_HEAD] + b"".join(_chunk(name, data) for name, data in found.items())


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
