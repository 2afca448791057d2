"""Texts fitted into a width: wrapped into lines, or shortened with an ellipsis."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.documents.pdf.paper import Style

ELLIPSIS = "…"

LETTERS = re.compile(r"[เ-ไ]?[\u0e00-\u0e3f][ัิ-ฺ็-๎]*[ะาำๅๆฯ]*|[\s\S][ัิ-ฺ็-๎\u0300-\u036f]*")
"""What a line may not break inside: a letter with its marks, the vowels that stand before and after it.

Marks stay with whatever they were typed on, a digit too: a mark alone at the start of a line would sit on the margin.
"""

_THAI = "\u0e00"
_LOOK_BACK = 0.6
"""How much of a line must stay filled when its end is moved back to the end of a syllable."""

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
    """Break a text that has no blank where one is needed."""
    lines: list[str] = []
    line: list[str] = []
    for atom in atoms.findall(text):
        if line and style.width("".join(line) + atom) > width:
            cut = _syllable_end([*line, atom]) if atoms is LETTERS else len(line)
            lines.append("".join(line[:cut]).rstrip())
            line = line[cut:]
        line.append(atom)
    return [*lines, "".join(line)]


def _syllable_end(letters: list[str]) -> int:
    """Return where to break before the last letter: at a sure end of a syllable if one is near, else right there.

    Thai writes no blanks between words. Without a dictionary, some ends are sure: before a vowel that stands in front
    or where Thai meets another script (often a word's end, too), then after a short vowel or a silenced letter.
    """
    last = len(letters) - 1
    least = int(last * _LOOK_BACK)
    for is_end in (_starts_a_syllable, _ends_a_syllable):
        for cut in range(last, least, -1):
            if is_end(letters[cut - 1][-1], letters[cut][0]):
                return cut
    return last


def _starts_a_syllable(before: str, after: str) -> bool:
    return after in "เแโใไ" or (before < _THAI) != (after < _THAI)


def _ends_a_syllable(before: str, _after: str) -> bool:
    return before in "ะำๆฯ์ "


def shrunk(text: str, style: Style, width: float) -> Style:
    """Return the style, smaller where the text would be wider than ``width``: names are never cut."""
    wide = style.width(text)
    return style if wide <= width else replace(style, size=style.size * width / wide)


def fitted(text: str, style: Style, width: float) -> str:
    """Return the text, shortened to end in an ellipsis if it is wider than ``width`` points."""
    if style.width(text) <= width:
        return text
    letters = LETTERS.findall(text)
    while letters and style.width("".join(letters).rstrip() + ELLIPSIS) > width:
        letters.pop()
    return "".join(letters).rstrip() + ELLIPSIS
