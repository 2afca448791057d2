"""Nothing that Admin 1 records has an effect before Admin 2, another person, approves it (document 002, T-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import insert, select

from app.simulator import arrival, fields
from app.simulator.administration import agency, enrolment, matters, notices, offices, policy, template
from app.simulator.administration.happenings import Signature, changed, proposed
from app.simulator.administration.tables import proposals
from app.simulator.clock import is_moment, local_date
from app.simulator.disbursement.batches import persons
from app.simulator.refusals import Refused, demand_fields, wrong
from app.simulator.signatures import spend_challenge
from app.simulator.signed_words import (
    close,
    demand_decided,
    demand_decision,
    demand_made,
    demand_same,
    demand_standing,
    is_known,
    original,
    pending,
)
from app.wire.administration import PROPOSAL, PROPOSAL_DECISION, AdminDone, Proposal, ProposalKind, ProposalStatus
from app.wire.codec import encode
from app.wire.codes import Decision, Refusal, Role
from app.wire.signature import PROPOSE, SETTLE

if TYPE_CHECKING:
    from sqlalchemy import Row

    from app.simulator.administration.matters import Effect, Subject
    from app.simulator.disbursement.call import Call
    from app.wire.administration import ProposalDecision, Propose, Recall, Settle


class Matter(Protocol):
    """A kind of proposal."""

    def look(self, call: Call, proposal: Proposal) -> Subject:
        """Return what it is about as things are now; refuse what could not be carried out."""

    def carry_out(self, call: Call, proposal: Proposal) -> Effect:
        """Do it; `look` has just agreed."""


_MATTERS: dict[ProposalKind, Matter] = {
    ProposalKind.USER_ADD: matters.UserAdd(),
    ProposalKind.USER_CHANGE: matters.UserChange(),
    ProposalKind.USER_SUSPEND: matters.UserSuspend(),
    ProposalKind.USER_RESUME: matters.UserResume(),
    ProposalKind.USER_REMOVE: matters.UserRemove(),
    ProposalKind.KEY_PERMIT: matters.KeyPermit(),
    ProposalKind.POLICY_CHANGE: policy.PolicyChange(),
    ProposalKind.TEMPLATE_CHANGE: template.TemplateChange(),
    ProposalKind.WORKSTATION_PERMIT: offices.WorkstationAllowed(),
    ProposalKind.REVIEW: offices.AccessReview(),
    ProposalKind.UNIT_APPLY: enrolment.UnitApplies(),
}


def propose(call: Call, cmd_id: str, command: Propose) -> AdminDone:
    """Take a proposal of Admin 1 in; it changes nothing yet."""
    proposal = command.proposal
    call.demand_envelope(cmd_id, command)
    _demand_proposer(call, command)
    if is_known(call.connection, proposals, proposal.req_id):
        raise wrong("req_id")
    subject = _look(call, proposal)
    other = call.connection.scalar(
        select(proposals.c.req_id).where(
            proposals.c.agency == call.signed.agency,
            proposals.c.about == subject.about,
            proposals.c.status == ProposalStatus.PENDING.value,
        )
    )
    if other is not None:
        raise Refused(Refusal.PROPOSAL_PENDING, req_id=other)
    row = {
        "req_id": proposal.req_id,
        "agency": proposal.agency,
        "kind": proposal.kind,
        "about": subject.about,
        "subject": proposal.subject,
        "subject_name": subject.name,
        "status": ProposalStatus.PENDING.value,
        "before": subject.before,
        "proposal": encode(proposal).decode(),
        "proposal_sig": command.proposal_sig,
        "maker_uid": proposal.maker_uid,
        "proposed_at": call.at,
        "turn": arrival.turn(call.connection, call.signed.agency),
    }
    stored = call.connection.execute(insert(proposals).values(row).returning(proposals)).one()
    sig = Signature(cmd_id, proposal.maker_kid, command.proposal_sig)
    seq = proposed(call, stored, sig, proposal.reason)
    deciders = agency.holding(call.connection, call.signed.agency, local_date(call.now), Role.ADMIN_2)
    _tell(call, deciders, notices.TO_APPROVE, stored)
    return AdminDone(cmd_id, proposal.req_id, stored.status, str(seq), "")


def settle(call: Call, cmd_id: str, command: Settle) -> AdminDone:
    """Give a proposal its effect, or send it back, on the word of Admin 2."""
    decision = command.decision
    call.demand_envelope(cmd_id, command)
    _demand_decider(call, command)
    stored = _pending(call, decision.req_id, decision.decision)
    if call.signed.person in persons(call.connection, [stored.maker_uid]):
        raise Refused(Refusal.PROPOSER_CANNOT_APPROVE)
    proposal = _demand_intact(call, stored, decision)
    spend_challenge(call.connection, call.now, call.signed, decision.challenge)
    sig = Signature(cmd_id, decision.auth_kid, command.decision_sig)
    settled = {"decision": encode(decision).decode(), "decision_sig": command.decision_sig}
    if decision.decision == Decision.RETURN:
        stored = close(call, proposals, stored.req_id, ProposalStatus.RETURNED, **settled)
        seq, slip_id = proposed(call, stored, sig, decision.reason), ""
    else:
        demand_standing(call.connection, proposal)
        subject = _look(call, proposal)
        effect = _MATTERS[ProposalKind(proposal.kind)].carry_out(call, proposal)
        stored = close(call, proposals, stored.req_id, ProposalStatus.APPROVED, before=subject.before, **settled)
        seq, slip_id = changed(call, stored, (subject, effect), sig, decision.reason), effect.slip_id
    _tell(call, [stored.maker_uid], notices.DECIDED, stored)
    return AdminDone(cmd_id, stored.req_id, stored.status, str(seq), slip_id)


def recall(call: Call, cmd_id: str, command: Recall) -> AdminDone:
    """Take an undecided proposal back."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.ADMIN_1)
    stored = _pending(call, command.req_id, "recall")
    if stored.maker_uid != call.signed.uid:
        raise Refused(Refusal.NOT_THE_PROPOSER)
    if not fields.is_text(command.reason):
        raise wrong("reason")
    stored = close(call, proposals, stored.req_id, ProposalStatus.RECALLED)
    seq = proposed(call, stored, Signature(cmd_id), command.reason)
    return AdminDone(cmd_id, stored.req_id, stored.status, str(seq), "")


