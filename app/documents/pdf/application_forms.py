"""Forms for the bank, filled from the data: a parent agency's and a unit's application, a new password at the branch.

Document 002 has all three: the agency applies for the service and the GFMIS package, units apply through the branch
that keeps their accounts, and administrators get a new password only from the branch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.access_content import AccessPaper
from app.documents.pdf.batch_head import Fact
from app.documents.pdf.leaves import Leaves, Place
from app.documents.pdf.table import GAP, Cell, Column, Table
from app.documents.pdf.wording import Wording
from app.domain.values.identifiers import BankTable, formatted_account

if TYPE_CHECKING:
    from app.documents.pdf.access_content import AgencyForm, Applicant, ResetForm, UnitForm
    from app.i18n import Language

KRUNGTHAI = "006"
_BLANK = "…" * 14
_NUMBER, _ACCOUNT, _PURPOSE = 26.0, 110.0, 150.0


def write_agency(form: AgencyForm, language: Language) -> bytes:
    """Return a parent agency's application."""
    wording = Wording(language, BankTable(()), "full")
    words = wording.words
    leaves = Leaves(AccessPaper.AGENCY_FORM, form, wording, _number(wording, form.application_id, form.applied_at))
    leaves.paragraph(words("to_the_bank"))
    leaves.section(words("agency_form.agency"))
    leaves.facts(
        [
            Fact(words("agency_name"), form.office.agency, 2),
            Fact(words("agency_code"), form.office.unit_code),
            Fact(words("address"), form.address, 2),
            Fact(words("order_no"), form.order_no or "–"),
        ]
    )
    leaves.section(words("agency_form.wanted"), 30)
    leaves.choices((words("agency_form.service"), True))
    leaves.choices((words("agency_form.gfmis"), form.gfmis_package))
    for role, applicant in (("admin_1", form.admin_1), ("admin_2", form.admin_2)):
        leaves.section(words(f"agency_form.{role}"), 70)
        leaves.facts(_applicant(wording, applicant))
    leaves.section(words("declared"), 110)
    leaves.paragraph(words("agency_form.declaration"))
    leaves.signing(
        [
            Place(form.admin_1.name_th, wording.term("role", "admin_1")),
            Place(form.admin_2.name_th, wording.term("role", "admin_2")),
            Place("", words("head_of_agency")),
        ]
    )
    _for_the_bank(leaves, wording, "agency_form.bank_gives")
    return leaves.data()


def write_unit(form: UnitForm, language: Language, banks: BankTable) -> bytes:
    """Return a unit's application with its accounts; the numbers stand in full, the bank must read them."""
    wording = Wording(language, banks, "full")
    words = wording.words
    leaves = Leaves(AccessPaper.UNIT_FORM, form, wording, _number(wording, form.application_id, form.applied_at))
    leaves.paragraph(words("unit_form.to_the_branch", branch=form.branch))
    leaves.section(words("unit_form.unit"))
    leaves.facts(
        [
            Fact(words("unit_name"), form.unit_name, 2),
            Fact(words("unit_code"), form.unit),
            Fact(words("address"), form.address, 2),
            Fact(words("branch"), form.branch),
            Fact(words("unit_form.parent"), form.office.agency, 2),
            Fact(words("order_no"), form.order_no or "–"),
        ]
    )
    _write_accounts(leaves, form, banks)
    leaves.section(words("unit_form.wanted"), 45)
    for kind in ("payment", "collection", "remittance"):
        leaves.choices((words(f"unit_form.{kind}"), True))
    leaves.section(words("declared"), 110)
    leaves.paragraph(words("unit_form.declaration"))
    leaves.signing(
        [
            Place(form.asked_by, wording.term("role", "admin_1")),
            Place(form.approved_by, wording.term("role", "admin_2")),
            Place("", words("head_of_unit")),
        ]
    )
    _for_the_bank(leaves, wording, "unit_form.bank_gives")
    return leaves.data()


