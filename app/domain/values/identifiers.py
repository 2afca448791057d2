"""Bank codes, account numbers, citizen and tax ids, telephone and e-mail addresses (rules.md 1.6, 1.8, 5.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum.exceptions import ValidationError
from stdnum.th import moa, pin

from app.domain.values.errors import BadInput
from app.domain.values.money import THAI_TO_ASCII_DIGITS

PROMPTPAY = "promptpay"
"""The bank of payees who are reached by citizen id, tax id or mobile number instead of an account."""

ACCOUNT_DIGITS = frozenset({10, 11, 12, 14, 15})
"""Lengths of Thai account numbers in use; anything else cannot be paid."""

SEPARATORS = str.maketrans("", "", " -–—\u00a0")
"""Not the point: ``385520917.0`` is a number that lost its zero, not an account that ends in 0."""

_DIGITS = re.compile(r"[0-9]+\Z")
_MOBILE = re.compile(r"0[689][0-9]{8}\Z")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\Z")
_GROUPS = re.compile(r"[0-9]+(?:-[0-9]+)+")


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank that can receive money; ``account_lengths`` are the usual ones, empty where unknown."""

    code: str
    abbreviation: str
    name: str
    account_lengths: tuple[int, ...]
    account_groups: tuple[int, ...]

    def named(self, language: str) -> str:
        """Return its name for readers of Thai, its abbreviation for others."""
        return self.name if language == "th" else self.abbreviation


class BankTable:
    """The banks by their three-digit code."""

    def __init__(self, banks: tuple[Bank, ...]) -> None:
        self.banks = {bank.code: bank for bank in banks}

    def find(self, code: str) -> Bank | None:
        """Return the bank with this code, or None."""
        return self.banks.get(code)

    def title(self, code: str, language: str) -> str:
        """Return ``006 กรุงไทย``, or ``006 KTB`` for readers of English; the code alone for a bank nobody knows."""
        if code == PROMPTPAY:
            return "พร้อมเพย์" if language == "th" else "PromptPay"
        bank = self.banks.get(code)
        if bank is None:
            return code
        return f"{code} {bank.named(language)}"


@dataclass(frozen=True, slots=True)
class BankTitle:
    """A bank as a fact of words: called by code and name in the language of whoever reads them."""

    banks: BankTable
    code: str

    def named(self, language: str) -> str:
        """As `BankTable.title`."""
        return self.banks.title(self.code, language)


def account_shape(note: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Read a format note such as ``10, 3-1-5-1`` or ``12 (or 15)``: usual lengths and printing groups."""
    groups_text = _GROUPS.search(note)
    groups = tuple(int(part) for part in groups_text[0].split("-")) if groups_text else ()
    lengths = re.findall(r"[0-9]+", _GROUPS.sub("", note))
    return tuple(int(length) for length in lengths), groups


def digits(text: str) -> str:
    """Return ``text`` in ASCII digits without blanks and dashes; anything else in it stays and fails later checks."""
    return text.strip().translate(THAI_TO_ASCII_DIGITS).translate(SEPARATORS)


def parse_person_or_tax_id(text: str) -> str:
    """Return 13 digits whose check digit is right.

    Raises `BadInput` ``id_unreadable``, ``id_length`` or ``id_check_digit``.
    """
    number = digits(text)
    if not _DIGITS.match(number):
        raise BadInput("id_unreadable", text=text)
    if len(number) != 13:
        raise BadInput("id_length", found=len(number), text=text)
    try:
        (moa if number[0] == "0" else pin).validate(number)
    except ValidationError as problem:
        raise BadInput("id_check_digit", text=text) from problem
    return number


def parse_mobile(text: str) -> str:
    """Return a ten-digit Thai mobile number; raise `BadInput` ``mobile_unreadable``."""
    number = digits(text)
    if not _MOBILE.match(number):
        raise BadInput("mobile_unreadable", text=text)
    return number


def is_promptpay_id(text: str) -> bool:
    """Say whether a payee can be reached by this through PromptPay: a citizen or tax id, or a mobile number."""
    try:
        (parse_mobile if len(text) == 10 else parse_person_or_tax_id)(text)
    except BadInput:
        return False
    return True


def parse_email(text: str) -> str:
    """Return the address as typed; raise `BadInput` ``email_unreadable``."""
    address = text.strip()
    if len(address) > 254 or not _EMAIL.match(address):
        raise BadInput("email_unreadable", text=text)
    return address


def masked_account(number: str) -> str:
    """Return ``xxx-x-x4471-x``: only the four digits before the last one can be read."""
    if len(number) < 6:
        return "x" * len(number)
    hidden = "x" * (len(number) - 5) + number[-5:-1] + "x"
    return _grouped(hidden, (3, 1, 5, 1)) if len(number) == 10 else f"{hidden[:-5]}-{hidden[-5:-1]}-x"


def formatted_account(number: str, bank: Bank | None) -> str:
    """Return the number in the bank's printing groups where they fit, plain otherwise."""
    groups = bank.account_groups if bank else ()
    return _grouped(number, groups) if sum(groups) == len(number) else number


def _grouped(text: str, groups: tuple[int, ...]) -> str:
    parts, start = [], 0
    for size in groups:
        parts.append(text[start : start + size])
        start += size
    return "-".join(parts)
