"""What a new password must be, as far as it can be told while it is typed; the central system decides.

Document 002 and its contradiction: passwords do not expire, or are changed every three months; the agency's policy
says which. Length counts in code points after NFKC, so that Thai vowels and tone marks count as they are typed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CODE_POINTS_MIN = 12
CODE_POINTS_MAX = 128
DISTINCT_MIN = 4
STRENGTH_MAX = 4
EXPIRY_NOTICE_DAYS = 14
"""So many days before a password expires its owner is told."""


class PasswordRule(StrEnum):
    """The rules a person reads beside the field, in this order."""

    LENGTH = "length"
    NOT_NAMED = "not_named"
    NOT_COMMON = "not_common"
    NOT_USED = "not_used"


@dataclass(frozen=True, slots=True)
class PasswordVerdict:
    """How a password stands: its code points, the rules it breaks, and its strength from 0 to `STRENGTH_MAX`."""

    code_points: int
    broken: frozenset[PasswordRule]
    strength: int

    @property
    def good(self) -> bool:
        """Whether nothing is known against it; only the central system knows all former passwords."""
        return not self.broken


def judge(password: str, *, names: Iterable[str], common: Iterable[str], former: str) -> PasswordVerdict:
    """Judge a password against the names of its owner, words that many choose, and the password it replaces."""
    normal = unicodedata.normalize("NFKC", password)
    plain = _letters(normal)
    broken = set()
    if not CODE_POINTS_MIN <= len(normal) <= CODE_POINTS_MAX:
        broken.add(PasswordRule.LENGTH)
    if any((name := _letters(each)) and name in plain for each in names):
        broken.add(PasswordRule.NOT_NAMED)
    if _is_common(plain, common):
        broken.add(PasswordRule.NOT_COMMON)
    if normal == unicodedata.normalize("NFKC", former):
        broken.add(PasswordRule.NOT_USED)
    return PasswordVerdict(len(normal), frozenset(broken), _strength(normal, broken))


def _is_common(plain: str, common: Iterable[str]) -> bool:
    """Say whether it has too few letters, only repeats itself, or is mostly made of words that many choose."""
    if len(set(plain)) < DISTINCT_MIN or plain in plain[1:] + plain[:-1]:
        return True
    words = sorted({_letters(word) for word in common} - {""}, key=lambda word: (-len(word), word))
    rest = reduce(lambda left, word: left.replace(word, ""), words, plain)
    return len(rest) * 2 < len(plain)


def _strength(normal: str, broken: set[PasswordRule]) -> int:
    """Return 0 for what is not taken, else a step for each of: taken, 16, 20 letters, more than one kind of letter."""
    if broken:
        return 0
    kinds = sum(
        (
            any(letter.isdecimal() for letter in normal),
            any(letter.isalpha() and letter.isascii() for letter in normal),
            any(letter.isalpha() and not letter.isascii() for letter in normal),
            any(not letter.isalnum() and not unicodedata.category(letter).startswith("M") for letter in normal),
        )
    )
    return 1 + (len(normal) >= 16) + (len(normal) >= 20) + (kinds > 1)


def _letters(text: str) -> str:
    """Return letters and digits, whatever their case and script."""
    kept = (letter for letter in text.casefold() if letter.isalnum())
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in kept)
