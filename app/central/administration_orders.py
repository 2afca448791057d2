"""What administrators sign: proposals, decisions about them, and acts of one alone, as commands for the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.central.administration_changes import change_text
from app.central.signed_orders import (
    Family,
    Signed,
    decided_by,
    envelope,
    in_session,
    is_makers,
    kept,
    made_by,
    prepared,
    sign,
    signed_text,
    word,
)
from app.domain.values.dates import instant
from app.wire import administration as wire
from app.wire import codec, signature

if TYPE_CHECKING:
    from datetime import datetime

    from app.central.signed_orders import Prepared, Signer
    from app.domain.access.proposal import ActKind, Change, Proposal, ProposalKind

PROPOSE, SETTLE, RECALL, ACT = "propose", "settle", "recall", "act"
KINDS = frozenset({PROPOSE, SETTLE, RECALL, ACT})
"""Commands of the outbox that are about rights, not about a batch."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a kept command says: whose it is, what it does (a kind of proposal or act), and to what.

    ``what`` and ``subject`` are empty for a decision or a recall, which name the request only (``Prepared.op_id``).
    """

    uid: str
    what: str
    subject: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What an administrator wants changed; ``version`` is the subject's as the person saw it."""

    kind: ProposalKind
    subject: str
    version: int
    change: Change | None
    reason: str
    order_no: str


def prepare_propose(signer: Signer, req_id: str, wish: Wish, now: datetime) -> Prepared:
    """Sign a proposal; raise `Refused` ``field_wrong`` (fact ``field``) for a text that may not be signed."""
    proposal = wire.Proposal(
        typ=wire.PROPOSAL,
        req_id=req_id,
        agency=signer.agency,
        kind=wish.kind.value,
        subject=wish.subject,
        subject_version=str(wish.version),
        change=change_text(wish.change),
        reason=signed_text("reason", wish.reason),
        order_no=signed_text("order_no", wish.order_no),
        **made_by(signer, now),
    )
    signed = sign(signer, signature.PROPOSE, proposal)
    command = wire.Propose(typ=wire.PROPOSE, **envelope(signer), proposal=proposal, proposal_sig=signed.signature)
    return prepared(PROPOSE, req_id, command, signed)


def prepare_settle(
    signer: Signer, proposal: Proposal, *, approve: bool, reason: str, challenge: str, now: datetime
) -> Prepared:
    """Sign the decision about exactly the proposal that was verified and shown."""
    proposal_sha256, proposal_sig_sha256 = Signed(proposal.text, proposal.signature).digests
    decision = wire.ProposalDecision(
        typ=wire.PROPOSAL_DECISION,
        req_id=proposal.req_id,
        proposal_sha256=proposal_sha256,
        proposal_sig_sha256=proposal_sig_sha256,
        **decided_by(signer, word(approve=approve), reason, challenge, now),
    )
    signed = sign(signer, signature.SETTLE, decision)
    command = wire.Settle(typ=wire.SETTLE, **envelope(signer), decision=decision, decision_sig=signed.signature)
    return prepared(SETTLE, proposal.req_id, command, signed)


def prepare_recall(signer: Signer, req_id: str, reason: str) -> Prepared:
    """Take an undecided proposal of one's own back."""
    command = wire.Recall(
        typ=wire.RECALL,
        **envelope(signer),
        req_id=req_id,
        reason=signed_text("reason", reason),
    )
    return prepared(RECALL, req_id, command)


def prepare_act(
    signer: Signer, act_id: str, kind: ActKind, subject: str, reason: str, challenge: str, now: datetime
) -> Prepared:
    """Sign what one administrator does alone."""
    act = wire.AdminAct(
        typ=wire.ADMIN_ACT,
        act_id=act_id,
        agency=signer.agency,
        kind=kind.value,
        subject=subject,
        reason=signed_text("reason", reason),
        actor_uid=signer.uid,
        actor_kid=signer.kid,
        device=signer.device,
        session_epoch=signer.session_epoch,
        challenge=challenge,
        at=instant(now),
    )
    signed = sign(signer, signature.ACT, act)
    command = wire.Act(typ=wire.ACT, **envelope(signer), act=act, act_sig=signed.signature)
    return prepared(ACT, act_id, command, signed)


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """As `Family.renewed`; acts name their session inside the signed bytes too."""
    if kind == PROPOSE:
        propose = in_session(codec.decode(request, wire.Propose), signer)
        if propose is None or not is_makers(propose.proposal, signer):
            return None
        signed = Signed(codec.encode(propose.proposal), propose.proposal_sig)
        return prepared(PROPOSE, propose.proposal.req_id, propose, signed)
    if kind == RECALL:
        recall = in_session(codec.decode(request, wire.Recall), signer)
        return prepared(RECALL, recall.req_id, recall) if recall else None
    return None


def order(kind: str, request: bytes) -> Order:
    """Return what a kept command says; raise `Tampered` ``outbox_damaged``. A recall does not say whose it is."""
    if kind == PROPOSE:
        proposal = kept(request, wire.Propose).proposal
        return Order(proposal.maker_uid, proposal.kind, proposal.subject)
    if kind == SETTLE:
        return Order(kept(request, wire.Settle).decision.auth_uid, "", "")
    if kind == RECALL:
        kept(request, wire.Recall)
        return Order("", "", "")
    act = kept(request, wire.Act).act
    return Order(act.actor_uid, act.kind, act.subject)


FAMILY = Family(KINDS, lambda kind, request: order(kind, request).uid, renewed)
