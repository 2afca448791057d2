"""What administrators and the bank's applicants are told: people, units, proposals, workstations, slips."""

from __future__ import annotations

from app.wire.access import Account, PublicKey
from app.wire.administration import Policy, Template, UserRecord
from app.wire.codec import Message
from app.wire.forms import Moment, Number, Satang, Signature, Time, Uuid


class Slip(Message, frozen=True):
    """Answer of ``POST /v1/slips/{slip_id}``: a secret that is made now and told this once, to Admin 2 of the agency.

    ``kind``: ``first``, ``reset`` (a password for ``user_id``) or ``workstation`` (a code for ``device_name``).
    """

    slip_id: Uuid
    kind: str
    company_id: str
    user_id: str
    name_th: str
    position: str
    unit: str
    unit_name: str
    device_name: str
    secret: str
    made_at: Moment
    expires_at: Moment


class UserView(Message, frozen=True):
    """A user as the administrators see them.

    ``state``: ``new`` (slip not used yet), ``active``, ``suspended``, ``suspended_unconfirmed``, ``removed``.
    ``locked`` and ``signed_in`` are yes or no; ``suspended_by`` is the uid who did it alone; ``reviewed`` the last
    period; ``slip_id`` the slip that waits to be printed; ``open_batches`` counts what is handed in and unfinished.
    """

    uid: str
    version: Number
    company_id: str
    record: UserRecord
    state: str
    suspended_by: str
    locked: str
    signed_in: str
    last_sign_in_at: Moment
    last_sign_in_device: str
    password_changed_at: Moment
    key_permits: str
    slip_id: Uuid
    reviewed: str
    open_batches: str


class UnitView(Message, frozen=True):
    """A unit under the agency; the agency itself is the one whose ``parent`` is yes, with both administrators."""

    unit: str
    company_id: str
    name: str
    parent: str
    cut_off: Time
    batch_satang_max: Satang
    signatures_needed: Number
    accounts: tuple[Account, ...]


class ProposalView(Message, frozen=True):
    """A proposal with what it replaces: ``before`` is the canonical text of the same type at the time, or ''.

    ``proposal`` and ``decision`` are the exact signed texts; ``decision`` is '' while undecided. ``subject_name`` is
    what people call the subject.
    """

    req_id: Uuid
    status: str
    subject_name: str
    before: str
    proposal: str
    proposal_sig: Signature
    proposed_at: Moment
    decision: str
    decision_sig: Signature
    settled_at: Moment


class Workstation(Message, frozen=True):
    """A computer in use: ``state`` is ``enrolled``, ``revoked``, or ``permitted`` (code given, not used yet)."""

    device_id: str
    unit: str
    name: str
    state: str
    enrolled_at: Moment
    enrolled_by: str
    last_seen_at: Moment
    slip_id: Uuid


class SecurityNote(Message, frozen=True):
    """A line of the security log of the agency: ``what`` as in events.SecurityNoticed."""

    n: Number
    at: Moment
    what: str
    company_id: str
    user_id: str
    device_name: str


class Administration(Message, frozen=True):
    """Answer of ``GET /v1/administration`` to administrators and the agency's auditor.

    Proposals: every pending one and the newest 200 settled, newest first. ``review_period`` is the one running now.
    ``template`` is what the agency's papers bear now; version 0 before there is one.
    """

    agency: str
    agency_name: str
    server_time: Moment
    policy_version: Number
    policy: Policy
    review_period: str
    units: tuple[UnitView, ...]
    users: tuple[UserView, ...]
    keys: tuple[PublicKey, ...]
    workstations: tuple[Workstation, ...]
    proposals: tuple[ProposalView, ...]
    applications: tuple[ApplicationState, ...]
    notes: tuple[SecurityNote, ...]
    template_version: Number
    template: Template


class OpenBatch(Message, frozen=True):
    """Work that a person has not finished, for the handover."""

    op_id: Uuid
    doc_no: str
    status: str
    total_satang: Satang
    at: Moment


class UserDetail(Message, frozen=True):
    """Answer of ``GET /v1/administration/users/{uid}``."""

    user: UserView
    open_batches: tuple[OpenBatch, ...]
    to_decide: tuple[OpenBatch, ...]


class Applicant(Message, frozen=True):
    """An administrator-to-be, as the agency's application names them."""

    person_id: str
    name_th: str
    name_en: str
    position: str
    mobile: str
    email: str


class AgencyApplication(Message, frozen=True):
    """Body of ``POST /v1/applications``: a parent agency asks for the service and the GFMIS package (document 002)."""

    agency: str
    name: str
    address: str
    gfmis_package: str
    order_no: str
    admin_1: Applicant
    admin_2: Applicant


class ApplicationReceived(Message, frozen=True):
    """Answer: ``code`` lets the applicant ask again (``GET /v1/applications/{application_id}?code=...``)."""

    application_id: Uuid
    code: str


class ApplicationState(Message, frozen=True):
    """What became of an application: ``received``, ``approved`` (then ``company_id``), or ``declined`` (``reason``).

    ``kind`` is ``agency`` or ``unit``; ``form`` the canonical text of what was sent.
    """

    application_id: Uuid
    kind: str
    status: str
    name: str
    company_id: str
    reason: str
    at: Moment
    form: str
