"""QR codes as one path: every dark run of modules a box, filled in a single stroke of the pen."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import segno

if TYPE_CHECKING:
    from enum import StrEnum

MASK = 3
"""Trying all eight masks is four fifths of the work of making a code; any of them can be scanned."""

PREFIX = "KHLANG1"


class Code(NamedTuple):
    """A code to be filled: ``modules`` on each side, ``path`` in modules from the lower left corner."""

    modules: int
    path: str


def payload(kind: StrEnum, digest: str, position: int = 0) -> str:
    """Return what the code on a page says: which document, its hash, and after which entry of the audit chain.

    In capitals: the denser alphanumeric mode.
    """
    return f"{PREFIX}:{kind.value}:{digest}{f':{position}' if position else ''}".upper()


@lru_cache(maxsize=64)
def qr(text: str) -> Code:
    """Make a QR code of level M, without its quiet zone."""
    matrix = segno.make_qr(text, error="m", boost_error=False, mask=MASK).matrix
    size = len(matrix)
    boxes: list[str] = []
    for row, modules in enumerate(matrix):
        column = 0
        for dark, run in groupby(modules):
            length = len(list(run))
            if dark:
                boxes.append(f"{column} {size - row - 1} {length} 1 re")
            column += length
    return Code(size, " ".join(boxes))
