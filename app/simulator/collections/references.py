"""References of bills with their check digits, made and checked here by own code (a convention of this simulator)."""

from __future__ import annotations

import re

_REF1 = re.compile(r"[0-9]{11}\Z")
_REF2 = re.compile(r"[0-9]{12}\Z")
_UNIT = re.compile(r"[0-9]{10}\Z")
_NINETY_SEVEN = 97
NUMBER_MAX = 10**8 - 1


def is_unit(unit: str) -> bool:
    """Say whether references can be made for a unit: its code has ten digits."""
    return _UNIT.match(unit) is not None


def make(unit: str, fy: str, number: int) -> tuple[str, str]:
    """Return both references of a unit's bill; ``fy`` is the Buddhist fiscal year, ``number`` counts in it.

    Raises `ValueError` for what has no room in them.
    """
    if not is_unit(unit) or not 0 < number <= NUMBER_MAX:
        raise ValueError(unit, number)
    ref1 = unit + _check_digit(unit)
    body = f"{fy[-2:]}{number:08d}"
    return ref1, body + _check_pair(ref1 + body)


def fault(ref1: str, ref2: str) -> str:
    """Return which reference was mistyped, ``ref1`` or ``ref2``, '' where both are as they were made."""
    if not _REF1.match(ref1) or _check_digit(ref1[:-1]) != ref1[-1]:
        return "ref1"
    if not _REF2.match(ref2) or _check_pair(ref1 + ref2[:-2]) != ref2[-2:]:
        return "ref2"
    return ""


def _check_digit(digits: str) -> str:
    """Return the digit of ISO 7064 MOD 11,10 that follows ``digits``."""
    rest = 10
    for digit in digits:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return str((11 - rest) % 10)


def _check_pair(digits: str) -> str:
    """Return the two digits of ISO 7064 MOD 97-10 that follow ``digits``."""
    return f"{_NINETY_SEVEN + 1 - int(digits) * 100 % _NINETY_SEVEN:02d}"
