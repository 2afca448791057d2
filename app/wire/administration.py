"""Who may do what: proposals of Admin 1, decisions of Admin 2, acts that one of them may do alone, and what both see.

Document 002: nothing that Admin 1 records has an effect before Admin 2 approves it. All values are strings, '' stands
for none; dates are ``YYYY-MM-DD`` and run to midnight in Bangkok at their end; lists keep the order they were given.
"""

from __future__ import annotations

from enum import StrEnum

from app.wire.codec import Message
from app.wire.forms import Day, KeyId, Moment, Number, Satang, Sha256, Signature, Uuid
from app.wire.orders import Command, Decided, Made

PROPOSAL = "khlang.admin/1"
PROPOSAL_DECISION = "khlang.admin-decision/1"
ADMIN_ACT = "khlang.admin-act/1"
PROPOSE = "khlang.propose/1"
SETTLE = "khlang.settle/1"
RECALL = "khlang.recall-proposal/1"
ACT = "khlang.act/1"


class ProposalKind(StrEnum):
    """What two administrators do together; the comment names the type in ``Proposal.change``."""

    USER_ADD = "user.add"  # UserRecord; subject: the new uid, made by the proposer
    USER_CHANGE = "user.change"  # UserRecord; subject: uid. Unit and user name cannot change
    USER_SUSPEND = "user.suspend"  # Nothing; subject: uid
    USER_RESUME = "user.resume"  # Nothing; subject: uid
    USER_REMOVE = "user.remove"  # Nothing; subject: uid. Final: keys revoked, the name is never given again
    KEY_PERMIT = "key.permit"  # Nothing; subject: uid. One more signing key may be registered
    POLICY_CHANGE = "policy.change"  # Policy; subject: the agency
    TEMPLATE_CHANGE = "template.change"  # Template; subject: the agency. Its version is the one it replaces + 1
    WORKSTATION_PERMIT = "workstation.permit"  # WorkstationPermit; subject: the unit. Gives a slip with a code
    REVIEW = "review"  # Review; subject: the agency
    UNIT_APPLY = "unit.apply"  # UnitApplication; subject: the agency. Goes on to the bank


class ActKind(StrEnum):
    """What one administrator does alone, at once: it only ever takes rights away or asks the person to begin anew."""

    SUSPEND_NOW = "suspend_now"  # Admin 1 or 2; subject: uid; waits for the other's word
    CONFIRM_SUSPENSION = "confirm_suspension"  # the other one; subject: uid
    UNLOCK = "unlock"  # Admin 2; subject: uid: gives the tries back, the password stays
    RESET_PASSWORD = "reset_password"  # noqa: S105  Admin 2; subject: uid: keys revoked, session ended, a slip to print
    END_SESSION = "end_session"  # Admin 2; subject: uid
    REVOKE_WORKSTATION = "revoke_workstation"  # Admin 1 or 2; subject: device id; its keys are revoked too
    REVOKE_KEY = "revoke_key"  # Admin 1 or 2; subject: kid


class ProposalStatus(StrEnum):
    """Where a proposal stands."""

    PENDING = "pending"
    APPROVED = "approved"
    RETURNED = "returned"
    RECALLED = "recalled"


class Nothing(Message, frozen=True):
    """The change of a proposal that says all by its kind."""


class Grant(Message, frozen=True):
    """A right with its dates: ``valid_until`` is the last day, '' without end.

    ``order_no`` names the written order; ``substitute_for`` the uid whose place is taken meanwhile, or ''.
    """

    role: str
    valid_from: Day
    valid_until: Day
    order_no: str
    substitute_for: str


class UserRecord(Message, frozen=True):
    """A company user as the administrators record them.

    ``person_id`` is the citizen id: two user names of one person stay one person. The activation code goes to
    ``mobile`` or else ``email``; one of them is needed. ``batch_satang_max`` bounds what the person may hand in or
    approve; ``0`` leaves it to the unit's limit.
    """

    unit: str
    user_id: str
    person_id: str
    name_th: str
    name_en: str
    position: str
    mobile: str
    email: str
    batch_satang_max: Satang
    grants: tuple[Grant, ...]


