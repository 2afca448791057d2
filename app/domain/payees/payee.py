"""A payee of the unit's register, and how sure one may be of the account."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.values.identifiers import masked_account

if TYPE_CHECKING:
    from datetime import date, datetime

QR_PREFIX = "khlang:payee:"
"""What the code on a payee's form begins with; the payee's id follows."""


class PersonType(StrEnum):
    """Who is paid."""

    STAFF = "staff"
    OTHER_AGENCY = "other_agency"
    OUTSIDE = "outside"
    JURISTIC = "juristic"


class AccountKind(StrEnum):
    """By what right this account is the one: staff's salary account, one the head permits, one declared on the form."""

    SALARY = "salary"
    PERMITTED = "permitted"
    DECLARED = "declared"


class NameMatch(StrEnum):
    """What the bank says of name and account together."""

    MATCH = "match"
    CLOSE = "close"
    NONE = "none"
    UNKNOWN = "unknown"


class Verification(StrEnum):
    """How sure one may be of an account, the surest last."""

    UNVERIFIED = "unverified"
    FORM_SEEN = "form_seen"
    NAME_CHECKED = "name_checked"
    PAID_BEFORE = "paid_before"


@dataclass(frozen=True, slots=True)
class PayeeRecord:
    """What the register holds of a payee; texts as they are signed, '' for none, days in ISO form.

    ``bank`` is a code of the Bank of Thailand or `app.domain.values.identifiers.PROMPTPAY`; ``acct_name`` is the name
    of the account. ``until`` is the last day on which the payee may be paid.
    """

    person_type: str = PersonType.STAFF.value
    person_id: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    office: str = ""
    bank: str = ""
    acct: str = field(default="", repr=False)
    acct_name: str = field(default="", repr=False)
    account_kind: str = AccountKind.SALARY.value
    permission_no: str = ""
    permission_date: str = ""
    mobile: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    form_sha256: str = ""
    form_date: str = ""
    until: str = ""

    @property
    def account(self) -> tuple[str, str]:
        """Where the money goes: bank and number."""
        return self.bank, self.acct

    @property
    def holder(self) -> str:
        """The name that the account bears, as far as it was told."""
        return self.acct_name or self.name

    @property
    def masked(self) -> str:
        """The account number as strangers may see it."""
        return masked_account(self.acct)

    def ended(self, day: date) -> bool:
        """Say whether the payee may not be paid any more on ``day``."""
        return bool(self.until) and self.until < day.isoformat()


FIELDS = tuple(each.name for each in fields(PayeeRecord))
"""The fields in the order in which people read them."""

ACCOUNT_FIELDS = frozenset({"bank", "acct", "acct_name", "account_kind"})


@dataclass(frozen=True, slots=True)
class NameCheck:
    """What the bank said of a name and an account, and when."""

    match: NameMatch
    name: str = field(repr=False)
    bank_name: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class PendingMark:
    """A change that waits for a second person: which, whose, since when; what it would do."""

    req_id: str
    maker_uid: str
    since: datetime
    ends: bool


@dataclass(frozen=True, slots=True)
class Payee:
    """An approved payee; ``version`` counts approved changes. ``merged_into`` names who took this one's place.

    ``verified`` is about the present account. ``shared_with`` are names of other payees with the same account.
    """

    payee_id: str
    version: int
    record: PayeeRecord
    merged_into: str = ""
    verified: Verification = Verification.UNVERIFIED
    check: NameCheck | None = None
    pending: PendingMark | None = None
    shared_with: tuple[str, ...] = ()

    def payable(self, day: date) -> bool:
        """Say whether the payee may be paid on ``day``."""
        return not self.merged_into and not self.record.ended(day)


@dataclass(frozen=True, slots=True)
class PaidTo:
    """Whom a line pays, as far as the line says; ``payee_id`` is '' for a line that does not rest on the register."""

    payee_id: str
    bank: str
    acct: str = field(repr=False)
    name: str = field(repr=False)


def qr_text(payee_id: str) -> str:
    """Return what the code on a payee's form says."""
    return f"{QR_PREFIX}{payee_id}"


def read_qr(text: str) -> str:
    """Return the payee's id in a code that was scanned, typed or pasted; '' for anything else."""
    plain = text.strip().casefold()
    return plain.removeprefix(QR_PREFIX) if plain.startswith(QR_PREFIX) else ""
