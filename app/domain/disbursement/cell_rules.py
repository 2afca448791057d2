"""The rules of each column of a payee line (rules.md 1.6, 1.8, 5.1; document 002 for purchases)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from app.domain.disbursement import check_digits, repairs, thai_marks, titles
from app.domain.disbursement.bank_names import SUCCESSORS, BankNames, is_legacy
from app.domain.disbursement.issues import Issue, Repair, Rule, Severity
from app.domain.disbursement.lines import Cells, Line
from app.domain.disbursement.payability import payable_lengths, usual_lengths
from app.domain.disbursement.row_doubts import STRUCK
from app.domain.disbursement.transfer import Field
from app.domain.values import identifiers, texts
from app.domain.values.errors import BadInput
from app.domain.values.identifiers import ACCOUNT_DIGITS
from app.domain.values.money import SATANG_MAX, Money

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.values.identifiers import Bank, BankTable

NAME_CHARS_MAX = 100
"""The bank's file has a hundred places for the receiver's name (rules.md 1.4)."""
REFERENCE_CHARS_MAX = 100
BANK_FILE_ENCODING = "cp874"
_FORMULA_SIGNS = ("=", "+", "@")


_NOTHING: Mapping[Field, frozenset[Rule]] = MappingProxyType({})


class Findings:
    """Collects what is said about one row; ``declined`` are the repairs that a person refused in its cells."""

    def __init__(self, row: int, declined: Mapping[Field, frozenset[Rule]] = _NOTHING) -> None:
        self.row = row
        self.declined = declined
        self.issues: list[Issue] = []
        self.repairs: list[Repair] = []

    def error(self, field: Field, code: str, **facts: object) -> None:
        """Add an issue that must be mended."""
        self.issues.append(Issue(self.row, field, code, Severity.ERROR, facts))

    def warning(self, field: Field, code: str, **facts: object) -> None:
        """Add an issue that must be seen."""
        self.issues.append(Issue(self.row, field, code, Severity.WARNING, facts))

    def repaired(self, field: Field, pen: repairs.Pen, original: str, text: str) -> str:
        """Note what the pen did to a cell and return the text."""
        if pen.rules:
            self.repairs.append(Repair(self.row, field, tuple(pen.rules), original, text))
        return text


class CellRules:
    """Judges the cells of a line one by one, for one kind of batch."""

    def __init__(self, banks: BankTable, kind: str, declined: frozenset[Rule], largest: Mapping[str, int]) -> None:
        self._banks = banks
        self._names = BankNames(banks)
        self._declined = declined
        self._named: dict[str, str] = {"": ""}
        self.satang_max = largest.get(kind, SATANG_MAX)
        """The largest amount of a line that needs no remark."""
        self.unremarkable_lengths = {
            bank.code: frozenset(usual_lengths(bank)) or payable_lengths(bank.code)
            for bank in banks.banks.values()
            if not is_legacy(bank)
        }
        """Account lengths that need no remark, by bank."""

    def judge(self, cells: Cells, findings: Findings) -> Line:
        """Return the line read from ``cells`` and tell ``findings`` everything that is wrong with it."""
        if cells.doubt == STRUCK:
            findings.error(Field.AMOUNT, "row_struck")
        elif cells.doubt:
            findings.error(Field.AMOUNT, "row_cancelled", text=cells.doubt)
        bank = self._bank(cells, findings)
        return Line(
            findings.row,
            bank,
            self._account(cells.account, bank, findings),
            self._name(cells.name, findings),
            self._amount(cells.amount, findings),
            self._person_id(cells.person_id, findings),
            self._optional(Field.MOBILE, cells.mobile, repairs.mobile, identifiers.parse_mobile, findings),
            self._optional(Field.EMAIL, cells.email, repairs.email, identifiers.parse_email, findings),
            self._reference(cells.reference, findings),
        )

    def named(self, name: str, otherwise: str) -> str:
        """Return the code of the bank called ``name``, or ``otherwise`` where the name says nothing."""
        code = self._named.get(name)
        if code is None:
            code = self._named[name] = self._names.code(name)
        return code or otherwise

    def _pen(self, field: Field, findings: Findings) -> repairs.Pen:
        return repairs.Pen(self._declined | findings.declined.get(field, frozenset()))

    def _bank(self, cells: Cells, findings: Findings) -> str:
        pen = self._pen(Field.BANK, findings)
        original = cells.bank if cells.bank.strip() else cells.bank_name
        if not original.strip() and repairs.bank_and_account(cells.account, self._names.code):
            original = cells.account
        code = repairs.bank(original, self._names.code, pen)
        findings.repaired(Field.BANK, pen, original, code)
        bank = self._banks.find(code)
        if code == identifiers.PROMPTPAY:
            return code
        if not code:
            findings.error(Field.BANK, "bank_missing")
        elif bank is None:
            findings.error(Field.BANK, "bank_unknown", text=code)
        elif is_legacy(bank):
            findings.error(Field.BANK, "bank_closed", number=code, successor=SUCCESSORS.get(code, "-"))
        elif (other := self.named(cells.bank_name, code)) != code:
            facts = {"number": code, "bank": bank, "name": cells.bank_name.strip(), "other": other}
            findings.warning(Field.BANK, "bank_name_differs", **facts)
        return code

    def _account(self, original: str, code: str, findings: Findings) -> str:
        bank = self._banks.find(code)
        usual = usual_lengths(bank) if bank else ()
        pen = self._pen(Field.ACCOUNT, findings)
        number = findings.repaired(Field.ACCOUNT, pen, original, self._number(original, code, usual, pen))
        if not number:
            findings.error(Field.ACCOUNT, "account_missing")
        elif repairs.is_day(number):
            findings.error(Field.ACCOUNT, "account_day", text=number)
        elif code == identifiers.PROMPTPAY:
            self._promptpay(number, findings)
        elif repairs.is_rounded(number):
            findings.error(Field.ACCOUNT, "account_rounded", text=number)
        elif meant := repairs.lookalike_digits(number):
            findings.error(Field.ACCOUNT, "digits_lookalike", text=number, meant=meant)
        elif not (number.isascii() and number.isdigit()) or not number.strip("0"):
            findings.error(Field.ACCOUNT, "account_unreadable", text=number)
        else:
            _judge_length(number, bank, usual, findings)
        return number

    def _number(self, original: str, code: str, usual: tuple[int, ...], pen: repairs.Pen) -> str:
        """Return what can be read of an account of this bank, or of who is reached by PromptPay."""
        if code == identifiers.PROMPTPAY:
            return repairs.promptpay(original, check_digits.is_right, pen)
        both = repairs.bank_and_account(original, self._names.code)
        return repairs.account(original, usual, pen, both if both and both[0] == code else None)

    def _promptpay(self, number: str, findings: Findings) -> None:
        """Judge what reaches a payee by PromptPay: a citizen or tax id, or a mobile number."""
        if not identifiers.is_promptpay_id(number):
            findings.error(Field.ACCOUNT, "promptpay_wrong", text=number)

    def _name(self, original: str, findings: Findings) -> str:
        pen = self._pen(Field.NAME, findings)
        name = findings.repaired(Field.NAME, pen, original, repairs.name(original, pen))
        if not name:
            findings.error(Field.NAME, "name_missing")
            return name
        clean = self._text(Field.NAME, name, NAME_CHARS_MAX, findings)
        if not any(character.isalpha() for character in name):
            findings.error(Field.NAME, "name_unreadable", text=name)
        elif titles.is_title(name):
            findings.error(Field.NAME, "name_title_only", text=name)
        elif clean and name != name.encode(BANK_FILE_ENCODING, "replace").decode(BANK_FILE_ENCODING, "replace"):
            findings.warning(Field.NAME, "name_characters", text=name)
        elif titles.is_twice(name):
            findings.warning(Field.NAME, "name_title_twice", text=name)
        else:
            code, letters = thai_marks.fault(name)
            if code:
                findings.warning(Field.NAME, code, text=letters)
        return name

    def _reference(self, original: str, findings: Findings) -> str:
        pen = self._pen(Field.REFERENCE, findings)
        text = findings.repaired(Field.REFERENCE, pen, original, repairs.words(original, pen))
        self._text(Field.REFERENCE, text, REFERENCE_CHARS_MAX, findings)
        return text

    def _text(self, field: Field, text: str, chars_max: int, findings: Findings) -> bool:
        """Judge a free text; say whether it holds only what can be seen."""
        if len(text) > chars_max:
            findings.error(field, "text_long", found=len(text), expected=chars_max)
        if text.startswith(_FORMULA_SIGNS):
            findings.error(field, "text_formula", text=text[:1])
        hidden = bool(texts.fault(text))
        if hidden:
            findings.error(field, "text_hidden")
        return not hidden

    def _amount(self, original: str, findings: Findings) -> int | None:
        pen = self._pen(Field.AMOUNT, findings)
        text = repairs.amount(original, pen)
        if not text:
            findings.error(Field.AMOUNT, "amount_missing")
            return None
        if repairs.is_rounded(text):
            findings.error(Field.AMOUNT, "amount_rounded", text=text)
            return None
        try:
            satang = Money.parse(text).satang
        except BadInput as problem:
            _tell_amount(text, problem, findings)
            return None
        if meant := repairs.point_for_thousands(text):
            findings.error(Field.AMOUNT, "amount_point", text=text, meant=meant)
            return None
        findings.repaired(Field.AMOUNT, pen, original, Money(satang).format())
        if satang == 0:
            findings.error(Field.AMOUNT, "amount_zero")
        elif satang > self.satang_max:
            findings.error(Field.AMOUNT, "purchase_limit", limit=Money(self.satang_max + 1).format())
        return satang

    def _person_id(self, original: str, findings: Findings) -> str:
        if not original:
            return ""
        pen = self._pen(Field.PERSON_ID, findings)
        repaired = repairs.person_id(original, check_digits.is_right, pen)
        number = findings.repaired(Field.PERSON_ID, pen, original, repaired)
        if repairs.is_rounded(number):
            findings.error(Field.PERSON_ID, "id_rounded", text=number)
        elif meant := repairs.lookalike_digits(number):
            findings.error(Field.PERSON_ID, "digits_lookalike", text=number, meant=meant)
        elif number:
            try:
                identifiers.parse_person_or_tax_id(number)
            except BadInput as problem:
                findings.error(Field.PERSON_ID, problem.code, **problem.facts)
        return number

    def _optional(
        self,
        field: Field,
        original: str,
        repair: Callable[[str, repairs.Pen], str],
        parse: Callable[[str], str],
        findings: Findings,
    ) -> str:
        if not original:
            return ""
        pen = self._pen(field, findings)
        text = findings.repaired(field, pen, original, repair(original, pen))
        if text:
            try:
                parse(text)
            except BadInput as problem:
                findings.error(field, problem.code, **problem.facts)
        return text


def _judge_length(number: str, bank: Bank | None, usual: tuple[int, ...], findings: Findings) -> None:
    """Judge how many digits an account has; where the bank is not known, only whether any bank has as many."""
    found = len(number)
    if bank is None:
        if found not in ACCOUNT_DIGITS:
            findings.error(Field.ACCOUNT, "account_length", found=found)
        return
    payable = payable_lengths(bank.code)
    facts = {"found": found, "bank": bank, "expected": "/".join(map(str, usual or sorted(payable)))}
    if found not in payable:
        short = found < min(usual or payable)
        findings.error(Field.ACCOUNT, "account_short" if short else "account_long", **facts)
    elif usual and found not in usual:
        findings.warning(Field.ACCOUNT, "account_unusual", **facts)


def _tell_amount(text: str, problem: BadInput, findings: Findings) -> None:
    """Say why an amount cannot be read, with what was probably meant."""
    if text[:1] in "-–−(" and any(character.isdigit() for character in text):
        findings.error(Field.AMOUNT, "amount_negative", text=text)
    elif meant := repairs.decimal_comma(text):
        findings.error(Field.AMOUNT, "amount_comma", text=text, meant=meant)
    elif meant := repairs.lookalike_digits(text):
        findings.error(Field.AMOUNT, "digits_lookalike", text=text, meant=meant)
    else:
        findings.error(Field.AMOUNT, problem.code, text=text)
