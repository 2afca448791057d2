"""What two administrators do together: the one proposes, the other approves; and the whole that both look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.access.company import UserRecord
from app.domain.access.policy import Policy
from app.domain.access.template import NO_TEMPLATE, Template

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.access.company import AgencyUnit, CompanyUser, SecurityNote, Workstation
    from app.domain.access.keys import PublicKey
    from app.domain.disbursement.kinds import PaymentKind


class ProposalKind(StrEnum):
    """What is proposed; the comment names the type of its `Change`, None where the kind says all."""

    USER_ADD = "user.add"  # UserRecord
    USER_CHANGE = "user.change"  # UserRecord
    USER_SUSPEND = "user.suspend"
    USER_RESUME = "user.resume"
    USER_REMOVE = "user.remove"
    KEY_PERMIT = "key.permit"
    POLICY_CHANGE = "policy.change"  # Policy
    TEMPLATE_CHANGE = "template.change"  # Template
    WORKSTATION_PERMIT = "workstation.permit"  # WorkstationPermit
    REVIEW = "review"  # Review
    UNIT_APPLY = "unit.apply"  # UnitApplication


class ActKind(StrEnum):
    """What one administrator does alone, at once."""

    SUSPEND_NOW = "suspend_now"
    CONFIRM_SUSPENSION = "confirm_suspension"
    UNLOCK = "unlock"
    RESET_PASSWORD = "reset_password"  # noqa: S105  (an act)
    END_SESSION = "end_session"
    REVOKE_WORKSTATION = "revoke_workstation"
    REVOKE_KEY = "revoke_key"


class ProposalStatus(StrEnum):
    """Where a proposal stands."""

    PENDING = "pending"
    APPROVED = "approved"
    RETURNED = "returned"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class WorkstationPermit:
    """A workstation that may be taken into use: where it stands and what people call it."""

    unit: str
    name: str


@dataclass(frozen=True, slots=True)
class Review:
    """The rights of these people were looked at for a period."""

    period: str
    uids: tuple[str, ...]


class AccountPurpose(StrEnum):
    """What an account is for."""

    BUDGET = "budget"
    RECEIVING = "receiving"
    OFF_BUDGET = "off_budget"


@dataclass(frozen=True, slots=True)
class UnitAccount:
    """An account that a unit brings along."""

    account: str
    name: str
    purpose: AccountPurpose


@dataclass(frozen=True, slots=True)
class UnitApplication:
    """A unit's application for the service; the bank answers with its Company ID."""

    unit: str
    name: str
    branch: str
    address: str
    accounts: tuple[UnitAccount, ...]


Change = UserRecord | Policy | Template | WorkstationPermit | Review | UnitApplication
CHANGES: dict[ProposalKind, type[Change]] = {
    ProposalKind.USER_ADD: UserRecord,
    ProposalKind.USER_CHANGE: UserRecord,
    ProposalKind.POLICY_CHANGE: Policy,
    ProposalKind.TEMPLATE_CHANGE: Template,
    ProposalKind.WORKSTATION_PERMIT: WorkstationPermit,
    ProposalKind.REVIEW: Review,
    ProposalKind.UNIT_APPLY: UnitApplication,
}
"""Kinds that are not here carry no change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal as its maker signed it; every value but the standing was read from the signed ``text``.

    ``before`` is what it replaces, as it was when it was proposed. ``fault`` is the code of what is wrong with a
    signature, '' where all hold: a faulty proposal is not to be shown as anybody's word. ``decided_by`` and
    ``decision_reason`` come from the signed decision.
    """

    req_id: str
    kind: ProposalKind
    status: ProposalStatus
    subject: str
    subject_name: str
    subject_version: int
    before: Change | None
    change: Change | None
    reason: str
    order_no: str
    maker_uid: str
    proposed_at: datetime
    settled_at: datetime | None = None
    decided_by: str = ""
    decision_reason: str = ""
    fault: str = ""
    text: bytes = field(repr=False)
    signature: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Application:
    """What became of an application to the bank: ``received``, ``approved`` or ``declined``; ``kind`` agency or unit.

    ``form`` is the application of a unit, None where it was an agency's.
    """

    application_id: str
    kind: str
    status: str
    name: str
    company_id: str
    reason: str
    at: datetime
    form: UnitApplication | None


@dataclass(frozen=True, slots=True)
class AgencyView:
    """The agency as the central system told it at a moment; proposals are verified, the newest first.

    ``kinds`` is the table of kinds of payment, valid or not, of which a rule may speak. ``template`` is what papers
    bear now, of version 0 before there is one.
    """

    agency: str
    agency_name: str
    at: datetime
    policy_version: int
    policy: Policy
    review_period: str
    units: tuple[AgencyUnit, ...]
    users: tuple[CompanyUser, ...]
    keys: tuple[PublicKey, ...]
    workstations: tuple[Workstation, ...]
    proposals: tuple[Proposal, ...]
    applications: tuple[Application, ...]
    notes: tuple[SecurityNote, ...]
    kinds: tuple[PaymentKind, ...] = ()
    template_version: int = 0
    template: Template = NO_TEMPLATE

    def user(self, uid: str) -> CompanyUser | None:
        """Return a user, or None."""
        return next((user for user in self.users if user.uid == uid), None)

    def unit(self, code: str) -> AgencyUnit | None:
        """Return a unit, or None."""
        return next((unit for unit in self.units if unit.unit == code), None)

    def pending(self, subject: str) -> Proposal | None:
        """Return what waits for a decision about a subject, or None."""
        waiting = (each for each in self.proposals if each.status is ProposalStatus.PENDING)
        return next((each for each in waiting if each.subject == subject), None)

    def waiting(self, kind: ProposalKind) -> Proposal | None:
        """Return what of this kind waits for a decision, or None; several kinds have the agency as their subject."""
        waiting = (each for each in self.proposals if each.status is ProposalStatus.PENDING)
        return next((each for each in waiting if each.kind is kind), None)

    def person_name(self, uid: str, language: str) -> str:
        """Return the name of a user, or the uid of one who is not known."""
        user = self.user(uid)
        return user.record.name(language) if user else uid

    def version(self, kind: ProposalKind, subject: str) -> int:
        """Return the version of a subject that a proposal of this kind replaces; 0 for what does not exist yet."""
        if kind is ProposalKind.POLICY_CHANGE:
            return self.policy_version
        if kind is ProposalKind.TEMPLATE_CHANGE:
            return self.template_version
        user = self.user(subject)
        return user.version if user else 0

    def present(self, kind: ProposalKind, subject: str) -> Change | None:
        """Return what a proposal of this kind would replace, None where there is nothing yet."""
        if kind is ProposalKind.POLICY_CHANGE:
            return self.policy
        if kind is ProposalKind.TEMPLATE_CHANGE:
            return self.template if self.template_version else None
        user = self.user(subject)
        return user.record if user and kind is ProposalKind.USER_CHANGE else None
