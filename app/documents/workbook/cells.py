"""Cells of a workbook as text that means exactly what the cell meant."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import cast

SIGNIFICANT_DIGITS = 15
"""What a spreadsheet keeps of a number; digits beyond are artefacts of binary fractions."""
_EXACT_BELOW = 10**SIGNIFICANT_DIGITS
_NUMBER, _EXPONENT = f"%.{SIGNIFICANT_DIGITS}g", "e"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def number_text(number: float) -> str:
    """Return ``385520917`` for 385520917.0 and ``0.3`` for 0.1 + 0.2.

    A number too long for a spreadsheet to keep comes as ``1.23E+16``, so that nobody takes its last digits for true.
    """
    text = _NUMBER % number
    if _EXPONENT not in text:
        return text
    if abs(number) >= _EXACT_BELOW:
        return f"{number:.{SIGNIFICANT_DIGITS - 1}E}"
    return f"{Decimal(text):f}"


def text_of(value: Value) -> str:
    """Return the text of one cell; dates in ISO form, truth as ``TRUE`` or ``FALSE``."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, int):
        return str(value) if abs(value) < _EXACT_BELOW else number_text(float(value))
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def column_texts(values: tuple[Value, ...]) -> tuple[str, ...]:
    """Return the texts of a column's cells; nearly all columns hold one type, which is looked at once."""
    kinds = set(map(type, values))
    if kinds == {float}:
        numbers = cast("tuple[float, ...]", values)
        texts = f"{_NUMBER}\n" * len(numbers) % numbers  # all at once: one by one takes half as long again
        return tuple(map(number_text, numbers)) if _EXPONENT in texts else tuple(texts.split())
    return cast("tuple[str, ...]", values) if kinds == {str} else tuple(map(text_of, values))


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula when it opens a text file of ours.

    An apostrophe goes before texts that start like a formula; numbers are never written through here.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
