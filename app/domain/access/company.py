"""An agency as its administrators see it: units, people with their rights, workstations, what happened at the door."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.access.grants import ADMINISTRATORS, Grant
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from app.domain.access.user import Role, SourceAccount

_PARENT_ENDING = "00"
_UNLIMITED = Money(0)


def is_parent(company_id: str) -> bool:
    """Say whether a Company ID is a parent agency's: ``GMIS``, the agency's four digits, ``00``."""
    return company_id.endswith(_PARENT_ENDING)


class UserState(StrEnum):
    """How a user name stands; NEW has a slip that was not used yet."""

    NEW = "new"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    SUSPENDED_UNCONFIRMED = "suspended_unconfirmed"
    REMOVED = "removed"


SUSPENDED = frozenset({UserState.SUSPENDED, UserState.SUSPENDED_UNCONFIRMED})


@dataclass(frozen=True, slots=True)
class UserRecord:
    """A company user as recorded; ``batch_max`` of nothing leaves the limit to the unit.

    ``person_id`` is the citizen id: two user names of one person stay one person.
    """

    unit: str
    user_id: str
    person_id: str
    name_th: str
    name_en: str
    position: str
    mobile: str
    email: str
    batch_max: Money = _UNLIMITED
    grants: tuple[Grant, ...] = ()

    def name(self, language: str) -> str:
        """Return the person's name as readers of ``language`` expect it."""
        return self.name_th if language == "th" else self.name_en

    def roles(self, day: date) -> frozenset[Role]:
        """Return the rights that count on ``day``."""
        return frozenset(grant.role for grant in self.grants if grant.in_force(day))


@dataclass(frozen=True, slots=True)
class CompanyUser:
    """A user name with its record and how it stands; see `app.wire.administration_views.UserView` for the fields."""

    uid: str
    version: int
    company_id: str
    record: UserRecord
    state: UserState
    suspended_by: str
    locked: bool
    signed_in: bool
    last_sign_in_at: datetime | None
    last_sign_in_device: str
    password_changed_at: datetime | None
    key_permits: int
    slip_id: str
    reviewed: str
    open_batches: int

    @property
    def administers(self) -> bool:
        """Whether this is an administrator, whom only the bank may change."""
        return any(grant.role in ADMINISTRATORS for grant in self.record.grants)


@dataclass(frozen=True, slots=True)
class AgencyUnit:
    """A unit of the agency, or the agency itself (``parent``); ``batch_max`` bounds one batch."""

    unit: str
    company_id: str
    name: str
    parent: bool
    cut_off: str
    batch_max: Money
    signatures_needed: int
    accounts: tuple[SourceAccount, ...]


class WorkstationState(StrEnum):
    """PERMITTED has a code that was not used yet."""

    PERMITTED = "permitted"
    ENROLLED = "enrolled"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Workstation:
    """A computer in use, or about to be; ``enrolled_by`` is a uid."""

    device_id: str
    unit: str
    name: str
    state: WorkstationState
    enrolled_at: datetime | None
    enrolled_by: str
    last_seen_at: datetime | None
    slip_id: str


@dataclass(frozen=True, slots=True)
class SecurityNote:
    """Something at the door that administrators should know; ``what`` as in the news `SecurityNoticed`."""

    number: int
    at: datetime
    what: str
    company_id: str
    user_id: str
    device_name: str


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """Work that a person has not finished."""

    op_id: str
    document_no: str
    status: str
    total: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class UserDetail:
    """A user with what the person has under way: own batches, and those waiting for the person's signature."""

    user: CompanyUser
    open_batches: tuple[OpenBatch, ...]
    to_decide: tuple[OpenBatch, ...]


def grants_elsewhere(users: Iterable[CompanyUser], uid: str, person_id: str) -> list[tuple[str, Grant]]:
    """Return the rights of a person under other user names than ``uid``, each with its name."""
    return [
        (user.record.user_id, grant)
        for user in users
        if user.uid != uid and user.record.person_id == person_id and user.state is not UserState.REMOVED
        for grant in user.record.grants
    ]
