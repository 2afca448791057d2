"""What makes the amounts of a list mean something else than they say: other units, satang apart, a comma that cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.disbursement.heading_words import Heading, heading_of, normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_OTHER_UNITS = re.compile(
    r"พันบาท|หมื่นบาท|แสนบาท|ล้านบาท|ดอลลาร์|ยูโร|เยน\b|หยวน|\b(?:USD|EUR|GBP|JPY|CNY|SGD)\b|US\$|thousand|million",
    re.IGNORECASE,
)
_SATANG = frozenset(map(normalised, ("สต", "ส.ต.", "สตางค์", "satang", "stg")))
_BAHT = frozenset(map(normalised, ("บาท", "baht")))
_CUT_LEFT = re.compile(r"[0-9๐-๙]{1,3}\Z")
_CUT_RIGHT = re.compile(r"[0-9๐-๙]{3}(?:\.[0-9๐-๙]{1,2})?\Z")
_SOME_DIGIT = re.compile("[1-9๑-๙]")


def is_satang(text: str) -> bool:
    """Say whether a heading speaks of satang alone."""
    return normalised(text) in _SATANG


def is_unit(text: str) -> bool:
    """Say whether a heading only names baht or satang, as the second line under ``จำนวนเงิน`` does."""
    return normalised(text) in _BAHT or is_satang(text)


def other_unit(heading: str) -> str:
    """Return the unit that a heading names where it is not the baht, or an empty text."""
    found = _OTHER_UNITS.search(heading)
    return found[0] if found else ""


def satang_column(rows: Sequence[Sequence[str]], headings: Sequence[str], payees: Iterable[int]) -> int | None:
    """Return the column that holds satang of payees apart from their baht."""
    columns = [column for column, text in enumerate(headings) if is_satang(text)]
    filled = (column for index in payees for column in columns if _SOME_DIGIT.search(rows[index][column]))
    return next(filled, None) if columns else None


def cut_rows(
    rows: Sequence[Sequence[str]], headings: Sequence[str], amount: int, payees: Iterable[int]
) -> Iterator[int]:
    """Yield the payees' rows in which the comma of the thousands made two cells of an amount: ``1`` and ``001.50``.

    Looked for only where the cell after the amount is under no heading, or under one of remarks.
    """
    after = amount + 1
    if after >= min((len(row) for row in rows[:1]), default=0):
        return
    heading = headings[after] if after < len(headings) else ""
    if heading.strip() and heading_of(heading) is not Heading.IGNORED:
        return
    for index in payees:
        left, right = rows[index][amount].strip(), rows[index][after].strip()
        if right and _CUT_LEFT.match(left) and _CUT_RIGHT.match(right):
            yield index
