"""People as the program knows them: who is at the desk, with which rights."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.disbursement.kinds import PaymentKind, Service
    from app.domain.values.calendar import Holiday


class Role(StrEnum):
    """What a company user may be (document 002)."""

    MAKER_PAYMENT = "maker_payment"
    MAKER_COLLECTION = "maker_collection"
    MAKER_REMITTANCE = "maker_remittance"
    AUTHORIZER = "authorizer"
    ADMIN_1 = "admin_1"
    ADMIN_2 = "admin_2"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Person:
    """A company user; ``uid`` is the central system's name for the person."""

    uid: str
    user_id: str
    name_th: str
    name_en: str
    roles: frozenset[Role]

    def name(self, language: str) -> str:
        """Return the person's name as readers of ``language`` expect it."""
        return self.name_th if language == "th" else self.name_en


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of a change: a signed-in person at a workstation of a unit."""

    person: Person
    agency: str
    unit: str
    device: str


@dataclass(frozen=True, slots=True)
class SourceAccount:
    """An account of the unit that money is paid from, as the central system last told it; satang."""

    account: str
    name: str
    balance_satang: int
    available_satang: int


@dataclass(frozen=True, slots=True)
class Unit:
    """What the central system says of the unit; ``cut_off`` is ``HH:MM`` in Bangkok.

    ``kinds`` and ``services`` are its tables of what may be paid and how. ``payees`` is ``required`` where every line
    must name the register, ``release`` is ``person`` where somebody releases what was approved. ``changed_days`` are
    those that are otherwise than in the calendar that comes with the program.
    """

    agency: str
    agency_name: str
    unit: str
    unit_name: str
    cut_off: str
    batch_satang_max: int
    signatures_needed: int
    accounts: tuple[SourceAccount, ...]
    people: tuple[Person, ...]
    kinds: tuple[PaymentKind, ...] = ()
    services: tuple[Service, ...] = ()
    payees: str = ""
    release: str = ""
    changed_days: tuple[Holiday, ...] = ()

    def makes_no_more(self, uid: str) -> bool:
        """Say whether somebody may not make payments any more, or now: what was theirs to give up is colleagues'."""
        return all(person.uid != uid or Role.MAKER_PAYMENT not in person.roles for person in self.people)

    def person_name(self, uid: str, language: str) -> str:
        """Return the name of a colleague, or the uid of somebody who is no longer known."""
        for person in self.people:
            if person.uid == uid:
                return person.name(language)
        return uid
