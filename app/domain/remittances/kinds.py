"""What may be remitted from where to where: kinds, offices and deposits at the treasury, each with its validity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.collections.revenue import Treasury

if TYPE_CHECKING:
    from datetime import date

    from app.domain.collections.revenue import RevenueType
    from app.domain.values.money import Money


class RemittanceKind(StrEnum):
    """The four types of document 002, and what goes back of a draw or of wrongly paid money."""

    REVENUE = "revenue"
    REVENUE_FOR_OTHER = "revenue_for_other"
    DEPOSIT = "deposit"
    DEPOSIT_FOR_OTHER = "deposit_for_other"
    DRAW_RETURN = "draw_return"
    RECALL_RETURN = "recall_return"


class Purpose(StrEnum):
    """What an account of the unit is for."""

    RECEIVING = "receiving"
    OFF_BUDGET = "off_budget"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Validity:
    """From one day to another, both included; ``until`` None is without end."""

    since: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        """Say whether a day lies within."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class KindTerms:
    """What a kind asks for; ``collect`` and ``remit`` are kinds of the treasury's documents, RA and R1 for one.

    ``asks_owner``: whose money it is must be named. ``by_receipts``: what lies in a receiving account goes by its
    receipts.
    """

    kind: RemittanceKind
    name_th: str
    name_en: str
    collect: str
    remit: str
    purposes: frozenset[Purpose]
    asks_owner: bool
    is_deposit: bool
    by_receipts: bool
    validity: Validity
    source: str

    def name(self, language: str) -> str:
        """Return its name as readers of ``language`` know it."""
        return self.name_th if language == "th" else self.name_en


@dataclass(frozen=True, slots=True)
class Office:
    """Where remittances go: the Comptroller General's Department or a provincial treasury office."""

    code: str
    name_th: str
    name_en: str
    account: str
    validity: Validity

    def name(self, language: str) -> str:
        """Return its name as readers of ``language`` know it."""
        return self.name_th if language == "th" else self.name_en


@dataclass(frozen=True, slots=True)
class DepositAccount:
    """A row of the table of deposits at the treasury; ``owner_unit`` is another unit whose it is, '' for one's own."""

    code: str
    name_th: str
    name_en: str
    revenue_code: str
    gl_account: str
    fund: str
    owner_unit: str
    validity: Validity
    source: str

    def name(self, language: str) -> str:
        """Return its name as readers of ``language`` know it."""
        return self.name_th if language == "th" else self.name_en


@dataclass(frozen=True, slots=True)
class FromAccount:
    """An account of the unit that money is remitted from."""

    account: str
    name: str
    purpose: Purpose
    balance: Money
    available: Money


@dataclass(frozen=True, slots=True)
class RemittanceTerms:
    """How the unit remits; ``office`` is the code of its own. Rows of other days are among them."""

    office: str
    kinds: tuple[KindTerms, ...]
    offices: tuple[Office, ...]
    deposits: tuple[DepositAccount, ...]
    accounts: tuple[FromAccount, ...]

    def kind(self, kind: RemittanceKind, day: date) -> KindTerms | None:
        """Return what a kind asks for on a day, None where it is not to be had."""
        return next((one for one in self.kinds if one.kind is kind and one.validity.holds_on(day)), None)

    def find_office(self, code: str, day: date) -> Office | None:
        """Return the office of a code that receives on a day, or None."""
        return next((one for one in self.offices if one.code == code and one.validity.holds_on(day)), None)

    def find_account(self, account: str) -> FromAccount | None:
        """Return one of the unit's accounts by its number, or None."""
        return next((one for one in self.accounts if one.account == account), None)

    def accounts_for(self, kind: RemittanceKind, day: date) -> tuple[FromAccount, ...]:
        """Return the accounts from which a kind may go on a day (RE-2)."""
        terms = self.kind(kind, day)
        return tuple(one for one in self.accounts if terms is not None and one.purpose in terms.purposes)

    def deposits_for(self, kind: RemittanceKind, day: date) -> tuple[DepositAccount, ...]:
        """Return the deposits that a kind may be paid into on a day, from an off-budget account."""
        terms = self.kind(kind, day)
        if terms is None or not terms.is_deposit:
            return ()
        return tuple(
            one for one in self.deposits if one.validity.holds_on(day) and bool(one.owner_unit) == terms.asks_owner
        )


def owner_of(row: RevenueType, unit: str) -> str:
    """Return the other unit whose money it is, '' for the unit's own."""
    return "" if row.owner_unit == unit else row.owner_unit


def kind_of(row: RevenueType, unit: str) -> RemittanceKind:
    """Return the kind under which a unit sends money of a revenue type."""
    other = owner_of(row, unit)
    if row.treasury is Treasury.REVENUE:
        return RemittanceKind.REVENUE_FOR_OTHER if other else RemittanceKind.REVENUE
    return RemittanceKind.DEPOSIT_FOR_OTHER if other else RemittanceKind.DEPOSIT