def _write_accounts(leaves: Leaves, form: UnitForm, banks: BankTable) -> None:
    wording = leaves.wording
    words = wording.words
    leaves.section(words("unit_form.accounts"), 60)
    table = Table(
        [
            Column(wording.text("column_number"), _NUMBER, "right"),
            Column(words("unit_form.account"), _ACCOUNT),
            Column(words("unit_form.account_name"), look.MEASURE - 12 - _NUMBER - _ACCOUNT - _PURPOSE - 3 * GAP),
            Column(words("unit_form.purpose"), _PURPOSE),
        ],
        look.LEFT + 6,
    )
    rows = [
        table.row(
            [
                Cell(((f"{number:,}", look.BODY),)),
                Cell(((formatted_account(each.account, banks.find(KRUNGTHAI)), look.STRONG),)),
                Cell(((each.name, look.BODY),)),
                Cell(((words(f"purpose.{each.purpose}"), look.BODY),)),
            ]
        )
        for number, each in enumerate(form.accounts, 1)
    ]
    leaves.table(table, rows)


def write_reset(form: ResetForm, language: Language) -> bytes:
    """Return the branch's form for an administrator's new password; what is not known is left for a pen."""
    wording = Wording(language, BankTable(()), "full")
    words = wording.words
    leaves = Leaves(AccessPaper.RESET_FORM, form, wording, words("reset_form.subtitle"))
    leaves.paragraph(words("reset_form.to_the_branch"))
    leaves.section(words("reset_form.who"))
    leaves.facts(
        [
            Fact(wording.words("slip.company"), form.company_id or _BLANK),
            Fact(wording.words("slip.user"), form.user_id or _BLANK),
            Fact(words("agency_name"), form.agency_name or _BLANK),
            Fact(words("name"), form.name or _BLANK),
            Fact(words("position"), form.position or _BLANK),
            Fact(words("mobile"), _BLANK),
        ]
    )
    leaves.section(words("reset_form.role"), 30)
    leaves.choices(*((wording.term("role", role), False) for role in ("admin_1", "admin_2")))
    leaves.section(words("reset_form.why"), 45)
    for why in ("locked", "forgotten"):
        leaves.choices((words(f"reset_form.why_{why}"), form.why == why))
    leaves.choices((words("reset_form.why_other"), False))
    leaves.section(words("reset_form.bring"), 50)
    for paper in ("id_card", "order", "letter"):
        leaves.choices((words(f"reset_form.bring_{paper}"), False))
    leaves.paragraph(words("reset_form.declaration"))
    leaves.signing([Place(form.name, words("reset_form.asks")), Place("", words("head_of_agency"))])
    _for_the_bank(leaves, wording, "reset_form.bank_gives")
    return leaves.data()


def _applicant(wording: Wording, applicant: Applicant) -> list[Fact]:
    words = wording.words
    return [
        Fact(words("name"), applicant.name_th),
        Fact(words("name_en"), applicant.name_en),
        Fact(words("position"), applicant.position),
        Fact(words("person_id"), _person_id(applicant.person_id)),
        Fact(words("mobile"), applicant.mobile or "–"),
        Fact(words("email"), applicant.email or "–"),
    ]


def _person_id(number: str) -> str:
    """Return a citizen id in the groups of the card."""
    sizes, parts, start = (1, 4, 5, 2, 1), [], 0
    if len(number) != sum(sizes):
        return number
    for size in sizes:
        parts.append(number[start : start + size])
        start += size
    return "-".join(parts)


def _number(wording: Wording, application_id: str, applied_at: str) -> str:
    if not application_id:
        return wording.words("not_sent_yet")
    return wording.words("application", number=application_id, moment=wording.moment(applied_at))


def _for_the_bank(leaves: Leaves, wording: Wording, gives: str) -> None:
    words = wording.words
    leaves.section(words("bank_part"), 120)
    leaves.writing_lines(words("bank_checked"), words(gives))
    leaves.signing([Place("", words("bank_officer")), Place("", words("bank_approver"))])
