"""แบบแจ้งข้อมูลการรับเงินโอนผ่านระบบ KTB Corporate Online: filled in, with a code that opens the payee again.

Document 002: who is paid for the first time fills it in and signs; the unit keeps it with the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf.batch_head import Fact
from app.documents.pdf.leaves import Leaves, Place
from app.documents.pdf.payee_content import PayeePaper
from app.documents.pdf.wording import Wording
from app.domain.payees.payee import AccountKind, PersonType
from app.domain.values.identifiers import PROMPTPAY

if TYPE_CHECKING:
    from app.documents.pdf.payee_content import PayeeForm
    from app.domain.values.identifiers import BankTable
    from app.i18n import Language

_BLANK = "…" * 14
_LONG_BLANK = "…" * 30
_CARD_GROUPS = (1, 4, 5, 2, 1)


def write(form: PayeeForm, language: Language, banks: BankTable) -> bytes:
    """Return the form; what the register does not hold is left for a pen."""
    wording = Wording(language, banks, "full")
    words = wording.words
    leaves = Leaves(PayeePaper.FORM, form, wording, words("payee_form.subtitle"))
    leaves.code(form.code, words("payee_form.to_the_head", unit=form.office.unit), words("payee_form.code_use"))
    _write_person(leaves, form)
    _write_account(leaves, form)
    leaves.section(words("declared"), 130)
    leaves.paragraph(words("payee_form.declaration"))
    leaves.choices(*((words(f"payee_form.enclosed_{paper}"), False) for paper in ("passbook", "id_card")))
    leaves.signing([Place(form.name, words("payee_form.payee")), Place("", words("payee_form.checked_by"))])
    return leaves.data()


def _write_person(leaves: Leaves, form: PayeeForm) -> None:
    words = leaves.wording.words
    leaves.section(words("payee_form.who"))
    leaves.choices(*((words(f"payee_form.person.{each}"), each == form.person_type) for each in _FIRST))
    leaves.choices(*((words(f"payee_form.person.{each}"), each == form.person_type) for each in _SECOND))
    leaves.facts(
        [
            Fact(words("name"), form.name or _LONG_BLANK, 2),
            Fact(words("payee_form.person_id"), _grouped(form.person_id) or _BLANK),
            Fact(words("payee_form.workplace"), form.workplace or _BLANK),
            Fact(words("payee_form.mobile"), form.mobile or _BLANK),
            Fact(words("payee_form.email"), form.email or _BLANK),
        ]
    )


def _write_account(leaves: Leaves, form: PayeeForm) -> None:
    wording = leaves.wording
    words = wording.words
    leaves.section(words("payee_form.account"), 110)
    for kind in AccountKind:
        leaves.choices((words(f"payee_form.kind.{kind}"), kind == form.account_kind))
    promptpay = form.bank == PROMPTPAY
    bank = wording.bank(form.bank) if form.bank else ""
    number = form.account if promptpay else wording.account(form.bank, form.account)
    facts = [
        Fact(words("payee_form.bank"), bank or _BLANK),
        Fact(words("payee_form.branch"), _BLANK),
        Fact(words("payee_form.number"), number or _BLANK),
    ]
    holder = form.account_name or form.name or _LONG_BLANK
    if form.account_kind == AccountKind.PERMITTED:
        day = wording.day(form.permission_date) if form.permission_date else _BLANK
        facts.append(Fact(words("payee_form.account_name"), holder))
        facts.append(Fact(words("payee_form.permission_no"), form.permission_no or _BLANK))
        facts.append(Fact(words("payee_form.permission_date"), day))
    else:
        facts.append(Fact(words("payee_form.account_name"), holder, 3))
    leaves.facts(facts)


_FIRST = (PersonType.STAFF, PersonType.OTHER_AGENCY)
_SECOND = (PersonType.OUTSIDE, PersonType.JURISTIC)


def _grouped(number: str) -> str:
    """Return an id in the groups of the card."""
    if len(number) != sum(_CARD_GROUPS):
        return number
    parts, start = [], 0
    for size in _CARD_GROUPS:
        parts.append(number[start : start + size])
        start += size
    return "-".join(parts)
