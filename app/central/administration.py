"""The agency as its administrators see it: from the wire's words to the domain's, every signature checked first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from app.central import access
from app.central.administration_changes import (
    read_application,
    read_change,
    read_policy,
    read_record,
    read_subject,
    read_template,
)
from app.central.signed_orders import Signed, holds_by_maker, holds_by_other, word
from app.central.verification import whole
from app.domain.access.company import (
    AgencyUnit,
    CompanyUser,
    OpenBatch,
    SecurityNote,
    UserDetail,
    UserRecord,
    UserState,
    Workstation,
    WorkstationState,
)
from app.domain.access.policy import Policy
from app.domain.access.proposal import (
    AgencyView,
    Application,
    Proposal,
    ProposalKind,
    ProposalStatus,
    Review,
    UnitApplication,
    WorkstationPermit,
)
from app.domain.access.slip import Slip, SlipKind
from app.domain.access.template import Template
from app.domain.access.user import Role, SourceAccount
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Unreachable
from app.domain.values.money import Money
from app.wire import administration as orders
from app.wire import administration_views as wire
from app.wire import api, codec, signature

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.domain.access.keys import PublicKey
    from app.domain.access.proposal import Change

M = TypeVar("M", bound=codec.Message)


class Asked(Protocol):
    """Sends one request in the session and reads its answer; raises what `app.central.client.Central` raises."""

    def __call__(self, method: str, route: str, kind: type[M], /) -> M:
        """Return the answer."""
        ...


class AdministrationCalls:
    """What administrators ask the central system for."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def view(self, known: Mapping[str, PublicKey]) -> AgencyView:
        """Return the whole agency; ``known`` are the keys this workstation has from its verified log, by name.

        Raises `Tampered` ``key_name_wrong``, `Unreachable` ``server_unreadable``.
        """
        return agency_view(self._asked("GET", api.ADMINISTRATION, wire.Administration), known)

    def user(self, uid: str) -> UserDetail:
        """Return a user with what the person has under way."""
        told = self._asked("GET", f"{api.ADMINISTRATION}/users/{uid}", wire.UserDetail)
        try:
            return UserDetail(
                _user(told.user), tuple(map(_open_batch, told.open_batches)), tuple(map(_open_batch, told.to_decide))
            )
        except ValueError as problem:
            raise Unreachable("server_unreadable", status=200) from problem

    def slip(self, slip_id: str) -> Slip:
        """Have the secret of a slip made and return it: this once; raise `Refused` ``slip_printed``."""
        told = self._asked("POST", f"{api.SLIPS}/{slip_id}", wire.Slip)
        try:
            return Slip(
                slip_id=told.slip_id,
                kind=SlipKind(told.kind),
                company_id=told.company_id,
                user_id=told.user_id,
                name_th=told.name_th,
                position=told.position,
                unit=told.unit,
                unit_name=told.unit_name,
                device_name=told.device_name,
                secret=told.secret,
                made_at=parse_instant(told.made_at),
                expires_at=parse_instant(told.expires_at),
            )
        except ValueError as problem:
            raise Unreachable("server_unreadable", status=200) from problem


def agency_view(told: wire.Administration, known: Mapping[str, PublicKey]) -> AgencyView:
    """Return what the central system tells of the agency; see `AdministrationCalls.view`."""
    keys = tuple(access.public_key(item) for item in told.keys)
    register = {key.kid: key for key in keys} | dict(known)  # what the log said first counts
    try:
        users = tuple(map(_user, told.users))
        proposers = {user.uid for user in users if any(grant.role is Role.ADMIN_1 for grant in user.record.grants)}
        return AgencyView(
            agency=told.agency,
            agency_name=told.agency_name,
            at=parse_instant(told.server_time),
            policy_version=whole(told.policy_version),
            policy=read_policy(told.policy),
            review_period=told.review_period,
            units=tuple(map(_unit, told.units)),
            users=users,
            keys=keys,
            workstations=tuple(map(_workstation, told.workstations)),
            proposals=tuple(_proposal(item, told, register, proposers) for item in told.proposals),
            applications=tuple(map(application, told.applications)),
            notes=tuple(map(_note, told.notes)),
            template_version=whole(told.template_version),
            template=read_template(told.template),
        )
    except ValueError as problem:
        raise Unreachable("server_unreadable", status=200) from problem


def _user(told: wire.UserView) -> CompanyUser:
    return CompanyUser(
        uid=told.uid,
        version=whole(told.version),
        company_id=told.company_id,
        record=read_record(told.record),
        state=UserState(told.state),
        suspended_by=told.suspended_by,
        locked=told.locked == "yes",
        signed_in=told.signed_in == "yes",
        last_sign_in_at=_moment(told.last_sign_in_at),
        last_sign_in_device=told.last_sign_in_device,
        password_changed_at=_moment(told.password_changed_at),
        key_permits=whole(told.key_permits),
        slip_id=told.slip_id,
        reviewed=told.reviewed,
        open_batches=whole(told.open_batches),
    )


