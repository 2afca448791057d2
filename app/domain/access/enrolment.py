"""Applications for the service, of a parent agency and of a unit: what is wrong with them as they are typed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.domain.access.company import UserRecord
from app.domain.access.grants import Grant
from app.domain.access.record_rules import faults
from app.domain.access.user import Role

if TYPE_CHECKING:
    from app.domain.access.proposal import UnitAccount, UnitApplication
    from app.domain.access.record_rules import Fault

AGENCY_CODE = re.compile(r"[0-9]{4}\Z")
UNIT_CODE = re.compile(r"[0-9]{10}\Z")
BANK_ACCOUNT = re.compile(r"[0-9]{10}\Z")
"""An account at the bank of the service."""
ACCOUNTS_MAX = 20
_SERVICE_BEGAN = date(2016, 10, 1)
_RECORDED = ("person_id", "name_th", "mobile", "email")


@dataclass(frozen=True, slots=True)
class Applicant:
    """An administrator-to-be; the activation code goes to ``mobile``, or else to ``email``."""

    person_id: str = ""
    name_th: str = ""
    name_en: str = ""
    position: str = ""
    mobile: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class AgencyApplication:
    """What the agency sends: ``agency`` are the four digits of its GFMIS code, ``order_no`` names the appointment."""

    agency: str = ""
    name: str = ""
    address: str = ""
    gfmis_package: bool = True
    order_no: str = ""
    admin_1: Applicant = Applicant()
    admin_2: Applicant = Applicant()


@dataclass(frozen=True, slots=True)
class Received:
    """The application's number and the code that lets the applicant ask again; ``at`` is when it was sent."""

    application_id: str
    at: str
    code: str = field(repr=False)


def agency_faults(form: AgencyApplication) -> dict[str, Fault]:
    """Return the first fault of each field of the agency's own part, by the field's name."""
    found: dict[str, Fault] = {}
    if not AGENCY_CODE.match(form.agency):
        found["agency"] = "agency_code_form", {}
    return found | _missing(form, "name", "address", "order_no")


def applicant_faults(applicant: Applicant, other: Applicant | None = None) -> dict[str, Fault]:
    """Return the first fault of each field of an administrator-to-be.

    ``other`` is who must be somebody else: one person as both would check nobody (document 002).
    """
    record = UserRecord(
        unit="parent",
        user_id=Role.ADMIN_1.name.replace("_", ""),
        person_id=applicant.person_id,
        name_th=applicant.name_th,
        name_en=applicant.name_en,
        position=applicant.position,
        mobile=applicant.mobile,
        email=applicant.email,
        grants=(Grant(Role.ADMIN_1, _SERVICE_BEGAN),),
    )
    found = {name: fault for name, fault in faults(record).items() if name in _RECORDED}
    found |= _missing(applicant, "name_en", "position")
    if other is not None and applicant.person_id and applicant.person_id == other.person_id:
        found["person_id"] = "same_person", {}
    return found


def unit_faults(form: UnitApplication, agency: str) -> dict[str, Fault]:
    """Return the first fault of each field of a unit's application; ``agency`` is the one it belongs to."""
    found: dict[str, Fault] = {}
    if not UNIT_CODE.match(form.unit):
        found["unit"] = "unit_code_form", {}
    elif not form.unit.startswith(agency):
        found["unit"] = "unit_of_other_agency", {"agency": agency}
    found |= _missing(form, "name", "branch", "address")
    numbers = [each.account for each in form.accounts if each.account]
    if not form.accounts:
        found["accounts"] = "accounts_none", {}
    elif len(set(numbers)) < len(numbers):
        found["accounts"] = "accounts_twice", {}
    return found


def account_faults(account: UnitAccount) -> dict[str, Fault]:
    """Return the first fault of each field of one account."""
    found: dict[str, Fault] = {}
    if not BANK_ACCOUNT.match(account.account):
        found["account"] = "bank_account_form", {}
    return found | _missing(account, "name")


def _missing(form: object, *names: str) -> dict[str, Fault]:
    return {name: ("field_needed", {}) for name in names if not str(getattr(form, name)).strip()}
