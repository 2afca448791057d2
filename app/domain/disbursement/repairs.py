"""What Thai files do to cells, and how it is undone: each repair names its rule and can be declined.

Every function takes the cell's text and a `Pen`, and returns the text as it will be judged. Nothing here refuses: what
cannot be repaired is returned as it stands, for the rules of `validation` to name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.disbursement.issues import Rule
from app.domain.values.identifiers import SEPARATORS
from app.domain.values.money import THAI_TO_ASCII_DIGITS
from app.domain.values.texts import ZERO_WIDTH, canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_INVISIBLE = str.maketrans(dict.fromkeys(ZERO_WIDTH, ""))
_BLANKS = re.compile(r"\s+")
_CARRIAGE_RETURN = "_x000D_"  # how Excel writes it into a cell's XML
_THAI_DIGITS = re.compile("[๐-๙]")
_EXCEL_TEXT = re.compile(r"=\"([^\"]*)\"\Z|'([^']*)\Z")
_SCIENTIFIC = re.compile(r"([0-9])(?:\.([0-9]+))?E\+?([0-9]{1,2})\Z", re.IGNORECASE)
_CURRENCY = re.compile(r"^(?:฿|THB|บาท)\s*|\s*(?:บาทถ้วน|บาท|บ\.|ถ้วน|THB|฿|\.-|\.=|/-)\.?$", re.IGNORECASE)
_SPACED_THOUSANDS = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]*)?\Z")
_DIGITS = re.compile(r"[0-9]+\Z")
_NUMBERED = re.compile(r"[0-9][0-9 \-–—\u00a0]*\Z")
_BANK_LEAD = re.compile(r"([0-9]{1,3})\s*[-–:.]?\s*([^0-9]+)\Z")
_DECIMAL_TAIL = re.compile(r"([0-9]+)\.0+\Z")

ZEROS_RESTORED_MAX = 2
"""Excel drops every leading zero; more than two were never seen in account numbers, so more is not guessed."""


class Pen:
    """Applies repairs to one cell and remembers which rules changed it; declined rules change nothing."""

    def __init__(self, declined: Collection[Rule] = ()) -> None:
        self._declined = declined
        self.rules: list[Rule] = []

    def write(self, rule: Rule, text: str, repaired: str) -> str:
        """Return ``repaired`` and note the rule, or ``text`` where nothing changes or the rule is declined."""
        if repaired == text or rule in self._declined:
            return text
        self.rules.append(rule)
        return repaired


def visible(text: str, pen: Pen) -> str:
    """Drop what cannot be seen, and make every blank one plain blank; outer blanks go without a word."""
    text = text.strip()
    text = pen.write(Rule.INVISIBLE, text, text.replace(_CARRIAGE_RETURN, "").translate(_INVISIBLE).strip())
    return pen.write(Rule.SPACES, text, _BLANKS.sub(" ", text))


def words(text: str, pen: Pen) -> str:
    """Repair a name or a reference: one blank between words, composed, sara am as one character."""
    text = _excel_text(visible(text, pen), pen)
    return pen.write(Rule.SARA_AM, text, canonical(text))


def _excel_text(text: str, pen: Pen) -> str:
    match = _EXCEL_TEXT.match(text)
    return pen.write(Rule.EXCEL_TEXT, text, (match[1] or match[2] or "").strip()) if match else text


def _numerals(text: str, pen: Pen) -> str:
    text = _excel_text(visible(text, pen), pen)
    return pen.write(Rule.THAI_DIGITS, text, text.translate(THAI_TO_ASCII_DIGITS))


def _whole(text: str, pen: Pen) -> str:
    match = _DECIMAL_TAIL.match(text)
    return pen.write(Rule.DECIMAL_TAIL, text, match[1]) if match else text


def _plain_number(text: str, pen: Pen) -> str:
    text = _whole(_numerals(text, pen), pen)
    if match := _SCIENTIFIC.match(text):
        fraction, exponent = match[2] or "", int(match[3])
        if len(fraction) == exponent:  # every digit is there
            text = pen.write(Rule.SCIENTIFIC, text, match[1] + fraction)
    if _NUMBERED.match(text):
        text = pen.write(Rule.SEPARATORS, text, text.translate(SEPARATORS))
    return text


def is_rounded(text: str) -> bool:
    """Say whether a number was written as ``1.23E+11``: its last digits are gone."""
    match = _SCIENTIFIC.match(text)
    return match is not None and len(match[2] or "") < int(match[3])


def bank(text: str, name_code: Callable[[str], str], pen: Pen) -> str:
    """Return three digits for ``6``, ``๐๐๖``, ``กรุงไทย``, ``KTB`` or ``006 กรุงไทย``, by ``name_code`` for names."""
    text = _whole(_numerals(text, pen), pen)
    if match := _BANK_LEAD.match(text):
        if name_code(match[2]) in ("", match[1].zfill(3)):
            text = pen.write(Rule.BANK_NAME, text, match[1])
    elif text and not _DIGITS.match(text):
        text = pen.write(Rule.BANK_NAME, text, name_code(text) or text)
    if _DIGITS.match(text) and len(text) < 3:
        text = pen.write(Rule.BANK_ZEROS, text, text.zfill(3))
    return text


def account(text: str, usual_lengths: tuple[int, ...], pen: Pen) -> str:
    """Return the digits of an account number, with lost leading zeros where the bank's usual length asks for them."""
    text = _plain_number(text, pen)
    if not _DIGITS.match(text) or len(text) in usual_lengths or text.startswith("0"):
        return text
    for length in sorted(usual_lengths):
        if 0 < length - len(text) <= ZEROS_RESTORED_MAX:
            return pen.write(Rule.ACCOUNT_ZEROS, text, text.zfill(length))
    return text


