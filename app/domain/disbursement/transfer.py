"""One payee's line in a batch, as a valid value."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.values.identifiers import masked_account

if TYPE_CHECKING:
    from app.domain.values.money import Money


class LineStatus(StrEnum):
    """What has become of one line; only the bank moves it away from DRAFT (ISO 20022 code in the comment)."""

    DRAFT = "draft"
    PENDING = "pending"  # PDNG: accepted, money reserved, no result yet
    SETTLED = "settled"  # ACSC
    REJECTED = "rejected"  # RJCT by the bank; the money came back to the account
    RETURNED = "returned"  # settled first, sent back later by the payee's bank
    DECLINED = "declined"  # by an authorizer, while the rest of the batch went on
    VOIDED = "voided"  # its batch was returned, withdrawn or cancelled before any payment


class Field(StrEnum):
    """The columns of a line that a person can type; also the mapping targets of an import."""

    BANK = "bank"
    ACCOUNT = "account"
    NAME = "name"
    AMOUNT = "amount"
    PERSON_ID = "person_id"
    MOBILE = "mobile"
    EMAIL = "email"
    REFERENCE = "reference"


REQUIRED_FIELDS = (Field.BANK, Field.ACCOUNT, Field.NAME, Field.AMOUNT)


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """A payment to one account; ``number`` counts from 1 inside the batch. Optional texts are empty, never None.

    ``origin`` is the line that is paid again, ``op_id/rev/n``, or ''. ``payee_id`` and ``payee_rev`` name the approved
    record of the payee register, both '' for nobody in it.
    """

    number: int
    bank: str
    account: str = field(repr=False)
    name: str = field(repr=False)
    amount: Money
    person_id: str = field(default="", repr=False)
    mobile: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    reference: str = ""
    origin: str = ""
    payee_id: str = ""
    payee_rev: str = ""

    @property
    def masked(self) -> str:
        """The account number as strangers may see it."""
        return masked_account(self.account)
