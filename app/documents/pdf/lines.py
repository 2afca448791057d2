"""Texts fitted into a width: wrapped into lines, or shortened with an ellipsis."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.documents.pdf.paper import Style

ELLIPSIS = "…"

LETTERS = re.compile(r"[เ-ไ]?[\u0e00-\u0e3f][ัิ-ฺ็-๎]*[ะาำๅๆฯ]*|[เ-ไ]|[\s\S][\u0300-\u036f]*")
"""What a line may not break inside: a letter with its marks, the vowels that stand before and after it."""

AMOUNT_WORDS = re.compile(r"[^ ]*?(?:ล้าน|แสน|หมื่น|พัน|ร้อย|สิบ|บาท|สตางค์|ถ้วน)|[\s\S]+?")
"""An amount in Thai words may break after each of its places."""


def wrapped(text: str, style: Style, width: float, atoms: re.Pattern[str] = LETTERS) -> list[str]:
    """Break a text into lines of at most ``width`` points: at blanks, and inside a word only where it must be.

    ``atoms`` matches the pieces that stay whole when a word is longer than a line.
    """
    if style.width(text) <= width:
        return [text]
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if style.width(longer) <= width:
            line = longer
            continue
        if style.width(word) <= width:
            lines.append(line)
            line = word
            continue
        *full, line = _broken(longer, style, width, atoms)
        lines += full
    return [*lines, line]


def _broken(text: str, style: Style, width: float, atoms: re.Pattern[str]) -> list[str]:
    lines, line = [], ""
    for atom in atoms.findall(text):
        if line and style.width(line + atom) > width:
            lines.append(line.rstrip())
            line = ""
        line += atom
    return [*lines, line]


def fitted(text: str, style: Style, width: float) -> str:
    """Return the text, shortened to end in an ellipsis if it is wider than ``width`` points."""
    if style.width(text) <= width:
        return text
    letters = LETTERS.findall(text)
    while letters and style.width("".join(letters).rstrip() + ELLIPSIS) > width:
        letters.pop()
    return "".join(letters).rstrip() + ELLIPSIS