def amount(text: str, pen: Pen) -> str:
    """Return an amount without currency words and without blanks between thousands."""
    text = _numerals(text, pen)
    bare = _CURRENCY.sub("", _CURRENCY.sub("", text)).strip()
    if bare:
        text = pen.write(Rule.AMOUNT_WORDS, text, bare)
    if match := _SCIENTIFIC.match(text):
        fraction, exponent = match[2] or "", int(match[3])
        if len(fraction) >= exponent:
            digits = match[1] + fraction
            text = pen.write(Rule.SCIENTIFIC, text, f"{digits[: exponent + 1]}.{digits[exponent + 1 :]}".rstrip("."))
    if _SPACED_THOUSANDS.match(text):
        text = pen.write(Rule.SEPARATORS, text, text.replace(" ", ""))
    return text


def person_id(text: str, check_digit_right: Callable[[str], bool], pen: Pen) -> str:
    """Return the digits of a citizen or tax id; a lost first zero is restored where the check digit proves it."""
    text = _plain_number(text, pen)
    if len(text) == 12 and _DIGITS.match(text) and check_digit_right("0" + text):
        text = pen.write(Rule.ID_ZERO, text, "0" + text)
    return text


def mobile(text: str, pen: Pen) -> str:
    """Return the digits of a mobile number in the national form, with its lost first zero."""
    text = _whole(_numerals(text, pen), pen)
    bare = text.translate(SEPARATORS).replace("(", "").replace(")", "")
    if bare.startswith(("+66", "66")) and len(bare.lstrip("+")) in (11, 12):
        return pen.write(Rule.MOBILE_PREFIX, text, "0" + bare.lstrip("+")[2:].lstrip("0"))
    if _DIGITS.match(bare):
        text = pen.write(Rule.SEPARATORS, text, bare)
    if len(text) == 9 and _DIGITS.match(text) and text[0] in "689":
        text = pen.write(Rule.MOBILE_ZERO, text, "0" + text)
    return text


def email(text: str, pen: Pen) -> str:
    """Return an address without blanks around."""
    return _excel_text(visible(text, pen), pen)
