"""What the papers about money called back say, as plain data; '' stands for none, days are ISO, sums satang."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.documents.pdf.content import Office, Printing


class RecallPaper(StrEnum):
    """The papers, as their codes name them."""

    LETTER = "recall_letter"
    RETURN = "treasury_return"


@dataclass(frozen=True, slots=True)
class RecallLetter:
    """The letter that asks a payee, and the payee's bank, for money that was paid wrongly (document 002)."""

    office: Office
    letter_no: str
    letter_date: str
    cause: str
    reason: str
    payee: str = field(repr=False)
    payee_bank: str
    payee_account: str = field(repr=False)
    paid_satang: int
    asked_satang: int
    paid_on: str
    purpose: str
    bank_ref: str
    account: str
    account_name: str
    remit_by: str
    printing: Printing


@dataclass(frozen=True, slots=True)
class TreasuryReturn:
    """The return of such money to the treasury: a memo before it is settled, the record of success afterwards.

    ``documents`` are kind and number, the number '' while the treasury has given none.
    """

    office: Office
    letter_no: str
    letter_date: str
    cause: str
    payee: str = field(repr=False)
    kind_name: str
    batch: str
    back_satang: int
    back_on: str
    remit_by: str
    account: str
    account_name: str
    fiscal_year: str
    route: str
    documents: tuple[tuple[str, str], ...]
    gl_account: str
    revenue_code: str
    fund: str
    maker: str
    authorizer: str
    returned_at: str
    bank_ref: str
    printing: Printing