def _demand_proposer(call: Call, command: Propose) -> None:
    proposal, signed = command.proposal, call.signed
    signed.demand(Role.ADMIN_1)
    if proposal.agency != signed.agency:
        raise Refused(Refusal.OTHER_UNIT)
    demand_made(call, proposal, PROPOSE, command.proposal_sig)
    demand_fields(
        ("typ", proposal.typ == PROPOSAL),
        ("req_id", fields.is_uuid(proposal.req_id)),
        ("kind", proposal.kind in frozenset(ProposalKind)),
        ("reason", bool(proposal.reason) and fields.is_text(proposal.reason)),
        ("order_no", fields.is_text(proposal.order_no)),
        ("made_at", is_moment(proposal.made_at)),
    )


def _demand_decider(call: Call, command: Settle) -> None:
    decision = command.decision
    call.signed.demand(Role.ADMIN_2)
    demand_decided(call, decision, SETTLE, command.decision_sig)
    demand_decision(decision, PROPOSAL_DECISION)


_TAKES_AWAY = frozenset({ProposalKind.USER_CHANGE, ProposalKind.USER_REMOVE})
"""A suspension is never held up: it may be urgent, and is undone by both."""


def _look(call: Call, proposal: Proposal) -> Subject:
    kind = ProposalKind(proposal.kind)
    subject = _MATTERS[kind].look(call, proposal)
    if proposal.subject_version != str(subject.version):
        raise Refused(Refusal.SUBJECT_CHANGED)
    if kind in _TAKES_AWAY:
        _demand_policy_met(call, proposal)
    return subject


def _demand_policy_met(call: Call, proposal: Proposal) -> None:
    """Refuse to take somebody out without whom batches could not get the signatures that the policy wants."""
    of_agency, day = call.signed.agency, local_date(call.now)
    before = policy.met(call.connection, of_agency, day)
    trial = call.connection.begin_nested()
    _MATTERS[ProposalKind(proposal.kind)].carry_out(call, proposal)
    lost = before - policy.met(call.connection, of_agency, day)
    trial.rollback()
    if lost:
        raise Refused(Refusal.POLICY_UNMEETABLE, rule=min(lost))


def _pending(call: Call, req_id: str, action: str) -> Row[Any]:
    return pending(call.connection, proposals, req_id, proposals.c.agency == call.signed.agency, action)


def _demand_intact(call: Call, stored: Row[Any], decision: ProposalDecision) -> Proposal:
    """Return the proposal that Admin 1 signed; refuse if it is not what is stored, or not what was decided on."""
    text, signature = stored.proposal, stored.proposal_sig
    demand_same((decision.proposal_sha256, decision.proposal_sig_sha256), text, signature)
    proposal = original(call.connection, Proposal, PROPOSE, text, signature)
    signed = (proposal.req_id, proposal.agency, proposal.kind, proposal.subject, proposal.maker_uid)
    if signed != (stored.req_id, stored.agency, stored.kind, stored.subject, stored.maker_uid):
        raise Refused(Refusal.SIGNATURE_WRONG)
    return proposal


_OUTCOMES = {
    ProposalStatus.APPROVED: "ได้รับอนุมัติแล้ว",
    ProposalStatus.RETURNED: "ถูกส่งกลับ",
}


def _tell(call: Call, uids: list[str], what: str, stored: Row[Any]) -> None:
    facts = {"subject": stored.subject_name, "outcome": _OUTCOMES.get(ProposalStatus(stored.status), "")}
    notices.tell(call.connection, call.now, uids, what, stored.req_id, **facts)
