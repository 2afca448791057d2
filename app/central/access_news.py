"""News about rights as it arrives: from the wire's words to the domain's, signatures checked where keys are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.administration import act_holds, decision_holds, proposal_holds
from app.domain.access.news import AccessChanged, AccessNews, AccessProposed, SecurityNoticed, SignedOrder
from app.domain.access.proposal import CHANGES, ProposalKind, ProposalStatus
from app.wire import administration as orders
from app.wire import codec
from app.wire import events as wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.access.keys import PublicKey


def subject(item: AccessNews) -> str:
    """Return whom or what the news is about."""
    return item.uid if isinstance(item, SecurityNoticed) else item.subject


def holds(item: AccessNews, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether every signature in the news is right, as far as the keys are known here.

    A unit knows the keys of its own people only, the agency's log those of its administrators.
    """
    if isinstance(item, SecurityNoticed):
        return True
    signed = item.signed
    if signed.proposal:
        said = codec.decode(signed.proposal.encode(), orders.Proposal)
        if not _tells(item, said):
            return False
        if said.maker_kid in keys and not proposal_holds(signed.proposal, signed.proposal_sig, keys):
            return False
    if signed.decision:
        decision = codec.decode(signed.decision.encode(), orders.ProposalDecision)
        texts = (signed.decision, signed.decision_sig, signed.proposal, signed.proposal_sig)
        if decision.auth_kid in keys and not decision_holds(*texts, keys):
            return False
    if signed.act:
        act = codec.decode(signed.act.encode(), orders.AdminAct)
        if (act.subject, act.kind) != (item.subject, item.what if isinstance(item, AccessChanged) else ""):
            return False
        return act.actor_kid not in keys or act_holds(signed.act, signed.act_sig, keys)
    return True


def _tells(item: AccessProposed | AccessChanged, said: orders.Proposal) -> bool:
    """Say whether the news is about what was signed: the same request, kind and subject, and no other change."""
    if isinstance(item, AccessProposed):
        return (item.req_id, item.kind, item.subject) == (said.req_id, said.kind, said.subject)
    same = (item.order_id, item.what, item.subject) == (said.req_id, said.kind, said.subject)
    return same and (ProposalKind(said.kind) not in CHANGES or item.after == said.change)


def _proposed(body: bytes, _: wire.LogRecord) -> AccessNews:
    said = codec.decode(body, wire.AccessProposed)
    return AccessProposed(
        req_id=said.req_id,
        status=ProposalStatus(said.status),
        kind=ProposalKind(said.kind),
        subject=said.subject,
        subject_name=said.subject_name,
        reason=said.reason,
        signed=SignedOrder(said.proposal, said.proposal_sig, said.decision, said.decision_sig),
    )


def _changed(body: bytes, _: wire.LogRecord) -> AccessNews:
    said = codec.decode(body, wire.AccessChanged)
    return AccessChanged(
        what=said.what,
        order_id=said.id,
        unit=said.unit,
        subject=said.subject,
        subject_name=said.subject_name,
        before=said.before,
        after=said.after,
        reason=said.reason,
        signed=SignedOrder(said.proposal, said.proposal_sig, said.decision, said.decision_sig, said.act, said.act_sig),
    )


def _noticed(body: bytes, _: wire.LogRecord) -> AccessNews:
    said = codec.decode(body, wire.SecurityNoticed)
    return SecurityNoticed(
        said.what,
        said.uid,
        said.company_id,
        said.user_id,
        said.name_th,
        said.device_id,
        said.device_name,
        said.other_device_name,
    )


READERS: dict[str, Callable[[bytes, wire.LogRecord], AccessNews]] = {
    wire.ACCESS_PROPOSED: _proposed,
    wire.ACCESS_CHANGED: _changed,
    wire.SECURITY_NOTICED: _noticed,
}
