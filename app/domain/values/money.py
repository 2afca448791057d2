"""Amounts of Thai baht as whole satang."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.values.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable

SATANG_PER_BAHT = 100
SATANG_MAX = 10**15
"""Ten trillion baht, of a line and of a batch: beyond any budget, well inside 64 bits and 2**53."""

THAI_TO_ASCII_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_AMOUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]*))?\Z")


def formatted(satang: int) -> str:
    """Return ``1,234,567.89`` for whole satang; two decimals always."""
    baht, rest = divmod(abs(satang), SATANG_PER_BAHT)
    return f"{'-' if satang < 0 else ''}{baht:,}.{rest:02d}"


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """A sum of Thai baht; ``satang`` is exact and may be negative only as a difference."""

    satang: int

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read ``1,234.5`` or ``๑,๒๓๔.๕๐``.

        Raises `BadInput` ``amount_unreadable`` for anything but digits, thousands commas and one point,
        ``amount_third_decimal`` for fractions of a satang, ``amount_too_large`` beyond `SATANG_MAX`.
        """
        plain = text.strip().translate(THAI_TO_ASCII_DIGITS)
        match = _AMOUNT.match(plain)
        if match is None:
            raise BadInput("amount_unreadable", text=text)
        whole, fraction = match[1].replace(",", ""), match[2] or ""
        if len(fraction) > 2 and fraction[2:].strip("0"):
            raise BadInput("amount_third_decimal", text=text)
        if len(whole) > 15:
            raise BadInput("amount_too_large", text=text)
        satang = int(whole) * SATANG_PER_BAHT + int(fraction[:2].ljust(2, "0"))
        if satang > SATANG_MAX:
            raise BadInput("amount_too_large", text=text)
        return cls(satang)

    @classmethod
    def total(cls, satangs: Iterable[int]) -> Money:
        """Return the sum of a batch's lines; raise `BadInput` ``total_too_large`` beyond `SATANG_MAX`.

        So much is never paid: another column was taken for the amount, and the store cannot count for ever.
        """
        satang = sum(satangs)
        if satang > SATANG_MAX:
            raise BadInput("total_too_large")
        return cls(satang)

    def format(self) -> str:
        """Return ``1,234,567.89``; two decimals always."""
        return formatted(self.satang)

    def __add__(self, other: Money) -> Money:
        return Money(self.satang + other.satang)

    def __sub__(self, other: Money) -> Money:
        return Money(self.satang - other.satang)

    def __str__(self) -> str:
        return self.format()
