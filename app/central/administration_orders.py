"""What administrators sign: proposals, decisions about them, and acts of one alone, as commands for the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import structs

from app.central.administration import APPROVE, RETURN
from app.central.administration_changes import change_text
from app.central.disbursement import Prepared, new_cmd_id, signed_text
from app.domain.values.dates import instant
from app.domain.values.errors import Tampered
from app.wire import administration as wire
from app.wire import codec, signature

if TYPE_CHECKING:
    from datetime import datetime

    from app.central.disbursement import Signer
    from app.domain.access.proposal import ActKind, Change, Proposal, ProposalKind
    from app.wire.codec import Message

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
        maker_uid=signer.uid,
        maker_kid=signer.kid,
        device=signer.device,
        made_at=instant(now),
    )
    signed = codec.encode(proposal)
    command = wire.Propose(
        typ=wire.PROPOSE,
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
        proposal=proposal,
        proposal_sig=signature.sign(signer.key, signature.PROPOSE, signed),
    )
    return _prepared(PROPOSE, req_id, command.cmd_id, command, signed, command.proposal_sig)


def prepare_settle(
    signer: Signer, proposal: Proposal, *, approve: bool, reason: str, challenge: str, now: datetime
) -> Prepared:
    """Sign the decision about exactly the proposal that was verified and shown."""
    decision = wire.ProposalDecision(
        typ=wire.PROPOSAL_DECISION,
        req_id=proposal.req_id,
        proposal_sha256=signature.sha256_hex(proposal.text),
        proposal_sig_sha256=signature.signature_sha256(proposal.signature),
        decision=APPROVE if approve else RETURN,
        reason=signed_text("reason", reason),
        auth_uid=signer.uid,
        auth_kid=signer.kid,
        device=signer.device,
        session_epoch=signer.session_epoch,
        challenge=challenge,
        at=instant(now),
    )
    signed = codec.encode(decision)
    command = wire.Settle(
        typ=wire.SETTLE,
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
        decision=decision,
        decision_sig=signature.sign(signer.key, signature.SETTLE, signed),
    )
    return _prepared(SETTLE, proposal.req_id, command.cmd_id, command, signed, command.decision_sig)


def prepare_recall(signer: Signer, req_id: str, reason: str) -> Prepared:
    """Take an undecided proposal of one's own back."""
    command = wire.Recall(
        typ=wire.RECALL,
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
        req_id=req_id,
        reason=signed_text("reason", reason),
    )
    return _prepared(RECALL, req_id, command.cmd_id, command)


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
    signed = codec.encode(act)
    command = wire.Act(
        typ=wire.ACT,
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
        act=act,
        act_sig=signature.sign(signer.key, signature.ACT, signed),
    )
    return _prepared(ACT, act_id, command.cmd_id, command, signed, command.act_sig)


def renewed_order(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """Return a proposal or recall as a new command in the present session; None where only the person can repeat it.

    As `app.central.disbursement.renewed`: only after a refusal for the old session. Decisions and acts name their
    session inside the signed bytes.
    """
    if kind == PROPOSE:
        propose = codec.decode(request, wire.Propose)
        author = (propose.proposal.maker_uid, propose.proposal.maker_kid)
        if author != (signer.uid, signer.kid) or signer.session_epoch in ("", propose.session_epoch):
            return None
        again = structs.replace(propose, cmd_id=new_cmd_id(), session_epoch=signer.session_epoch, device=signer.device)
        signed = codec.encode(again.proposal)
        return _prepared(PROPOSE, again.proposal.req_id, again.cmd_id, again, signed, again.proposal_sig)
    if kind == RECALL:
        recall = codec.decode(request, wire.Recall)
        if signer.session_epoch in ("", recall.session_epoch):
            return None
        fresh = structs.replace(recall, cmd_id=new_cmd_id(), session_epoch=signer.session_epoch, device=signer.device)
        return _prepared(RECALL, recall.req_id, fresh.cmd_id, fresh)
    return None


def order(kind: str, request: bytes) -> Order:
    """Return what a kept command says; raise `Tampered` ``outbox_damaged``. A recall does not say whose it is."""
    try:
        if kind == PROPOSE:
            proposal = codec.decode(request, wire.Propose).proposal
            return Order(proposal.maker_uid, proposal.kind, proposal.subject)
        if kind == SETTLE:
            decision = codec.decode(request, wire.Settle).decision
            return Order(decision.auth_uid, "", "")
        if kind == RECALL:
            codec.decode(request, wire.Recall)
            return Order("", "", "")
        act = codec.decode(request, wire.Act).act
    except codec.NotCanonical as problem:
        raise Tampered("outbox_damaged") from problem
    return Order(act.actor_uid, act.kind, act.subject)


def _prepared(
    kind: str, name: str, cmd_id: str, command: Message, signed: bytes = b"", signature_text: str = ""
) -> Prepared:
    return Prepared(cmd_id, name, 0, kind, codec.encode(command), signed, signature_text)
