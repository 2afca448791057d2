"""The form of single values, checked again from zero: nothing the desktop says about them is believed."""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import resources
from app.wire.api import SATANG_MAX, TEXT_CHARS_MAX
from app.wire.codec import text_fault
from app.wire.disbursement import PROMPTPAY
from app.wire.forms import AMOUNT, DAY, NUMBER, SHA256, UUID

if TYPE_CHECKING:
    from collections.abc import Sequence

# Explicit classes: \d would let Thai digits through.
_SATANG = re.compile(AMOUNT + r"\Z")
_SATANGS = re.compile(rf"(?:{AMOUNT}\n)*\Z")
_NUMBER = re.compile(rf"(?:{NUMBER})\Z")
_ACCOUNT_DIGITS = "(?:[0-9]{10,12}|[0-9]{14,15})"
_ACCOUNT = re.compile(_ACCOUNT_DIGITS + r"\Z")
_ACCOUNTS = re.compile(rf"(?:{_ACCOUNT_DIGITS}\n)*\Z")
_PERSON_ID = re.compile(r"[0-9]{13}\Z")
_MOBILE = re.compile(r"0[689][0-9]{8}\Z")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\Z")
_EMAIL_CHARS_MAX = 254
_UUID = re.compile(UUID + r"\Z")
_SHA256 = re.compile(SHA256 + r"\Z")
_DAY = re.compile(DAY + r"\Z")
_DEVICE = re.compile(r"[0-9A-Za-z._-]{4,64}\Z")
_PATH_MARKS = frozenset("/\\")
NAME_CHARS_MAX = 140


@cache
def bank_codes() -> frozenset[str]:
    """Return the codes of all banks that money can be sent to."""
    with resources.path("data", "bank_codes.csv").open(encoding="utf-8", newline="") as table:
        return frozenset(row["code"] for row in csv.DictReader(table))


def is_satang(text: str) -> bool:
    """Say whether ``text`` is an amount above zero, without sign or leading zeros, within the limit."""
    return _SATANG.match(text) is not None and int(text) <= SATANG_MAX


def are_satang(texts: Sequence[str]) -> bool:
    """Say whether every one of many texts is such an amount, with one look at all of them."""
    return _are(_SATANGS, texts) and max(map(int, texts), default=0) <= SATANG_MAX


def is_number(text: str) -> bool:
    """Say whether ``text`` is a plain count."""
    return _NUMBER.match(text) is not None


def is_digits(text: str, digits_max: int) -> bool:
    """Say whether ``text`` is a number of at most so many digits, leading zeros allowed: Thai digits are not."""
    return text.isascii() and text.isdigit() and len(text) <= digits_max


def is_account(text: str) -> bool:
    """Say whether ``text`` has the digits of a Thai account number: 10, 11, 12, 14 or 15."""
    return _ACCOUNT.match(text) is not None


def is_place(bank: str, acct: str) -> bool:
    """Say whether money can be sent to ``acct`` at ``bank``: an account, or an id by which PromptPay finds one."""
    if bank == PROMPTPAY:
        return is_person_id(acct) or is_mobile(acct)
    return bank in bank_codes() and is_account(acct)


def are_places(banks: Sequence[str], accts: Sequence[str]) -> bool:
    """Say whether money can be sent to each of these accounts at the bank beside it."""
    if bank_codes().issuperset(banks):
        return _are(_ACCOUNTS, accts)
    return all(map(is_place, banks, accts))


def is_person_id(text: str) -> bool:
    """Say whether ``text`` is a citizen or tax id: 13 digits, the last one checks the others."""
    if not _PERSON_ID.match(text):
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(text, range(13, 1, -1), strict=False))
    return int(text[12]) == (11 - weighed % 11) % 10


def is_mobile(text: str) -> bool:
    """Say whether ``text`` is a Thai mobile number."""
    return _MOBILE.match(text) is not None


def is_email(text: str) -> bool:
    """Say whether ``text`` has the form of an e-mail address."""
    return len(text) <= _EMAIL_CHARS_MAX and _EMAIL.match(text) is not None


def is_uuid(text: str) -> bool:
    """Say whether ``text`` is a UUID in lower case."""
    return _UUID.match(text) is not None


def is_sha256(text: str) -> bool:
    """Say whether ``text`` is a SHA-256 in lower case hexadecimal."""
    return _SHA256.match(text) is not None


def is_device(text: str) -> bool:
    """Say whether ``text`` can be the name of a workstation."""
    return _DEVICE.match(text) is not None


def is_text(text: str, chars_max: int = TEXT_CHARS_MAX) -> bool:
    """Say whether ``text`` may be signed: short enough, canonical, nothing invisible in it."""
    return len(text) <= chars_max and not text_fault(text)


def is_sentence(text: str) -> bool:
    """Say whether ``text`` may be signed and says something."""
    return bool(text) and is_text(text)


def is_name(text: str) -> bool:
    """Say whether ``text`` can be a payee's name."""
    return bool(text) and is_text(text, NAME_CHARS_MAX)


def is_file_name(text: str) -> bool:
    """Say whether ``text`` can be the name of a paper: never a way to another folder (T-21)."""
    return is_name(text) and _PATH_MARKS.isdisjoint(text)


def _are(lines: re.Pattern[str], texts: Sequence[str]) -> bool:
    """Say whether many texts, each with a line feed behind it, are such lines."""
    joined = "\n".join((*texts, ""))
    return joined.count("\n") == len(texts) and lines.match(joined) is not None  # else one holds a line feed


def read_day(text: str) -> date | None:
    """Return the day of ``YYYY-MM-DD``, or None."""
    if not _DAY.match(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
