"""How places of a sheet are named: columns by letters, and the first of many rows or cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMED_MAX = 5


def column_letters(column: int) -> str:
    """Return ``A`` for 0, ``AA`` for 26."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def few(places: Sequence[object]) -> str:
    """Name the first of some places."""
    return ", ".join(map(str, places[:NAMED_MAX])) + (" …" if len(places) > NAMED_MAX else "")
