"""Small pieces of XML as text; a message of a hundred thousand payments is never held as a tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.values.money import SATANG_PER_BAHT

if TYPE_CHECKING:
    from datetime import datetime

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_FOREIGN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tag(name: str, *content: str) -> str:
    """Return an element around other elements, or nothing around nothing."""
    inside = "".join(content)
    return f"<{name}>{inside}</{name}>" if inside else ""


def text(name: str, words: str) -> str:
    """Return an element with a text, or nothing for an empty one."""
    return tag(name, words.translate(_ESCAPED))


def can_hold(words: str) -> bool:
    """Say whether XML can hold every sign of a text."""
    return _FOREIGN.search(words) is None


def baht(satang: int) -> str:
    """Return ``1234.50``."""
    return f"{satang // SATANG_PER_BAHT}.{satang % SATANG_PER_BAHT:02d}"


def moment(at: datetime) -> str:
    """Return an aware moment as ISO 20022 writes it, to the second."""
    return at.isoformat(timespec="seconds")
