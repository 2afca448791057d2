"""What Thai files do to cells, and how it is undone: each repair names its rule and can be declined.

Every function takes the cell's text and a `Pen`, and returns the text as it will be judged. Nothing here refuses: what
cannot be repaired is returned as it stands, for the rules of `validation` to name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.disbursement import check_digits, thai_marks
from app.domain.disbursement.issues import Rule
from app.domain.values.money import THAI_TO_ASCII_DIGITS
from app.domain.values.texts import ZERO_WIDTH, canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_DIRECTION_MARKS = "\u200e\u200f\u061c"
"""Marks that Excel and web pages put around numbers; alone they turn nothing round, unlike overrides, which stay."""
_INVISIBLE = str.maketrans(dict.fromkeys([*ZERO_WIDTH, *_DIRECTION_MARKS], ""))
_BLANKS = re.compile(r"\s+")
_CARRIAGE_RETURN = "_x000D_"  # how Excel writes it into a cell's XML
_THAI_DIGITS = re.compile("[๐-๙]")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_STRAIGHT_QUOTES = str.maketrans("“”„‟«»‘’‚‛", '"' * 6 + "'" * 4)
_QUOTED = re.compile(r'"([^"]*)"\Z')
_EXCEL_TEXT = re.compile(r"=\"([^\"]*)\"\Z|'([^']*)\Z")
_SCIENTIFIC = re.compile(r"([0-9])(?:\.([0-9]+))?E\+?([0-9]{1,2})\Z", re.IGNORECASE)
_CURRENCY = re.compile(r"^(?:฿|THB|บาท)\s*|\s*(?:บาทถ้วน|บาท|บ\.|ถ้วน|THB|฿|\.-|\.=|/-)\.?$", re.IGNORECASE)
_BAHT_AND_SATANG = re.compile(r"([0-9][0-9,]*)\s*บาท\s*([0-9]{1,2})\s*(?:สตางค์|สต\.?)\Z")
_SPACED_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3})+(?:\.[0-9]*)?\Z")
_DECIMAL_COMMA = re.compile(r"([0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+),([0-9]{1,2})\Z")
_POINT_THOUSANDS = re.compile(r"([1-9][0-9]{0,2})\.([0-9]{3})\Z")
_DIGITS = re.compile(r"[0-9]+\Z")
_DASHES = "\\-\u2010-\u2015\u2212"
_DROPPED = re.compile(f"[ {_DASHES}\u00a0]+")
_NUMBERED = re.compile(f"[0-9][0-9 {_DASHES}\u00a0]*\\Z")
_DOTTED = re.compile(r"[0-9]+(?:\.[0-9]+){2,}\Z")
_YEAR = r"(?:19|20|2[45])[0-9]{2}"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_MONTH_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH_NAME = (
    r"(?:มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
    r"|[มกพสตธ]\.?[คพยจ]\.?|มี\.?ค\.?|เม\.?ย\.?|มิ\.?ย\.?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?)"
)
_DAY = re.compile(
    rf"(?:{_YEAR}[-/.]{_MONTH}[-/.]{_MONTH_DAY}(?: [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})?"
    rf"|{_MONTH_DAY}[-/.]{_MONTH}[-/.]{_YEAR}|{_MONTH}/{_MONTH_DAY}/{_YEAR}"
    rf"|{_MONTH_DAY}/{_MONTH_DAY}/[0-9]{{2}}"
    rf"|{_MONTH_DAY}[- /]?{_MONTH_NAME}(?:[- /]?[0-9]{{2,4}})?|{_MONTH_NAME}[- /]?[0-9]{{2,4}})\Z",
    re.IGNORECASE,
)
"""As files tell days, and as spreadsheets show them, which is what is copied from them."""
_BANK_LEAD = re.compile(r"([0-9]{1,3})\s*[-–:.]?\s*([^0-9]+)\Z")
_ACCOUNT_WORDS = r"(?:เลขที่บัญชี|เลขบัญชี|บัญชีเลขที่|เลขที่|บัญชี|บ/ช|บช\.?|a/c|acc(?:ount)?\.?|no\.?)"
_BOTH = re.compile(
    rf"(?P<bank>[^0-9]*?[^0-9\s:,/\-–(])(?:[\s:,/\-–(]*{_ACCOUNT_WORDS})*[\s:,/\-–(.]*(?P<number>[0-9][0-9\-–]{{8,}})\)?\Z"
    r"|(?P<number_first>[0-9][0-9\-–]{8,})[\s:,/\-–(]+(?P<bank_last>[^0-9()]+)\)?\Z",
    re.IGNORECASE,
)
"""A bank and an account of it in one cell; no digit stands anywhere else, and no blank in the number."""
_BOTH_CHARS_MAX = 200
_BRANCH = re.compile(r"\s*(?:สาขา|\bbranch\b).*\Z", re.IGNORECASE)
_BRACKETS = re.compile(r"(.*?)\(([^()]*)\)\s*\Z")
_DECIMAL_TAIL = re.compile(r"([0-9]+)\.0+\Z")
_NUMBER_TAIL = re.compile(r"(?<=[0-9])\s*[.,;]+\Z")
_NAME_TAIL = re.compile(r"(?:(?<=[ก-\u0e4e]{4})|(?<=[A-Za-z]{5}))\s*[.,;][\s.,;]*\Z")
_LOOKALIKE_DIGITS = str.maketrans({**dict.fromkeys("OoОоΟο", "0"), **dict.fromkeys("lI|", "1")})
_LOOKALIKE_DIGITS_MIN = 6
_ADDRESS_WRAPPED = re.compile(r"(?:mailto:)?\s*<?\s*(?:mailto:)?([^<>\s]+)\s*>?\s*[.,;]*\Z", re.IGNORECASE)
_COMMA_IN_DOMAIN = re.compile(r"([^@,\s]+@)([A-Za-z0-9-]+(?:[.,][A-Za-z0-9-]+)+)\Z")
_PREFIX_66 = re.compile(r"(?:\+|00)?66(?:0?)([0-9]{9})\Z")

ZEROS_RESTORED_MAX = 2
"""Excel drops every leading zero; more than two were never seen in account numbers, so more is not guessed."""


class Pen:
    """Applies repairs to one cell and remembers which rules changed it; declined rules change nothing."""

    def __init__(self, declined: Collection[Rule] = ()) -> None:
        self._declined = declined
        self.rules: list[Rule] = []

    def write(self, rule: Rule, text: str, repaired: str) -> str:
        """Return ``repaired`` and note the rule once, or ``text`` where nothing changes or the rule is declined."""
        if repaired == text or rule in self._declined:
            return text
        if rule not in self.rules:
            self.rules.append(rule)
        return repaired


def visible(text: str, pen: Pen) -> str:
    """Drop what cannot be seen, and make every blank one plain blank; outer blanks go without a word."""
    text = text.strip()
    text = pen.write(Rule.INVISIBLE, text, text.replace(_CARRIAGE_RETURN, "").translate(_INVISIBLE).strip())
    return pen.write(Rule.SPACES, text, _BLANKS.sub(" ", text))


def words(text: str, pen: Pen) -> str:
    """Repair a reference: one blank between words, composed, every mark once and in its place."""
    return _settled(text, pen, _word_steps)


def name(text: str, pen: Pen) -> str:
    """Repair a name as `words` does, and take off what was typed after its end; titles stay as they are."""
    return _settled(text, pen, _name_steps)


def _settled(text: str, pen: Pen, steps: Callable[[str, Pen], str]) -> str:
    """Repair until nothing changes: one repair may bring to light what another one is for."""
    before = None
    while text != before:
        before, text = text, steps(text, pen)
    return text


def _word_steps(text: str, pen: Pen) -> str:
    text = _unwrapped(visible(text, pen), pen)
    text = pen.write(Rule.SARA_AM, text, canonical(text))
    text = pen.write(Rule.SARA_AE, text, thai_marks.one_ae(text))
    text = pen.write(Rule.MARK_ORDER, text, thai_marks.in_order(text))
    return pen.write(Rule.DOUBLED_MARKS, text, thai_marks.once(text))


def _name_steps(text: str, pen: Pen) -> str:
    text = _word_steps(text, pen)
    return pen.write(Rule.TRAILING, text, _NAME_TAIL.sub("", text))


def _unwrapped(text: str, pen: Pen) -> str:
    """Make wide letters narrow and curly quotes straight, and take off the quotes and marks of spreadsheets."""
    text = pen.write(Rule.FULL_WIDTH, text, text.translate(_FULL_WIDTH).strip())
    text = pen.write(Rule.QUOTES, text, text.translate(_STRAIGHT_QUOTES))
    match = _EXCEL_TEXT.match(text)
    if match:
        text = pen.write(Rule.EXCEL_TEXT, text, (match[1] or match[2] or "").strip())
    match = _QUOTED.match(text)
    return pen.write(Rule.QUOTES, text, match[1].strip()) if match else text


def _numerals(text: str, pen: Pen) -> str:
    text = _unwrapped(visible(text, pen), pen)
    return pen.write(Rule.THAI_DIGITS, text, text.translate(THAI_TO_ASCII_DIGITS))


def _whole(text: str, pen: Pen) -> str:
    text = pen.write(Rule.TRAILING, text, _NUMBER_TAIL.sub("", text))
    match = _DECIMAL_TAIL.match(text)
    return pen.write(Rule.DECIMAL_TAIL, text, match[1]) if match else text


def _plain_number(text: str, pen: Pen) -> str:
    return _settled(text, pen, _number_steps)


def _number_steps(text: str, pen: Pen) -> str:
    text = _whole(_numerals(text, pen), pen)
    if match := _SCIENTIFIC.match(text):
        fraction, exponent = match[2] or "", int(match[3])
        if len(fraction) == exponent:  # every digit is there
            text = pen.write(Rule.SCIENTIFIC, text, match[1] + fraction)
    if is_day(text):  # what a spreadsheet made of digits and dashes; joined they would be another number
        return text
    if _NUMBERED.match(text):
        text = pen.write(Rule.SEPARATORS, text, _DROPPED.sub("", text))
    elif _DOTTED.match(text):
        text = pen.write(Rule.SEPARATORS, text, text.replace(".", ""))
    return text


def is_rounded(text: str) -> bool:
    """Say whether a number was written as ``1.23E+11``: its last digits are gone."""
    match = _SCIENTIFIC.match(text)
    return match is not None and len(match[2] or "") < int(match[3])


def is_day(text: str) -> bool:
    """Say whether a number became a day, as ``2026-11-21`` or ``21-11-2569``: no account is grouped so."""
    return _DAY.match(text) is not None


def lookalike_digits(text: str) -> str:
    """Return the number that was meant where letters that look like 0 or 1 stand among digits, or an empty text.

    A suggestion only: whoever knows the number must type it.
    """
    plain = _DROPPED.sub("", text)
    meant = plain.translate(_LOOKALIKE_DIGITS)
    typed = sum(character.isdigit() for character in plain)
    alike = meant != plain and _DIGITS.match(meant) is not None
    return meant if alike and typed >= _LOOKALIKE_DIGITS_MIN else ""


def decimal_comma(text: str) -> str:
    """Return ``1,234.50`` for an amount whose satang stand after a comma, as ``1.234,50`` or ``1234,5``, or ''.

    A suggestion only: a comma that was meant for thousands would make another amount of it.
    """
    match = _DECIMAL_COMMA.match(text)
    return f"{int(re.sub('[., ]', '', match[1])):,}.{match[2].ljust(2, '0')}" if match else ""


def point_for_thousands(text: str) -> str:
    """Return ``1,250.00`` for ``1.250``, which some write for a thousand and others for one baht; '' for the rest.

    No spreadsheet shows satang so: a suggestion only.
    """
    match = _POINT_THOUSANDS.match(text)
    return f"{int(match[1] + match[2]):,}.00" if match else ""


def bank(text: str, name_code: Callable[[str], str], pen: Pen) -> str:
    """Return three digits for ``6``, ``๐๐๖``, ``กรุงไทย``, ``KTB`` or ``006 กรุงไทย``, by ``name_code`` for names."""
    text = _whole(_numerals(text, pen), pen)
    if match := _BANK_LEAD.match(text):
        if name_code(match[2]) in ("", match[1].zfill(3)):
            text = pen.write(Rule.BANK_NAME, text, match[1])
    elif both := bank_and_account(text, name_code):
        text = pen.write(Rule.BANK_ACCOUNT, text, both[0])
    elif text and not _DIGITS.match(text):
        text = pen.write(Rule.BANK_NAME, text, _named_bank(text, name_code) or text)
    if _DIGITS.match(text) and len(text) < 3:
        text = pen.write(Rule.BANK_ZEROS, text, text.zfill(3))
    return text


def bank_and_account(text: str, name_code: Callable[[str], str]) -> tuple[str, str] | None:
    """Return code and number where a cell holds both, as ``กรุงไทย 447-1-02938-5``; None for anything else."""
    match = _BOTH.match(_numerals(text, Pen())) if len(text) <= _BOTH_CHARS_MAX else None
    if match is None:
        return None
    code = _named_bank((match["bank"] or match["bank_last"]).strip(), name_code)
    return (code, match["number"] or match["number_first"]) if code else None


def promptpay(text: str, check_digit_right: Callable[[str], bool], pen: Pen) -> str:
    """Return the digits of a citizen or tax id or of a mobile number, with the zero that a spreadsheet dropped."""
    text = person_id(text, check_digit_right, pen)
    return text if len(text) == check_digits.ID_DIGITS else mobile(text, pen)


def _named_bank(text: str, name_code: Callable[[str], str]) -> str:
    """Return the code of a bank named with or without its branch, or twice in the same sense: ``กรุงไทย (KTB)``."""
    text = _BRANCH.sub("", text)
    if code := name_code(text):
        return code
    match = _BRACKETS.match(text)
    codes = {name_code(part) for part in match.groups()} - {""} if match else set[str]()
    return codes.pop() if len(codes) == 1 else ""


def account(text: str, usual_lengths: tuple[int, ...], pen: Pen, both: tuple[str, str] | None = None) -> str:
    """Return the digits of an account number, with lost leading zeros where the bank's usual length asks for them.

    ``both`` is what `bank_and_account` found in the cell, where its bank is the line's.
    """
    if both is not None:
        text = pen.write(Rule.BANK_ACCOUNT, text, both[1])
    text = _plain_number(text, pen)
    if not _DIGITS.match(text) or len(text) in usual_lengths or text.startswith("0"):
        return text
    for length in sorted(usual_lengths):
        if 0 < length - len(text) <= ZEROS_RESTORED_MAX:
            return pen.write(Rule.ACCOUNT_ZEROS, text, text.zfill(length))
    return text


def amount(text: str, pen: Pen) -> str:
    """Return an amount without currency words and without blanks between thousands."""
    return _settled(text, pen, _amount_steps)


def _amount_steps(text: str, pen: Pen) -> str:
    text = _numerals(text, pen)
    if match := _BAHT_AND_SATANG.match(text):
        text = pen.write(Rule.AMOUNT_WORDS, text, f"{match[1]}.{match[2].zfill(2)}")
    bare = _CURRENCY.sub("", _CURRENCY.sub("", text)).strip()
    if bare:
        text = pen.write(Rule.AMOUNT_WORDS, text, bare)
    if match := _SCIENTIFIC.match(text):
        fraction, exponent = match[2] or "", int(match[3])
        if len(fraction) >= exponent:
            digits = match[1] + fraction
            text = pen.write(Rule.SCIENTIFIC, text, f"{digits[: exponent + 1]}.{digits[exponent + 1 :]}".rstrip("."))
    if _SPACED_THOUSANDS.match(text):
        text = pen.write(Rule.SEPARATORS, text, text.replace(" ", "").replace("'", ""))
    return text


def person_id(text: str, check_digit_right: Callable[[str], bool], pen: Pen) -> str:
    """Return the digits of a citizen or tax id; a lost first zero is restored where the check digit proves it."""
    text = _plain_number(text, pen)
    if len(text) == 12 and _DIGITS.match(text) and check_digit_right("0" + text):
        text = pen.write(Rule.ID_ZERO, text, "0" + text)
    return text


def mobile(text: str, pen: Pen) -> str:
    """Return the digits of a mobile number in the national form, with its lost first zero."""
    return _settled(text, pen, _mobile_steps)


def _mobile_steps(text: str, pen: Pen) -> str:
    text = _whole(_numerals(text, pen), pen)
    bare = _DROPPED.sub("", text).replace("(", "").replace(")", "")
    if _DOTTED.match(bare):
        bare = bare.replace(".", "")
    if match := _PREFIX_66.match(bare):
        return pen.write(Rule.MOBILE_PREFIX, text, "0" + match[1])
    if _DIGITS.match(bare):
        text = pen.write(Rule.SEPARATORS, text, bare)
    if len(text) == 9 and _DIGITS.match(text) and text[0] in "689":
        text = pen.write(Rule.MOBILE_ZERO, text, "0" + text)
    return text


def email(text: str, pen: Pen) -> str:
    """Return an address alone, without what mail programs put around it; a comma in its domain was meant as a point."""
    return _settled(text, pen, _email_steps)


def _email_steps(text: str, pen: Pen) -> str:
    text = _unwrapped(visible(text, pen), pen)
    joined = re.sub(r"\s*@\s*", "@", text) if text.count("@") == 1 else text
    if match := _ADDRESS_WRAPPED.match(joined):
        text = pen.write(Rule.EMAIL_FORM, text, match[1].rstrip(".,;"))
    if match := _COMMA_IN_DOMAIN.match(text):
        text = pen.write(Rule.EMAIL_COMMA, text, match[1] + match[2].replace(",", "."))
    return text
