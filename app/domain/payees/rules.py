"""What a payee's record must hold (document 002): bank, account, name; whose account it may be; right check digits."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.domain.disbursement.bank_names import is_legacy
from app.domain.disbursement.cell_rules import NAME_CHARS_MAX
from app.domain.disbursement.payability import payable_lengths
from app.domain.payees.payee import AccountKind, PersonType
from app.domain.values import identifiers
from app.domain.values.errors import BadInput
from app.domain.values.identifiers import PROMPTPAY
from app.domain.values.texts import fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.payees.payee import PayeeRecord
    from app.domain.values.identifiers import BankTable

TEXTS = ("name", "office", "acct_name", "permission_no")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field of a record; words in ``register.fault.<code>``, filled by ``facts``."""

    field: str
    code: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


def faults(record: PayeeRecord, banks: BankTable) -> list[Fault]:
    """Return everything that keeps a record from being proposed, in the order of its fields."""
    return [
        *_person(record),
        *_texts(record),
        *_account(record, banks),
        *_right(record),
        *_contact(record),
        *_days(record),
    ]


def account_fault(bank: str, number: str, banks: BankTable) -> Fault | None:
    """Return what is wrong with a bank or an account number at it, None for one that can be paid."""
    if bank == PROMPTPAY:
        return _promptpay(number)
    if not bank:
        return Fault("bank", "bank_missing")
    found = banks.find(bank)
    if found is None or is_legacy(found):
        return Fault("bank", "bank_unknown", {"text": bank})
    if not number:
        return Fault("acct", "account_missing")
    if not (number.isascii() and number.isdigit()) or not number.strip("0"):
        return Fault("acct", "account_unreadable")
    if len(number) not in payable_lengths(bank):
        return Fault("acct", "account_length", {"found": len(number), "bank": found})
    return None


def _promptpay(number: str) -> Fault | None:
    """Judge a PromptPay id: a citizen or tax id, or a mobile number."""
    if not number:
        return Fault("acct", "promptpay_missing")
    return None if identifiers.is_promptpay_id(number) else Fault("acct", "promptpay_wrong")


def _person(record: PayeeRecord) -> Iterator[Fault]:
    if record.person_type not in set(PersonType):
        yield Fault("person_type", "person_type_missing")
    if record.person_id:
        try:
            identifiers.parse_person_or_tax_id(record.person_id)
        except BadInput as problem:
            yield Fault("person_id", problem.code, problem.facts)
        else:
            juristic = record.person_type == PersonType.JURISTIC
            if juristic != record.person_id.startswith("0"):
                yield Fault("person_id", "tax_id_wanted" if juristic else "citizen_id_wanted")
    elif record.person_type == PersonType.JURISTIC:
        yield Fault("person_id", "tax_id_missing")
    if not record.name:
        yield Fault("name", "name_missing")


def _texts(record: PayeeRecord) -> Iterator[Fault]:
    for name in TEXTS:
        text = str(getattr(record, name))
        if len(text) > NAME_CHARS_MAX:
            yield Fault(name, "text_long", {"limit": NAME_CHARS_MAX})
        elif fault(text):
            yield Fault(name, "text_hidden")


def _account(record: PayeeRecord, banks: BankTable) -> Iterator[Fault]:
    found = account_fault(record.bank, record.acct, banks)
    if found is not None:
        yield found


def _right(record: PayeeRecord) -> Iterator[Fault]:
    """Hold staff to the salary account, or to one that the head permits by a numbered letter; others declare theirs."""
    staff = record.person_type == PersonType.STAFF
    kinds = {AccountKind.SALARY, AccountKind.PERMITTED} if staff else {AccountKind.DECLARED}
    if record.account_kind not in kinds:
        yield Fault("account_kind", "account_kind_staff" if staff else "account_kind_others")
        return
    permitted = record.account_kind == AccountKind.PERMITTED
    if permitted and not record.permission_no:
        yield Fault("permission_no", "permission_no_missing")
    if permitted and not record.permission_date:
        yield Fault("permission_date", "permission_date_missing")
    if not permitted and (record.permission_no or record.permission_date):
        yield Fault("permission_no", "permission_unneeded")


def _contact(record: PayeeRecord) -> Iterator[Fault]:
    for name, parse in (("mobile", identifiers.parse_mobile), ("email", identifiers.parse_email)):
        text = str(getattr(record, name))
        if text:
            try:
                parse(text)
            except BadInput as problem:
                yield Fault(name, problem.code)


def _days(record: PayeeRecord) -> Iterator[Fault]:
    for name in ("permission_date", "form_date", "until"):
        text = str(getattr(record, name))
        if text and not _is_day(text):
            yield Fault(name, "day_unreadable")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
