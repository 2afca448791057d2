"""How a unit collects: its receiving account, what it is paid under, and the table of what may be collected."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from app.domain.values.money import Money


class Treasury(StrEnum):
    """Where collected money goes: state revenue (RA, R1) or a deposit (RB, R2)."""

    REVENUE = "revenue"
    DEPOSIT = "deposit"


class Remits(StrEnum):
    """Who sends the money on: the e-Payment Portal by itself, or the unit."""

    PORTAL = "portal"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class RevenueType:
    """A row of the table; ``fee`` is the one amount that is asked, None where the bill says it.

    ``revenue_code`` is GFMIS's, ``product_code`` the bank's for the unit's company code; ``valid_until`` None is
    without end. ``source`` says where the row comes from.
    ``owner_unit`` is the unit whose money it is, '' for the one that collects.
    """

    code: str
    name_th: str
    name_en: str
    revenue_code: str
    gl_account: str
    fund: str
    treasury: Treasury
    product_code: str
    fee: Money | None
    valid_from: date
    valid_until: date | None
    source: str
    owner_unit: str = ""

    def name(self, language: str) -> str:
        """Return its name as readers of ``language`` know it."""
        return self.name_th if language == "th" else self.name_en

    def holds_on(self, day: date) -> bool:
        """Say whether it may be collected on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Receiving:
    """How a unit collects; ``account`` '' where the bank has opened none for it, and then nothing can be billed.

    ``biller_id`` is the tax id and two digits, ``promptpay_id`` thirteen digits or ''. ``mails``: whether the central
    system hands e-mail to a server.
    """

    unit: str
    agency_name: str
    unit_name: str
    account: str
    account_name: str
    company_code: str
    biller_id: str
    promptpay_id: str
    remits: Remits
    mails: bool
    types: tuple[RevenueType, ...]

    def find(self, code: str) -> RevenueType | None:
        """Return the revenue type of a code, or None."""
        return next((each for each in self.types if each.code == code), None)

    def collects(self, row: RevenueType) -> bool:
        """Say whether the unit bills a type: what others collect for it, it collects itself under its own type."""
        return row.owner_unit != self.unit

    def offered(self, day: date) -> list[RevenueType]:
        """Return what may be billed on a day."""
        return [each for each in self.types if each.holds_on(day) and self.collects(each)]
