"""หนังสือขอเรียกเงินคืน: the letter to the payee and the payee's bank, in the order of an official Thai letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf.batch_head import Fact
from app.documents.pdf.leaves import Leaves, Place
from app.documents.pdf.recall_content import RecallPaper
from app.documents.pdf.wording import Wording

if TYPE_CHECKING:
    from app.documents.pdf.recall_content import RecallLetter
    from app.domain.values.identifiers import BankTable
    from app.i18n import Language

_INDENT = "\u2003" * 4
"""A paragraph of a letter begins so far from the margin."""


def write(letter: RecallLetter, language: Language, banks: BankTable) -> bytes:
    """Return the letter: number and date, subject, whom it is for, why, what is asked, and who signs."""
    wording = Wording(language, banks, "full")
    words = wording.words
    leaves = Leaves(RecallPaper.LETTER, letter, wording, words(f"recall_letter.subject.{letter.cause}"))
    leaves.facts(
        [
            Fact(words("recall_letter.number"), letter.letter_no, 2),
            Fact(words("recall_letter.date"), wording.day(letter.letter_date)),
            Fact(words("recall_letter.to"), words("recall_letter.to_whom", payee=letter.payee), 3),
            Fact(words("recall_letter.refers"), _refers(letter, wording), 3),
        ]
    )
    _write_body(leaves, letter)
    leaves.paragraph(_INDENT + words("recall_letter.bank_asked", bank=wording.bank(letter.payee_bank)))
    leaves.paragraph(_INDENT + words("recall_letter.closing"))
    leaves.section(words("recall_letter.respectfully"), 130)
    leaves.signing([Place("", words("recall_letter.head"), words("recall_letter.position"))])
    leaves.facts([Fact(words("recall_letter.owner"), f"{letter.office.unit} {letter.office.unit_code}", 3)])
    return leaves.data()


def _write_body(leaves: Leaves, letter: RecallLetter) -> None:
    """Set what was paid, what is wrong with it, and what is asked."""
    wording = leaves.wording
    words = wording.words
    asked, paid = wording.amount(letter.asked_satang), wording.amount(letter.paid_satang)
    account = wording.account(letter.payee_bank, letter.payee_account)
    leaves.paragraph(
        _INDENT
        + words(
            "recall_letter.what_happened",
            unit=letter.office.unit,
            purpose=letter.purpose,
            paid=paid,
            paid_words=wording.amount_in_words(letter.paid_satang),
            bank=wording.bank(letter.payee_bank),
            account=account,
            name=letter.payee,
            day=wording.day(letter.paid_on),
        )
    )
    leaves.paragraph(_INDENT + words(f"recall_letter.found.{letter.cause}", reason=letter.reason))
    leaves.paragraph(
        _INDENT
        + words(
            "recall_letter.asked",
            asked=asked,
            asked_words=wording.amount_in_words(letter.asked_satang),
            account=wording.account("006", letter.account),
            account_name=letter.account_name,
        )
    )
    leaves.facts(
        [
            Fact(words("recall_letter.sum"), asked),
            Fact(words("recall_letter.into"), wording.account("006", letter.account)),
            Fact(words("recall_letter.account_name"), letter.account_name),
        ]
    )


def _refers(letter: RecallLetter, wording: Wording) -> str:
    return wording.words("recall_letter.refers_to", ref=letter.bank_ref or "–", day=wording.day(letter.paid_on))
