"""The form of a payee's record, checked again from zero (PR-1, PR-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator import fields
from app.simulator.refusals import Refused, wrong
from app.wire.codes import Refusal
from app.wire.disbursement import PROMPTPAY
from app.wire.payees import AccountKind, PersonType

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.wire.payees import PayeeEntry, PayeeRecord

_STAFF_ACCOUNTS = (AccountKind.SALARY, AccountKind.PERMITTED)
_JURISTIC_BEGINS = "0"
"""A tax id of a company or an office begins so; a citizen id never does."""


def demand_sound(number: int, entry: PayeeEntry, day: date) -> None:
    """Refuse the first field of a change's ``number``-th entry that cannot be so on this day in Bangkok."""
    record, line = entry.record, str(number)
    if not fields.is_uuid(entry.payee_id):
        raise wrong("payee_id", line)
    if not fields.is_number(entry.version):
        raise wrong("version", line)
    for name, sound in _CHECKS:
        if not sound(getattr(record, name)):
            raise wrong(name, line)
    if not fields.is_place(record.bank, record.acct):
        raise wrong("acct", line)
    if record.person_id and not _is_id_of(record):
        raise wrong("person_id", line)
    _demand_right_account(entry, line)
    if record.permission_date > day.isoformat():
        raise wrong("permission_date", line)


def _is_id_of(record: PayeeRecord) -> bool:
    juristic = record.person_id.startswith(_JURISTIC_BEGINS)
    return fields.is_person_id(record.person_id) and juristic == (record.person_type == PersonType.JURISTIC)


def _demand_right_account(entry: PayeeEntry, line: str) -> None:
    """Refuse an account that the rule does not give: staff salary or permitted, everybody else as declared."""
    record = entry.record
    allowed = _STAFF_ACCOUNTS if record.person_type == PersonType.STAFF else (AccountKind.DECLARED,)
    if record.account_kind not in allowed:
        raise wrong("account_kind", line)
    if record.account_kind == AccountKind.PERMITTED and not (record.permission_no and record.permission_date):
        raise Refused(Refusal.PERMISSION_MISSING, payee_id=entry.payee_id)


def _or_empty(sound: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: not text or sound(text)


def _is_day(text: str) -> bool:
    return fields.read_day(text) is not None


_CHECKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("person_type", frozenset(PersonType).__contains__),
    ("name", fields.is_name),
    ("office", fields.is_text),
    ("bank", (fields.bank_codes() | {PROMPTPAY}).__contains__),
    ("acct_name", _or_empty(fields.is_name)),
    ("permission_no", fields.is_text),
    ("permission_date", _or_empty(_is_day)),
    ("mobile", _or_empty(fields.is_mobile)),
    ("email", _or_empty(fields.is_email)),
    ("form_sha256", _or_empty(fields.is_sha256)),
    ("form_date", _or_empty(_is_day)),
    ("until", _or_empty(_is_day)),
)
"""Account, its kind and the person's id depend on other fields."""
