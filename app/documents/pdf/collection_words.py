"""The words of bills and receipts, in an area of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n

if TYPE_CHECKING:
    from app.documents.pdf.wording import Wording

_WAYS = ("any_app", "counter", "machine", "other_bank", "in_time")


def told(wording: Wording, key: str, **facts: object) -> str:
    """Return a text of the papers of collecting."""
    return i18n.words(wording.language, f"collection_papers.{key}", **facts)


def ways_to_pay(wording: Wording, company_code: str, product_code: str) -> list[str]:
    """Return how a bill can be paid, a sentence a way."""
    codes = {"company_code": company_code, "product_code": product_code}
    return [told(wording, f"bill.way.{way}", **codes) for way in _WAYS]
