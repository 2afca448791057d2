"""What the papers of remitting say, as plain data; '' stands for none, days are ISO, moments instants, sums satang."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.documents.pdf.content import Office, Printing


class RemittancePaper(StrEnum):
    """The papers, as their codes name them."""

    RECORD = "success_record"


@dataclass(frozen=True, slots=True)
class RemittedItem:
    """A line of a remittance: ``name`` is the table's, ``basis`` the document that says so of a deposit, or ''."""

    name: str
    code: str
    revenue_code: str
    gl_account: str
    fund: str
    basis: str
    satang: int


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """The evidence of remittance, as the bank signed it; ``documents`` are the treasury's, kind and number.

    ``answer`` is how the treasury answered: ``waiting``, ``acknowledged`` or ``refused``, then with a ``code``.
    ``bank_signature`` is the bank's over the record, as text. ``printing`` is who makes this copy.
    """

    office: Office
    kind: str
    bank_ref: str
    moved_at: str
    account: str
    account_name: str
    office_code: str
    office_name: str
    owner_unit: str
    doc_no: str
    items: tuple[RemittedItem, ...]
    parts_count: int
    total_satang: int
    fee_satang: int
    maker: str
    authorizer: str
    documents: tuple[tuple[str, str], ...]
    answer: str
    answered_at: str
    code: str
    bank_signature: str
    printing: Printing
