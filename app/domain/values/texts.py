"""Texts as they may be signed: composed, visible, in reading order.

The wire has the same rule of its own (`app.wire.codec`); a test holds the two together.
"""

from __future__ import annotations

import unicodedata

SARA_AM = "\u0e33"
ZERO_WIDTH = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u200b\u200c\u200d\u2060\u2800\u3164\ufeff\uffa0"
) | frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""Letters that nobody sees: joiners, fillers, variation selectors. Two texts that look alike must be alike."""

_NIKHAHIT = "\u0e4d"
_SARA_AA = "\u0e32"
_TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_UNWRITABLE = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def canonical(text: str) -> str:
    """Return ``text`` composed (NFC), with sara am as one character and without outer blanks."""
    composed = unicodedata.normalize("NFC", text.strip())
    if _NIKHAHIT not in composed:
        return composed
    for tone in _TONES:
        composed = composed.replace(_NIKHAHIT + tone + _SARA_AA, tone + SARA_AM)
    return composed.replace(_NIKHAHIT + _SARA_AA, SARA_AM)


def fault(text: str) -> str:
    """Return why ``text`` may not be signed (``control``, ``bidi``, ``zero_width``, ``not_canonical``), or ''."""
    for character in text:
        if hidden := _hidden(character):
            return hidden
    return "" if canonical(text) == text else "not_canonical"


def cleaned(text: str) -> str:
    """Return what can be seen of a text that was typed or pasted, in one line, as it may be signed."""
    written = (" " if character.isspace() else character for character in text)
    seen = "".join(character for character in written if not _hidden(character))
    return canonical(" ".join(seen.split()))


def _hidden(character: str) -> str:
    """Return why nobody can see a character, or ''."""
    if character in ZERO_WIDTH:
        return "zero_width"
    category = unicodedata.category(character)
    if category == "Cf":
        return "bidi"
    return "control" if category in _UNWRITABLE else ""
