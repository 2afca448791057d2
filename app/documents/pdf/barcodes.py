"""Code 128 as one path: every bar a box as high as the code, filled in a single stroke of the pen."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from reportlab.graphics.barcode.code128 import Code128


class Bars(NamedTuple):
    """A barcode to be filled: so many ``modules`` wide, its ``path`` in modules from the lower left corner."""

    modules: int
    path: str


@lru_cache(maxsize=512)
def code128(text: str, height_modules: float) -> Bars:
    """Make a barcode without its quiet zones; a carriage return is a letter of it like any other (code set A)."""
    code = Code128(text)
    code.validate()
    code.encode()
    left = 0
    boxes: list[str] = []
    for element in code.decompose():
        width = ord(element.lower()) - ord("a") + 1
        if element.isupper():
            boxes.append(f"{left} 0 {width} {height_modules:g} re")
        left += width
    return Bars(left, " ".join(boxes))
