"""The words of bills and receipts, in an area of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.documents.pdf.roll import SIGNATURE_SHOWN

if TYPE_CHECKING:
    from app.documents.pdf.collection_content import ReceiptSheet
    from app.documents.pdf.wording import Wording

_WAYS = ("any_app", "counter", "machine", "other_bank", "in_time")


def told(wording: Wording, key: str, **facts: object) -> str:
    """Return a text of the papers of collecting."""
    return i18n.words(wording.language, f"collection_papers.{key}", **facts)


def ways_to_pay(wording: Wording, company_code: str, product_code: str) -> list[str]:
    """Return how a bill can be paid, a sentence a way."""
    codes = {"company_code": company_code, "product_code": product_code}
    return [told(wording, f"bill.way.{way}", **codes) for way in _WAYS]


def channel(wording: Wording, code: str) -> str:
    """Return what readers call a way of paying."""
    return i18n.words(wording.language, f"collection_terms.channel.{code}")


def receipt_marks(receipt: ReceiptSheet, wording: Wording) -> list[tuple[str, str]]:
    """Return the marks of a print, each with who or why, and when."""
    found = []
    if receipt.voided:
        moment = wording.moment(receipt.voided.at)
        below = told(wording, "receipt.voided_why", reason=receipt.voided.reason, moment=moment)
        found.append((told(wording, "receipt.voided"), below))
    if receipt.copy:
        moment = wording.moment(receipt.copy.at)
        below = told(wording, "receipt.copied_by", person=receipt.copy.person, moment=moment)
        found.append((told(wording, "receipt.copy", number=receipt.copy.number), below))
    return found


def receipt_proof(receipt: ReceiptSheet, wording: Wording) -> list[str]:
    """Return what makes a receipt a true one: that the money was received, and by whose signature."""
    signature = receipt.bank_signature[:SIGNATURE_SHOWN]
    return [told(wording, "receipt.received_rightly"), told(wording, "receipt.bank_signature", signature=signature)]
