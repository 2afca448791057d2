"""What a column without a known heading seems to hold, judged by its cells: a suggestion, never a decision."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.disbursement import check_digits
from app.domain.disbursement.heading_words import Heading
from app.domain.disbursement.repairs import Pen, amount
from app.domain.disbursement.titles import is_title
from app.domain.values import identifiers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SAMPLE_ROWS = 50
LIKENESS_MIN = 0.7
"""The share of filled cells that must look alike."""

_NAME_PARTS_MAX = 3
_ACCOUNT = re.compile(r"[0-9]{9,15}\Z")
_BANK_CODE = re.compile(r"0?[0-9]{1,2}\Z")
_BANK_NAME = re.compile(r"ธนาคาร|ธ\.|กรุงไทย|กสิกร|ไทยพาณิชย์|กรุงเทพ|ออมสิน|กรุงศรี|ทหารไทย|KTB\Z|SCB\Z|KBANK\Z|BBL\Z")
_BANK_SHORT = re.compile(r"(?:KTB|SCB|KBANK|BBL|TTB|BAY|GSB|BAAC|GHB)\b")
_ACCOUNT_WITHIN = re.compile(r"[0-9๐-๙][0-9๐-๙\-–]{8,}")
_NAME = re.compile(r"[ก-ฮเ-ไA-Z][^0-9]+ [^0-9]+\Z")
_MOBILE = re.compile(r"0?[689][0-9]{8}\Z")
_MONEY = re.compile(r"[0-9]{1,3}(,?[0-9]{3})*(\.[0-9]{1,2})?\Z")


def _is_person_id(text: str) -> bool:
    number = identifiers.digits(text)
    return (
        len(number) == check_digits.ID_DIGITS
        and number.isascii()
        and number.isdigit()
        and check_digits.is_right(number)
    )


def _is_account(text: str) -> bool:
    return _ACCOUNT.match(identifiers.digits(text)) is not None and not _is_person_id(text)


def _is_mobile(text: str) -> bool:
    return _MOBILE.match(identifiers.digits(text)) is not None


def _is_money(text: str) -> bool:
    plain = amount(text, Pen())
    return _MONEY.match(plain) is not None and len(plain) < 13


_LIKENESS: tuple[tuple[Heading, Callable[[str], bool]], ...] = (
    (Heading.PERSON_ID, _is_person_id),
    (Heading.EMAIL, lambda text: "@" in text and "." in text),
    (Heading.MOBILE, _is_mobile),
    (Heading.ACCOUNT, _is_account),
    (
        Heading.BANK,
        lambda text: _BANK_CODE.match(identifiers.digits(text)) is not None and identifiers.digits(text) != "",
    ),
    (Heading.BANK_NAME, lambda text: _BANK_NAME.search(text) is not None),
    (Heading.NAME, lambda text: _NAME.match(text.strip()) is not None),
    (Heading.AMOUNT, _is_money),
)


def columns(
    rows: Sequence[Sequence[str]], candidates: Sequence[int], taken: Mapping[Heading, int]
) -> dict[Heading, int]:
    """Return a likely column for each heading that is not ``taken``, each column for one heading only."""
    found: dict[Heading, int] = {}
    for column in candidates:
        filled = [text for row in rows[:SAMPLE_ROWS] if column < len(row) and (text := row[column].strip())]
        for heading, looks_so in _LIKENESS:
            if heading in taken or heading in found or not filled:
                continue
            if sum(map(looks_so, filled)) >= LIKENESS_MIN * len(filled) and not _counts_up(filled):
                found[heading] = column
                break
    return found


def _counts_up(filled: Sequence[str]) -> bool:
    """Say whether a column only numbers the rows."""
    return len(filled) > 1 and filled[:3] == [str(number) for number in range(1, len(filled[:3]) + 1)]


def spread_name(rows: Sequence[Sequence[str]], column: int, blank_columns: Sequence[int]) -> dict[Heading, int]:
    """Return where the parts of a name stand when one heading spans several columns.

    ``column`` has the heading, ``blank_columns`` follow it without one. Empty if the name stands in one cell.
    """
    parts = [column]
    for following in blank_columns:
        filled = [text for row in rows[:SAMPLE_ROWS] if (text := row[following].strip())]
        if following != parts[-1] + 1 or not filled or len(parts) == _NAME_PARTS_MAX:
            break
        if sum(map(_is_word, filled)) < LIKENESS_MIN * len(filled):
            break
        parts.append(following)
    first = [text for row in rows[:SAMPLE_ROWS] if (text := row[column].strip())]
    titled = bool(first) and sum(map(is_title, first)) >= LIKENESS_MIN * len(first)
    names = (Heading.TITLE, Heading.NAME, Heading.LAST_NAME) if titled else (Heading.NAME, Heading.LAST_NAME)
    return dict(zip(names, parts, strict=False)) if len(parts) > 1 else {}


def holds_bank_and_account(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Say whether the cells of a column name a bank and an account of it together."""
    filled = [text for row in rows[:SAMPLE_ROWS] if (text := row[column].strip())]
    named = [text for text in filled if _BANK_NAME.search(text) or _BANK_SHORT.match(text)]
    both = sum(_ACCOUNT_WITHIN.search(text) is not None for text in named)
    return bool(filled) and both >= LIKENESS_MIN * len(filled)


def looks_like_payee(row: Sequence[str]) -> bool:
    """Say whether a row has an account, a name and an amount somewhere."""
    filled = [text for cell in row if (text := cell.strip())]
    accounts = [text for text in filled if _is_account(text)]
    named = any(_NAME.match(text) for text in filled)
    return bool(accounts) and named and sum(map(_is_money, filled)) > sum(map(_is_money, accounts))


def _is_word(text: str) -> bool:
    return len(text) > 1 and not any(character.isdigit() for character in text)
