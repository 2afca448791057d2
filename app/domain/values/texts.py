"""Texts as they may be signed: composed, visible, in reading order.

The wire has the same rule of its own (`app.wire.codec`); a test holds the two together.
"""

from __future__ import annotations

import unicodedata

SARA_AM = "\u0e33"
ZERO_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")

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
        category = unicodedata.category(character)
        if character in ZERO_WIDTH:
            return "zero_width"
        if category == "Cf":
            return "bidi"
        if category in _UNWRITABLE:
            return "control"
    return "" if canonical(text) == text else "not_canonical"