class PolicyRule(Message, frozen=True):
    """Signatures that a batch needs if it matches: '' matches any unit, kind or account; more than ``above_satang``.

    The rule with the most signatures counts; where none matches, the unit's own number. ``stages`` names the uids who
    may give the first, second ... signature, in that order; empty: any authorizers in any order.
    """

    unit: str
    kind: str
    account: str
    above_satang: Satang
    signatures: str
    stages: tuple[tuple[str, ...], ...]


class Policy(Message, frozen=True, omit_defaults=True):
    """What holds in an agency, for batches submitted from its approval on.

    ``password_days``: 0 never expires. ``workstations``: ``open`` takes a new one into use at the first sign-in,
    ``code`` wants a one-time code. ``review_months`` is how often rights are reviewed, 0 never. ``payees``: '' or
    ``required``: every line names the payee register. ``release``: '' or ``person``: a third person releases.
    """

    rules: tuple[PolicyRule, ...]
    password_days: str
    workstations: str
    review_months: str
    payees: str = ""
    release: str = ""


class TemplateSigner(Message, frozen=True):
    """A place to sign on an agency's papers: ``caption`` such as ผู้ตรวจสอบ; name and position may be left to the pen."""

    caption: str
    name: str
    position: str


class Template(Message, frozen=True):
    """What an agency's papers bear: an emblem (SHA-256 of a PNG that ``/v1/files`` holds), its office, notes, signers.

    ``office`` stands in the place of the agency's name.
    """

    emblem: str = ""
    office: str = ""
    address: str = ""
    header_note: str = ""
    footer_note: str = ""
    signers: tuple[TemplateSigner, ...] = ()


class WorkstationPermit(Message, frozen=True):
    """A workstation that may be taken into use: where it stands and what people call it."""

    unit: str
    name: str


class Review(Message, frozen=True):
    """The rights of these people were looked at for a period (``2570-1``: first review of that fiscal year)."""

    period: str
    uids: tuple[str, ...]


class UnitAccount(Message, frozen=True):
    """An account a unit brings along: number, name, and what for: ``budget`` or ``receiving`` or ``off_budget``."""

    account: str
    name: str
    purpose: str


class UnitApplication(Message, frozen=True):
    """A unit's application for the service (document 002): the bank answers with its Company ID."""

    unit: str
    name: str
    branch: str
    address: str
    accounts: tuple[UnitAccount, ...]


class Proposal(Made, frozen=True):
    """What Admin 1 signs, label ADM1. ``change`` is the canonical text of the kind's type.

    ``subject_version`` is the version that the proposer saw; ``0`` for what does not exist yet.
    """

    req_id: Uuid
    agency: str
    kind: str
    subject: str
    subject_version: Number
    change: str
    reason: str
    order_no: str


class ProposalDecision(Decided, frozen=True):
    """What Admin 2 signs, label ADM2; ``decision`` is ``approve`` or ``return`` (with a reason)."""

    req_id: Uuid
    proposal_sha256: Sha256
    proposal_sig_sha256: Sha256


class AdminAct(Message, frozen=True):
    """What an administrator does alone and signs, label ACT."""

    typ: str
    act_id: Uuid
    agency: str
    kind: str
    subject: str
    reason: str
    actor_uid: str
    actor_kid: KeyId
    device: str
    session_epoch: Number
    challenge: str
    at: Moment


class Propose(Command, frozen=True):
    """Command of Admin 1."""

    proposal: Proposal
    proposal_sig: Signature


class Settle(Command, frozen=True):
    """Command of Admin 2."""

    decision: ProposalDecision
    decision_sig: Signature


class Recall(Command, frozen=True):
    """Command of Admin 1: takes an undecided proposal of their own back."""

    req_id: Uuid
    reason: str


class Act(Command, frozen=True):
    """Command of one administrator."""

    act: AdminAct
    act_sig: Signature


class AdminDone(Message, frozen=True):
    """Answer to the four commands: ``id`` is the proposal's or the act's, ``seq`` the place in the agency's log.

    ``slip_id`` is what may be printed now, once, or ''.
    """

    cmd_id: Uuid
    id: str
    status: str
    seq: Number
    slip_id: Uuid
