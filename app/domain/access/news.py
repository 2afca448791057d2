"""News of the central system about rights and about the door; see `app.wire.events` for the fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.access.proposal import ProposalKind, ProposalStatus


@dataclass(frozen=True, slots=True)
class SignedOrder:
    """The exact signed texts behind news about rights; '' for those there are none of."""

    proposal: str = field(default="", repr=False)
    proposal_sig: str = field(default="", repr=False)
    decision: str = field(default="", repr=False)
    decision_sig: str = field(default="", repr=False)
    act: str = field(default="", repr=False)
    act_sig: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AccessProposed:
    """A proposal came, was sent back or taken back: so far it has changed nothing."""

    req_id: str
    status: ProposalStatus
    kind: ProposalKind
    subject: str
    subject_name: str
    reason: str
    signed: SignedOrder


@dataclass(frozen=True, slots=True)
class AccessChanged:
    """Rights changed; ``what`` is a kind of proposal or act, or ``bank.<what>``; both sides are canonical texts."""

    what: str
    order_id: str
    unit: str
    subject: str
    subject_name: str
    before: str
    after: str
    reason: str
    signed: SignedOrder


@dataclass(frozen=True, slots=True)
class SecurityNoticed:
    """Something at the door: a lock, a session taken over, a workstation taken into use, a password changed."""

    what: str
    uid: str
    company_id: str
    user_id: str
    name_th: str
    device_id: str
    device_name: str
    other_device_name: str


AccessNews = AccessProposed | AccessChanged | SecurityNoticed