def _unit(told: wire.UnitView) -> AgencyUnit:
    return AgencyUnit(
        unit=told.unit,
        company_id=told.company_id,
        name=told.name,
        parent=told.parent == "yes",
        cut_off=told.cut_off,
        batch_max=Money(whole(told.batch_satang_max)),
        signatures_needed=whole(told.signatures_needed),
        accounts=tuple(
            SourceAccount(item.account, item.name, int(item.balance_satang), int(item.available_satang))
            for item in told.accounts
        ),
    )


def _workstation(told: wire.Workstation) -> Workstation:
    return Workstation(
        told.device_id,
        told.unit,
        told.name,
        WorkstationState(told.state),
        _moment(told.enrolled_at),
        told.enrolled_by,
        _moment(told.last_seen_at),
        told.slip_id,
    )


def _note(told: wire.SecurityNote) -> SecurityNote:
    return SecurityNote(
        whole(told.n), parse_instant(told.at), told.what, told.company_id, told.user_id, told.device_name
    )


def application(told: wire.ApplicationState) -> Application:
    """Return what became of an application; raise ``ValueError`` for what cannot be read."""
    form = read_application(told.form.encode()) if told.kind == "unit" else None
    at = parse_instant(told.at)
    return Application(told.application_id, told.kind, told.status, told.name, told.company_id, told.reason, at, form)


def _open_batch(told: wire.OpenBatch) -> OpenBatch:
    return OpenBatch(told.op_id, told.doc_no, told.status, Money(whole(told.total_satang)), parse_instant(told.at))


def _proposal(
    told: wire.ProposalView, agency: wire.Administration, keys: Mapping[str, PublicKey], proposers: set[str]
) -> Proposal:
    text = told.proposal.encode()
    said = codec.decode(text, orders.Proposal)
    kind = ProposalKind(said.kind)
    status = ProposalStatus(told.status)
    decision = codec.decode(told.decision.encode(), orders.ProposalDecision) if told.decision else None
    fault = ""
    if (
        said.req_id != told.req_id
        or said.agency != agency.agency
        or not proposal_holds(told.proposal, told.proposal_sig, keys)
    ):
        fault = "proposal_signature_wrong"
    elif status is ProposalStatus.PENDING and said.maker_uid not in proposers:
        fault = "proposal_by_nobody"
    elif not _standing_holds(told, status, decision, keys):
        fault = "proposal_decision_wrong"
    change = read_change(kind, said.change)
    return Proposal(
        req_id=told.req_id,
        kind=kind,
        status=status,
        subject=said.subject,
        subject_name=_called(change, agency.agency_name) or told.subject_name,
        subject_version=whole(said.subject_version),
        before=read_subject(told.before) if told.before else None,
        change=change,
        reason=said.reason,
        order_no=said.order_no,
        maker_uid=said.maker_uid,
        proposed_at=parse_instant(told.proposed_at),
        settled_at=_moment(told.settled_at),
        decided_by=decision.auth_uid if decision else "",
        decision_reason=decision.reason if decision else "",
        fault=fault,
        text=text,
        signature=told.proposal_sig,
    )


def _called(change: Change | None, agency_name: str) -> str:
    """Return what the signed change itself calls its subject, '' where it does not say."""
    match change:
        case UserRecord():
            return f"{change.user_id} {change.name_th}"
        case WorkstationPermit() | UnitApplication():
            return change.name
        case Review():
            return change.period
        case Policy() | Template():
            return agency_name
    return ""


def proposal_holds(text: str, signed: str, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether a proposal was signed by the person it names, at the workstation it names."""
    said = codec.decode(text.encode(), orders.Proposal)
    return said.typ == orders.PROPOSAL and holds_by_maker(said, Signed(text.encode(), signed), signature.PROPOSE, keys)


def decision_holds(text: str, signed: str, proposal: str, proposal_sig: str, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether a decision was signed by the person it names, somebody else, over exactly this proposal."""
    said = codec.decode(text.encode(), orders.ProposalDecision)
    maker_uid = codec.decode(proposal.encode(), orders.Proposal).maker_uid
    return (
        said.typ == orders.PROPOSAL_DECISION
        and (said.proposal_sha256, said.proposal_sig_sha256) == Signed(proposal.encode(), proposal_sig).digests
        and holds_by_other(said, Signed(text.encode(), signed), signature.SETTLE, maker_uid, keys)
    )


def act_holds(text: str, signed: str, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether an act was signed by the person it names."""
    said = codec.decode(text.encode(), orders.AdminAct)
    key = keys.get(said.actor_kid)
    return (
        said.typ == orders.ADMIN_ACT
        and key is not None
        and key.uid == said.actor_uid
        and signature.verify(key.public_key, signature.ACT, text.encode(), signed)
    )


_DECISIONS = {ProposalStatus.APPROVED: word(approve=True), ProposalStatus.RETURNED: word(approve=False)}


def _standing_holds(
    told: wire.ProposalView,
    status: ProposalStatus,
    decision: orders.ProposalDecision | None,
    keys: Mapping[str, PublicKey],
) -> bool:
    """Say whether a signed decision stands behind what is said to have become of the proposal."""
    wanted = _DECISIONS.get(status)
    if wanted is None:
        return decision is None
    return (
        decision is not None
        and decision.decision == wanted
        and decision_holds(told.decision, told.decision_sig, told.proposal, told.proposal_sig, keys)
    )


def _moment(text: str) -> datetime | None:
    return parse_instant(text) if text else None
